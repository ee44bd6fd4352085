package hands

import (
	"fmt"
	"math/rand/v2"

	"rugtape/internal/game"
	"rugtape/internal/guard"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

// ours is the player's side: books as the engine keeps them, orders at random, and a
// page and a feed that have their faults.
type ours struct {
	random *rand.Rand
	clock  *clock
	server *server
	follow *Follower
	faults faults

	books  ledger.Account
	round  string
	open   bool
	asked  bool // the presale was told
	newest int
	price  float64
	before *past

	key     uint64
	orders  map[uint64]*placed
	waiting int
	pageNS  int64 // before which the page says nothing: it says all in order
	feedNS  int64
	pressNS int64 // before which the page sends nothing, and
	sentNS  int64 // before which nothing comes to the server: all does in order
	frozen  int64 // until when the page is
	spoil   func(h *Heard) bool
	claims  []claim
	mixed   bool // something was reported out of its order: our books may be wrong
	adopted int
	wrong   []string
}

// faults are the chances of what can go wrong.
type faults struct {
	lose, double, reorder float64 // of a word
	unpressed, slow       float64 // of an order
	lag                   int64   // of the feed, nanoseconds
	freeze                bool
}

type past struct {
	round   string
	tick    int
	price   float64
	account ledger.Account
}

type placed struct {
	guard.Order
	round   string
	reports []guard.Report
	sureNS  int64 // by when it has come to the server, for all that we know
	closed  bool  // by the user
}

func (o *placed) settled() bool {
	n := len(o.reports)
	return o.closed || n > 0 && o.reports[n-1].Life != guard.Unknown
}

type claim struct {
	atNS int64
	d    Difference
}

func newOurs(seed uint64, f faults) *ours {
	c := &clock{now: 1_700_000_000 * 1e9}
	w := &ours{
		random: rand.New(rand.NewPCG(seed, 1)), clock: c, follow: New(), faults: f,
		books: ledger.Open(100 * money.PerSOL), orders: map[uint64]*placed{}, newest: -1,
	}
	w.server = &server{
		random: rand.New(rand.NewPCG(seed, 2)), clock: c, page: w.say, frame: w.tell, strayed: func() { w.mixed = true }, refuse: 0.1,
		book: ledger.Open(100 * money.PerSOL), fates: map[uint64]fate{},
	}
	return w
}

func (w *ours) fail(text string, args ...any) {
	w.wrong = append(w.wrong, fmt.Sprintf("%.2f s, %s tick %d: ", float64(w.clock.now-1_700_000_000*1e9)/1e9, w.server.round, w.server.tick)+fmt.Sprintf(text, args...))
}

func (w *ours) chance(p float64) bool { return w.random.Float64() < p }

// say brings a word of the server to us by the page.
func (w *ours) say(h Heard) {
	if w.chance(w.faults.lose) {
		return
	}
	if w.spoil != nil && w.spoil(&h) {
		w.spoil = nil
	}
	arrive := func(delay int64) {
		at := max(w.clock.now+delay, w.frozen)
		if w.chance(w.faults.reorder) {
			at += w.random.Int64N(700) * ms
		} else {
			at = max(at, w.pageNS)
			w.pageNS = at
		}
		w.clock.after(at-w.clock.now, func() { w.hear(h) })
	}
	arrive((5 + w.random.Int64N(60)) * ms)
	if w.chance(w.faults.double) {
		arrive(w.random.Int64N(300) * ms)
	}
}

// tell brings a frame to us by the feed.
func (w *ours) tell(round string, frame game.Frame) {
	at := max(w.clock.now+w.faults.lag+w.random.Int64N(40)*ms, w.feedNS)
	w.feedNS = at
	w.clock.after(at-w.clock.now, func() { w.frame(round, &frame) })
}

func (w *ours) frame(round string, f *game.Frame) {
	now := w.clock.now
	if round != w.round {
		w.books.NewRound()
		for _, o := range w.orders { // escalated: the user sees to it
			w.mixed = w.mixed || !o.settled() && o.round != w.round
		}
		if w.mixed {
			w.adopt()
		}
		w.round, w.open, w.asked, w.newest, w.price = round, true, false, -1, 1
	}
	switch {
	case f.Rugged.Or(false):
		w.before = &past{round, f.Tick.Value, f.Price.Value, w.books.Clone()}
		w.books.Rug(f.Tick.Value, f.Price.Value)
		w.open = false
		w.follow.Over(round, f.Tick.Value, f.Price.Value, now)
	case f.Tick.Present:
		w.newest, w.price = f.Tick.Value, f.Price.Value
		w.books.Live(w.newest)
		w.follow.Tick(round, w.newest, w.price, now)
	default:
		w.asked = f.CooldownMS.Value <= 10_000
		w.follow.Presale(round, f.CooldownMS.Value, now)
	}
	w.hear(Heard{})
	if w.open && w.asked && w.random.IntN(5) == 0 {
		w.decide()
	}
}

// hear lets the follower hear, and books what it reports.
func (w *ours) hear(h Heard) {
	h.AtNS = w.clock.now
	for _, r := range w.follow.Hear(h, &w.books) {
		w.report(r)
	}
	for _, d := range w.follow.Differences(&w.books, w.clock.now) {
		if d.Drift && !w.mixed {
			w.claims = append(w.claims, claim{w.clock.now, d})
		}
	}
	if h.Purse != nil || h.Standing != nil {
		for _, o := range w.mustSettle(&h) {
			w.clock.after(Patience+600*ms, func() { w.settles(o, &h) }) // once our source is as far
		}
	}
}

// mustSettle are the orders that a word must settle: of its round, or a purse up to
// the end of it, once they have had their time. Of those that are alike none need be.
func (w *ours) mustSettle(h *Heard) (all []*placed) {
	if w.frozen > w.clock.now-Patience-ms || len(w.follow.open) > 2 {
		return nil // of many it may need more than is tried
	}
	for _, o := range w.orders {
		told := h.Standing != nil && h.Round == o.round && w.newest > 0 || h.Purse != nil && o.round == w.round
		switch {
		case o.settled():
		case w.alike(o):
			return nil
		case told && w.clock.now > o.sureNS+Patience+500*ms && (o.Action != strategy.Side || !w.server.fates[o.Key].done):
			all = append(all, o)
		}
	}
	return all
}

func (w *ours) settles(o *placed, h *Heard) {
	if !o.settled() && !w.mixed && !w.follow.lost {
		w.fail("order %+v of %s is not settled by %+v; %+v", o.Order, o.round, h, w.server.fates[o.Key])
		o.closed = true
		w.follow.Drop(o.Key)
		w.waiting--
	}
}

// alike tells whether another order cannot be told from this one.
func (w *ours) alike(o *placed) bool {
	for _, x := range w.orders {
		if x.Key != o.Key && x.Action == o.Action && x.Amount == o.Amount && x.Part == o.Part && x.round == o.round &&
			max(x.AtNS-o.AtNS, o.AtNS-x.AtNS) < 30e9 {
			return true
		}
	}
	return false
}

// adopt takes the books of the server, as a user does who is shown that ours are
// not right, and closes what is open.
func (w *ours) adopt() {
	for _, o := range w.orders {
		if !o.settled() {
			o.closed = true
			w.follow.Drop(o.Key)
			w.waiting--
		}
	}
	books := ledger.Open(w.server.book.Balance())
	w.books, w.before, w.mixed = books, nil, false
	w.follow.Adopted()
	w.adopted++
}

// report books what was reported, and holds it against the truth.
func (w *ours) report(r guard.Report) {
	o := w.orders[r.Key]
	if n := len(o.reports); n > 0 && o.reports[n-1].Life != guard.Unknown {
		w.fail("order %d is reported twice: %+v after %+v", r.Key, r, o.reports)
	}
	o.reports = append(o.reports, r)
	fate := w.server.fates[r.Key]
	switch r.Life {
	case guard.Unknown:
		w.mixed = true
	case guard.Confirmed:
		w.waiting--
		if fate.strayed {
			break // what it was done as, nobody can tell
		}
		if !fate.done {
			w.fail("order %+v is confirmed and was not done", o.Order)
		} else if o.Action == strategy.Side && fate.tick != r.Tick && w.matters(o, fate.tick, r.Tick) || o.Action != strategy.Side && fate.price != r.Price {
			w.fail("order %+v was done at tick %d, price %v; reported %+v", o.Order, fate.tick, fate.price, r)
		}
		w.enter(o, r)
	case guard.Refused:
		w.waiting--
		if fate.done && !fate.strayed {
			w.fail("order %+v is refused (%s) and was done at tick %d", o.Order, r.Code, fate.tick)
		}
	}
}

// matters tells whether it makes a difference at which of two ticks a side bet began.
func (w *ours) matters(o *placed, a, b int) bool {
	won := func(start int) bool { return w.before.tick <= start+ledger.BetWindow }
	if w.open && o.round == w.round {
		return w.newest <= max(a, b)+ledger.BetWindow
	}
	return w.before == nil || w.before.round != o.round || won(a) != won(b)
}

// enter books an order where it was done, as the engine does: one of the round
// before changes how that ended.
func (w *ours) enter(o *placed, r guard.Report) {
	do := func(a *ledger.Account) error {
		var err error
		switch o.Action {
		case strategy.Buy:
			_, err = a.Buy(r.Tick, r.Price, o.Amount)
		case strategy.Sell:
			_, err = a.Sell(r.Tick, r.Price, o.Part)
		default:
			_, err = a.PlaceBet(r.Tick, o.Amount)
		}
		return err
	}
	if w.open && o.round == w.round {
		if err := do(&w.books); err != nil {
			w.mixed = true
		}
		return
	}
	p := w.before
	if p == nil || p.round != o.round {
		w.mixed = true
		return
	}
	was := p.account.Clone()
	was.Rug(p.tick, p.price)
	if err := do(&p.account); err != nil {
		w.mixed = true
		return
	}
	now := p.account.Clone()
	now.Rug(p.tick, p.price)
	change := now.Balance() - was.Balance()
	state := w.books.State()
	if !w.open {
		state, change = now.State(), w.books.Balance()-was.Balance()
	}
	state.Balance += change
	state.Opening += change
	books, err := ledger.FromState(state)
	if err != nil {
		w.fail("book %+v late: %v", o.Order, err)
		return
	}
	w.books = books
}
