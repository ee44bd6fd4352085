// Package engine folds what happens into what to do: the course of the game,
// a strategy or a player, the guard and the books, in one state.
//
//	e := engine.New(config)
//	for each input, numbered one by one {
//		out := e.Step(input)
//		// 1. record the input and out.Facts
//		// 2. if out.Store: store e.Guard(), and only then
//		// 3. give out.Approved to the venue; what it reports is an input
//		// 4. step again at out.WakeNS if nothing has come by then
//	}
//
// Of live orders, a report may come at any time: it is booked at the tick at
// which the order was done, and after the end of the round as if it had come before
// it. What the books cannot follow is told in OrderNews.Code, and disarms. Time itself
// makes orders unknown and then escalated, which is told there too.
//
// The time is in the input. The same inputs give the same outputs and the same
// digest: in this process, in another, at another speed, and after a restart
// from any snapshot. (After a crash: Restore, the recorded inputs again, then
// AdoptGuard with the state that was stored last.) An engine starts no
// goroutine, waits for nothing and does no I/O; who calls it decides who may: one
// goroutine owns it.
//
// Rounds that are clean by construction, such as drawn ones, need no frames:
// OpenRound, Presale, Tick, Rug and Report are what Step calls for the facts of
// the game, and a backtest calls them itself (package lab).
package engine
