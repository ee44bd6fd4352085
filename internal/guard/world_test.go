package guard

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"rugtape/internal/game"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

// world is all that is true around a guard: a game with its own books, a
// network that delays, repeats and loses, a store, a clock that is set now and
// then, and a caller whose own books are lost or old after a crash. The guard is
// held against it after every step.
type world struct {
	dice  *rand.Rand
	steps int

	// The game.
	now        int64
	number     int // of the round
	phase      game.Phase
	price, low int64 // thousandths
	cash       money.Lamports
	truth      holding
	live       []sent // orders that were given out and may yet be done
	bettor     uint64 // the order of the side bet that runs
	winner     uint64 // that of the one that has won last

	// Between the game and the caller.
	reports []told
	feed    []news
	fates   map[uint64]told // of the orders that were given out

	// The caller.
	g       Guard
	stored  State
	round   string
	open    bool
	books   holding
	backup  holding // older books
	past    past
	adopted uint64 // orders up to this key are in books that were adopted

	// What has been, to hold the guard against.
	periods   [3]period // round, session, day
	chosen    Limits
	exposed   money.Lamports // was at risk when the limits were chosen last,
	during    uint64         // in this round
	streak    int            // rounds in a row that lost, in the session
	lastKey   uint64
	given     []int64 // when orders with a risk were given out
	approvals int
	crashes   int
	turns     [turnsEnd]int // how often each happened
	fault     error
}

// holding is what is held and bet, as somebody sees it.
type holding struct {
	quantity int64
	cost     money.Lamports
	bet      money.Lamports
}

func (h *holding) open() money.Lamports { return h.cost + h.bet }

// sell takes a part out at a price and gives what it brings and had cost.
func (h *holding) sell(part float64, price int64) (cash, cost money.Lamports) {
	s := int64(float64(h.quantity) * part)
	if s == 0 {
		return 0, 0
	}
	cost = money.Lamports(float64(h.cost) * float64(s) / float64(h.quantity))
	if s == h.quantity {
		cost = h.cost
	}
	h.quantity -= s
	h.cost -= cost
	return money.Lamports(s * price / 1000), cost
}

// sent is an order that the game may yet carry out, in its round only.
type sent struct {
	Order
	number int
}

// told is a report on its way; at is the price in thousandths.
type told struct {
	Report
	at int64
}

// news is what the feed tells of a round.
type news struct {
	kind  string // opened, betLost, rug
	id    string
	price int64
	won   bool
}

// period is one of those that a loss is limited in: start is the cash and the
// cost of what was open when it began. excused is what could be lost when other
// limits were chosen in the midst of it: no more than that may be.
type period struct {
	label          uint64
	start, excused money.Lamports
}

func newWorld(seed uint64) *world {
	w := &world{dice: rand.New(rand.NewPCG(seed, 1)), now: 19_000 * dayNS, fates: map[uint64]told{}}
	limits, live := w.limits()
	w.g = New(limits, live)
	w.stored = w.g.State()
	w.phase = game.PhaseRugged
	w.sync()
	return w
}

func (w *world) chance(p float64) bool { return w.dice.Float64() < p }

func (w *world) amount(most int64) money.Lamports { return money.Lamports(1 + w.dice.Int64N(most)) }

// limits draws some; about a third of them has all that live orders need, and
// most of these are for live orders.
func (w *world) limits() (l Limits, live bool) {
	all := w.chance(0.35)
	maybe := func(most int64) money.Lamports {
		if all || w.chance(0.6) {
			return w.amount(most)
		}
		return 0
	}
	l = Limits{
		Stake: maybe(1000), SideStake: maybe(1000), Exposure: maybe(3000),
		RoundLoss: maybe(3000), SessionLoss: maybe(6000), DayLoss: maybe(6000),
		LosingRounds: w.dice.IntN(4), MinGap: time.Duration(w.dice.Int64N(3)) * time.Second,
		Presale: w.chance(0.3), Live: w.chance(0.3),
	}
	if all || w.chance(0.5) {
		l.PerMinute, l.StaleAfter, l.Deviation = 1+w.dice.IntN(MaxPerMinute), time.Second, 0.05
	}
	return l, l.missing() == "" && w.chance(0.7)
}

// step lets one thing happen, and holds the guard against the truth.
func (w *world) step() error {
	w.steps++
	w.now += w.dice.Int64N(int64(300 * time.Millisecond))
	var err error
	switch n := w.dice.IntN(1000); {
	case n < 310:
		err = w.place()
	case n < 480:
		w.carryOut()
	case n < 650:
		w.deliver()
	case n < 770:
		w.play()
	case n < 890:
		w.hear()
	case n < 910:
		w.change(func() { w.g.Expire(w.now) })
	case n < 920:
		w.setClock()
	case n < 950:
		w.command()
	case n < 975:
		w.explain()
	case n < 995:
		w.turn()
	default:
		w.crash()
	}
	if err != nil {
		return err
	}
	return w.check()
}

