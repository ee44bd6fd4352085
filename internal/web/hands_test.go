package web

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"rugtape/internal/game"
	"rugtape/internal/guard"
	"rugtape/internal/money"
	"rugtape/internal/round"
	"rugtape/internal/strategy"
)

// fakeHands notes what is asked of it, with the notes of its live edge.
type fakeHands struct {
	live   *fakeLive
	broken error // what it fails with
	orders []HandsRecord
}

func (f *fakeHands) did(format string, args ...any) error {
	f.live.note(format, args...)
	f.live.mu.Lock()
	defer f.live.mu.Unlock()
	return f.broken
}

func (f *fakeHands) Connect(_ context.Context, c HandsConnect) error { return f.did("connect %v", c) }
func (f *fakeHands) Cancel(context.Context) error                    { return f.did("cancel") }
func (f *fakeHands) Disconnect(context.Context) error                { return f.did("disconnect") }
func (f *fakeHands) Disarm(context.Context) error                    { return f.did("disarm") }
func (f *fakeHands) Resume(context.Context) error                    { return f.did("resume") }
func (f *fakeHands) Adopt(context.Context) error                     { return f.did("adopt") }
func (f *fakeHands) Told(context.Context) error                      { return f.did("told") }

func (f *fakeHands) Stop(context.Context) error { return f.did("hands stop") }

func (f *fakeHands) Check(_ context.Context, outline bool) ([]HandsControl, error) {
	return []HandsControl{{Control: "buy", Label: "BUY+0.010 SOL", Count: 1, Visible: true}}, f.did("check %v", outline)
}

func (f *fakeHands) Arm(_ context.Context, a HandsArm) error {
	return f.did("arm %s %s %v %v", a.Host, a.Name, a.Limits.SessionLoss, a.For)
}

func (f *fakeHands) CloseOrder(_ context.Context, key uint64, done bool) error {
	return f.did("close %d %v", key, done)
}

func (f *fakeHands) Acknowledge(_ context.Context, sinceNS int64) error {
	return f.did("acknowledge %d", sinceNS)
}

func (f *fakeHands) Orders(_ context.Context, before uint64, limit int) ([]HandsOrder, error) {
	var all []HandsOrder
	for _, r := range f.orders {
		all = append(all, r.HandsOrder)
	}
	return all, f.did("orders %d %d", before, limit)
}

func (f *fakeHands) Order(_ context.Context, key uint64) (HandsRecord, error) {
	for _, r := range f.orders {
		if r.Key == key {
			return r, nil
		}
	}
	return HandsRecord{}, fmt.Errorf("%w: order %d", round.ErrUnknown, key)
}

func (f *fakeHands) Picture(_ context.Context, key uint64, which string) ([]byte, error) {
	return []byte(fmt.Sprint("a picture of ", key, " ", which)), f.broken
}

// withHands serves a fake with hands that are connected.
func withHands(t *testing.T) (*Server, *fakeHands) {
	t.Helper()
	var hands *fakeHands
	s, f := startAt(t, "127.0.0.1:0", func(s *Server) {
		hands = &fakeHands{}
		s.api.ports.Hands = hands
	})
	hands.live = &f.live
	f.live.status.Hands = &HandsStatus{State: "ready", Host: "rugs.fun", Told: true}
	return s, hands
}

