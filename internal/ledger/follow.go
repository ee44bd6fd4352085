package ledger

import (
	"math"
	"math/bits"
	"slices"

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
	next     *game.Standing // in the frame of the tick after; nil if that was missed
	watched  []span         // the frames between which the player was followed
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
	case !usable(row):
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

// usable tells whether a row has what it takes to follow a player, in the
// range in which doubles tell lamports.
func usable(row *game.Standing) bool {
	for _, figure := range []game.Opt[float64]{row.Quantity, row.RegularPnL, row.Invested} {
		if !figure.Present || math.Abs(figure.Value) > limit/8 {
			return false
		}
	}
	bet := row.Bet.Value
	return math.Abs(row.SidebetPnL.Value) <= limit/8 && row.Quantity.Value*row.AvgCost.Value <= limit/8 &&
		(bet == nil || bet.Stake > 0 && bet.Stake <= Limit/16)
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
	var all []guess
	for i := range f.guesses {
		all = append(all, f.explain(&f.guesses[i], at)...)
	}
	if right := f.fitting(all, at); len(right) > 0 {
		f.accept(right, at)
		return
	}
	_, known := f.sheet.price(max(at.tick-1, 0))
	switch {
	case !known && at.row.Quantity.Value != 0:
		f.exclude(PriceUnknown)
	case at.rugged || at.over:
		f.exclude(EndUnseen)
	case gap:
		f.forget()
		f.open(at)
	default:
		if len(all) == 0 { // no trade makes this quantity
			all = []guess{f.guesses[0].clone()}
		}
		f.differ(all, at)
		f.doubt(all, at)
	}
}

// doubt goes on after a row that differs: the books as they stood, and those
// that the row would open. The next rows tell which it is.
func (f *follower) doubt(all []guess, at *sighting) {
	openings, _ := f.openings(at)
	for _, g := range openings {
		g.entries = slices.Clip(f.guesses[0].entries)
		all = append(all, g)
	}
	f.guesses = all[max(0, len(all)-maxGuesses):]
}

// open begins the books from a row alone.
func (f *follower) open(at *sighting) {
	openings, why := f.openings(at)
	if len(openings) == 0 {
		f.exclude(why)
		return
	}
	f.audit.report.Opened++
	if right := f.fitting(openings, at); len(right) > 0 {
		f.accept(right, at)
		return
	}
	f.differ(openings, at)
	f.guesses = openings
}

// fitting are the guesses that explain all of a row.
func (f *follower) fitting(guesses []guess, at *sighting) (right []guess) {
	for i := range guesses {
		if _, wrong, why := guesses[i].hold(f.sheet, at); wrong == 0 && why == "" {
			right = append(right, guesses[i])
		}
	}
	return right
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

// differ counts a row that no guess explains, with the fields in which the
// likeliest fails.
func (f *follower) differ(guesses []guess, at *sighting) {
	best, least := &guesses[0], 17
	for i := range guesses {
		if _, wrong, _ := guesses[i].hold(f.sheet, at); bits.OnesCount16(uint16(wrong)) < least {
			best, least = &guesses[i], bits.OnesCount16(uint16(wrong))
		}
	}
	compared, wrong, _ := best.hold(f.sheet, at)
	f.audit.report.Compared++
	f.audit.report.Fields += bits.OnesCount16(uint16(compared))
	all, n, _ := best.figures(f.sheet, at)
	for _, x := range all[:n] {
		if wrong&x.field != 0 {
			f.audit.differs(Difference{f.sheet.round, at.tick, f.player, x.name, x.ours, x.theirs.Value})
		}
	}
}
