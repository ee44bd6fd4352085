package strategy

import "rugtape/internal/money"

// swing buys in a band of prices and sells at a gain, a loss, a price or a
// time; beside it, it places side bets. Several built-in strategies are swings
// with other numbers. A limit of 0 is none, but for from and sideFrom.
type swing struct {
	stake       money.Lamports
	from, below float64 // buys at from <= price < below
	before      int     // and before this tick
	take, stop  float64 // sells at this gain or loss, fractions of the cost
	above       float64 // sells above this price
	outTick     int     // sells at this tick
	outHeld     int     // sells after holding so many ticks

	side             money.Lamports
	sideFrom, sideTo int // ticks, both included
}

func (s *swing) Decide(v *View) Intent {
	if v.Waiting > 0 {
		return wait(onItsWay)
	}
	if !v.Live() {
		return wait(Because("it does nothing before the round"))
	}
	if v.Holds() {
		if why, out := s.exit(v); out {
			return sellAll(why)
		}
	} else if s.enters(v) {
		return buy(s.stake, Because("%.4fx is in its band of %.4g to %.4gx", v.Price, s.from, s.below))
	}
	if s.bets(v) {
		return side(s.side, Because("no side bet is open at tick %.0f", float64(v.Tick)))
	}
	if v.Holds() {
		return wait(Because("holding, %+.1f %%", 100*v.Gain()))
	}
	return wait(Because("%.4fx is not a price to buy at", v.Price))
}

// exit says why to sell now, if it is time to.
func (s *swing) exit(v *View) (why Reason, out bool) {
	gain := v.Gain()
	switch {
	case s.take > 0 && gain >= s.take:
		return Because("%+.1f %%: the gain to take is %+.0f %%", 100*gain, 100*s.take), true
	case s.stop > 0 && gain <= -s.stop:
		return Because("%+.1f %%: the loss to stop at is %+.0f %%", 100*gain, -100*s.stop), true
	case s.above > 0 && v.Price > s.above:
		return Because("%.4fx is above %.4gx, where it gets out", v.Price, s.above), true
	case s.outTick > 0 && v.Tick >= s.outTick:
		return Because("tick %.0f is its last", float64(s.outTick)), true
	case s.outHeld > 0 && v.Held() >= s.outHeld:
		return Because("held for %.0f ticks, which is as long as it holds", float64(v.Held())), true
	}
	return Reason{}, false
}

func (s *swing) enters(v *View) bool {
	return v.Price >= s.from && v.Price < s.below && (s.before == 0 || v.Tick < s.before)
}

func (s *swing) bets(v *View) bool {
	return s.side > 0 && !v.HasBet && v.Tick >= s.sideFrom && (s.sideTo == 0 || v.Tick <= s.sideTo)
}
