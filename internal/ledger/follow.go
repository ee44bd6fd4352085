package ledger

import (
	"math/bits"

	"rugtape/internal/game"
	"rugtape/internal/money"
)

// showLag is how many ticks after a trade or side bet the frame comes that
// shows it.
const showLag = 2

// guess is one way to explain a player's rows so far. There can be several
// for a while, which differ in the last digit of a quantity or of the P&L.
type guess struct {
	book     Account
	evidence field // of the row at hand: what was inferred from it
	early    bool  // a buy came up a tick before its time
	traded   bool
	// rough says that the account was opened in mid-round: how much was put
	// in and taken out before is not known until totalInvested rises.
	rough bool
	// loose is by how many lamports the amounts of the buys may be off: several
	// buy the same quantity, and the roundest was taken.
	loose   money.Lamports
	pinned  int     // tick of the frame whose totalInvested was taken as it stood
	entries []Entry // what was inferred
}

// follower follows one player through the rows of a round.
type follower struct {
	audit    *Audit
	sheet    *sheet
	player   string
	guesses  []guess // none while the player cannot be followed
	last     int     // tick of the frame seen last
	seen     bool
	watched  []span // the frames between which the player was followed
	booked   []Entry
	hopeless position // that no two lots explain
}

// span are frames without one missing between them, by tick.
type span struct{ from, to int }

// see takes the next row.
func (f *follower) see(at *sighting) {
	row := &at.row
	gap := !f.seen || at.tick > f.last+1
	switch {
	case row.Short:
		f.exclude(ShortPosition)
	case !row.Quantity.Present || !row.RegularPnL.Present || !row.Invested.Present:
		f.exclude(NoFigures)
	case f.seen && at.tick < f.last:
		f.audit.exclude(LateRow, 1)
		return
	case len(f.guesses) == 0:
		f.open(at)
	default:
		f.follow(at, gap)
	}
	f.watch(at.tick, gap)
	f.seen, f.last = true, at.tick
}

// exclude leaves a row out; what the player does meanwhile is not known.
func (f *follower) exclude(why Reason) {
	f.audit.exclude(why, 1)
	f.forget()
}

// forget gives up the books; what was inferred up to here stays.
func (f *follower) forget() {
	if len(f.guesses) > 0 {
		f.booked = append(f.booked, f.guesses[0].entries...)
		f.guesses = nil
	}
}

func (f *follower) watch(tick int, gap bool) {
	if n := len(f.watched); n > 0 && !gap && len(f.guesses) > 0 {
		f.watched[n-1].to = tick
	} else if len(f.guesses) > 0 {
		f.watched = append(f.watched, span{tick, tick})
	}
}

// follow explains a row from the books as they stood. If it cannot be, the
// player may have done more than one thing while the row was not shown; but
// in the next frame it is a difference.
func (f *follower) follow(at *sighting, gap bool) {
	var right []guess
	var why Reason
	for i := range f.guesses {
		for _, g := range f.explain(&f.guesses[i], at) {
			_, wrong, unknown := g.hold(f.sheet, at)
			if unknown != "" {
				why = unknown
			} else if wrong == 0 {
				right = append(right, g)
			}
		}
	}
	switch {
	case len(right) > 0:
		f.accept(right, at)
	case why != "":
		f.exclude(why)
	case at.rugged || at.over:
		f.exclude(EndUnseen)
	case gap:
		f.forget()
		f.open(at)
	default:
		f.differ(at)
		f.forget()
		if f.guesses, _ = f.openings(at); len(f.guesses) > 0 {
			f.audit.report.Opened++
		}
	}
}

// open begins the books from a row alone.
func (f *follower) open(at *sighting) {
	right, why := f.openings(at)
	if len(right) == 0 {
		f.exclude(why)
		return
	}
	f.accept(right, at)
	f.audit.report.Opened++
}

// accept counts a row that is equal, and goes on with the guesses that fit.
func (f *follower) accept(right []guess, at *sighting) {
	best := &right[0]
	for i := range right {
		if bits.OnesCount16(uint16(right[i].evidence)) < bits.OnesCount16(uint16(best.evidence)) {
			best = &right[i]
		}
	}
	compared, _, _ := best.hold(f.sheet, at)
	r := &f.audit.report
	r.Compared++
	r.Equal++
	r.Fields += bits.OnesCount16(uint16(compared))
	r.Evidence += bits.OnesCount16(uint16(best.evidence))
	f.guesses = right[:min(len(right), maxGuesses)]
}

const maxGuesses = 32

// differ counts a row that the books do not explain, with the fields in
// which the likeliest explanation fails.
func (f *follower) differ(at *sighting) {
	var best guess
	least := 17
	for i := range f.guesses {
		for _, g := range f.explain(&f.guesses[i], at) {
			if _, wrong, _ := g.hold(f.sheet, at); bits.OnesCount16(uint16(wrong)) < least {
				best, least = g, bits.OnesCount16(uint16(wrong))
			}
		}
	}
	r := &f.audit.report
	r.Compared++
	compared, wrong, _ := best.hold(f.sheet, at)
	r.Fields += bits.OnesCount16(uint16(compared))
	all, n, _ := best.figures(f.sheet, at)
	for _, x := range all[:n] {
		if wrong&x.field == 0 {
			continue
		}
		r.DifferencesTotal++
		if len(r.Differences) < maxDifferences {
			r.Differences = append(r.Differences, Difference{f.sheet.round, at.tick, f.player, x.name, x.ours, x.theirs.Value})
		}
	}
}

// holdTrades compares the sampled trades of the player with what was
// inferred for the same ticks.
func (f *follower) holdTrades() {
	f.forget()
	for i := range f.sheet.trades {
		t := &f.sheet.trades[i]
		if t.Player != f.player || !f.wasWatched(t.Tick) {
			continue
		}
		f.audit.report.Trades++
		if f.infers(t) {
			f.audit.report.TradesEqual++
		}
	}
}

// wasWatched tells whether the frames before and with a trade were seen.
func (f *follower) wasWatched(tick int) bool {
	for _, s := range f.watched {
		if s.from < tick+showLag && tick+showLag <= s.to {
			return true
		}
	}
	return false
}

// infers tells whether a trade is among those inferred. Of a buy the amount is
// only inferred as one that buys the quantity.
func (f *follower) infers(t *game.Trade) bool {
	for _, e := range f.booked {
		if e.Tick != t.Tick || lamports(e.Quantity) != t.Quantity || e.Price != t.Price {
			continue
		}
		if t.Side == game.Buy && e.Kind == Bought && money.F9(sol(t.Amount)/t.Price) == e.Quantity ||
			t.Side == game.Sell && e.Kind == Sold && e.Cash == t.Amount {
			return true
		}
	}
	return false
}
