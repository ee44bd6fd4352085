package hands

import "rugtape/internal/ledger"

// Difference is a field of what the server says that our books do not have so.
// Money is in SOL, quantities are the server's, in decimals that give each double
// exactly.
type Difference struct {
	Field   string // "purse." or "row.", and the server's name of it
	Ours    string
	Server  string
	SinceNS int64 // when the server said so
	Drift   bool  // it cannot be delay any more
}

// finding is what was found wrong last.
type finding struct {
	claimedNS int64
	fields    []Difference
}

// Differences are those of the last purse and row, by field. One that an order
// on its way or a tick that is still to be told may explain is no drift: it is for
// Patience, and then until the next tick, at most. Drift stands until the server says
// something that the books have so, or they are adopted.
func (f *Follower) Differences(books *ledger.Account, nowNS int64) (all []Difference) {
	f.sync(books, nowNS)
	for i, tried := 0, 0; i < len(f.words) && tried < searchLimit; i++ {
		if w := &f.words[i]; f.mayTell(w) {
			tried += f.look(w).tried
		}
	}
	f.part(nowNS)
	for kind := range f.drift {
		if drift := f.drift[kind].fields; drift != nil {
			for _, d := range drift {
				d.Drift = true
				all = append(all, d)
			}
			continue
		}
		for i := len(f.words) - 1; i >= 0; i-- {
			if w := &f.words[i]; w.kind == kind && !w.clean && !w.blind {
				all = append(all, w.nearest.differences(w.atNS)...)
				break
			}
		}
	}
	return all
}
