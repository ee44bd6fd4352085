package web

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/coder/websocket"
	"github.com/go-json-experiment/json"

	"rugtape/internal/desk"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

func (f *fake) Maker(text, script string) (func() (strategy.Strategy, error), string, error) {
	if script != "" {
		return nil, "", fmt.Errorf("there is no script %s", script)
	}
	s, err := strategy.Parse(text)
	return func() (strategy.Strategy, error) { return s.New(), nil }, text, err
}

func (p *fakePlayer) Trade(_ context.Context, t Trade) error {
	defer p.show()
	switch {
	case t.Open != nil:
		d, err := desk.New(*t.Open)
		if err != nil {
			return err
		}
		p.desk = d
		d.Load(desk.NewTape(testRecording()))
		d.MoveTo(p.player.State().Tick)
		return nil
	case p.desk == nil:
		return errors.New("no desk is open")
	case t.Close:
		p.desk = nil
		return nil
	case t.Order != nil:
		return p.desk.Place(*t.Order)
	case t.Stop:
		return p.desk.Stop()
	}
	return p.desk.Resume()
}

// opened connects a page, opens the test round at a tick and a desk.
func opened(t *testing.T, tick int, open string) *websocket.Conn {
	t.Helper()
	s, _ := start(t)
	conn := connect(t, s)
	tell(t, conn, fmt.Sprintf(`{"do":"open","source":"site","id":%q,"tick":%d}`, testKey.ID, tick))
	hear(t, conn, "player", func(m map[string]any) bool { return m["tick"] == float64(tick) && m["desk"] == nil })
	tell(t, conn, open)
	return conn
}

// hearDesk waits for a state of the desk for which is holds.
func hearDesk(t *testing.T, conn *websocket.Conn, is func(map[string]any) bool) map[string]any {
	t.Helper()
	m := hear(t, conn, "player", func(m map[string]any) bool {
		d, ok := m["desk"].(map[string]any)
		return ok && is(d)
	})
	return m["desk"].(map[string]any)
}

// members writes some members of an object one after the other.
func members(of map[string]any, names string) string {
	values := strings.Fields(names)
	for i, name := range values {
		values[i] = fmt.Sprint(of[name])
	}
	return strings.Join(values, " ")
}

func TestADeskTradesByHand(t *testing.T) {
	conn := opened(t, 1, `{"do":"desk","balance":"1","strategy":"","script":"","limits":{"stake_sol":"0.5","deviation":0.1,"presale":false,"min_gap_s":""},"delay":0,"jitter":0,"refuse":0,"seed":1}`)
	d := hearDesk(t, conn, func(d map[string]any) bool { return true })
	if members(d, "balance equity position bet marks equities action") != "1 1 <nil> <nil> [] [1 1] WAIT" {
		t.Errorf("a new desk: %v", d)
	}
	tell(t, conn, `{"do":"order","action":"buy","amount":0.1,"part":0}`)
	d = hearDesk(t, conn, func(d map[string]any) bool { return d["balance"] == 0.9 })
	marks := d["marks"].([]any)
	if d["marks_from"] != 0.0 || len(marks) != 3 || d["equity_from"] != 2.0 || fmt.Sprint(d["equities"]) != "[]" {
		t.Errorf("after a buy: %v", d)
	}
	last := marks[2].(map[string]any)
	if members(last, "kind entry cash price tick by_hand why") != "booking bought -0.1 1.02 1 true <nil>" {
		t.Errorf("the booking: %v", last)
	}
	if p := d["position"].(map[string]any); p["quantity"] != 0.098039215 || p["avg_cost"] != 1.02 || p["cost"] != 0.1 || p["value"] != 0.099999999 || p["gain"] != 0.0 || p["since"] != 1.0 {
		t.Errorf("the position: %v", p)
	}
	tell(t, conn, `{"do":"order","action":"buy","amount":"0.6"}`)
	d = hearDesk(t, conn, func(d map[string]any) bool { return d["refused"] == 1.0 })
	marks = d["marks"].([]any)
	if d["marks_from"] != 3.0 || len(marks) != 2 || marks[1].(map[string]any)["text"] != "a stake of 0.6 SOL is above the limit of 0.5 SOL" {
		t.Errorf("a refusal: %v", d)
	}
	tell(t, conn, `{"do":"order","action":"SIDE","amount":"0.001"}`)
	hearDesk(t, conn, func(d map[string]any) bool { return fmt.Sprint(d["bet"]) == "map[end:41 stake:0.001 start:1]" })
	tell(t, conn, `{"do":"order","action":"sell","part":1}`)
	hearDesk(t, conn, func(d map[string]any) bool { return d["position"] == nil && d["balance"] == 0.998999999 })
	tell(t, conn, `{"do":"stop"}`)
	hearDesk(t, conn, func(d map[string]any) bool { return d["stopped"] == true })
	tell(t, conn, `{"do":"resume"}`)
	hearDesk(t, conn, func(d map[string]any) bool { return d["stopped"] == false })
	tell(t, conn, `{"do":"step","n":-1}`)
	d = hearDesk(t, conn, func(d map[string]any) bool { return d["tick"] == 0.0 })
	if d["balance"] != 1.0 || d["marks_from"] != 0.0 || len(d["marks"].([]any)) != 0 || fmt.Sprint(d["equities"]) != "[1]" {
		t.Errorf("a step back takes all back: %v", d)
	}
	tell(t, conn, `{"do":"seek","tick":3}`)
	hearDesk(t, conn, func(d map[string]any) bool { return d["settled"] == true })
	tell(t, conn, `{"do":"order","action":"buy","amount":"0.1"}`)
	if m := hear(t, conn, "error", nil); !strings.Contains(fmt.Sprint(m["error"]), "the round is over") {
		t.Errorf("an order after the rug: %v", m)
	}
	tell(t, conn, `{"do":"desk_off"}`)
	hear(t, conn, "player", func(m map[string]any) bool { return m["desk"] == nil })
}

