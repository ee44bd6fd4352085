package arena

import (
	"math/rand/v2"
	"time"

	"rugtape/internal/money"
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
//		// until w.due: w.player, w.connectFrame, w.do
//		words := w.beat(now)
//	}
//
// It is not safe for use by several goroutines. The text of what it says is
// never changed.
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
