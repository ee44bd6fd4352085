package script

import (
	"strings"
	"sync"
)

// tail keeps the beginning and the end of what a program writes to its stderr,
// and takes all of it, so that the program never waits.
type tail struct {
	mu    sync.Mutex
	first []byte
	last  []byte
}

// How much of each is kept, in bytes.
const (
	mostFirst = 300
	mostLast  = 1000
)

// Write takes what the program wrote.
func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := min(len(b), mostFirst-len(t.first))
	t.first = append(t.first, b[:n]...)
	rest := b[n:]
	t.last = append(t.last, rest[max(0, len(rest)-mostLast):]...)
	if over := len(t.last) - mostLast; over > 0 {
		t.last = append(t.last[:0], t.last[over:]...)
	}
	return len(b), nil
}

// String is what is kept, on one line.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	text := string(t.first)
	if len(t.last) == mostLast {
		text += " ... "
	}
	text = strings.TrimSpace(strings.ToValidUTF8(text+string(t.last), "?"))
	return strings.ReplaceAll(text, "\n", " | ")
}
