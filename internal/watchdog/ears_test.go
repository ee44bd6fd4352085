package watchdog

import (
	"fmt"
	"testing"

	"rugtape/internal/browser"
	"rugtape/internal/game"
	"rugtape/internal/guard"
	"rugtape/internal/hands"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
	"rugtape/internal/wire"
)

func frameText(round string, tick int, price float64, more string) string {
	return fmt.Sprintf(`42["gameStateUpdate",{"gameId":%q,"active":true,"rugged":false,"tickCount":%d,"price":%v%s}]`, round, tick, price, more)
}

// TestEars: what the page hears is what is held.
func TestEars(t *testing.T) {
	const me = "p-0123456789"
	row := func(quantity string) string {
		return `,"leaderboard":[{"id":"p-9999999999","positionQty":5},{"id":"` + me + `","positionQty":` + quantity + `}]`
	}
	held, empty, silent := game.Some(true), game.Some(false), game.Opt[bool]{}
	e := ears{player: me, follower: hands.New()}
	for i, c := range []struct {
		text  string
		out   bool
		holds game.Opt[bool]
		tick  bool
	}{
		{`2`, false, silent, false},
		{`nonsense`, false, silent, false},
		{`42["playerUpdate",{"cash":1}]`, false, silent, false},
		{frameText("r1", 3, 1.5, row("0")), false, silent, true},  // a buy may be on its way into the row
		{frameText("r1", 4, 1.6, row("0.01")), false, held, true}, // no purse was told
		{`42["gameStatePlayerUpdate",{"gameId":"r1","leaderboardEntry":{"id":"` + me + `","positionQty":0.01}}]`, false, held, false},
		{`42["gameStatePlayerUpdate",{"gameId":"r0","leaderboardEntry":{"id":"` + me + `","positionQty":0.01}}]`, false, silent, false},
		{`42["playerUpdate",{"positionQty":0}]`, false, empty, false},
		{`42["playerUpdate",{"positionQty":0.02}]`, true, silent, false}, // the page sent it
		{frameText("r1", 5, 1.6, row("0.01")), false, silent, true},      // older than the purse
		{`42["playerUpdate",{"positionQty":0.02}]`, false, held, false},
		{`42["gameStateUpdate",{"gameId":"r1","active":true,"rugged":true,"tickCount":6,"price":0.02}]`, false, empty, true},
		{`42["gameStateUpdate",{"gameId":"r1","active":true,"rugged":true,"tickCount":7,"price":0.02}]`, false, silent, true},
		{`42["gameStateUpdate",{"gameId":"r2","allowPreRoundBuys":true,"cooldownTimer":9000}]`, false, empty, true},
		{`42["playerUpdate",{"positionQty":0.01}]`, false, held, false},
		{frameText("r3", 0, 1, ""), false, empty, true}, // the rug of r2 was missed
	} {
		w := e.hear(&browser.Message{Conn: 1, Out: c.out, Text: []byte(c.text), RecvNS: int64(i+1) * 1e9})
		if w.holds != c.holds || w.ticked != c.tick {
			t.Errorf("%s: %+v; want %+v, %t", c.text, w, c.holds, c.tick)
		}
	}
	if e.round != "r3" || e.tick != 0 || e.phase != game.PhaseActivation {
		t.Errorf("it is at tick %d of %s, %s", e.tick, e.round, e.phase)
	}
}

// TestEarsPairAcks: the server's answer to an order proves it, whichever
// connection has the same number.
func TestEarsPairAcks(t *testing.T) {
	e := ears{follower: hands.New()}
	hear := func(conn int, out bool, ns int64, text string) []guard.Report {
		return e.hear(&browser.Message{Conn: conn, Out: out, RecvNS: ns, Text: []byte(text)}).reports
	}
	hear(1, false, 1e9, frameText("r1", 3, 1.5, ""))
	e.follower.Sent(guard.Order{Key: 7, Life: guard.Sent, Action: strategy.Sell, Part: 1, Tick: 3}, 1e9)
	hear(1, true, 1e9+1, `4212["sellOrder",{"percentage":100}]`)
	hear(2, true, 1e9+1, `4212["chat",{}]`)
	for _, text := range []string{`4313[{"success":true}]`, `4312["no object"]`} {
		if r := hear(1, false, 1e9+2, text); r != nil {
			t.Errorf("%s proves %+v", text, r)
		}
	}
	if r := hear(2, false, 1e9+2, `4312[{"success":true,"executedPrice":1.5}]`); r != nil {
		t.Errorf("the other connection's answer proves %+v", r)
	}
	r := hear(1, false, 1e9+3, `4312[{"success":true,"executedPrice":1.5}]`)
	if len(r) != 1 || r[0] != (guard.Report{Key: 7, Life: guard.Confirmed, Tick: 3, Price: 1.5}) {
		t.Errorf("the answer proves %+v", r)
	}
}

func TestPageAsksAreBounded(t *testing.T) {
	var a Asks
	hear := func(out bool, text string) *hands.Ack {
		p, err := wire.ParsePacket([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return a.Hear(&browser.Message{Conn: 1, Out: out, RecvNS: 5, Text: []byte(text)}, &p)
	}
	for id := range 2 * mostAsks {
		hear(true, fmt.Sprintf(`42%d["buyOrder",{"amount":0.01}]`, id))
	}
	if len(a.open) != mostAsks {
		t.Errorf("%d are kept", len(a.open))
	}
	if ack := hear(false, `430[{"success":true}]`); ack != nil {
		t.Errorf("one of long ago is answered: %+v", ack)
	}
	want := hands.Ack{Name: wire.BuyOrder, Amount: money.PerSOL / 100, SentNS: 5, Success: game.Some(false), Why: "too late"}
	for range 2 { // a second ack says the same
		if ack := hear(false, fmt.Sprintf(`43%d[{"success":false,"error":"too late"}]`, 2*mostAsks-1)); ack == nil || *ack != want {
			t.Errorf("the last is answered: %+v", ack)
		}
	}
}
