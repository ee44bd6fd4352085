package hands

import (
	"slices"

	"rugtape/internal/guard"
	"rugtape/internal/ledger"
)

// What is known of time. Both are generous: an order is proved by what the server
// says, not by time; only that it was not done may need them.
const (
	// Window is how long after a press the order may still come to the server:
	// the way there, and a freeze of the page that is too short to be noticed. A longer
	// one is told by Hindered.
	Window = int64(3e9)
	// Patience is how far the words of the page's connection and the ticks of
	// our source may be apart, either way. A difference that is older is drift.
	Patience = int64(2e9)
	// pause is the least time between a rug and the next round's first order.
	pause = int64(5e9)
	never = int64(1) << 62 // in the year 2116
)

// Follower follows orders that were pressed to what the server says of them.
// Build it with New.
type Follower struct {
	now, was *course // the round in play and the one before, nil while there is none
	open     []*order
	settled  []*order // of late, without an ack
	adopted  bool     // the books were set to the server's figures in this round
	taken    bool     // and nothing was heard since
	lost     bool     // the page is not in working order
	backNS   int64    // when what it says is in time again, after it was not

	acks    []heardAck
	heard   []ackID // that have had their effect, newest last
	words   []word  // heard and not explained
	reports []guard.Report
	told    uint64 // rises with each tick, which may explain a word
	changed uint64 // rises with what was pressed, proved or booked
	drift   [2]finding
}

// New makes a follower that has heard nothing.
func New() *Follower { return new(Follower) }

// Presale takes a frame of the countdown, in milliseconds.
func (f *Follower) Presale(round string, leftMS int, nowNS int64) {
	f.turn(round)
	if c := f.now; c.round == round && len(c.prices) == 0 {
		c.startNS = nowNS + int64(leftMS)*1e6
	}
}

// Tick takes the price of a tick.
func (f *Follower) Tick(round string, tick int, price float64, nowNS int64) {
	if tick < 0 || !(price >= 0) {
		return
	}
	f.turn(round)
	if c := f.course(round); c != nil {
		c.tick(tick, price, nowNS)
		f.told++
	}
}

// Over takes the rug: its tick and its price.
func (f *Follower) Over(round string, tick int, price float64, nowNS int64) {
	if tick < 0 || !(price >= 0 && price <= 1) {
		return
	}
	f.turn(round)
	if c := f.course(round); c != nil && !c.over {
		c.over, c.rug, c.paid, c.overNS = true, tick, price, nowNS
		f.told++
	}
}

// turn goes on to a round that was not told before.
func (f *Follower) turn(round string) {
	if f.course(round) != nil {
		return
	}
	f.was, f.now = f.now, &course{round: round, from: -showLag}
	f.adopted = false
	f.changed++
}

// course is the round of that name, nil if it is not one of the last two.
func (f *Follower) course(round string) *course {
	for _, c := range []*course{f.now, f.was} {
		if c != nil && c.round == round {
			return c
		}
	}
	return nil
}

// Sent takes an order that is about to be pressed, or may have been. It is told
// before the press: the server's word may be quicker than the browser's.
func (f *Follower) Sent(o guard.Order, nowNS int64) {
	for _, known := range f.open {
		if known.Key == o.Key {
			return
		}
	}
	sent := &order{Order: o, course: f.now, sentNS: nowNS, untilNS: f.until(nowNS)}
	if f.now == nil {
		sent.course, sent.strange = new(course), true
	}
	f.open = append(f.open, sent)
	f.changed++
}

// Reachable tells whether the page is in working order. While it is not (it is
// frozen, reloading, offline), what was pressed may still come to the server, and
// what the server says comes late: nothing is refused for its absence, and nothing is
// drift, until it has been in order again for a while.
func (f *Follower) Reachable(ok bool, nowNS int64) {
	if f.lost == !ok {
		return
	}
	f.lost, f.backNS = !ok, nowNS+Patience
	for _, o := range f.open {
		o.untilNS = max(o.untilNS, f.until(nowNS))
		if ok {
			o.untilNS = f.until(nowNS)
		}
	}
}

// until is when an order that is pressed now has come to the server at the latest.
func (f *Follower) until(nowNS int64) int64 {
	if f.lost {
		return never
	}
	return nowNS + Window
}

// Drop forgets an order: the user has closed it, or it was never pressed.
func (f *Follower) Drop(key uint64) {
	f.open = slices.DeleteFunc(f.open, func(o *order) bool { return o.Key == key })
	f.changed++
}

// Adopted tells that the books were set to what the server says. They have only
// the cash, the position and the bet from it: of this round nothing else can be
// compared.
func (f *Follower) Adopted() {
	f.adopted, f.taken = true, true
	f.drift = [2]finding{}
	f.words = nil
	f.estrange()
	if f.now != nil {
		f.now.based = false
	}
	f.changed++
}

// Hear takes what the server said and gives what is proved by it, in the order in
// which it was done. Where that was told too late for this order, the order is
// reported as unknown before it is confirmed, as the guard wants it. No order is
// reported once it is confirmed or refused. The books, which are not changed, are
// ours with all reports so far; nil where there are none: then only acks count.
func (f *Follower) Hear(h Heard, books *ledger.Account) []guard.Report {
	f.sync(books, h.AtNS)
	if h.Ack != nil {
		f.hearAck(*h.Ack, h.AtNS)
	}
	if h.Bet != nil && f.now != nil {
		f.placed(f.now, h.Bet.Start, h.Bet.Stake, h.AtNS)
	}
	f.take(&h)
	f.matchAcks(h.AtNS)
	f.resolve(h.AtNS)
	f.judge(h.AtNS)
	f.resolve(h.AtNS)
	reports := f.reports
	f.reports = nil
	return reports
}
