package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"rugtape/internal/browser"
	"rugtape/internal/journal"
	"rugtape/internal/round"
	"rugtape/internal/watchdog"
	"rugtape/internal/web"
)

// Hands is the live edge's hands as the page and commands use them. It holds no
// state: it sends wishes to the edge.
type Hands struct{ live *Live }

// Hands are those of the edge.
func (l *Live) Hands() Hands { return Hands{l} }

func (h Hands) wish(ctx context.Context, w handWish) error {
	return h.live.send(ctx, liveInput{hand: &handInput{wish: &w}})
}

// Connect begins to connect; its steps come with the status.
func (h Hands) Connect(ctx context.Context, c web.HandsConnect) error {
	return h.wish(ctx, handWish{connect: &c})
}

// Cancel gives up the connect under way.
func (h Hands) Cancel(ctx context.Context) error { return h.wish(ctx, handWish{cancel: true}) }

// Disconnect disarms and leaves the browser.
func (h Hands) Disconnect(ctx context.Context) error { return h.wish(ctx, handWish{disconnect: true}) }

// session is the browser that is connected.
func (h Hands) session(ctx context.Context) (*browser.Session, error) {
	got := make(chan *browser.Session, 1)
	if err := h.wish(ctx, handWish{session: got}); err != nil {
		return nil, err
	}
	if s := <-got; s != nil {
		return s, nil
	}
	return nil, errNoBrowser
}

var errNoBrowser error = refusal{"no browser is connected", "connect one first"}

// Check looks for the controls of the page.
func (h Hands) Check(ctx context.Context, outline bool) ([]web.HandsControl, error) {
	s, err := h.session(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.Outline(ctx, outline); err != nil {
		return nil, err
	}
	found, err := s.Find(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]web.HandsControl, 0, len(found))
	for _, f := range found {
		out = append(out, web.HandsControl{Control: f.Control, Rule: f.Rule, Label: f.Label, Count: f.Count, Visible: f.Visible, Enabled: f.Enabled})
	}
	return out, nil
}

// Arm starts the watchdog and, once it watches, arms. What forbids it is looked
// for before and after.
func (h Hands) Arm(ctx context.Context, a web.HandsArm) error {
	if o := h.live.options.Hands; o != nil && stopFile(o.Dir) {
		return refusal{"there is a file named STOP in the home", "take it away first"}
	}
	v := h.live.pressing.Load()
	if v == nil {
		return errNoHands
	}
	grant := v.grant.Load() // a STOP from here on counts
	var first watchdog.Beat
	if err := h.wish(ctx, handWish{prepare: &armWish{HandsArm: a, prepare: &first}}); err != nil {
		return err
	}
	watch, err := h.live.options.Hands.Watch(ctx, first)
	if err != nil {
		return fmt.Errorf("start the watchdog: %w", err)
	}
	if err := h.wish(ctx, handWish{arm: &armWish{HandsArm: a, watch: watch, grant: grant}}); err != nil {
		ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), watchLeaves)
		defer cancel()
		if ctx.Err() != nil { // nobody waits any more, and it may be armed all the same
			_ = h.live.send(ending, liveInput{hand: &handInput{gone: watch, why: "who asked for the arming has not waited for it"}})
		}
		return errors.Join(err, watch.Close(ending))
	}
	return nil
}

// Disarm lets nothing through any more.
func (h Hands) Disarm(ctx context.Context) error { return h.wish(ctx, handWish{disarm: "by the user"}) }

// Stop takes every order back that was not pressed yet, at once and whatever
// the edge is doing, and then disarms.
func (h Hands) Stop(ctx context.Context) error { return h.StopFor(ctx, "the button or its key") }

// StopFor is Stop, and says by what.
func (h Hands) StopFor(ctx context.Context, by string) error {
	if v := h.live.pressing.Load(); v != nil {
		v.revoke()
	}
	return h.wish(ctx, handWish{stop: by})
}

// Resume takes a Stop back. It does not arm.
func (h Hands) Resume(ctx context.Context) error { return h.wish(ctx, handWish{resume: true}) }

// Adopt puts the server's books in the place of ours.
func (h Hands) Adopt(ctx context.Context) error { return h.wish(ctx, handWish{adopt: true}) }

// CloseOrder says for the user whether an order was done.
func (h Hands) CloseOrder(ctx context.Context, key uint64, done bool) error {
	return h.wish(ctx, handWish{close: &closing{key, done}})
}

// Acknowledge says that the alarm that began then was read.
func (h Hands) Acknowledge(ctx context.Context, sinceNS int64) error {
	return h.wish(ctx, handWish{acknowledge: sinceNS})
}

// Told says that the truth about arming was read, which is kept.
func (h Hands) Told(ctx context.Context) error {
	o := h.live.options.Hands
	if o == nil {
		return errNoHands
	}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return err
	}
	text := time.Now().UTC().Format(time.RFC3339) + "\n"
	if err := os.WriteFile(filepath.Join(o.Dir, toldName), []byte(text), 0o600); err != nil {
		return err
	}
	return h.wish(ctx, handWish{told: true})
}

// Orders lists orders below a key, the newest first.
func (h Hands) Orders(_ context.Context, before uint64, limit int) ([]web.HandsOrder, error) {
	return h.live.orders.list(before, limit), nil
}

// Order is all that is kept of one.
func (h Hands) Order(_ context.Context, key uint64) (web.HandsRecord, error) {
	o, err := h.live.orders.get(key)
	if err != nil {
		return web.HandsRecord{}, err
	}
	r := web.HandsRecord{HandsOrder: o, Guard: h.live.orders.letThrough(key)}
	keep := h.live.options.Hands.evidence()
	if text, err := keep.Get(key, journal.EvidenceRecord); err == nil {
		decodeEvidence(text, &r)
	}
	_, before := keep.Get(key, journal.EvidenceBefore)
	_, after := keep.Get(key, journal.EvidenceAfter)
	r.Before, r.After = before == nil, after == nil
	return r, nil
}

// Picture is that of the page before or after the press.
func (h Hands) Picture(_ context.Context, key uint64, which string) ([]byte, error) {
	image, err := h.live.options.Hands.evidence().Get(key, which+".jpg")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: there is no picture %s of order %d", round.ErrUnknown, which, key)
	}
	return image, err
}

func (o *HandsOptions) evidence() *journal.Evidence { return journal.OpenEvidence(evidenceDir(o.Dir)) }

// evidenceDir is where the evidence of orders lies.
func evidenceDir(dir string) string { return filepath.Join(dir, "evidence") }

// The file that stops the hands while it is there, and the one that says that
// the truth about arming was read.
const (
	stopName = "STOP"
	toldName = "told"
)

func stopFile(dir string) bool {
	_, err := os.Stat(filepath.Join(filepath.Dir(dir), stopName))
	return err == nil
}

func toldOnce(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, toldName))
	return err == nil
}

// stopLook is how often the file STOP is looked for: well within a tick.
const stopLook = 100 * time.Millisecond

// watchStop stops the hands while there is a file named STOP in the home.
func (h Hands) watchStop(ctx context.Context) {
	ticker := time.NewTicker(stopLook)
	defer ticker.Stop()
	there := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		was, armed := there, h.live.Status().Hands
		if there = stopFile(h.live.options.Hands.Dir); there && (!was || armed != nil && armed.Armed != nil) {
			_ = h.StopFor(ctx, "the file STOP in the home") // it ends only with the edge
		}
	}
}
