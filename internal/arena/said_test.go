package arena

import (
	"bytes"
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/coder/websocket"

	"rugtape/internal/wire"
)

// talk is what was said on each connection.
type talk struct {
	mu   sync.Mutex
	said map[int][][]byte
}

func (s *talk) tell(conn int, text []byte, binary bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !binary {
		s.said[conn] = append(s.said[conn], text)
	}
}

func (s *talk) on(conn int) [][]byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.said[conn]
}

// TestWhatIsSaidComes: whatever faults do, what is told to be on its way comes,
// in that order and no more, up to a cut.
func TestWhatIsSaidComes(t *testing.T) {
	all := &talk{said: map[int][][]byte{}}
	s := run(t, Options{
		Seed: 3, Players: 4, Said: all.tell,
		Faults: Faults{Seed: 9, Drop: 0.05, Delay: 0.05, Duplicate: 0.05, Reorder: 0.05, Garbage: 0.05, Cut: 0.03},
	})
	for conn := 1; conn <= 5; conn++ {
		heard := hearAll(t, s)
		said := all.on(conn)
		if len(heard) != len(said) || len(said) < 3 {
			t.Errorf("connection %d: %d messages were said, %d came", conn, len(said), len(heard))
		}
		for i := range min(len(said), len(heard)) {
			if !bytes.Equal(said[i], heard[i]) {
				t.Fatalf("connection %d: message %d is %.60q, and %.60q was said", conn, i, heard[i], said[i])
			}
		}
	}
	if played := s.Stats().Played; played <= 0 {
		t.Errorf("the game was played for %v", played)
	}
}

// hearAll takes a connection and listens on it until it is cut.
func hearAll(t *testing.T, s *Server) (texts [][]byte) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, _, err := websocket.Dial(ctx, strings.Replace(s.URL(), "http", "ws", 1)+"/socket.io/?EIO=4&transport=websocket", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.CloseNow()
	conn.SetReadLimit(8 << 20)
	for {
		kind, text, err := conn.Read(ctx)
		if ctx.Err() != nil {
			t.Fatal("the connection was not cut")
		}
		if err != nil {
			return texts
		}
		if kind != websocket.MessageText {
			continue
		}
		answer := ""
		switch {
		case len(texts) == 0:
			answer = "40"
		case string(text) == wire.Ping:
			answer = wire.Pong
		}
		texts = append(texts, text)
		if answer != "" {
			_ = conn.Write(ctx, websocket.MessageText, []byte(answer)) // it may be cut just now
		}
	}
}