func TestADeskWithAStrategy(t *testing.T) {
	conn := opened(t, 1, `{"do":"desk","balance":1,"strategy":"target:m=1.5,stake=0.01"}`)
	d := hearDesk(t, conn, func(d map[string]any) bool { return true })
	if d["strategy"] != "target:m=1.5,stake=0.01" || d["why"] != "1.0200x is below the target of 1.5x" || d["bets"] != 1.0 || d["rounds"] != 1.0 {
		t.Errorf("%v", d)
	}
	if m := d["marks"].([]any)[0].(map[string]any); members(m, "kind action amount by_hand why") != "decision BUY 0.01 <nil> the round opens at 1x" {
		t.Errorf("the decision: %v", m)
	}
}

// TestWhatADeskDoesNotTake is told, and the stream goes on.
func TestWhatADeskDoesNotTake(t *testing.T) {
	conn := opened(t, 1, `{"do":"order","action":"buy","amount":"0.1"}`)
	if m := hear(t, conn, "error", nil); !strings.Contains(fmt.Sprint(m["error"]), "no desk is open") {
		t.Errorf("an order without a desk: %v", m)
	}
	for _, c := range []struct{ message, want string }{
		{`{"do":"desk"}`, `balance is ""`},
		{`{"do":"desk","balance":"NaN"}`, `balance is "NaN"`},
		{`{"do":"desk","balance":"1.0000000001"}`, "finer than one lamport"},
		{`{"do":"desk","balance":0}`, "use more than 0"},
		{`{"do":"desk","balance":[1]}`, "where a number or text is expected"},
		{`{"do":"desk","balance":1,"strategy":"nothing"}`, "there is no strategy"},
		{`{"do":"desk","balance":1,"strategy":"target:m=0.5"}`, "out of range"},
		{`{"do":"desk","balance":1,"strategy":"target:m=NaN"}`, "not a number"},
		{`{"do":"desk","balance":1,"strategy":"x:m=2","script":"x"}`, "there is no script x"},
		{`{"do":"desk","balance":1,"limits":{"stake":"1"}}`, "there is no limit"},
		{`{"do":"desk","balance":1,"limits":{"stake_sol":"-1"}}`, "use 0 for none"},
		{`{"do":"desk","balance":1,"limits":{"deviation":"NaN"}}`, "deviation"},
		{`{"do":"desk","balance":1,"delay":1.5}`, "delay"},
		{`{"do":"desk","balance":1,"delay":99999999999999999999}`, "delay"},
		{`{"do":"desk","balance":1,"jitter":41}`, "jitter"},
		{`{"do":"desk","balance":1,"refuse":2}`, "refuse"},
		{`{"do":"desk","balance":1,"seed":-1}`, "seed"},
		{`{"do":"desk","balance":1,"stake":2}`, "stake"},
	} {
		tell(t, conn, c.message)
		if m := hear(t, conn, "error", nil); !strings.Contains(fmt.Sprint(m["error"]), c.want) {
			t.Errorf("%s: %v", c.message, m["error"])
		}
	}
	tell(t, conn, `{"do":"desk","balance":1}`)
	hearDesk(t, conn, func(map[string]any) bool { return true })
	for _, c := range []struct{ message, want string }{
		{`{"do":"order","action":"short","amount":"0.1"}`, "use buy, sell or side"},
		{`{"do":"order","action":"buy","amount":"a lot"}`, `amount is "a lot"`},
		{`{"do":"order","action":"buy","amount":null}`, `amount is ""`},
		{`{"do":"order","action":"sell","part":"NaN"}`, `part is "NaN"`},
		{`{"do":"order","action":"sell","part":1.1}`, "part"},
		{`{"do":"order","action":"sell","part":1,"at":3}`, "at"},
	} {
		tell(t, conn, c.message)
		if m := hear(t, conn, "error", nil); !strings.Contains(fmt.Sprint(m["error"]), c.want) {
			t.Errorf("%s: %v", c.message, m["error"])
		}
	}
}

