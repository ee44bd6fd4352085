package app

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"rugtape/internal/desk"
	"rugtape/internal/engine"
	"rugtape/internal/feed"
	"rugtape/internal/round"
	"rugtape/internal/web"
)

// The feeds that have a name.
const (
	FeedPractice = "practice"
	FeedLive     = "live"
	FeedOff      = "off"

	siteURL = "https://backend.rugs.fun"
)

// liveInbox is how many inputs may wait for the live edge. When it is full,
// the feed waits, and with it the server; a command waits until its deadline.
const liveInbox = 256

// LiveOptions say what a live edge is started with.
type LiveOptions struct {
	Feed   string       // practice, live, off or http(s)://host:port
	Source round.Source // of a server that does not say; site where empty
	Keep   Keeper       // where rounds are sealed
	Dir    string       // of the journal's files
	Record bool         // from the start
	Raw    bool         // the journal is not filtered
	Unseen bool         // no page looks: of what passes, the newest message alone is held
	Log    *slog.Logger

	Practice Practice // the arena of the practice feed
	// Hear hears a server and tells what it says until ctx ends; nil: feed.Run,
	// as it is by itself.
	Hear    func(ctx context.Context, url string, to feed.Sink) error
	Version string // of rugtape, to be noted
	// Script reads the source of a saved script; nil where a desk has none.
	Script func(name string) (source string, err error)

	// Hands are the browser whose buttons may be pressed; nil: there are none.
	Hands *HandsOptions

	// Decided, if set, is told what the desk has decided; it is called by the
	// edge's goroutine and must not wait.
	Decided func(Decided)
}

// Decided is what a desk has decided at an input, and where it stands then.
type Decided struct {
	Round     string
	TimeNS    int64
	Decisions []engine.Decision
	Desk      *desk.State
	Ended     string // the round that the input ended for the desk, "" for none
}

// Live is the live edge: one feed, its recorder, and a desk on it. One
// goroutine owns all three; everybody else sends it inputs.
//
//	feed -----> inbox --> filter --> journal's queue       (its writer syncs)
//	commands ----^  |      '------> wire log              (read by the page)
//	sealer -----'   '---> decode --> machine --> facts --> recordings --> sealer
//	                            '--> desk                '-> state --> viewers
type Live struct {
	options LiveOptions
	inbox   chan liveInput
	ended   chan struct{}
	wire    *wireLog

	orders      orderShelf            // that were pressed, or were to be
	pressing    atomic.Pointer[venue] // to be stopped by anybody; nil without hands
	pageDropped atomic.Uint64         // messages of the page for which there was no room

	watchers // of the status
	mu       sync.Mutex
	status   web.Status
}

// liveInput is what the edge may be told. Exactly one of its fields is set,
// but for reply, which then gets the answer, and of, which says which feed it is from.
type liveInput struct {
	of      int
	message *feed.Message
	health  *feed.Health
	failed  error // the feed could not be started, or ended by itself
	url     string
	trade   *web.Trade
	choose  string
	record  *recordWish
	join    *liveViewer
	leave   *liveViewer
	hand    *handInput
	reply   chan error // buffered; nil where nobody waits
}

type recordWish struct{ on, raw bool }

// liveViewer gets the latest state of the edge. A slow one misses states,
// which it never needs: each is whole.
type liveViewer struct {
	live   *Live
	states chan web.LiveState // holds one, the latest
}

// source is what rounds count as where the server does not say.
func (o *LiveOptions) source() round.Source { return cmp.Or(o.Source, round.Site) }

