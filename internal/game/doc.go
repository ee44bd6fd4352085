// Package game knows the course of a round: what a source may tell of it
// ([Event]), which phase the flags mean ([Phase]), and what follows
// ([Machine], [Fact]).
//
// The loop a caller writes:
//
//	var m game.Machine
//	for each event in the order it was received {
//		for _, fact := range m.Step(event) {
//			// record it, show it, hand it to a strategy
//		}
//	}
//
// The same machine serves a live feed, an imported file and a journal, so
// that order, duplicates, gaps and their filling mean the same everywhere.
// It never blocks, reads no clock and keeps a bounded state.
package game
