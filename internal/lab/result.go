package lab

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"math"
	"slices"

	"rugtape/internal/guard"
	"rugtape/internal/money"
)

// Result is what came of a plan. Figures of money that are means are in SOL.
type Result struct {
	Strategy      string
	Source        string
	Rounds        int
	Sessions      int
	SessionRounds int
	Balance       money.Lamports
	Ticks, Bets   int64
	Refused       int64
	Refusals      map[guard.Code]int
	Staked, Net   money.Lamports

	Mean     float64 // net per round
	Stderr   float64 // of Mean; NaN for fewer than two sessions
	Low      float64 // the 95 % interval of the mean that the play is a sample of
	High     float64
	Theory   float64 // the exact mean by the law, NaN where it is not known
	NoTheory string  // why it is not known
	// Luck is how likely a player without any edge, whose true mean is 0,
	// does at least as well.
	Luck float64

	Drawdown  money.Lamports // the deepest fall of a balance within a session, at the end of a round
	Ruined    int            // sessions that ended below the smallest stake
	Quantiles Quantiles      // of the net of a session
	Histogram Histogram
	Fan       Fan
	Path      Path

	Excluded map[string]int // recorded rounds that were left out, by reason
	Finished int            // recorded rounds whose end was drawn
	Warnings []string
	Hash     string // of all that was played and what came of it
}

// Total adds partial results up. Build it with Plan.Begin.
type Total struct {
	plan    *Plan
	next    int // session
	sum     Partial
	path    Path
	kept    []money.Lamports
	fans    [][]money.Lamports
	digests uint64
}

// Begin starts a total of nothing.
func (p *Plan) Begin() *Total {
	return &Total{plan: p, sum: Partial{Codes: map[guard.Code]int{}}, path: Path{Rounds: []int{0}, Net: []float64{0}}}
}

// Add takes the next partial result. It panics if that is not the next by its
// shard: the order is part of the result.
func (t *Total) Add(p Partial) {
	if p.From != t.next {
		panic(fmt.Sprintf("lab: the shard from session %d is added where that from %d is next", p.From, t.next))
	}
	t.next = p.To
	s := &t.sum
	s.Ticks += p.Ticks
	s.Bets += p.Bets
	s.Refused += p.Refused
	s.Staked += p.Staked
	s.Net += p.Net
	s.Ruined += p.Ruined
	s.Drawdown = max(s.Drawdown, p.Drawdown)
	s.moments.join(p.moments)
	for code, n := range p.Codes {
		s.Codes[code] += n
	}
	for _, o := range p.kept {
		t.kept = append(t.kept, o.net)
		if o.fan != nil {
			t.fans = append(t.fans, o.fan)
		}
	}
	t.digests = mix(t.digests, p.digest)
	_, rounds := t.plan.session(p.To - 1)
	t.path.add(rounds, s.Net.Float())
}

// Result draws the figures. What was not added is not in them.
func (t *Total) Result() Result {
	p, s := t.plan, &t.sum
	r := Result{
		Strategy: p.Name, Source: p.Rounds.Source, Rounds: int(s.moments.x), Sessions: int(s.moments.n),
		SessionRounds: p.PerSession, Balance: p.Balance, Ticks: s.Ticks, Bets: s.Bets, Refused: s.Refused, Refusals: s.Codes,
		Staked: s.Staked, Net: s.Net, Drawdown: s.Drawdown, Ruined: s.Ruined,
		Mean: s.Net.Float() / s.moments.x, Stderr: s.moments.stderr(),
		Excluded: p.Rounds.Excluded, Finished: p.Rounds.finished(),
	}
	r.Theory, r.NoTheory = p.Theory()
	width := quantileT(0.975, s.moments.n-1) * r.Stderr
	r.Low, r.High = r.Mean-width, r.Mean+width
	r.Luck = luck(r.Mean, r.Stderr, s.moments.n)
	slices.Sort(t.kept)
	r.Quantiles, r.Histogram = quantilesOf(t.kept), histogramOf(t.kept)
	r.Path = t.path.thinned(r)
	r.Fan = t.fan(r)
	r.Warnings = p.warnings(r)
	r.Hash = t.hash(r)
	return r
}

// finished is how many tapes have no end of their own.
func (r *Rounds) finished() int {
	n := 0
	for i := range r.Tapes {
		if !r.Tapes[i].Ended() {
			n++
		}
	}
	return n
}

// hash names the plan and what came of it. The speed is no part of it.
func (t *Total) hash(r Result) string {
	p := t.plan
	text := fmt.Sprintf("rugtape result 1\n%s\n%s %s %d %d %v\n%d %v\n%+v\n%+v\n%d %d %d %d %v %v %x\n",
		p.Name, p.Rounds.Source, p.Rounds.law().Name, p.Rounds.Seed, p.Rounds.count(), p.Rounds.Exact,
		p.PerSession, p.Balance, p.Limits, p.Model, r.Rounds, r.Ticks, r.Bets, r.Refused, r.Staked, r.Net, t.digests)
	for _, tape := range p.Rounds.Tapes {
		text += fmt.Sprintln(tape.ID, len(tape.Prices), tape.Rug)
	}
	for _, code := range slices.Sorted(maps.Keys(r.Refusals)) {
		text += fmt.Sprintln(code, r.Refusals[code])
	}
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// RuinRate is the share of sessions that were ruined, and its standard error.
func (r *Result) RuinRate() (rate, stderr float64) {
	n := float64(r.Sessions)
	rate = float64(r.Ruined) / n
	return rate, math.Sqrt(rate * (1 - rate) / n)
}

// Z is by how many standard errors the mean is off the theory, NaN where it
// is not known.
func (r *Result) Z() float64 {
	if r.Mean == r.Theory {
		return 0
	}
	return (r.Mean - r.Theory) / r.Stderr
}
