package browser

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strconv"
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
			return "", fmt.Errorf("%s cannot be run: %w", named, err)
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

const (
	readLimit  = 250 * time.Millisecond // for what is left in the pipe of a program that ended
	groupLimit = time.Second            // for the group of a program that ended
	groupEvery = 2 * time.Millisecond
	killLimit  = 5 * time.Second // for a system to end what was killed
	maxTail    = 2000            // bytes kept of what it said
	maxLine    = 64 << 10
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

// read takes all that the program says, so that it never waits, and looks for
// its port in it.
func (p *program) read() {
	defer close(p.port)
	found := false
	var line []byte
	buffer := make([]byte, 4096)
	for {
		n, err := p.said.Read(buffer)
		p.keep(buffer[:n])
		for rest := buffer[:n]; !found && len(rest) > 0; {
			part, after, whole := bytes.Cut(rest, []byte("\n"))
			line, rest = append(line, part...), after
			if port, ok := portIn(line); whole && ok {
				p.port <- port
				found = true
			}
			if whole || len(line) > maxLine {
				line = line[:0]
			}
		}
		if err != nil {
			return
		}
	}
}

// portIn reads Chrome's "DevTools listening on ws://127.0.0.1:PORT/...".
func portIn(line []byte) (int, bool) {
	_, address, found := bytes.Cut(line, []byte("DevTools listening on "))
	if !found {
		return 0, false
	}
	at, err := url.Parse(string(bytes.TrimSpace(address)))
	if err != nil || at.Scheme != "ws" || at.Hostname() != loopback {
		return 0, false
	}
	port, err := strconv.ParseUint(at.Port(), 10, 16)
	return int(port), err == nil && port > 0
}

func (p *program) keep(b []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tail = append(p.tail, b...)
	if over := len(p.tail) - maxTail; over > 0 {
		p.tail = append(p.tail[:0], p.tail[over:]...)
	}
}

// lastWords are the last lines that the program said, on one.
func (p *program) lastWords() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	lines := bytes.Split(bytes.TrimSpace(p.tail), []byte("\n"))
	text := bytes.Join(lines[max(0, len(lines)-3):], []byte(" | "))
	return string(bytes.ToValidUTF8(text[max(0, len(text)-400):], []byte("?")))
}

// how tells how the program ended.
func (p *program) how() string {
	p.mu.Lock()
	err := p.err
	p.mu.Unlock()
	how := "it ended"
	if err != nil {
		how = "it ended with " + err.Error()
	}
	if said := p.lastWords(); said != "" {
		how += ", having said: " + said
	}
	return how
}

// awaitPort waits until the program says its port.
func (p *program) awaitPort(ctx context.Context, limit time.Duration) (int, error) {
	late := time.NewTimer(limit)
	defer late.Stop()
	select {
	case port, ok := <-p.port:
		if ok {
			return port, nil
		}
		select {
		case <-p.ended:
		case <-late.C: // it closed its stderr and lives
			return 0, fmt.Errorf("the browser says no debugging port; it said: %s", p.lastWords())
		case <-ctx.Done():
			return 0, context.Cause(ctx)
		}
		return 0, fmt.Errorf("the browser ended before it had a debugging port; close the one that uses this profile, if there is one: %s", p.how())
	case <-late.C:
		return 0, fmt.Errorf("the browser said no debugging port within %v; it said: %s", limit, p.lastWords())
	case <-ctx.Done():
		return 0, context.Cause(ctx)
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
