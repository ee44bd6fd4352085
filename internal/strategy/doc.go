// Package strategy says what to do at each tick, and why.
//
// A [Strategy] is a pure function of what can be known: it is shown a [View]
// and answers with an [Intent]. It reads no clock and keeps no goroutine; what
// it remembers between decisions is a value that can be saved ([Keeper]). The
// same strategy runs in a backtest, on a replay, on paper and live, and cannot
// tell which: the View holds only what is known in all of them.
//
//	made, err := strategy.Parse("target:m=2,stake=0.01")
//	s := made.New()
//	for each tick {
//		intent := s.Decide(&view)
//		// the guard checks it, a venue carries it out
//		// what came of it: s.Observe(fact), if it is an Observer
//	}
//
// Built in are the strategies that players talk about ([Catalogue]), one file
// each, and honest baselines. None of them has a positive mean, and neither
// has any other: see docs/game.md.
package strategy