// TestEveryFigureOfADeskIsJSON: what is no number is null, and does not end
// the stream.
func TestEveryFigureOfADeskIsJSON(t *testing.T) {
	s := desk.State{Price: math.Inf(1), Marks: []desk.Mark{
		{Kind: desk.Refused, Intent: strategy.Intent{Action: strategy.Sell, Part: math.NaN()}, Code: "invalid"},
	}}
	s.Position.Quantity = 1
	text, err := json.Marshal(new(told).rest("p", &s))
	if err != nil || !strings.Contains(string(text), `"gain":null`) || !strings.Contains(string(text), `"part":null`) {
		t.Errorf("%s, %v", text, err)
	}
}

// TestAPageIsToldEachMarkOnce, whichever states it misses, and all anew in
// another epoch, at another player and after the desk was closed.
func TestAPageIsToldEachMarkOnce(t *testing.T) {
	mark := func(tick int) desk.Mark { return desk.Mark{Kind: desk.Booked, Tick: tick} }
	one := desk.State{Epoch: 1, Marks: []desk.Mark{mark(0)}, Equities: []money.Lamports{1}}
	three := desk.State{Epoch: 1, Marks: []desk.Mark{mark(0), mark(1), mark(2)}, Equities: []money.Lamports{1, 2, 3}}
	again := desk.State{Epoch: 2, Marks: []desk.Mark{mark(0), mark(1)}, Equities: []money.Lamports{1, 2}}
	var v told
	for i, c := range []struct {
		player   string
		state    *desk.State
		from, to int
	}{
		{"p1", &one, 0, 1},
		{"p1", &one, 1, 1},
		{"p1", &three, 1, 3},
		{"p1", &again, 0, 2},
		{"p2", &again, 0, 2},
		{"p2", nil, 0, 0},
		{"p2", &again, 0, 2},
	} {
		d := v.rest(c.player, c.state)
		if c.state == nil {
			if d != nil {
				t.Errorf("%d: %+v", i, d)
			}
			continue
		}
		if d.MarksFrom != c.from || len(d.Marks) != c.to-c.from || d.EquityFrom != c.from || len(d.Equities) != c.to-c.from {
			t.Errorf("%d: marks %v from %d, equities %v from %d", i, d.Marks, d.MarksFrom, d.Equities, d.EquityFrom)
		}
	}
}

func TestStrategiesAreListed(t *testing.T) {
	s, _ := start(t)
	status, text, _ := ask(t, s, "GET", "/api/strategies", "")
	var answer struct {
		Strategies []struct {
			Name, Says string
			Params     []struct {
				Name, Unit, Default string
				Least, Most         float64
			}
		}
	}
	if err := json.Unmarshal([]byte(text), &answer, json.MatchCaseInsensitiveNames(true)); err != nil || status != 200 {
		t.Fatalf("status %d, %v: %s", status, err, text)
	}
	if len(answer.Strategies) != len(strategy.Catalogue()) {
		t.Errorf("%d strategies", len(answer.Strategies))
	}
	for _, k := range answer.Strategies {
		values := map[string]string{}
		for _, p := range k.Params {
			values[p.Name] = p.Default
		}
		if _, err := strategy.New(k.Name, values); err != nil {
			t.Errorf("%s with what is listed: %v", k.Name, err)
		}
	}
}
