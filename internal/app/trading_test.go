package app

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rugtape/internal/desk"
	"rugtape/internal/game"
	"rugtape/internal/money"
	"rugtape/internal/replay"
	"rugtape/internal/round"
	"rugtape/internal/strategy"
	"rugtape/internal/web"
)

const sol = money.PerSOL

func trade(t *testing.T, p web.Player, c web.Trade) {
	t.Helper()
	if err := p.Trade(t.Context(), c); err != nil {
		t.Fatalf("%+v: %v", c, err)
	}
}

// byHand opens a desk without a strategy.
func byHand() web.Trade { return web.Trade{Open: &desk.Config{Balance: sol}} }

func with(t *testing.T, spec string) web.Trade {
	t.Helper()
	make, full, err := Strategies{}.Maker(spec, "")
	if err != nil {
		t.Fatal(err)
	}
	return web.Trade{Open: &desk.Config{Balance: sol, Strategy: make, Name: full}}
}

func buyFor(amount money.Lamports) web.Trade {
	return web.Trade{Order: &strategy.Intent{Action: strategy.Buy, Amount: amount}}
}

func sellAll() web.Trade {
	return web.Trade{Order: &strategy.Intent{Action: strategy.Sell, Part: 1}}
}

// latest is what a player shows once it has nothing more to do.
func latest(t *testing.T, p web.Player) web.PlayerState {
	t.Helper()
	synctest.Wait()
	select {
	case s := <-p.States():
		return s
	default:
		t.Fatal("no state is new")
		return web.PlayerState{}
	}
}

