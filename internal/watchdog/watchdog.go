package watchdog

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"rugtape/internal/browser"
	"rugtape/internal/guard"
	"rugtape/internal/hands"
)

// Options are Run's.
type Options struct {
	Home  string
	In    io.Reader        // the app's beats; their end is the app's
	Out   io.Writer        // signs for the app
	Alarm func(why string) // tells a person, at once
	Log   *slog.Logger

	// attach attaches to the page; nil: browser.Start.
	attach func(context.Context, browser.Options, browser.Sink) (pageSession, error)
}

// pageSession is a browser.Session as far as a watchdog needs it.
type pageSession interface {
	Press(ctx context.Context, a *guard.Approved, about func(browser.Ready) error) browser.Deed
	Health() browser.Health
	Close(ctx context.Context) error
	Gone() <-chan struct{}
}

// ErrAlarm is that a watchdog has acted and that a person has to look.
var ErrAlarm = errors.New("the watchdog has raised an alarm")

const (
	// lookEvery is how often it looks at all, whatever comes.
	lookEvery = 50 * time.Millisecond
	// mostMessages is how many of the page's messages may wait; when it is full,
	// they are dropped: what counts comes again.
	mostMessages = 4096
	// attachAgain is how long after a failure it tries again to attach.
	attachAgain = 500 * time.Millisecond
	// pageEnds is how long the end of its own connection may take.
	pageEnds = 300 * time.Millisecond
)

// watchdog is the second process: one goroutine owns all of this.
type watchdog struct {
	o     Options
	watch *hands.Watch
	ears  ears
	beat  Beat // the last
	app   *os.Process
	begun time.Time
	// heldNS is when it was last heard whether something is held, by the clock of
	// messages and records.
	heldNS int64

	chrome   *os.Process // that the app launched, nil if it did not
	page     pageSession // nil while there is none
	noPage   error       // why
	dropped  atomic.Uint64
	messages chan browser.Message
	pages    chan attached
	detach   context.CancelFunc // ends what attaches, and says so
	tries    int                // which page that is for
	work     sync.WaitGroup

	told   sign
	toldAt time.Time
}

// attached is what became of attaching to a page.
type attached struct {
	of   int
	page pageSession
	err  error
}

// Run watches the app that gives it beats until that has ended, or ctx
// does. When the app dies, hangs or hears nothing while it is armed and something
// is open, it ends the app, takes its home and sells what is held, once, by its
// own connection. ErrAlarm tells that it did. Meanwhile this process ends by no
// hang-up and by no broken pipe: the app's end would be its own.
func Run(ctx context.Context, o Options) error {
	defer outlive()()
	w := newWatchdog(o)
	defer w.end()
	beats := make(chan Beat)
	stopped := make(chan struct{})
	defer close(stopped)
	go func() { // ends with the app, or with this process
		defer close(beats)
		err := readLines(o.In, func(b Beat) {
			select {
			case beats <- b:
			case <-stopped:
			}
		}, func(err error) { o.Log.Warn("a beat could not be read", "error", err) })
		if err != nil {
			o.Log.Warn("the beats have ended", "error", err)
		}
	}()
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		select {
		case b, open := <-beats:
			if !open {
				w.watch.Closed()
				beats = nil
				break
			}
			w.take(ctx, b)
		case m := <-w.messages:
			w.hear(&m)
		case a := <-w.pages:
			w.took(a)
		case <-look.C:
		case <-ctx.Done():
			return nil
		}
		w.sign()
		switch do, why := w.watch.Decide(w.now()); do {
		case hands.WatchAct:
			return w.act(why)
		case hands.WatchEnd:
			o.Log.Info("the watchdog ends", "why", why)
			if !w.beat.Leaving { // else the app goes on with it, or ends it
				w.endChrome()
			}
			return nil
		}
	}
}

func newWatchdog(o Options) *watchdog {
	if o.attach == nil {
		o.attach = func(ctx context.Context, bo browser.Options, to browser.Sink) (pageSession, error) {
			s, err := browser.Start(ctx, bo, to)
			if err != nil {
				return nil, err
			}
			return s, nil
		}
	}
	return &watchdog{
		o: o, watch: hands.NewWatch(0), begun: time.Now(), noPage: errors.New("the app has not said yet where the page is"),
		ears:     ears{follower: hands.New()},
		messages: make(chan browser.Message, mostMessages), pages: make(chan attached), detach: func() {},
	}
}

// now is the time by a clock that is never set.
func (w *watchdog) now() int64 { return int64(time.Since(w.begun)) }

// take takes a beat.
func (w *watchdog) take(ctx context.Context, b Beat) {
	before := w.beat
	w.beat = b
	w.watch.Beat(b.beat(), w.now())
	w.ears.player = b.Player
	if b.PID != before.PID {
		w.app = processOf(b.PID)
	}
	if b.Where.PID != before.Where.PID {
		w.chrome = processOf(b.Where.PID)
	}
	if b.Where != before.Where || b.Host != before.Host {
		w.attachTo(ctx, &b)
	}
}

// processOf gives a process that lives now, whoever has its number later; nil
// for none.
func processOf(pid int) *os.Process {
	if pid == 0 {
		return nil
	}
	p, err := os.FindProcess(pid)
	if err != nil {
		return nil
	}
	return p
}

// hear takes a message of the page.
func (w *watchdog) hear(m *browser.Message) []guard.Report {
	word := w.ears.hear(m)
	if word.ticked {
		w.watch.Tick(w.now())
	}
	if word.holds.Present {
		w.holds(word.holds.Value, m.RecvNS)
	}
	return word.reports
}

// holds takes whether something is held, as it was at a time.
func (w *watchdog) holds(held bool, atNS int64) {
	w.watch.Holds(held, w.now())
	w.heldNS = atNS
}

// sign tells the app how it does, when that is news and every quarter of a second.
func (w *watchdog) sign() {
	now := sign{State: Watching}
	if w.page == nil {
		now = sign{Blind, "its own connection to the page is not there: " + w.noPage.Error()}
	} else if h := w.page.Health(); h.State != browser.StateReady {
		now = sign{Blind, "its own connection to the page is " + h.State + ": " + h.Why}
	}
	if now == w.told && time.Since(w.toldAt) < signEvery {
		return
	}
	w.told, w.toldAt = now, time.Now()
	if err := writeLine(w.o.Out, now); err != nil {
		w.o.Log.Debug("the app does not hear the watchdog", "error", err)
	}
}

// end leaves nothing behind.
func (w *watchdog) end() {
	w.detach()
	w.drop(w.page)
	w.work.Wait()
}
