package lab

import (
	"errors"

	"rugtape/internal/engine"
	"rugtape/internal/guard"
	"rugtape/internal/money"
)

// ErrStopped is why a shard that was stopped gives nothing.
var ErrStopped = errors.New("the run was stopped")

// Partial is what came of a shard.
type Partial struct {
	Shard
	Ticks, Bets, Refused int64
	Codes                map[guard.Code]int
	Staked, Net          money.Lamports
	Drawdown             money.Lamports // the deepest of any session
	Ruined               int
	moments              moments
	kept                 []outcome // of the sessions that are kept
	digest               uint64
}

// outcome is what came of a session that is kept.
type outcome struct {
	net money.Lamports
	fan []money.Lamports // the net after each of the fan's rounds; nil where no fan is kept
}

// What is kept of single sessions: the first ones, which are as good a sample
// as any, as sessions do not depend on each other.
const (
	keptNets = 1_000_000
	keptFans = 2_000
)

// ruin is the balance below which no stake is taken any more.
const ruin = money.PerSOL / 1000

// Run plays a shard. It asks stop once a round and gives ErrStopped if that
// says so. A strategy that fails ends the run with its error.
func (t *Table) Run(s Shard, stop func() bool) (Partial, error) {
	part, before := Partial{Shard: s, Codes: map[guard.Code]int{}}, t.ticks
	marks := t.plan.fanRounds()
	for i := s.From; i < s.To; i++ {
		if err := t.sit(i); err != nil {
			return part, err
		}
		out, err := t.session(i, marks, &part, stop)
		if err != nil {
			return part, err
		}
		if i < keptNets {
			part.kept = append(part.kept, out)
		}
	}
	part.Ticks = t.ticks - before
	return part, nil
}

// session plays one session and adds it to the shard's figures.
func (t *Table) session(i int, marks []int, part *Partial, stop func() bool) (outcome, error) {
	first, end := t.plan.session(i)
	books, start := t.engine.Account(), t.plan.Balance
	var fan []money.Lamports
	peak, drawdown := start, money.Lamports(0)
	for n := first; n < end; n++ {
		if stop() {
			return outcome{}, ErrStopped
		}
		t.play(n)
		if err := t.engine.Err(); err != nil {
			return outcome{}, err
		}
		balance := books.Balance()
		peak = max(peak, balance)
		drawdown = max(drawdown, peak-balance)
		if i < keptFans && len(fan) < len(marks) && n-first+1 == marks[len(fan)] {
			fan = append(fan, balance-start)
		}
	}
	net := books.Balance() - start
	part.add(net, end-first, t.engine.Tally())
	part.Drawdown = max(part.Drawdown, drawdown)
	if books.Balance() < ruin {
		part.Ruined++
	}
	return outcome{net, fan}, nil
}

func (p *Partial) add(net money.Lamports, rounds int, tally engine.Tally) {
	p.Net += net
	p.Bets += int64(tally.Bets)
	p.Staked += tally.Staked
	p.Refused += int64(tally.Refused)
	for code, n := range tally.Codes {
		p.Codes[code] += n
	}
	p.moments.add(net.Float(), float64(rounds))
	p.digest = mix(mix(p.digest, uint64(net)), uint64(tally.Bets))
}

// fanPoints is how many moments of a session the fan shows.
const fanPoints = 40

// fanRounds lists the rounds of a session after which the fan is drawn.
func (p *Plan) fanRounds() []int {
	if p.PerSession < 2 {
		return nil
	}
	n := min(fanPoints, p.PerSession)
	marks := make([]int, n)
	for i := range marks {
		marks[i] = (i + 1) * p.PerSession / n
	}
	return marks
}

// mix folds a word into a digest.
func mix(digest, word uint64) uint64 {
	digest = (digest ^ word) * 0xD6E8FEB86659FD93
	return digest ^ digest>>32
}