// change lets the guard change and stores what it is then. It is false if a
// crash came before or after that: the deed is then not done.
func (w *world) change(deed func()) bool {
	before := w.g.Seq()
	deed()
	if w.g.Seq() == before {
		return true
	}
	w.backwards(&w.g.state)
	if w.chance(0.004) {
		w.crash()
		return false
	}
	w.stored = w.g.State()
	w.sync()
	if w.chance(0.004) {
		w.crash()
		return false
	}
	return true
}

// crash loses all but the store. The caller's own books are then as they were,
// older, or empty.
func (w *world) crash() {
	w.crashes++
	g, err := FromState(w.stored)
	if err != nil {
		panic(fmt.Sprintf("the stored state is refused: %v", err))
	}
	w.g = g
	w.lose()
}

// lose is what a restart makes of the caller's own books.
func (w *world) lose() {
	switch w.dice.IntN(3) {
	case 0:
		w.books = w.backup
	case 1: // all that is known comes with the next frame, of the round that runs
		w.books, w.round, w.open, w.past, w.adopted = holding{}, "", false, past{}, 0
		if w.phase != game.PhaseRugged {
			w.feed = append(w.feed[:0], news{kind: "opened", id: strconv.Itoa(w.number)})
		}
	}
}

// sync begins the periods that have begun, by the state that is stored.
func (w *world) sync() {
	s := &w.stored
	for i, label := range [...]uint64{s.Round, s.Session, uint64(s.Day)} {
		p := &w.periods[i]
		if p.label == label {
			continue
		}
		if i == 0 && w.cash != p.start { // nothing of a round that is over is open
			w.streak++
			if w.cash > p.start {
				w.streak = 0
			}
		}
		if i == 1 {
			w.streak = 0
		}
		*p = period{label, w.cash + w.truth.open(), 0}
		if w.during == s.Round {
			p.excused = w.exposed
		}
	}
	if s.Limits != w.chosen {
		w.chosen = s.Limits
		w.excuse()
	}
}

// place brings an intent before the guard, stores, and gives out.
func (w *world) place() error {
	in := strategy.Intent{Action: strategy.Buy, Amount: w.amount(1200), Part: w.dice.Float64()}
	switch n := w.dice.IntN(20); {
	case n < 5:
		in.Action = strategy.Side
	case n < 9:
		in.Action = strategy.Sell
	}
	now := Now{
		TimeNS: w.now, FrameNS: w.now - w.dice.Int64N(int64(1100*time.Millisecond)), Phase: w.phase,
		Price: float64(w.price), Decided: float64(w.price) * (0.94 + 0.12*w.dice.Float64()), Balance: money.PerSOL,
		Holds: w.books.quantity > 0, HasBet: w.books.bet > 0,
	}
	var a Approved
	var refusal Refusal
	if !w.change(func() { a, refusal = w.g.Check(in, now) }) || refusal.Code != "" {
		return nil
	}
	w.approvals++
	o := a.Order()
	number, _ := strconv.Atoi(w.stored.RoundID)
	w.live = append(w.live, sent{o, number})
	return w.allowed(&o, &now)
}

// carryOut decides what becomes of an order that was given out. One of a
// round that is over is not done any more.
func (w *world) carryOut() {
	if len(w.live) == 0 {
		return
	}
	i := w.dice.IntN(len(w.live))
	o := w.live[i]
	w.live[i] = w.live[len(w.live)-1]
	w.live = w.live[:len(w.live)-1]
	done := told{Report{Key: o.Key, Life: Refused}, w.price}
	if o.number == w.number && w.phase != game.PhaseRugged && w.chance(0.85) && w.does(&o.Order) {
		done.Life = Confirmed
	}
	if w.chance(0.1) {
		w.reports = append(w.reports, told{Report: Report{Key: o.Key, Life: Sent}})
	}
	w.fates[o.Key] = done
	w.report(done)
}

// does carries an order out.
func (w *world) does(o *Order) bool {
	switch o.Action {
	case strategy.Buy:
		w.truth.quantity += int64(o.Amount) * 1000 / w.price
		w.truth.cost += o.Amount
		w.cash -= o.Amount
	case strategy.Side:
		if w.truth.bet > 0 {
			return false
		}
		w.truth.bet, w.bettor = o.Amount, o.Key
		w.cash -= o.Amount
	default:
		cash, _ := w.truth.sell(o.Part, w.price)
		w.cash += cash
	}
	return true
}

// report sends a report off, which may be lost or come twice.
func (w *world) report(r told) {
	w.reports = append(w.reports, r)
	switch {
	case w.chance(0.05):
		w.reports = w.reports[:len(w.reports)-1]
	case w.chance(0.1):
		w.reports = append(w.reports, r)
	}
}