func TestHandsDoWhatThePageAsksFor(t *testing.T) {
	const limits = `"limits":{"stake_sol":"0.01","session_loss_sol":0.05}`
	for _, c := range []struct {
		path, body string
		status     int
		want       string // of the hands
	}{
		{"connect", `{"how":"attach","port":9222}`, 200, "connect {attach 9222  }"},
		{"connect", `{"how":"launch","profile":"p","page":"https://rugs.fun"}`, 200, "connect {launch 0 p https://rugs.fun}"},
		{"connect", `{"how":"attach"}`, 400, ""},
		{"connect", `{"how":"steal","port":9222}`, 400, ""},
		{"connect", `{"how":"attach","prot":9222}`, 400, ""},
		{"cancel", `{}`, 200, "cancel"},
		{"disconnect", `{}`, 200, "disconnect"},
		{"check", `{"outline":true}`, 200, "check true"},
		{"disarm", `{}`, 200, "disarm"},
		{"stop", `{}`, 200, "hands stop"},
		{"stop", `{"later":true}`, 400, ""},
		{"resume", `{}`, 200, "resume"},
		{"adopt", `{}`, 200, "adopt"},
		{"told", `{}`, 200, "told"},
		{"acknowledge", `{"since_ns":"1700000000123456789"}`, 200, "acknowledge 1700000000123456789"},
		{"close", `{"key":7,"done":false}`, 200, "close 7 false"},
		{"close", `{"key":7}`, 400, ""},
		{"close", `{"done":true}`, 400, ""},
		{"arm", `{"host":"rugs.fun","strategy":"target",` + limits + `,"minutes":30,"confirm":"0.050"}`, 200, "arm rugs.fun target 0.05 30m0s"},
		{"arm", `{"host":"rugs.fun","strategy":"target",` + limits + `,"minutes":30,"confirm":"0.5"}`, 400, ""},
		{"arm", `{"host":"rugs.fun","strategy":"target",` + limits + `,"minutes":30}`, 400, ""},
		{"arm", `{"strategy":"target",` + limits + `,"minutes":30,"confirm":0.05}`, 400, ""},
		{"arm", `{"host":"rugs.fun","strategy":"target",` + limits + `,"minutes":0,"confirm":0.05}`, 400, ""},
		{"arm", `{"host":"rugs.fun","strategy":"target",` + limits + `,"minutes":721,"confirm":0.05}`, 400, ""},
		{"arm", `{"host":"rugs.fun","strategy":"target","limits":{"stake":1},"minutes":1,"confirm":0}`, 400, ""},
		{"arm", `{"host":"rugs.fun","strategy":"target","limits":{},"minutes":1,"confirm":0}`, 400, ""},
	} {
		s, f := withHands(t)
		status, text, _ := ask(t, s, http.MethodPost, "/api/hands/"+c.path, c.body, tokenHeader, s.Token())
		if got := f.live.wanted(); status != c.status || got != c.want {
			t.Errorf("%s %s: %d %.200s, the hands did %q; want %d and %q", c.path, c.body, status, text, got, c.status, c.want)
		}
	}
}

func TestHandsAreNotArmedBeforeTheTruthWasRead(t *testing.T) {
	s, f := withHands(t)
	f.live.status.Hands.Told = false
	status, text, _ := ask(t, s, http.MethodPost, "/api/hands/arm",
		`{"host":"h","strategy":"target","limits":{"session_loss_sol":1},"minutes":1,"confirm":1}`, tokenHeader, s.Token())
	if status != http.StatusBadRequest || f.live.wanted() != "" {
		t.Errorf("armed: %d %s", status, text)
	}
}

func TestWithoutHands(t *testing.T) {
	s, f := start(t)
	for _, path := range []string{"/api/hands", "/api/hands/orders", "/api/hands/orders/1", "/api/hands/orders/1/after.jpg"} {
		if status, text, _ := ask(t, s, http.MethodGet, path, ""); status != http.StatusNotFound || !strings.Contains(text, "without hands") {
			t.Errorf("%s: %d %s", path, status, text)
		}
	}
	conn := connect(t, s)
	if status := hear(t, conn, "status", nil); status["hands"] != nil {
		t.Errorf("the status tells of hands: %v", status["hands"])
	}
	tell(t, conn, `{"do":"stop"}`)
	tell(t, conn, `{"do":"pause"}`)
	hear(t, conn, "error", nil)
	if got := f.live.wanted(); got != "" {
		t.Errorf("the page wanted %q", got)
	}
}

