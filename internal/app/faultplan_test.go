package app

import (
	"fmt"
	"math/rand/v2"
	"time"

	"rugtape/internal/arena"
	"rugtape/internal/guard"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

// faultPlan is what happens in a run; all of it follows from the seed.
type faultPlan struct {
	seed   uint64
	fault  string        // what is done to the session, see faultActs and faultDeaths
	step   string        // at which it is done, "" for a moment that is drawn
	nth    int           // time that the step comes
	after  time.Duration // the arming, or the start, for a moment that is drawn
	length time.Duration // of what lasts
	again  bool          // what was stopped, killed or left comes back
	launch bool          // rugtape launches the browser
	query  string        // of the page
	game   uint64        // seed of the arena
	luck   arena.Faults
	player faultPlayer
	wanted int // orders, until the session ends
}

func (p *faultPlan) String() string {
	return fmt.Sprintf("%s at %q (time %d, +%v, for %v, again %t), launch %t, page %q, arena %d with %+v, %+v, %d orders",
		p.fault, p.step, p.nth, p.after, p.length, p.again, p.launch, p.query, p.game, p.luck, p.player, p.wanted)
}

// shortGames are seeds of arenas whose first six rounds last 30 to 120 ticks:
// what becomes of an order is known for certain a round later.
var shortGames = []uint64{181, 1174, 1998, 2183, 3422, 3976, 4272, 5335, 5995, 7299, 8273, 9193, 9332, 10794, 11422, 14667}

// faultSteps are the moments of an order's life at which something may happen:
// right before or after a record of it is written.
var faultSteps = []string{
	"after approved", "before pressing", "after pressing", "after pressing", "before pressed", "before pressed", "after pressed", "before settled", "after settled",
}

// drawPlan draws a run.
func drawPlan(seed uint64) *faultPlan {
	r := rand.New(rand.NewPCG(seed, 5))
	chance := func(p float64) bool { return r.Float64() < p }
	p := &faultPlan{
		seed: seed, fault: faultNames[r.IntN(len(faultNames))], nth: 1 + r.IntN(3)/2, again: chance(0.6),
		after: time.Duration(r.Int64N(int64(1500 * time.Millisecond))), length: time.Duration(20e6 + r.Int64N(1500e6)),
		game: shortGames[r.IntN(len(shortGames))], wanted: 1 + r.IntN(3),
		player: faultPlayer{bets: chance(0.4), greedy: chance(0.15), presale: chance(0.3)},
	}
	if chance(0.3) {
		p.length *= 3
	}
	if chance(0.7) {
		p.step = faultSteps[r.IntN(len(faultSteps))]
	}
	if p.player.greedy {
		p.wanted += 4
	}
	own := p.fault == "freeze" || p.fault == "kill the browser"
	p.launch = own && chance(0.3)
	p.query = drawKnobs(r)
	p.luck = drawLuck(r, seed)
	return p
}

// drawKnobs makes a page that is hard to press on, in half of the runs.
func drawKnobs(r *rand.Rand) (query string) {
	for _, knob := range []struct {
		chance float64
		text   string
	}{
		{0.15, "&move=1"},
		{0.15, "&labels=2"},
		{0.1, "&banner=1"},
		{0.1, "&worker=1"},
		{0.1, fmt.Sprintf("&slow=%d", 20+r.IntN(600))},
		{0.1, fmt.Sprintf("&late=%d", 20+r.IntN(400))},
	} {
		if r.Float64() < knob.chance {
			query += knob.text
		}
	}
	return query
}

// drawLuck makes a bad server or network, in half of the runs: one or two things
// are wrong with it.
func drawLuck(r *rand.Rand, seed uint64) arena.Faults {
	f := arena.Faults{Seed: seed}
	kinds := []struct {
		of    *float64
		worst float64
	}{
		{&f.Refuse, 0.6},
		{&f.AckDrop, 1},
		{&f.AckDelay, 1},
		{&f.AckTwice, 1},
		{&f.UpdateDrop, 1},
		{&f.Drop, 0.1},
		{&f.Delay, 0.1},
		{&f.Duplicate, 0.3},
		{&f.Reorder, 0.1},
		{&f.Cut, 0.1},
		{&f.HalfOpen, 0.03},
		{&f.Restart, 0.05},
	}
	for n := r.IntN(4) - 1; n > 0; n-- {
		kind := kinds[r.IntN(len(kinds))]
		*kind.of = kind.worst * (0.1 + 0.9*r.Float64())
	}
	return f
}

// faultLimits are near enough to be met by a player who is greedy.
func faultLimits() guard.Limits {
	const milli = money.PerSOL / 1000
	return guard.Limits{
		Stake: 45 * milli, SideStake: 45 * milli, Exposure: 90 * milli, RoundLoss: 100 * milli, SessionLoss: 150 * milli, DayLoss: 160 * milli,
		PerMinute: 12, StaleAfter: 3 * time.Second, Deviation: 1,
	}
}

// faultPlayer buys at the first tick that it sees and sells two ticks later.
// No two of its orders that follow each other are alike, so that each can be told in
// the arena's own record.
type faultPlayer struct {
	bets    bool // now and then
	greedy  bool // buys at every tick, until the guard says no
	presale bool // buys before the round too
	n       int  // orders so far
}

func (p *faultPlayer) Decide(v *strategy.View) strategy.Intent {
	amount := money.Lamports(1+p.n*7%43) * money.PerSOL / 1000
	why := strategy.Because("order %.0f", float64(p.n))
	switch {
	case !p.greedy && v.Waiting > 0, !v.Live() && !p.presale:
		return strategy.Intent{}
	case p.bets && v.Live() && p.n%3 == 1 && !v.HasBet:
		p.n++
		return strategy.Intent{Action: strategy.Side, Amount: amount, Why: why}
	case p.greedy || !v.Holds():
		p.n++
		return strategy.Intent{Action: strategy.Buy, Amount: amount, Why: why}
	case v.Live() && v.Held() >= 2:
		p.n++
		return strategy.Intent{Action: strategy.Sell, Part: []float64{1, 0.5, 0.25}[p.n%3], Why: why}
	}
	return strategy.Intent{}
}