// inABubble opens a player of r0 with the clock of a test.
func inABubble(t *testing.T, rounds catalogue, test func(t *testing.T, decks *Decks, p web.Player)) {
	synctest.Test(t, func(t *testing.T) {
		decks := NewDecks(rounds)
		defer closeDecks(t, decks)
		p, err := decks.Open(t.Context(), r0, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer p.Close()
		test(t, decks, p)
	})
}

func TestADeskMovesWithItsPlayer(t *testing.T) {
	inABubble(t, fakeRounds{1}, func(t *testing.T, _ *Decks, p web.Player) {
		if s := latest(t, p); s.Desk != nil {
			t.Errorf("a desk that nobody opened: %+v", s.Desk)
		}
		do(t, p, replay.Command{Action: replay.Seek, N: 2})
		trade(t, p, with(t, "target:m=1.5,stake=0.1"))
		trade(t, p, buyFor(sol/10))
		s := latest(t, p)
		if s.Desk == nil || s.Desk.Tick != 2 || s.Desk.Session != 1 || s.Desk.Balance != sol*8/10 || len(s.Desk.Marks) != 6 {
			t.Fatalf("at tick 2: %+v", s.Desk)
		}
		do(t, p, replay.Command{Action: replay.Play})
		pass(750 * time.Millisecond)
		if s := latest(t, p); s.Desk.Tick != 5 || s.State.Tick != 5 || s.Desk.Position.Quantity != 0 {
			t.Errorf("at tick %d the strategy sells all: %+v", s.State.Tick, s.Desk)
		}
		do(t, p, replay.Command{Action: replay.StepBy, N: -4})
		if s := latest(t, p); s.Desk.Tick != 1 || s.Desk.Balance != sol*9/10 || s.Desk.Epoch == 1 {
			t.Errorf("back at tick 1, before the order by hand: %+v", s.Desk)
		}
	})
}

func TestWhatADeskRefuses(t *testing.T) {
	inABubble(t, fakeRounds{1}, func(t *testing.T, _ *Decks, p web.Player) {
		for name, c := range map[string]web.Trade{"an order": buyFor(1), "a stop": {Stop: true}, "an end": {Close: true}} {
			if err := p.Trade(t.Context(), c); !errors.Is(err, errNoDesk) {
				t.Errorf("%s without a desk: %v", name, err)
			}
		}
		if err := p.Trade(t.Context(), web.Trade{Open: &desk.Config{}}); !errors.Is(err, round.ErrInvalid) {
			t.Errorf("a desk without a balance: %v", err)
		}
		trade(t, p, byHand())
		trade(t, p, buyFor(2*sol))
		trade(t, p, sellAll())
		if d := latest(t, p).Desk; d.Refused != 2 || d.Marks[3].Text() != "there is nothing to sell" {
			t.Errorf("refusals must be seen: %+v", d.Marks)
		}
		trade(t, p, web.Trade{Stop: true})
		trade(t, p, buyFor(sol/10))
		if d := latest(t, p).Desk; !d.Stopped || d.Refused != 3 {
			t.Errorf("stopped: %+v", d)
		}
		do(t, p, replay.Command{Action: replay.Seek, N: 10})
		if err := p.Trade(t.Context(), buyFor(1)); !errors.Is(err, round.ErrInvalid) || !strings.Contains(err.Error(), "the round is over") {
			t.Errorf("after the rug: %v", err)
		}
	})
}

// TestANewSessionIsAnExplicitReset: it alone sets the balance, and no epoch
// comes twice.
func TestANewSessionIsAnExplicitReset(t *testing.T) {
	inABubble(t, fakeRounds{1}, func(t *testing.T, _ *Decks, p web.Player) {
		trade(t, p, byHand())
		trade(t, p, buyFor(sol/10))
		do(t, p, replay.Command{Action: replay.Seek, N: 10})
		first := *latest(t, p).Desk
		if first.Balance >= sol || first.Start != sol {
			t.Errorf("%+v", first)
		}
		trade(t, p, web.Trade{Open: &desk.Config{Balance: 2 * sol}})
		second := *latest(t, p).Desk
		if second.Session != 2 || second.Epoch <= first.Epoch || second.Balance != 2*sol || second.Tick != 10 || len(second.Marks) != 0 {
			t.Errorf("%+v", second)
		}
		trade(t, p, web.Trade{Close: true})
		if s := latest(t, p); s.Desk != nil {
			t.Errorf("closed: %+v", s.Desk)
		}
		trade(t, p, byHand())
		if third := *latest(t, p).Desk; third.Session != 3 || third.Epoch <= second.Epoch {
			t.Errorf("%+v", third)
		}
	})
}

func TestADeskFollowsOnToTheNextRound(t *testing.T) {
	inABubble(t, fakeRounds{3}, func(t *testing.T, _ *Decks, p web.Player) {
		trade(t, p, with(t, "hold:n=3,stake=0.1"))
		trade(t, p, buyFor(sol/10)) // the rug leaves 0.002 of it
		do(t, p, replay.Command{Action: replay.SetFollow, On: true})
		do(t, p, replay.Command{Action: replay.SetSpeed, Speed: 0})
		do(t, p, replay.Command{Action: replay.Play})
		pass(time.Minute)
		s := latest(t, p)
		// In the first round 0.2 is sold at 1.3 with tick 3, in the others 0.1.
		if d := s.Desk; s.State.Track.Key.ID != "r2" || d.Rounds != 3 || d.Balance != sol+4*sol*3/100 || !d.Settled || len(d.Marks) != 6 {
			t.Errorf("round %s: %+v", s.State.Track.Key.ID, s.Desk)
		}
	})
}

// slowStrategy takes 20 ms for a decision and buys at ticks 1 and 9.
type slowStrategy struct{}

func (slowStrategy) Decide(v *strategy.View) strategy.Intent {
	pass(20 * time.Millisecond)
	if v.Tick == 1 || v.Tick == 9 {
		return strategy.Intent{Action: strategy.Buy, Amount: sol / 100}
	}
	return strategy.Intent{}
}

func slowly() web.Trade {
	return web.Trade{Open: &desk.Config{Balance: sol, Strategy: func() (strategy.Strategy, error) { return slowStrategy{}, nil }}}
}

// longRounds are of 500 ticks.
type longRounds struct{ fakeRounds }

func (longRounds) Tape(_ context.Context, key round.Key) (*desk.Tape, error) {
	r := round.New(key)
	for tick := range 500 {
		r.Apply(game.Fact{Kind: game.Ticked, Round: key.ID, Tick: tick, Price: 1, Origin: game.FromSeed})
	}
	r.Apply(game.Fact{Kind: game.Rugged, Round: key.ID, Tick: 500, Price: 0.02, Origin: game.FromSeed})
	return desk.NewTape(r), nil
}

// TestASlowStrategyDelaysNoCommand: a whole round takes it ten seconds.
func TestASlowStrategyDelaysNoCommand(t *testing.T) {
	inABubble(t, longRounds{}, func(t *testing.T, _ *Decks, p web.Player) {
		do(t, p, replay.Command{Action: replay.Seek, N: 450})
		start := time.Now()
		trade(t, p, slowly())
		if err := p.Trade(t.Context(), buyFor(1)); err == nil || !strings.Contains(err.Error(), "on its way") {
			t.Errorf("an order while the desk is behind: %v", err)
		}
		do(t, p, replay.Command{Action: replay.Seek, N: 400})
		trade(t, p, web.Trade{Stop: true})
		if took := time.Since(start); took > 4*time.Second {
			t.Errorf("four commands took %v", took)
		}
		if s := <-p.States(); s.State.Tick != 400 || s.Desk.Tick >= 400 || !s.Desk.Stopped {
			t.Errorf("on the way: the player is at tick %d, the desk at %+v", s.State.Tick, s.Desk)
		}
		pass(15 * time.Second)
		if s := latest(t, p); s.Desk.Tick != 400 || s.Desk.Bets != 2 {
			t.Errorf("tick %d: %+v", s.State.Tick, s.Desk)
		}
		do(t, p, replay.Command{Action: replay.Seek, N: 0})
		do(t, p, replay.Command{Action: replay.Seek, N: 300})
		pass(3 * time.Second)
		if s := <-p.States(); s.Desk.Tick == 0 || s.Desk.Tick >= 300 {
			t.Errorf("on the way back and forth: the desk is at tick %d", s.Desk.Tick)
		}
	})
}

// TestASlowStrategyPlaysEachRound, though its player has long been at the end.
func TestASlowStrategyPlaysEachRound(t *testing.T) {
	inABubble(t, fakeRounds{4}, func(t *testing.T, _ *Decks, p web.Player) {
		trade(t, p, slowly())
		do(t, p, replay.Command{Action: replay.SetFollow, On: true})
		do(t, p, replay.Command{Action: replay.SetSpeed, Speed: 0})
		do(t, p, replay.Command{Action: replay.Play})
		pass(time.Minute)
		s := latest(t, p)
		if d := s.Desk; s.State.Track.Key.ID != "r3" || d.Rounds != 4 || d.Bets != 8 || d.Tick != 10 {
			t.Errorf("round %s: %+v", s.State.Track.Key.ID, d)
		}
	})
}

func TestADeskIsCarriedToAnotherRound(t *testing.T) {
	inABubble(t, fakeRounds{3}, func(t *testing.T, decks *Decks, p web.Player) {
		trade(t, p, with(t, "target:m=1.5,stake=0.1"))
		trade(t, p, buyFor(sol/10))
		old := *latest(t, p).Desk
		r2 := round.Key{Source: round.Site, ID: "r2"}
		q, err := decks.Open(t.Context(), r2, p)
		if err != nil {
			t.Fatal(err)
		}
		defer q.Close()
		s := latest(t, q)
		// The round went on: both positions were sold at 1.5. Then the strategy bought at 1.
		if d := s.Desk; s.State.Track.Key != r2 || d == nil || d.Rounds != 2 || d.Balance != sol || d.Equity != sol+sol/10 || d.Session != old.Session || d.Start != sol {
			t.Errorf("%+v", d)
		}
		do(t, p, replay.Command{Action: replay.Seek, N: 1})
		if d := latest(t, p).Desk; d.Rounds != 1 || d.Balance != old.Balance {
			t.Errorf("the other player's desk has changed: %+v", d)
		}
		if _, err := decks.Open(t.Context(), r2, nil); err != nil {
			t.Fatal(err)
		}
	})
}

// TestASlowStrategyIsCarried: it ends the old round beside the new player,
// which shows no desk until then.
func TestASlowStrategyIsCarried(t *testing.T) {
	inABubble(t, longRounds{}, func(t *testing.T, decks *Decks, p web.Player) {
		trade(t, p, slowly())
		q, err := decks.Open(t.Context(), round.Key{Source: round.Site, ID: "r1"}, p)
		if err != nil {
			t.Fatal(err)
		}
		defer q.Close()
		if s := <-q.States(); s.Desk != nil {
			t.Errorf("the old round's desk is shown in the new one: %+v", s.Desk)
		}
		if err := q.Trade(t.Context(), buyFor(1)); !errors.Is(err, errBusy) {
			t.Errorf("an order in the round before: %v", err)
		}
		trade(t, q, web.Trade{Stop: true})
		pass(15 * time.Second)
		if d := latest(t, q).Desk; d == nil || d.Rounds != 2 || !d.Stopped || d.Tick != 0 {
			t.Errorf("%+v", d)
		}
		do(t, q, replay.Command{Action: replay.Seek, N: 20})
		pass(time.Second)
		if d := latest(t, q).Desk; d.Tick != 20 || d.Refused != 2 {
			t.Errorf("%+v", d)
		}
	})
}

// TestASlowViewerLosesNoMark: the state that it finds holds all of them.
func TestASlowViewerLosesNoMark(t *testing.T) {
	inABubble(t, fakeRounds{1}, func(t *testing.T, decks *Decks, p web.Player) {
		slow, err := decks.Join(t.Context(), idOf(p))
		if err != nil {
			t.Fatal(err)
		}
		defer slow.Close()
		trade(t, p, byHand())
		seen := 0
		for range 9 {
			do(t, p, replay.Command{Action: replay.StepBy, N: 1})
			trade(t, p, buyFor(sol/1000))
			seen += len((<-p.States()).Desk.Marks) - seen
		}
		d := latest(t, slow).Desk
		if len(d.Marks) != 27 || seen != 27 || len(d.Equities) != 10 {
			t.Errorf("%d marks, the quick viewer has %d", len(d.Marks), seen)
		}
		for i, m := range d.Marks {
			if m.Tick != 1+i/3 {
				t.Fatal(fmt.Sprint("marks ", d.Marks))
			}
		}
	})
}

// TestAScriptAtADesk fails at tick 6, which a step back takes back.
func TestAScriptAtADesk(t *testing.T) {
	scripts := NewScripts(t.TempDir())
	all := Strategies{Script: scripts.Maker}
	if _, _, err := all.Maker("mine", "mine"); !errors.Is(err, round.ErrInvalid) || !strings.Contains(err.Error(), "there is no script mine") {
		t.Errorf("a script that is not there: %v", err)
	}
	source := "params = {\"at\": 2}\n\ndef decide(view):\n    if view.tick == 6:\n        return 1 // (view.tick - 6)\n" +
		"    if view.tick == params[\"at\"]:\n        return BUY(\"0.1\", why = \"now\")\n    return WAIT\n"
	if err := scripts.Save("mine", source); err != nil {
		t.Fatal(err)
	}
	make, full, err := all.Maker("mine:at=3", "mine")
	if err != nil {
		t.Fatal(err)
	}
	inABubble(t, fakeRounds{1}, func(t *testing.T, _ *Decks, p web.Player) {
		trade(t, p, web.Trade{Open: &desk.Config{Balance: sol, Strategy: make, Name: full, Script: "mine"}})
		do(t, p, replay.Command{Action: replay.Seek, N: 8})
		d := latest(t, p).Desk
		if d.Err == nil || !strings.HasPrefix(d.Err.Error(), "mine.star:5:") || d.Position.Since != 3 || d.Marks[0].Intent.Why.String() != "now" {
			t.Errorf("failed: %+v", d)
		}
		do(t, p, replay.Command{Action: replay.Seek, N: 5})
		if d = latest(t, p).Desk; d.Err != nil || d.Position.Since != 3 {
			t.Errorf("before it fails: %+v", d)
		}
		do(t, p, replay.Command{Action: replay.Seek, N: 6})
		if d = latest(t, p).Desk; d.Err == nil {
			t.Errorf("it fails no more: %+v", d)
		}
	})
}
