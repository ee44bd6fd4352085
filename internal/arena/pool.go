package arena

import "rugtape/internal/money"

// pool is the arena's rugpool: a hundredth of what its players lost to early
// rugs, until ten of them have come. Nobody is paid of it.
type pool struct {
	rugs   int
	amount money.Lamports
}

const (
	earlyRug      = 10 // ticks up to which a rug counts
	poolThreshold = 10
	poolShare     = 100 // a hundredth
)

// take counts a round, in which the players lost so much to the rug.
func (p *pool) take(r *plan, lost money.Lamports) {
	if r.rugTick > earlyRug {
		return
	}
	if p.rugs == poolThreshold {
		*p = pool{}
	}
	p.rugs++
	p.amount += lost / poolShare
}

func (p *pool) write(t *text) {
	t.name("rugpool")
	t.open('{')
	t.whole("instarugCount", int64(p.rugs))
	t.whole("threshold", poolThreshold)
	t.sol("rugpoolAmount", p.amount)
	t.close('}')
}
