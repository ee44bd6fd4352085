// Package hands proves what became of the orders that were pressed in the
// player's own page, and holds our books against the server's.
//
// The server tells a player three things of itself: the answer to an order (an
// ack), what it has after each change (a purse), and its row on the leaderboard,
// some ticks late. A [Follower] is told what was pressed and hears these words;
// what they prove comes back as reports of the guard:
//
//	f := hands.New()
//	for each event or press, in the order of the edge {
//		f.Presale(round, leftMS, now)       // each frame of the countdown
//		f.Tick(round, tick, price, now)     // each price, also one that came late
//		f.Over(round, tick, price, now)     // the rug
//		f.Sent(order, now)                  // BEFORE the press is made
//		f.Reachable(ok, now)                // the page is in working order, or is not
//		f.Adopted()                         // the books were set to the server's figures
//		f.Drop(key)                         // closed by the user
//		for _, r := range f.Hear(heard, account) { // with an empty Heard after each tick
//			// report r to the engine, which books it, before the next call
//		}
//		f.Differences(account, now)
//	}
//
// The engine is told of a tick or a rug before the follower is, so that the
// account is never behind what the follower knows.
//
// An order is confirmed only by the server's own word: its ack, its side bet as
// the server tells it, or a purse or row that is what the books would be with it
// and that they cannot be without it. It is refused only by its ack, or by a purse
// or row in which it must be if it had been done, and is not. All else proves
// nothing, and the order stays open: so a word that is lost, late, doubled or out
// of order settles nothing wrongly. docs/hands.md says how each is decided.
//
// The package also picks the better of two sources of the game, see [Pick].
//
// It reads no clock and does no I/O. A Follower is not safe for use by several
// goroutines.
package hands
