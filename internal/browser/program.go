package browser

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"sync"
	"time"
)

// programs are what Chrome is called, in the order in which it is looked for.
var programs = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}

// FindProgram gives the program to launch: the one named, or the Chrome or
// Chromium that this machine has.
func FindProgram(named string) (string, error) {
	if named != "" {
		path, err := exec.LookPath(named)
		if err != nil {
			return "", fmt.Errorf("%s cannot be run: %w", named, reason(err))
		}
		return path, nil
	}
	for _, name := range programs {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("no Chrome and no Chromium was found: install one, or name its program")
}

// reason is why something cannot be run, without its name once more.
func reason(err error) error {
	if at, ok := errors.AsType[*exec.Error](err); ok {
		err = at.Err
	}
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		err = at.Err
	}
	return err
}

// program is a browser that we launched, with its process group.
type program struct {
	cmd    *exec.Cmd
	said   *os.File      // its stderr, we read
	port   chan int      // its debugging port, once; closed when it will say none
	ended  chan struct{} // closed when it and its group are no more, and all was read
	signal sync.Mutex    // while the program has not been waited for
	waited bool

	mu   sync.Mutex
	tail []byte // of what it said
	err  error  // how it ended
}

// launch starts the program. Its profile is a directory of its own: with the
// user's standard one, Chrome opens no debugging port.
func launch(path, profile string, o *Options) (*program, error) {
	said, stderr, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	p := &program{
		cmd: exec.Command(path, arguments(profile, o)...), said: said,
		port: make(chan int, 1), ended: make(chan struct{}),
	}
	p.cmd.Env = append(os.Environ(), o.env...)
	p.cmd.Stderr = stderr // a file: nothing but us waits for its end
	if err := inGroup(p.cmd); err != nil {
		return nil, errors.Join(err, said.Close(), stderr.Close())
	}
	err = p.cmd.Start()
	err = errors.Join(err, stderr.Close())
	if err != nil {
		return nil, errors.Join(err, said.Close())
	}
	var read sync.WaitGroup
	read.Go(p.read)
	go func() {
		defer close(p.ended)
		p.wait()
		// Whoever left the group may hold the other end for ever.
		late := time.AfterFunc(readLimit, func() { _ = said.Close() })
		read.Wait()
		late.Stop()
		_ = said.Close()
	}()
	return p, nil
}

func arguments(profile string, o *Options) []string {
	args := []string{
		"--remote-debugging-port=0", "--user-data-dir=" + profile,
		"--no-first-run", "--no-default-browser-check",
		// The game goes on in a window that is behind another one.
		"--disable-background-timer-throttling", "--disable-backgrounding-occluded-windows", "--disable-renderer-backgrounding",
	}
	if o.Headless {
		args = append(args, "--headless=new")
	}
	return append(append(args, o.Args...), "about:blank")
}

// How long an end may take.
const (
	readLimit  = 250 * time.Millisecond // for what is left in the pipe of a program that ended
	groupLimit = time.Second            // for the group of a program that ended
	groupEvery = 2 * time.Millisecond
	killLimit  = 5 * time.Second // for a system to end what was killed
)

// wait waits for the program and ends whatever is left of its group. The number
// of a group is given to no other while it has members, and where it has none,
// it was freed a moment ago.
func (p *program) wait() {
	err := p.cmd.Wait()
	pid := p.cmd.Process.Pid
	p.signal.Lock()
	p.waited = true
	killGroup(pid)
	p.signal.Unlock()
	p.mu.Lock()
	p.err = err
	p.mu.Unlock()
	// Who is killed dies a little later; and where nobody waits for the dead
	// of a group, they are never quite gone.
	for end := time.Now().Add(groupLimit); !groupGone(pid) && time.Now().Before(end); {
		time.Sleep(groupEvery)
	}
}

// end ends the program and its group, politely first if there is a time for
// that, and waits until nothing is left.
func (p *program) end(polite time.Duration) error {
	if polite > 0 {
		p.send(terminate)
		if p.within(polite) {
			return nil
		}
	}
	p.send(killGroup)
	if !p.within(killLimit) {
		return fmt.Errorf("process %d was killed and does not end", p.cmd.Process.Pid)
	}
	return nil
}

// within waits for the program's end.
func (p *program) within(limit time.Duration) bool {
	late := time.NewTimer(limit)
	defer late.Stop()
	select {
	case <-p.ended:
		return true
	case <-late.C:
		return false
	}
}

func (p *program) send(signal func(pid int)) {
	p.signal.Lock()
	defer p.signal.Unlock()
	if !p.waited {
		signal(p.cmd.Process.Pid)
	}
}
