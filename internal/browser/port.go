package browser

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"strconv"
	"time"
)

const (
	maxTail = 2000 // bytes kept of what a program said
	maxLine = 64 << 10
)

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
