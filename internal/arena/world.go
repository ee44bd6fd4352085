package arena

import (
	"math/rand/v2"
	"time"

	"rugtape/internal/money"
	"rugtape/internal/wire"
)

// The times of a round.
const (
	nominalTick   = 250 * time.Millisecond
	countdownStep = 100 * time.Millisecond
	cooldownMS    = 15_000 // at which the countdown begins
	presaleMS     = 10_000 // and at which the presale does
	toSecondRug   = 600 * time.Millisecond
	toCooldown    = 100 * time.Millisecond
)

// stage is where in a round the world is.
type stage uint8

const (
	between   stage = iota // before the first round, and when the last one is told
	countdown              // cooldown and presale
	live                   // ticks 0, 1, 2, ...
	rugged                 // after the rug, before its second frame
)

// word is one event the world says.
type word struct {
	to   *player // whose sockets are meant; nil: everybody
	name string
	text []byte // the whole message; shared by all who get it
}

// world is the game: rounds one after the other, and who plays them.
//
//	for {
//		if w.wantsRound() { w.offer(plan) }
//		// until w.due: w.join, w.order, ...
//		words := w.beat(now)
//	}
//
// It is not safe for use by several goroutines. What it says is valid for ever.
type world struct {
	rand    *rand.Rand // of what times there are
	ids     *rand.Rand // of what has an id; how many do depends on the orders
	jitter  bool
	balance money.Lamports

	due time.Duration // the game's time of the next beat
	now int64         // wall clock, Unix milliseconds; goes into messages only

	stage   stage
	plan    *plan
	next    *plan
	timerMS int // of the countdown
	tick    int // the last played; the rug's after it
	ranOn   int // by how much the counter is ahead of it in the second frame of the rug
	lag     time.Duration

	players []*player
	byID    map[string]*player
	active  int            // players of the round
	trades  int            // of the round
	lost    money.Lamports // by all of them to the rug
	bets    text           // of the round, as they stand in the history
	crowd   crowd
	sample  sample

	past   history
	royale royale
	// When the timetables are told next.
	royaleDue, battleDue time.Duration

	sockets int // clients, as connectedPlayers counts them

	out     []word
	late    []lateWord
	rank    []*player
	board   []byte // the leaderboard that frames carry
	scratch []byte
	first   []byte // the frame for who connects now; nil when it must be made
}

// newWorld makes a world that waits for its first round.
func newWorld(o Options) *world {
	w := &world{
		rand:    rand.New(rand.NewPCG(o.Seed, worldStream)),
		ids:     rand.New(rand.NewPCG(o.Seed, idStream)),
		jitter:  o.Jitter,
		balance: o.Balance,
		byID:    map[string]*player{},
		board:   []byte("[]"),
	}
	w.crowd.gather(w, o.Seed, o.Players)
	return w
}

// The streams that are drawn from one seed.
const (
	worldStream = iota + 1
	idStream
	crowdStream
)

// wantsRound tells that the next beat opens a round, which must be offered
// first.
func (w *world) wantsRound() bool { return w.stage == between && w.next == nil }

func (w *world) offer(p *plan) { w.next = p }

// beat makes the next thing happen, at wall clock now, and gives what is said
// of it, in order. The slice is valid until the next call; due is set anew.
func (w *world) beat(now int64) []word {
	w.begin(now)
	switch w.stage {
	case between:
		w.openRound()
	case countdown:
		w.count()
	case live:
		w.play()
	case rugged:
		w.endRound()
	}
	w.sayLate()
	return w.out
}

// begin starts what may be said.
func (w *world) begin(now int64) {
	w.now, w.out, w.first = now, w.out[:0], nil
}

func (w *world) wait(d time.Duration) { w.due += d }

// openRound begins the cooldown of the next round: the fingerprint of its
// seed is published, and the seed of the round before revealed.
func (w *world) openRound() {
	if w.plan != nil {
		w.past.keep(w)
	}
	w.plan, w.next = w.next, nil
	w.stage, w.timerMS = countdown, cooldownMS
	w.royale.at(time.UnixMilli(w.now))
	w.sayFull(w.fullFrame(false), 2)
	w.wait(countdownStep)
}

// count is a step of the countdown.
func (w *world) count() {
	switch w.timerMS -= int(countdownStep / time.Millisecond); w.timerMS {
	case 0:
		w.activate()
		return
	case presaleMS:
		w.openBooks()
		w.sayFull(w.fullFrame(false), 1)
	default:
		if w.timerMS < presaleMS {
			w.drawBoard()
		}
		w.say(nil, wire.StateUpdate, w.lightFrame())
	}
	if w.timerMS <= presaleMS {
		w.look(1)
		w.crowd.presale(w)
	}
	w.chat()
	w.wait(countdownStep)
}

// openBooks closes the round before in everybody's books.
func (w *world) openBooks() {
	for _, p := range w.players {
		p.newRound()
	}
	w.active, w.trades, w.lost, w.bets.b = 0, 0, 0, nil
	w.sample.newRound()
	w.crowd.newRound()
	w.drawBoard()
}

// activate is tick 0.
func (w *world) activate() {
	w.stage, w.tick = live, 0
	w.look(1)
	w.sayTick()
	w.afterTick()
}

// play is the next tick, or the rug.
func (w *world) play() {
	if w.tick++; w.tick == w.plan.rugTick {
		w.rug()
		return
	}
	w.sayTick()
	w.loseBets()
	w.look(w.price())
	w.afterTick()
}

// sayTick says the frame of the tick.
func (w *world) sayTick() {
	w.drawBoard()
	w.say(nil, wire.StateUpdate, w.tickFrame())
	w.sayOwn()
}

// afterTick is what happens while a tick's price holds.
func (w *world) afterTick() {
	w.crowd.live(w)
	w.sample.tell(w)
	w.sample.retell(w)
	w.chat()
	w.wait(w.toNext())
}

// toNext is the time to the next tick. With jitter frames are late as the
// site's are: by 30 ms in the mean, now and then by a quarter of a second,
// while the clock behind them keeps its time.
func (w *world) toNext() time.Duration {
	wait := w.plan.wait(w.tick + 1)
	if !w.jitter || w.plan.waits != nil {
		return wait
	}
	lag := time.Duration(w.rand.ExpFloat64() * float64(30*time.Millisecond))
	if w.rand.IntN(100) == 0 {
		lag += nominalTick
	}
	wait = max(wait+lag-w.lag, time.Millisecond)
	w.lag = lag
	return wait
}

// rug ends the round: what is open is settled at its price.
func (w *world) rug() {
	w.stage = rugged
	w.sayTick()
	w.settle()
	w.look(w.price())
	w.wait(toSecondRug)
}

// endRound is the second frame of the rug, whose counter has run on.
func (w *world) endRound() {
	w.stage, w.ranOn = between, 1+w.rand.IntN(2)
	w.past.ended = w.now
	w.drawBoard()
	w.sayFull(w.fullFrame(false), 0)
	w.sayOwn()
	w.sayRanks(w.players...)
	w.wait(toCooldown)
}

// price is that of the last tick that was played.
func (w *world) price() float64 {
	if w.stage == countdown {
		return 1
	}
	return w.plan.price(w.tick)
}
