package arena

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
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
// its last connection the end may be missing: it went in the middle of it.
func asSent(t *testing.T, sent [][]string, heard [][]any) {
	t.Helper()
	if len(sent) != len(heard) {
		t.Fatalf("%d connections were served, the client had %d", len(sent), len(heard))
	}
	for i := range sent {
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

// The orders of the official client, once a round each.
const officialOrders = `[
	{"tick": "presale", "emit": "buyOrder", "args": [{"amount": 0.01}]},
	{"tick": 2, "emit": "sidebet", "args": [{"target": 10, "betSize": 0.002}]},
	{"tick": 4, "emit": "sellOrder", "args": [{"percentage": 50}]},
	{"tick": 6, "emit": "buyOrder", "args": [{"amount": 50}]},
	{"tick": 8, "emit": "sellOrder", "args": [{"percentage": 100}]}
]`

const official = `{"username":"official"}`

// isRug is the first frame of a round's end.
func isRug(l peertest.Line) bool {
	return l.Event == wire.StateUpdate && len(l.Args) > 0 && bytes.Contains(l.Args[len(l.Args)-1], []byte(`"rugged":true`))
}

// endsAt waits for so many frames of a rug.
func endsAt(frames int) func(peertest.Line) bool {
	return func(l peertest.Line) bool {
		if isRug(l) {
			frames--
		}
		return frames == 0
	}
}

// The official client plays rounds at full speed: every event and every ack
// reaches it as it was sent, each order of its own is answered, and its books
// are those that the answers make.
func TestOfficialClientPlays(t *testing.T) {
	var fates ledgerOfFates
	s := run(t, Options{Seed: 3, Players: 12, Fate: fates.tell})
	client := peertest.Play(t, s.URL(), "--auth", official, "--orders", officialOrders)
	const rounds = 4
	client.Await("the rugs", endsAt(2*rounds))
	lines := client.End()
	asSent(t, fates.all(), toldBy(t, lines))

	emitted, answered := map[int]peertest.Line{}, map[int]answerTold{}
	prices := map[string]float64{} // by round and tick
	kinds := map[string]int{}
	for _, line := range lines {
		switch {
		case line.Emitted != nil:
			emitted[*line.Emitted] = line
		case line.Ack != nil:
			var a answerTold
			if line.Failed != "" || len(line.Args) != 1 || json.Unmarshal(line.Args[0], &a) != nil {
				t.Fatalf("an order was answered by %s", line.Raw)
			}
			answered[*line.Ack] = a
		case line.Event == wire.StateUpdate:
			var f struct {
				GameID    string
				TickCount *int
				Price     float64
			}
			if err := json.Unmarshal(line.Args[len(line.Args)-1], &f); err != nil {
				t.Fatal(err)
			}
			if f.TickCount != nil {
				prices[fmt.Sprint(f.GameID, *f.TickCount)] = f.Price
			}
		}
		kinds[line.Event]++
	}
	for id, order := range emitted {
		a, ok := answered[id]
		if !ok && id > len(answered) {
			continue // the client ended before the answer to its last orders
		}
		tooMuch := order.Name == "buyOrder" && order.Tick != nil
		want := 1.0
		if order.Tick != nil {
			want = prices[fmt.Sprint(order.Round, *order.Tick)]
		}
		switch {
		case !ok:
			t.Errorf("no answer to %s", order.Raw)
		case tooMuch && (a.Success || a.Reason != string(stakeRange)):
			t.Errorf("%s was answered by %+v", order.Raw, a)
		case !tooMuch && (!a.Success || a.Timestamp < 1e12):
			t.Errorf("%s was answered by %+v", order.Raw, a)
		case !tooMuch && order.Name != "sidebet" && a.ExecutedPrice != want:
			t.Errorf("%s was done at %v, the frame had %v", order.Raw, a.ExecutedPrice, want)
		}
		kinds[order.Name]++
	}
	for _, kind := range []string{
		"buyOrder", "sellOrder", "sidebet", "usernameStatus", "playerUpdate", "gameStatePlayerUpdate",
		"playerLeaderboardPosition", "standard/newTrade", "newSideBet",
	} {
		if kinds[kind] == 0 {
			t.Errorf("no %s in %d rounds: %v", kind, rounds, kinds)
		}
	}
	booksOf(t, lines)
}

type answerTold struct {
	Success       bool
	Timestamp     float64
	ExecutedPrice float64
	Reason        string
}

// booksOf holds each playerUpdate that follows a trade against the one before
// and the trade's answer.
func booksOf(t *testing.T, lines []peertest.Line) {
	t.Helper()
	type books struct{ Cash, PositionQty, AvgCost float64 }
	var was, is books
	orders := map[int]string{}
	var done string // the order that was answered last
	var price float64
	checked := 0
	for _, line := range lines {
		switch {
		case line.Emitted != nil:
			orders[*line.Emitted] = line.Name
		case line.Ack != nil:
			var a answerTold
			_ = json.Unmarshal(line.Args[0], &a)
			if done = ""; a.Success {
				done, price = orders[*line.Ack], a.ExecutedPrice
			}
		case line.Event == "playerUpdate":
			if err := json.Unmarshal(line.Args[0], &is); err != nil {
				t.Fatal(err)
			}
			var cash float64
			switch done {
			case "buyOrder":
				cash = -0.01
			case "sidebet":
				cash = -0.002
			case "sellOrder":
				cash = (was.PositionQty - is.PositionQty) * price
			}
			if done != "" {
				checked++
				if math.Abs(is.Cash-was.Cash-cash) > 2e-9 {
					t.Errorf("after a %s at %v the books went from %+v to %+v", done, price, was, is)
				}
			}
			was, done = is, ""
		}
	}
	if checked < 5 {
		t.Errorf("only %d changes of the books were looked at", checked)
	}
}

// The official client comes back by itself after cuts and restarts; whatever
// was sent on each connection has come, and its player is who it was.
func TestOfficialClientSurvives(t *testing.T) {
	var fates ledgerOfFates
	s := run(t, Options{Seed: 3, Speed: 20, Players: 4, Faults: Faults{Seed: 1, Cut: 0.1, Restart: 0.03}, Fate: fates.tell})
	client := peertest.Play(t, s.URL(), "--auth", official, "--orders", officialOrders)
	comebacks, restarted := -1, false
	client.Await("five reconnections, one after a restart", func(l peertest.Line) bool {
		if l.Connected != "" {
			comebacks++
			restarted = restarted || s.Stats().Cut["a fault: restart"] > 0
		}
		return comebacks >= 5 && restarted
	})
	client.Await("the end of a round", isRug)
	lines := client.End()
	asSent(t, fates.all(), toldBy(t, lines))

	cash, fresh := 0.0, false
	for _, line := range lines {
		switch {
		case line.Connected != "":
			fresh = true
		case line.Event == "playerUpdate":
			var books struct{ Cash float64 }
			if err := json.Unmarshal(line.Args[0], &books); err != nil {
				t.Fatal(err)
			}
			// While it was away an order of its may have been done.
			if fresh && cash != 0 && math.Abs(books.Cash-cash) > 0.01 {
				t.Errorf("it left with %v SOL and came back to %v", cash, books.Cash)
			}
			cash, fresh = books.Cash, false
		}
	}
}

// Neither another namespace nor an endless name is let in, and it is told why.
func TestOfficialClientIsRefused(t *testing.T) {
	s := run(t, Options{Seed: 3, Speed: 1})
	for url, why := range map[string]string{
		s.URL() + "/elsewhere": "Invalid namespace",
		s.URL():                "a username has 1 to 32 characters",
	} {
		client := peertest.Play(t, url, "--auth", `{"username":"123456789 123456789 123456789 123"}`)
		if l := client.Await("the refusal", func(l peertest.Line) bool { return l.Refused != "" }); l.Refused != why {
			t.Errorf("%s: refused with %q, want %q", url, l.Refused, why)
		}
	}
}
