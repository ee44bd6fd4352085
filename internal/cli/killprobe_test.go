package cli

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"
)

// sentLog is what an arena has sent on its latest connection, and when.
type sentLog struct {
	mu       sync.Mutex
	conn     int
	messages []sentMessage
}

type sentMessage struct {
	at   time.Time
	text []byte
}

func (l *sentLog) said(conn int, text []byte, _ bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if conn > l.conn {
		l.conn, l.messages = conn, nil
	}
	if conn == l.conn {
		l.messages = append(l.messages, sentMessage{time.Now(), text})
	}
}

func (l *sentLog) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.messages = nil
}

// before gives what was sent up to a moment.
func (l *sentLog) before(at time.Time) []sentMessage {
	l.mu.Lock()
	defer l.mu.Unlock()
	end := slices.IndexFunc(l.messages, func(m sentMessage) bool { return m.at.After(at) })
	if end < 0 {
		end = len(l.messages)
	}
	return l.messages[:end]
}

// pauses is how long the machine let a process of this test wait that asks for
// little: to run each 10 ms, and to sync a few bytes each 100 ms. What a recorder loses
// to that no program can help.
type pauses struct {
	mu   sync.Mutex
	seen []pause
}

type pause struct {
	at   time.Time
	took time.Duration
}

func measurePauses(t *testing.T, dir string) *pauses {
	t.Helper()
	f, err := os.Create(filepath.Join(filepath.Dir(dir), "probe"))
	if err != nil {
		t.Fatal(err)
	}
	p, stop := &pauses{}, make(chan struct{})
	var group sync.WaitGroup
	group.Go(func() {
		p.each(stop, 10*time.Millisecond, func() error { return nil })
	})
	group.Go(func() {
		p.each(stop, 100*time.Millisecond, func() error {
			_, err := f.WriteString("probe\n")
			return errors.Join(err, f.Sync())
		})
	})
	t.Cleanup(func() {
		close(stop)
		group.Wait()
		_ = f.Close()
	})
	return p
}

// each does something again and again, and notes by how much it comes late.
func (p *pauses) each(stop <-chan struct{}, every time.Duration, do func() error) {
	for {
		begun := time.Now()
		select {
		case <-stop:
			return
		case <-time.After(every):
		}
		if do() != nil {
			return
		}
		p.mu.Lock()
		p.seen = append(p.seen, pause{time.Now(), time.Since(begun) - every})
		p.mu.Unlock()
	}
}

// since is the longest pause since a moment.
func (p *pauses) since(at time.Time) (longest time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.seen {
		if s.at.After(at) {
			longest = max(longest, s.took)
		}
	}
	return longest
}
