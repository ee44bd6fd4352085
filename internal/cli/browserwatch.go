package cli

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/spf13/cobra"

	"rugtape/internal/browser"
	"rugtape/internal/wire"
)

// What attach and launch print as JSON, an object each; what names the kind.
type (
	browserStep struct {
		What   string `json:"what"` // step
		Name   string `json:"name"`
		State  string `json:"state"` // running, done, failed
		Detail string `json:"detail"`
	}
	browserHealth struct {
		What     string  `json:"what"` // health
		State    string  `json:"state"`
		Why      string  `json:"why"`
		Product  string  `json:"product"`
		URL      string  `json:"url"`
		Tabs     int     `json:"tabs"`
		Sockets  int     `json:"sockets"`
		PID      int     `json:"pid"` // of the one that was launched, else 0
		BeatMS   float64 `json:"beat_ms"`
		Messages uint64  `json:"messages"`
		Dropped  uint64  `json:"dropped"`
	}
	browserEvent struct {
		What  string `json:"what"`  // event: the first of its name
		Event string `json:"event"` // of those that only the player's own page gets
	}
	browserEnd struct {
		What     string            `json:"what"` // end
		Messages uint64            `json:"messages"`
		Dropped  uint64            `json:"dropped"`
		Events   map[string]uint64 `json:"events"`  // that the page got, by name
		Presses  uint64            `json:"presses"` // of the player's own, on known controls
	}
)

// watchBrowser connects and says what happens until ctx ends, or the browser
// for good.
func (t *tool) watchBrowser(cmd *cobra.Command, f *browserFlags) error {
	o, err := t.browserOptions(cmd, f)
	if err != nil {
		return err
	}
	o.Step = t.tellStep
	heard := newHearing()
	return t.inBrowser(cmd.Context(), o, heard, func(s *browser.Session) error {
		err := t.tellBrowser(cmd.Context(), heard)
		last := s.Health()
		events, presses := heard.counts()
		t.tellBrowserEnd(&last, events, presses)
		return err
	})
}

func (t *tool) tellStep(s browser.Step) {
	switch {
	case t.json:
		_ = t.put(browserStep{"step", s.Name, s.State, s.Detail}) // output notices an error
	case s.State == "done" && s.Detail != "":
		t.say("%s: %s", s.Name, s.Detail)
	case s.State == "done":
		t.say("%s: done", s.Name)
	}
}

// tellBrowser tells news until ctx ends, which is no error, or the browser
// does.
func (t *tool) tellBrowser(ctx context.Context, heard *hearing) error {
	for {
		health, events := heard.take()
		for _, h := range health {
			t.tellHealth(&h)
			if h.State == browser.StateEnded && ctx.Err() == nil {
				return fmt.Errorf("the browser has ended: %s", h.Why)
			}
		}
		for _, event := range events {
			if t.json {
				_ = t.put(browserEvent{"event", event})
			} else {
				t.say("the player's own %s is heard", event)
			}
		}
		select {
		case <-heard.news:
		case <-ctx.Done():
			return nil
		}
	}
}

func (t *tool) tellHealth(h *browser.Health) {
	if t.json {
		_ = t.put(browserHealth{"health", h.State, h.Why, h.Product, h.URL, h.Tabs, h.Sockets, h.PID, h.BeatMS, h.Messages, h.Dropped})
		return
	}
	line := h.State
	if h.Why != "" {
		line += ": " + h.Why
	}
	if h.URL != "" {
		line += fmt.Sprintf(": %s, %s of it, %s of the game", h.URL, counted(h.Tabs, "tab"), counted(h.Sockets, "socket"))
	}
	t.say("%s", line)
}

func (t *tool) tellBrowserEnd(h *browser.Health, events map[string]uint64, presses uint64) {
	if t.json {
		_ = t.put(browserEnd{"end", h.Messages, h.Dropped, events, presses})
		return
	}
	t.say("%s, %d dropped; buttons pressed by hand: %d", counted(int(h.Messages), "message"), h.Dropped, presses)
	for _, name := range slices.Sorted(maps.Keys(events)) {
		t.say("  %6d %s", events[name], name)
	}
}

// hearing takes what the page's game socket says. It keeps counts alone.
type hearing struct {
	news chan struct{} // holds one: there may be something to take

	mu      sync.Mutex
	health  []browser.Health // not taken yet
	events  []string         // of the player's own, not taken yet
	count   map[string]uint64
	presses uint64
}

// Bounds of what is kept.
const (
	maxHealth = 64  // not taken; then the oldest goes
	maxNames  = 256 // of events; others are not counted
)

func newHearing() *hearing { return &hearing{news: make(chan struct{}, 1), count: map[string]uint64{}} }

// Message, Press and Health make it a browser.Sink.

func (h *hearing) Message(m browser.Message) {
	p, err := wire.ParsePacket(m.Text)
	if err != nil || m.Out || p.Kind != wire.PacketEvent {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	before, known := h.count[p.Name]
	if !known && len(h.count) >= maxNames {
		return
	}
	h.count[p.Name] = before + 1
	switch p.Name {
	case wire.UsernameStatus, wire.PlayerUpdate, wire.PlayerState, wire.PlayerPosition:
		if before == 0 {
			h.events = append(h.events, p.Name)
			h.tell()
		}
	}
}

func (h *hearing) Press(browser.Seen) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.presses++
}

func (h *hearing) Health(now browser.Health) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.health) == maxHealth {
		h.health = slices.Delete(h.health, 0, 1)
	}
	h.health = append(h.health, now)
	h.tell()
}

func (h *hearing) tell() {
	select {
	case h.news <- struct{}{}:
	default:
	}
}

func (h *hearing) take() (health []browser.Health, events []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	health, events = h.health, h.events
	h.health, h.events = nil, nil
	return health, events
}

func (h *hearing) counts() (events map[string]uint64, presses uint64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return maps.Clone(h.count), h.presses
}
