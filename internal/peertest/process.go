package peertest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os/exec"
	"sync"
	"testing"
	"time"
)

// patience is how long a test waits for a line, and for a process to end. It
// is long because machines are busy; a test that passes does not wait for it.
const patience = time.Minute

// Process is a program that prints lines and belongs to a test.
type Process struct {
	// URL is where a server answers, "" of a client.
	URL string

	t       testing.TB
	name    string
	stdin   io.WriteCloser
	errors  bytes.Buffer // read after the end only
	changed chan struct{}
	done    chan struct{} // closed when the output has ended

	mu    sync.Mutex
	lines []Line
	seen  int // lines that Await has passed
}

// start runs a command until the test ends. Its lines are kept as they come,
// so that a test that does not ask for them never holds it up.
func start(t testing.TB, name string, argv ...string) *Process {
	t.Helper()
	ctx, kill := context.WithCancel(context.Background())
	command := exec.CommandContext(ctx, argv[0], argv[1:]...)
	p := &Process{t: t, name: name, changed: make(chan struct{}, 1), done: make(chan struct{})}
	command.Stderr = &p.errors
	stdout, err := command.StdoutPipe()
	if err == nil {
		p.stdin, err = command.StdinPipe()
	}
	if err == nil {
		err = command.Start()
	}
	if err != nil {
		kill()
		t.Fatalf("start %s: %v", name, err)
	}
	go p.read(stdout)
	t.Cleanup(func() {
		defer kill()
		late := time.AfterFunc(patience, kill)
		defer late.Stop()
		_ = p.stdin.Close() // the word to end
		<-p.done
		if err := command.Wait(); err != nil || p.errors.Len() > 0 {
			t.Errorf("%s ended with %v and said: %s", name, err, p.errors.String())
		}
	})
	return p
}

// read keeps every line until the output ends.
func (p *Process) read(stdout io.Reader) {
	defer close(p.done)
	lines := bufio.NewReader(stdout)
	for {
		text, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		line := Line{Raw: bytes.TrimSuffix(text, []byte("\n"))}
		if text[0] == '{' {
			if wrong := json.Unmarshal(text, &line); wrong != nil {
				p.t.Errorf("%s printed %q: %v", p.name, text, wrong)
			}
		}
		p.mu.Lock()
		p.lines = append(p.lines, line)
		p.mu.Unlock()
		select {
		case p.changed <- struct{}{}:
		default: // the test has yet to look at what came before
		}
	}
}

// Await gives the first line that matches after those that were awaited
// before. The test fails if there is none within a minute.
func (p *Process) Await(what string, matches func(Line) bool) Line {
	p.t.Helper()
	late := time.NewTimer(patience)
	defer late.Stop()
	for ended := false; ; {
		if line, found := p.next(matches); found {
			return line
		}
		if ended {
			p.t.Fatalf("%s ended before it told of %s; its last line: %s", p.name, what, p.last())
		}
		select {
		case <-p.changed:
		case <-p.done:
			ended = true // what it said until then still counts
		case <-late.C:
			p.t.Fatalf("%s did not tell of %s within %v; its last line: %s", p.name, what, patience, p.last())
		}
	}
}

// next passes lines up to the first that matches.
func (p *Process) next(matches func(Line) bool) (Line, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.seen < len(p.lines) {
		p.seen++
		if line := p.lines[p.seen-1]; matches(line) {
			return line, true
		}
	}
	return Line{}, false
}

func (p *Process) last() []byte {
	lines := p.Lines()
	if len(lines) == 0 {
		return nil
	}
	raw := lines[len(lines)-1].Raw
	return raw[:min(len(raw), 300)]
}

// Lines gives all that the process printed so far.
func (p *Process) Lines() []Line {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.lines[:len(p.lines):len(p.lines)]
}

// Say sends the process a line.
func (p *Process) Say(command any) {
	p.t.Helper()
	text, err := json.Marshal(command)
	if err == nil {
		_, err = p.stdin.Write(append(text, '\n'))
	}
	if err != nil {
		p.t.Fatalf("tell %s: %v", p.name, err)
	}
}

// End ends the process before its test does, as a server that goes away, and
// gives all that it printed.
func (p *Process) End() []Line {
	p.t.Helper()
	_ = p.stdin.Close()
	return p.Finish()
}

// Finish waits for a process that ends by itself and gives all that it printed.
func (p *Process) Finish() []Line {
	p.t.Helper()
	select {
	case <-p.done:
	case <-time.After(patience):
		p.t.Fatalf("%s did not end within %v; its last line: %s", p.name, patience, p.last())
	}
	return p.Lines()
}
