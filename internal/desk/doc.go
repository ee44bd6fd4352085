// Package desk is trading, on paper on a replay and at the live edge, and for
// real at the live edge: an account, the guard, the paper venue and, if wanted, a
// strategy. A [Desk] is
// moved along a recorded round with the player:
//
//	d, err := desk.New(config)
//	d.Load(desk.NewTape(recording)) // the next round; ends the one before
//	for each tick that the player shows {
//		d.MoveTo(tick)
//		// or, where other work must not wait: for !d.Toward(tick, 64) { ... }
//		show d.State()
//	}
//	err = d.Place(intent) // an order by hand, at the tick in view
//
// The desk is a fold over the round, the strategy and what was done by hand.
// It tells an engine (package engine) of the round as a live source would: the
// presale, each tick whose price is known, the rug; the venue reports what
// became of the orders before the next tick comes. Its clock is made up: the
// recorded times within a round, one round after the other.
//
// Forward it goes on from where it is. Back it begins again at the start of the round
// and folds up to the tick, so that a step back takes trades back: what was
// done by hand after that tick is forgotten, what the strategy did comes again
// when it is played again. However a tick is reached, with the same orders by hand
// everything there is the same.
//
// What is not known is not traded at: a tick whose price was missed shows
// nothing to the strategy and takes no order by hand.
//
// A [Live] is told what a feed brings, when it comes:
//
//	l, err := desk.NewLive(config)
//	for each event, in the order received {
//		facts := l.Event(recvNS, event)
//		record l.Decisions()
//		show l.State()
//	}
//	err = l.Place(nowNS, intent) // an order by hand, at the tick in view
//
// With [Config].Real there is no venue: the caller carries orders out, and tells
// what became of them.
//
//	err = l.Arm(nowNS, arming)
//	after each event and each order by hand {
//		store l.Guard()            // first: it counts as lost what may be pressed now
//		press each of l.Approved() // then
//	}
//	l.Report(nowNS, report) // what the game did; l.Orders() tells what that changed
//	l.Wake(l.WakeNS())      // if nothing was heard by then
//
// Reports, armings and adopted books are inputs as events are: told again in
// the same order at the same times, they make the same decisions and digest.
//
// It only goes forward. A round that a feed brings without a gap makes of a Live what
// its recording makes of a Desk, to the last bit.
//
// A desk starts no goroutine and reads no clock; one goroutine owns it. How
// long a tick may take is bounded by its strategy: those that are built in
// take well below a microsecond, a script what its step budget allows.
package desk
