package arena

import (
	"encoding/json"
	"reflect"
	"slices"
	"sync"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"rugtape/internal/peertest"
	"rugtape/internal/wire"
)

// ledgerOfFates keeps what the arena says that it sent, by connection.
type ledgerOfFates struct {
	mu   sync.Mutex
	sent map[int][]string
}

func (f *ledgerOfFates) tell(fate Fate) {
	if fate.What != Sent {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.sent == nil {
		f.sent = map[int][]string{}
	}
	f.sent[fate.Conn] = append(f.sent[fate.Conn], string(fate.Text))
}

// all gives the messages of each connection that was sent any.
func (f *ledgerOfFates) all() (conns [][]string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var order []int
	for conn := range f.sent {
		order = append(order, conn)
	}
	slices.Sort(order)
	for _, conn := range order {
		conns = append(conns, slices.Clone(f.sent[conn]))
	}
	return conns
}

// told makes of a message what the client should tell of it.
func told(t *testing.T, text string) any {
	t.Helper()
	p, err := wire.ParsePacket([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var args []any
	if err := json.Unmarshal(p.Data, &args); err != nil {
		t.Fatal(err)
	}
	switch p.Kind {
	case wire.PacketEvent:
		return append([]any{"event"}, args...)
	case wire.PacketAck:
		return append([]any{"ack"}, args...)
	}
	t.Fatalf("the arena sent %v", p.Kind)
	return nil
}

// toldBy parts what the client told by its connections.
func toldBy(t *testing.T, lines []peertest.Line) (conns [][]any) {
	t.Helper()
	for _, line := range lines {
		var what []any
		switch {
		case line.Connected != "":
			conns = append(conns, nil)
			continue
		case line.Event != "":
			what = []any{"event", line.Event}
		case line.Ack != nil && line.Failed == "":
			what = []any{"ack"}
		default:
			continue
		}
		for _, arg := range line.Args {
			var value any
			if err := json.Unmarshal(arg, &value); err != nil {
				t.Fatal(err)
			}
			what = append(what, value)
		}
		last := len(conns) - 1
		conns[last] = append(conns[last], what)
	}
	return conns
}

// asSent fails unless the client told all that was sent to it, in order. Of
// its last connection the end may be missing, or all of it: it went in the middle
// of it, or before it had heard of it.
func asSent(t *testing.T, sent [][]string, heard [][]any) {
	t.Helper()
	if len(sent) != len(heard) && len(sent) != len(heard)+1 {
		t.Fatalf("%d connections were served, the client had %d", len(sent), len(heard))
	}
	for i := range heard {
		if len(heard[i]) > len(sent[i]) || len(heard[i]) < len(sent[i]) && i != len(sent)-1 {
			t.Errorf("connection %d: %d messages were sent, %d came", i+1, len(sent[i]), len(heard[i]))
			continue
		}
		for j, got := range heard[i] {
			if want := told(t, sent[i][j]); !reflect.DeepEqual(want, got) {
				t.Fatalf("connection %d, message %d (-sent +told):\n%.2000s", i+1, j, gocmp.Diff(want, got))
			}
		}
	}
}
