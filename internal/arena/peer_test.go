package arena

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"testing"

	"rugtape/internal/peertest"
	"rugtape/internal/wire"
)

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

	c := readCourse(t, lines)
	for id, order := range c.emitted {
		if a, ok := c.answered[id]; ok {
			c.checkAnswer(t, order, a)
		} else if id <= len(c.answered) { // else the client ended before the answer
			t.Errorf("no answer to %s", order.Raw)
		}
		c.kinds[order.Name]++
	}
	for _, kind := range []string{
		"buyOrder", "sellOrder", "sidebet", "usernameStatus", "playerUpdate", "gameStatePlayerUpdate",
		"playerLeaderboardPosition", "standard/newTrade", "newSideBet",
	} {
		if c.kinds[kind] == 0 {
			t.Errorf("no %s in %d rounds: %v", kind, rounds, c.kinds)
		}
	}
	booksOf(t, lines)
}

// course is what the client told of its orders and of the game.
type course struct {
	emitted  map[int]peertest.Line
	answered map[int]answerTold
	prices   map[string]float64 // by round and tick
	kinds    map[string]int     // of events
}

func readCourse(t *testing.T, lines []peertest.Line) *course {
	t.Helper()
	c := &course{map[int]peertest.Line{}, map[int]answerTold{}, map[string]float64{}, map[string]int{}}
	for _, line := range lines {
		switch {
		case line.Emitted != nil:
			c.emitted[*line.Emitted] = line
		case line.Ack != nil:
			var a answerTold
			if line.Failed != "" || len(line.Args) != 1 || json.Unmarshal(line.Args[0], &a) != nil {
				t.Fatalf("an order was answered by %s", line.Raw)
			}
			c.answered[*line.Ack] = a
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
				c.prices[fmt.Sprint(f.GameID, *f.TickCount)] = f.Price
			}
		}
		c.kinds[line.Event]++
	}
	return c
}

// checkAnswer holds an answer against the order and the frame that it followed.
func (c *course) checkAnswer(t *testing.T, order peertest.Line, a answerTold) {
	t.Helper()
	price := 1.0 // before the round
	if order.Tick != nil {
		price = c.prices[fmt.Sprint(order.Round, *order.Tick)]
	}
	switch tooMuch := order.Name == "buyOrder" && order.Tick != nil; {
	case tooMuch && (a.Success || a.Reason != string(stakeRange)):
		t.Errorf("%s was answered by %+v", order.Raw, a)
	case !tooMuch && (!a.Success || a.Timestamp < 1e12):
		t.Errorf("%s was answered by %+v", order.Raw, a)
	case !tooMuch && order.Name != "sidebet" && a.ExecutedPrice != price:
		t.Errorf("%s was done at %v, the frame had %v", order.Raw, a.ExecutedPrice, price)
	}
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
			// While it was away orders of its may have been done, and its side bet
			// paid, which is five times 0.002.
			if fresh && cash != 0 && math.Abs(books.Cash-cash) > 0.021 {
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
