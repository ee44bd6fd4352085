// Package guard is the one gate between a decision and the game: in a
// backtest, on paper and live.
//
// What a strategy or a player wants is checked against [Limits] and becomes an
// [Approved] order or a [Refusal] with a stable code and its figures. Only this
// package can make an Approved, and every venue takes nothing else.
//
//	approved, refusal := g.Check(intent, now)
//	if refusal.Code == "" {
//		store(g.State())        // first: what is approved counts as lost until it is explained
//		venue.Submit(approved)  // then
//	}
//	// what the venue did comes back as a Report, which books a stake:
//	order, ok := g.Report(report)
//	// what a sale brought or a lost side bet freed:
//	g.Paid(cash, cost, stake)
//	// and around it: g.NewRound(id), g.RoundOver(id, cash), g.NewSession()
//
// The state is a value. All that is at risk is counted as lost from the moment
// of approval, and only a report takes it back, so that no crash, restart or
// jump of the clock can lead past a limit: a state that is stored before each
// action is never milder than the truth. What is not known for certain counts for
// the worse: an order that is not explained as lost, what a round brings in which
// something was told out of order, or that was open at a restart, as nothing. The
// clock in it never falls. The proof is in docs/proof/guard.md.
//
// Live orders need an [Arming] as well: it is off by default, names its host,
// and expires. Without one nothing goes through, no sale either: a STOP and an arming that
// has run out leave a position to its owner. [Guard.GrantExit] is the one way
// around that, for sales alone and for minutes. [Continue] goes on from a stored state
// under other limits, disarmed; what the server says is held comes in by [Guard.Adopt].
package guard
