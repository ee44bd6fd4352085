package guard

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"rugtape/internal/game"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

// allowed holds an order that was given out against the rules of the moment.
func (w *world) allowed(o *Order, now *Now) error {
	s, l := &w.stored, &w.stored.Limits
	if o.Key <= w.lastKey {
		return fmt.Errorf("key %d was given out after key %d", o.Key, w.lastKey)
	}
	w.lastKey = o.Key
	armed := !s.Live || s.Arming.Host != "" && s.ClockNS < s.Arming.UntilNS
	if !armed && o.Sells() && s.ClockNS < s.ExitNS {
		w.turns[exited]++
		return nil
	}
	if !armed {
		return fmt.Errorf("an order was approved that is not armed: %+v at %d", s.Arming, s.ClockNS)
	}
	if o.Sells() {
		return nil
	}
	if err := w.within(false); err != nil {
		return err
	}
	most := l.Stake
	if o.Action == strategy.Side {
		most = l.SideStake
	}
	any := !l.Presale && !l.Live
	age := time.Duration(now.TimeNS - now.FrameNS)
	switch {
	case s.Stopped:
		return fmt.Errorf("a stopped guard approved a risk")
	case most > 0 && o.Amount > most:
		return fmt.Errorf("a stake of %d is above %d", o.Amount, most)
	case !any && !(now.Phase == game.PhasePresale && l.Presale || now.Phase == game.PhaseLive && l.Live):
		return fmt.Errorf("an order in %s", now.Phase)
	case l.StaleAfter > 0 && age > l.StaleAfter:
		return fmt.Errorf("the frame was %v old", age)
	case l.Deviation > 0 && !(now.Price <= now.Decided*(1+l.Deviation)+1e-9 && now.Price >= now.Decided*(1-l.Deviation)-1e-9):
		return fmt.Errorf("the price went from %v to %v", now.Decided, now.Price)
	case l.LosingRounds > 0 && w.streak >= l.LosingRounds:
		return fmt.Errorf("%d rounds in a row were lost", w.streak)
	}
	for i := range s.Orders {
		if life := s.Orders[i].Life; life == Unknown || life == Escalated {
			return fmt.Errorf("a risk was approved while order %d is %s", s.Orders[i].Key, life)
		}
	}
	return w.rate(o.AtNS)
}

// rate holds the times of the orders against the limits of them.
func (w *world) rate(at int64) error {
	l := &w.stored.Limits
	n := len(w.given)
	if n > 0 && at-w.given[n-1] < int64(l.MinGap) {
		return fmt.Errorf("%v between two orders", time.Duration(at-w.given[n-1]))
	}
	w.given = append(w.given, at)
	if first := n - l.PerMinute; l.PerMinute > 0 && first >= 0 && at-w.given[first] < int64(time.Minute) {
		return fmt.Errorf("more than %d orders in %v", l.PerMinute, time.Duration(at-w.given[first]))
	}
	return nil
}

// check holds the true money against the limits: what has been lost in each
// period, and would be if all that is open or may yet be done were lost.
func (w *world) check() error {
	if w.fault != nil {
		return w.fault
	}
	return w.within(true)
}

// within holds what can be lost against the limits. Where other ones were
// chosen while something was at risk, what was stays so, but an order that is
// approved then has to keep to them.
func (w *world) within(excuse bool) error {
	underway := w.underway()
	over := func(at, limit, excused money.Lamports) bool {
		if excuse {
			limit = max(limit, excused)
		}
		return limit > 0 && at > limit
	}
	l := &w.stored.Limits
	exposed := money.Lamports(0)
	if w.during == w.stored.Round {
		exposed = w.exposed
	}
	if at := w.truth.open() + underway; l.Exposure > 0 && over(at, l.Exposure, exposed) {
		return fmt.Errorf("%d are at risk, the limit is %d", at, l.Exposure)
	}
	for i, limit := range [...]money.Lamports{l.RoundLoss, l.SessionLoss, l.DayLoss} {
		p := &w.periods[i]
		if loss := p.start - w.cash + underway; limit > 0 && over(loss, limit, p.excused) {
			name := [...]string{"round", "session", "day"}[i]
			return fmt.Errorf("%s %d could lose %d, the limit is %d", name, p.label, loss, limit)
		}
	}
	return nil
}

// underway is what the orders that may yet be done can lose.
func (w *world) underway() (sum money.Lamports) {
	for i := range w.live {
		if o := &w.live[i]; o.number == w.number && w.phase != game.PhaseRugged {
			sum += o.risk()
		}
	}
	return sum
}

// backwards finds what fell in the state that must not.
func (w *world) backwards(s *State) {
	was := &w.stored
	if s.Seq <= was.Seq || s.ClockNS < was.ClockNS || s.Day < was.Day || s.Key < was.Key || s.Placed < was.Placed ||
		s.Round < was.Round || s.Session < was.Session {
		w.fault = fmt.Errorf("state %+v follows %+v", s, was)
	}
}

// stepsOf is how many steps the property test takes: RUGTAPE_GUARD_STEPS,
// else a few.
func stepsOf(t *testing.T) int {
	text := os.Getenv("RUGTAPE_GUARD_STEPS")
	if text == "" {
		return 500_000
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("RUGTAPE_GUARD_STEPS: %q is no number of steps", text)
	}
	return n
}

// seedOf is RUGTAPE_GUARD_SEED, to repeat a failure, else a new one.
func seedOf(t *testing.T) uint64 {
	text := os.Getenv("RUGTAPE_GUARD_SEED")
	if text == "" {
		return rand.Uint64()
	}
	seed, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("RUGTAPE_GUARD_SEED: %v", err)
	}
	return seed
}

// TestNoLimitIsEverPassed: whatever crashes, is told late, twice or never, is
// set back or comes in between, no limit is passed in truth.
func TestNoLimitIsEverPassed(t *testing.T) {
	const perWorld = 4000
	seed, steps := seedOf(t), stepsOf(t)
	began := time.Now()
	t.Logf("seed %d", seed)
	worlds, approvals, crashes, orders, turns := 0, 0, 0, map[Life]int{}, [turnsEnd]int{}
	for done := 0; done < steps; worlds++ {
		w := newWorld(seed + uint64(worlds))
		for range perWorld {
			if err := w.step(); err != nil {
				t.Fatalf("world %d (RUGTAPE_GUARD_SEED=%d), step %d: %v\nlimits %+v", worlds, seed+uint64(worlds), w.steps, err, w.stored.Limits)
			}
		}
		done += perWorld
		approvals += w.approvals
		crashes += w.crashes
		for _, fate := range w.fates {
			orders[fate.Life]++
		}
		for i, n := range w.turns {
			turns[i] += n
		}
	}
	t.Logf("%d worlds, %d steps, %d orders given out, %d of them done, %d crashes; %.1f million steps/s",
		worlds, worlds*perWorld, approvals, orders[Confirmed], crashes, float64(worlds*perWorld)/time.Since(began).Seconds()/1e6)
	t.Logf("%d times other limits were chosen, %d times the server's books adopted, %d sales on a grant to exit, %d late words of a round that was over",
		turns[continued], turns[adopted], turns[exited], turns[cameLate])
	if slices.Min(turns[:]) < steps/200_000 || approvals < steps/200 || crashes < steps/200 || orders[Confirmed] < approvals/10 {
		t.Error("hardly anything happened: the test shows little")
	}
}