// TestStopStopsTheHandsFirst, and everything else even where something fails.
func TestStopStopsTheHandsFirst(t *testing.T) {
	s, f := withHands(t)
	f.live.status.Desk = &DeskStatus{}
	f.broken = round.ErrInvalid
	conn := connect(t, s)
	tell(t, conn, `{"do":"stop"}`)
	hear(t, conn, "error", nil)
	if got := f.live.wanted(); got != "hands stop; stop" {
		t.Errorf("the page wanted %q", got)
	}
}

func TestTheStatusTellsOfTheHands(t *testing.T) {
	s, f := withHands(t)
	f.live.status.Hands = &HandsStatus{
		State: "ready", SinceNS: 1_700_000_000_123_456_789, Steps: []HandsStep{{"find the tab", "done", "1 of 3"}},
		Armed: &HandsArmed{Host: "rugs.fun", UntilNS: 5, LossLeft: 50_000_000, LossOf: "session", Limits: HandsLimits{Stake: 10_000_000, StaleAfter: 1.5e9, Live: true}},
		Open:  []HandsOrder{{Key: 3, Action: "BUY", Amount: 10_000_000, Life: "unknown", Stages: []HandsStage{{"pressed", 9, "", ""}}}},
	}
	status, text, _ := ask(t, s, http.MethodGet, "/api/hands", "")
	for _, want := range []string{
		`"state":"ready"`, `"since_ns":"1700000000123456789"`, `"steps":[{"name":"find the tab","state":"done","detail":"1 of 3"}]`,
		`"until_ns":"5"`, `"loss_left_sol":0.05`, `"stake_sol":0.01`, `"stale_after_s":1.5`, `"live":true`, `"day_loss_sol":0`,
		`"open":[{"key":3,"action":"BUY","amount":0.01`, `"stages":[{"stage":"pressed","at_ns":"9"`, `"alarm":null`, `"limits":null`,
	} {
		if status != http.StatusOK || !strings.Contains(text, want) {
			t.Errorf("%d, without %s: %s", status, want, text)
		}
	}
}

// guarded is a guard's state that has let through a buy of 0.01 SOL while 0.02 is
// held and a side bet of 0.005 is on its way, in a round that lost 0.03 so far.
func guarded() *guard.State {
	g := &guard.State{
		Limits: guard.Limits{Stake: 10_000_000, Exposure: 50_000_000, RoundLoss: 90_000_000, SessionLoss: 200_000_000},
		Held:   20_000_000, RoundNet: -30_000_000, SessionNet: 500_000_000,
	}
	g.Orders[0] = guard.Order{Key: 4, Life: guard.Sent, Action: strategy.Side, Amount: 5_000_000}
	g.Orders[3] = guard.Order{Key: 5, Life: guard.Approval, Action: strategy.Buy, Amount: 10_000_000}
	return g
}

