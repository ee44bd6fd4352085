package script

import (
	"strings"
	"sync"
)

// tail keeps the end of what a program writes to its stderr, and takes all of
// it, so that the program never waits.
type tail struct {
	mu   sync.Mutex
	text []byte
}

// mostTail is how much is kept, in bytes.
const mostTail = 2000

// Write takes what the program wrote.
func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, b[max(0, len(b)-mostTail):]...)
	if over := len(t.text) - mostTail; over > 0 {
		t.text = append(t.text[:0], t.text[over:]...)
	}
	return len(b), nil
}

// String is what is kept, on one line.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	text := strings.TrimSpace(strings.ToValidUTF8(string(t.text), "?"))
	return strings.ReplaceAll(text, "\n", " | ")
}
