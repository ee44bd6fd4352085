package watchdog

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"sync"
	"time"
)

// ProcessOptions are Start's.
type ProcessOptions struct {
	Home   string
	Stderr *os.File // where the watchdog writes for people, also after the app's death; nil: os.Stderr
	Log    *slog.Logger
	// Command makes the second process; nil: this program, as rugtape watchdog.
	Command func(home string) (*exec.Cmd, error)

	sign time.Duration // how long the watchdog may say nothing; 0: signLimit
}

// Process is the app's side of its watchdog. The goroutine that owns the app's
// state gives it a Beat each BeatEvery, and at once when what it tells changes;
// everything else is done by goroutines of its own, so that nothing here waits.
type Process struct {
	log   *slog.Logger
	limit time.Duration // for a sign
	cmd   *exec.Cmd
	in    *os.File // the watchdog's stdin, we write
	next  chan Beat
	stop  chan struct{} // closed by Close: the last beat is written and the pipe ends
	news  chan struct{} // one place: State is worth a look
	gone  chan struct{} // closed when the process has ended and all of it is read
	once  sync.Once

	mu      sync.Mutex
	count   uint64
	last    Beat
	state   sign
	leaving bool
}

// beatLimit is how long the pipe to the watchdog may take a line.
const beatLimit = time.Second

// Start starts a watchdog. Arm only once its State is Watching; if that ends while
// something is armed, disarm.
func Start(o ProcessOptions) (*Process, error) {
	if o.Command == nil {
		o.Command = ownWatchdog
	}
	cmd, err := o.Command(o.Home)
	if err != nil {
		return nil, fmt.Errorf("start the watchdog: %w", err)
	}
	in, ours, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("start the watchdog: %w", err)
	}
	out, theirs, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("start the watchdog: %w", errors.Join(err, in.Close(), ours.Close()))
	}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = in, theirs, os.Stderr
	if o.Stderr != nil {
		cmd.Stderr = o.Stderr
	}
	apart(cmd)
	err = cmd.Start()
	closed := errors.Join(in.Close(), theirs.Close())
	if err = errors.Join(err, closed); err != nil {
		return nil, fmt.Errorf("start the watchdog: %w", errors.Join(err, ours.Close(), out.Close()))
	}
	w := &Process{
		log: o.Log, cmd: cmd, in: ours, state: sign{State: Starting},
		limit: cmp.Or(o.sign, signLimit),
		next:  make(chan Beat, 1), stop: make(chan struct{}), news: make(chan struct{}, 1), gone: make(chan struct{}),
	}
	var work sync.WaitGroup
	work.Go(func() { w.listen(out) })
	work.Go(w.write)
	go w.wait(&work)
	return w, nil
}

// ownWatchdog is this program as a watchdog.
func ownWatchdog(home string) (*exec.Cmd, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return exec.Command(self, "watchdog", "--home", home), nil
}

// Beat gives the watchdog the next beat. It never waits: of beats that are not
// written yet the newest counts.
func (w *Process) Beat(b Beat) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.beat(b)
}

func (w *Process) beat(b Beat) {
	if w.leaving {
		return
	}
	w.count++
	b.Count, b.PID, b.AtNS = w.count, os.Getpid(), time.Now().UnixNano()
	w.last = b
	select {
	case <-w.next:
	default:
	}
	w.next <- b // has room: the lock makes this the only sender
}

// State tells how the watchdog does, and why it does not watch.
func (w *Process) State() (state, why string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.state.State, w.state.Why
}

// News gives a value when State tells something new.
func (w *Process) News() <-chan struct{} { return w.news }

// Gone is closed when the watchdog has ended and nothing of it is left.
func (w *Process) Gone() <-chan struct{} { return w.gone }

// Close tells the watchdog that the app leaves in good order, and waits for its
// end. It is killed if that takes longer than ctx.
func (w *Process) Close(ctx context.Context) error {
	w.mu.Lock()
	last := w.last
	last.Leaving = true
	w.beat(last)
	w.leaving = true
	w.mu.Unlock()
	w.once.Do(func() { close(w.stop) })
	select {
	case <-w.gone:
		return nil
	case <-ctx.Done():
	}
	_ = w.cmd.Process.Kill()
	<-w.gone
	return fmt.Errorf("the watchdog did not end by itself: %w", context.Cause(ctx))
}

// write writes the beats, until the watchdog does not take them any more.
func (w *Process) write() {
	defer w.in.Close()
	for {
		select {
		case b := <-w.next:
			if !w.tell(b) {
				return
			}
		case <-w.stop:
			select {
			case b := <-w.next:
				w.tell(b)
			default:
			}
			return
		}
	}
}

func (w *Process) tell(b Beat) bool {
	_ = w.in.SetWriteDeadline(time.Now().Add(beatLimit)) // not every system's pipes have one
	if err := writeLine(w.in, b); err != nil {
		w.kill("it takes no beats: " + err.Error())
		return false
	}
	return true
}

// listen reads the signs, and ends a watchdog that gives none.
func (w *Process) listen(out *os.File) {
	defer out.Close()
	late := time.AfterFunc(w.limit, func() { w.kill(fmt.Sprintf("it has said nothing for %v", w.limit)) })
	defer late.Stop()
	err := readLines(out, func(s sign) {
		late.Reset(w.limit)
		w.set(s)
	}, func(err error) { w.log.Warn("a sign of the watchdog could not be read", "error", err) })
	if err != nil {
		w.log.Debug("the watchdog's signs have ended", "error", err)
	}
}

// kill ends a watchdog that does not do its work: it must not wake up later.
func (w *Process) kill(why string) {
	w.set(sign{Gone, why})
	_ = w.cmd.Process.Kill()
}

// set takes a sign. One that is gone stays gone.
func (w *Process) set(s sign) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.state == s || w.state.State == Gone {
		return
	}
	w.state = s
	select {
	case w.news <- struct{}{}:
	default:
	}
}

// wait waits for the watchdog's end.
func (w *Process) wait(work *sync.WaitGroup) {
	err := w.cmd.Wait()
	why := "it has ended"
	if err != nil {
		why += ": " + err.Error()
	}
	w.set(sign{Gone, why})
	w.once.Do(func() { close(w.stop) })
	work.Wait()
	close(w.gone)
}