// NewLive makes a live edge; Run runs it.
func NewLive(o LiveOptions) (*Live, error) {
	if err := checkFeed(o.Feed); err != nil {
		return nil, err
	}
	o.Source = o.source()
	room := wireBytes
	if o.Unseen {
		room = 0
	}
	l := &Live{
		options: o, inbox: make(chan liveInput, liveInbox), ended: make(chan struct{}),
		wire: newWireLog(room),
	}
	if o.Hands != nil {
		l.orders.most = o.Hands.shown
	}
	l.status = web.Status{
		Feed:     web.FeedStatus{Feed: o.Feed, State: feed.Offline.String(), Why: "starting"},
		Recorder: web.RecorderStatus{State: recorderOff},
		Feeds: []web.FeedChoice{
			{Feed: FeedPractice, Label: "Practice arena"},
			{Feed: FeedLive, Label: "rugs.fun", URL: siteURL},
			{Feed: FeedOff, Label: "Off"},
		},
	}
	return l, nil
}

// JournalDir is where the journal of a home lies.
func JournalDir(home string) string { return filepath.Join(home, "journal") }

// checkFeed tells what is wrong with the name of a feed.
func checkFeed(name string) error {
	if slices.Contains([]string{FeedPractice, FeedLive, FeedOff}, name) {
		return nil
	}
	if strings.HasPrefix(name, "http://") || strings.HasPrefix(name, "https://") {
		if err := feed.Check(name); err != nil {
			return refusal{err.Error(), "correct the address"}
		}
		return nil
	}
	return refusal{fmt.Sprintf("there is no feed %.80q", name), "use practice, live, off or an address such as http://127.0.0.1:7979"}
}

// Run runs the edge until ctx ends: it seals what runs and closes the journal
// before it returns.
func (l *Live) Run(ctx context.Context) {
	defer close(l.ended)
	newEdge(l).run(ctx)
}

// Status is how feed, recorder and desk are.
func (l *Live) Status() web.Status {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.status
}

// show tells the watchers of another status.
func (l *Live) show(s web.Status) {
	l.mu.Lock()
	l.status = s
	l.mu.Unlock()
	l.tell()
}

// Wire is what has passed lately.
func (l *Live) Wire() web.WireLog { return l.wire }

// View watches the edge.
func (l *Live) View(ctx context.Context) (web.LiveView, error) {
	v := &liveViewer{live: l, states: make(chan web.LiveState, 1)}
	if err := l.send(ctx, liveInput{join: v}); err != nil {
		v.Close() // it may have been joined although the answer came too late
		return nil, err
	}
	return v, nil
}

// States gives the latest state, once at once and then after each change.
func (v *liveViewer) States() <-chan web.LiveState { return v.states }

// Ended is closed when the edge is no more.
func (v *liveViewer) Ended() <-chan struct{} { return v.live.ended }

// Close ends the watching.
func (v *liveViewer) Close() {
	select {
	case v.live.inbox <- liveInput{leave: v}:
	case <-v.live.ended:
	}
}

// Trade does something at the desk and waits for the answer.
func (l *Live) Trade(ctx context.Context, t web.Trade) error {
	return l.send(ctx, liveInput{trade: &t})
}

// Choose takes another feed.
func (l *Live) Choose(ctx context.Context, name string) error {
	if err := checkFeed(name); err != nil {
		return err
	}
	return l.send(ctx, liveInput{choose: name})
}

// Record turns the recorder on or off.
func (l *Live) Record(ctx context.Context, on, raw bool) error {
	return l.send(ctx, liveInput{record: &recordWish{on, raw}})
}

var errLiveEnded error = refusal{"the live edge has ended", "start rugtape again"}

// send hands an input to the edge and waits for its answer.
func (l *Live) send(ctx context.Context, in liveInput) error {
	in.reply = make(chan error, 1)
	select {
	case l.inbox <- in:
	case <-l.ended:
		return errLiveEnded
	case <-ctx.Done():
		return fmt.Errorf("the live edge is busy: %w", ctx.Err())
	}
	select {
	case err := <-in.reply:
		return err
	case <-l.ended:
		return errLiveEnded
	case <-ctx.Done():
		return fmt.Errorf("the live edge is busy: %w", ctx.Err())
	}
}

// clock stamps what does not come from the feed: wall time at the start, and
// what has passed since, so that it never runs back.
type clock struct{ start time.Time }

func (c clock) now() int64 { return c.start.UnixNano() + int64(time.Since(c.start)) }