func TestAnOrdersRecordIsShown(t *testing.T) {
	s, f := withHands(t)
	buy := HandsOrder{Key: 5, Action: "BUY", Amount: 10_000_000, Life: "confirmed", Pressed: "yes", Done: &HandsDone{12, 1.5}}
	sale := HandsOrder{Key: 6, Action: "SELL", Part: 0.5}
	f.orders = []HandsRecord{
		{HandsOrder: buy, Label: "BUY+0.010 SOL", AmountRead: 10_000_000, ReadNS: 7, Guard: guarded(), Frames: []HandsFrame{{8, true, "42[…", false}}, Before: true},
		{HandsOrder: sale, PartRead: 0.5, ReadNS: 7, Guard: guarded()},
		{HandsOrder: HandsOrder{Key: 7, Action: "BUY"}},
	}
	get := func(path string) string {
		t.Helper()
		status, text, _ := ask(t, s, http.MethodGet, path, "")
		if status != http.StatusOK {
			t.Errorf("%s: %d %s", path, status, text)
		}
		return text
	}
	text := get("/api/hands/orders/5")
	for _, want := range []string{
		`"key":5`, `"amount":0.01`, `"label":"BUY+0.010 SOL","amount_read":0.01,"part_read":null,"read_ns":"7"`, `"done":{"tick":12,"price":1.5}`,
		`"guard":[{"limit":"stake_sol","value":0.01,"most":0.01},{"limit":"exposure_sol","value":0.035,"most":0.05},` +
			`{"limit":"round_loss_sol","value":0.045,"most":0.09},{"limit":"session_loss_sol","value":0.035,"most":0.2},{"limit":"day_loss_sol","value":0.035,"most":0}]`,
		`"frames":[{"at_ns":"8","out":true,"text":"42[…","cut":false}]`, `"before":true,"after":false`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the record is without %s: %s", want, text)
		}
	}
	if text = get("/api/hands/orders/6"); !strings.Contains(text, `"amount_read":null,"part_read":0.5`) || !strings.Contains(text, `"guard":[]`) {
		t.Errorf("a sale's record: %s", text)
	}
	if text = get("/api/hands/orders/7"); !strings.Contains(text, `"amount_read":null,"part_read":null`) || strings.Contains(text, `"guard"`) {
		t.Errorf("the record of one that was not read: %s", text)
	}
	if text = get("/api/hands/orders?before=9&limit=1000"); strings.Count(text, `"key"`) != 3 || f.live.wanted() != "orders 9 200" {
		t.Errorf("the list, asked for with %q: %s", f.live.wanted(), text)
	}
	if text = get("/api/hands/orders/5/before.jpg"); text != "a picture of 5 before" {
		t.Errorf("the picture: %s", text)
	}
	for path, want := range map[string]int{
		"/api/hands/orders/8": 404, "/api/hands/orders/x": 400, "/api/hands/orders?before=x": 400, "/api/hands/orders/5/soon.jpg": 404, "/api/hands/orders/x/after.jpg": 400,
	} {
		if status, _, _ := ask(t, s, http.MethodGet, path, ""); status != want {
			t.Errorf("%s: %d, want %d", path, status, want)
		}
	}
}

// TestBoundsAreThoseOfTheGuard: what a record says was held against a limit is what
// the guard lets through at that limit, and not a lamport below it.
func TestBoundsAreThoseOfTheGuard(t *testing.T) {
	now := guard.Now{TimeNS: 1e9, FrameNS: 1e9, Phase: game.PhaseLive, Tick: 7, Price: 2, Decided: 2, Balance: money.PerSOL}
	buy := func(amount money.Lamports) strategy.Intent {
		return strategy.Intent{Action: strategy.Buy, Amount: amount}
	}
	g := guard.New(guard.Limits{}, false)
	for _, id := range []string{"lost", "held"} {
		g.NewRound(id)
		a, _ := g.Check(buy(3000), now)
		g.Report(guard.Report{Key: a.Key(), Life: guard.Confirmed})
		if id == "lost" {
			g.RoundOver(id, 0)
		}
	}
	_, _ = g.Check(buy(500), now) // on its way
	before := g.State()
	for _, in := range []strategy.Intent{buy(1000), {Action: strategy.Side, Amount: 1000}} {
		g, err := guard.FromState(before)
		if err != nil {
			t.Fatal(err)
		}
		a, refusal := g.Check(in, now)
		if refusal.Code != "" {
			t.Fatal(refusal)
		}
		state := g.State()
		bounds := boundsOf(&state, a.Key())
		if len(bounds) != 5 {
			t.Fatalf("%d bounds", len(bounds))
		}
		for _, b := range bounds {
			for limit, want := range map[money.Lamports]bool{b.Value: true, b.Value - 1: false} {
				tight := before
				if tight.Limits, err = guard.NamedLimits(map[string]string{b.Limit: limit.String()}); err != nil {
					t.Fatal(err)
				}
				g, err := guard.FromState(tight)
				if err != nil {
					t.Fatal(err)
				}
				if _, refusal := g.Check(in, now); (refusal.Code == "") != want {
					t.Errorf("%v with %s of %d lamports: %q; %d were held against it", in.Action, b.Limit, limit, refusal.Code, b.Value)
				}
			}
		}
	}
}
