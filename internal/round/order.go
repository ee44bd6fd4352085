package round

import (
	"cmp"
	"math"

	"rugtape/internal/game"
)

// The total orders that make merging independent of the order of reading.

// earliest is the smaller of two receive times, where 0 means unknown.
func earliest(a, b int64) int64 {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

// byTime orders receive times, unknown ones last.
func byTime(a, b int64) int {
	return cmp.Compare(uint64(a)-1, uint64(b)-1) // 0 wraps to the largest
}

func compareTicks(a, b Tick) int {
	return cmp.Or(
		cmp.Compare(a.Origin, b.Origin),
		byTime(a.RecvNS, b.RecvNS),
		cmp.Compare(math.Float64bits(a.Price), math.Float64bits(b.Price)),
	)
}

func compareRugs(a, b Rug) int {
	return cmp.Or(
		cmp.Compare(a.At, b.At),
		compareTicks(a.Tick, b.Tick),
	)
}

// compareConflicts orders by what is contradicted and how. No two conflicts of
// a recording are equal in it.
func compareConflicts(a, b Conflict) int {
	return cmp.Or(cmp.Compare(a.Field, b.Field), cmp.Compare(a.At, b.At), cmp.Compare(a.Value, b.Value))
}

// compareEvidence orders the conflicts of one field and tick, the best first.
func compareEvidence(a, b Conflict) int {
	return cmp.Or(cmp.Compare(a.Origin, b.Origin), byTime(a.RecvNS, b.RecvNS), cmp.Compare(a.Value, b.Value))
}

func compareTrades(a, b game.Trade) int {
	return cmp.Or(
		cmp.Compare(a.Tick, b.Tick),
		cmp.Compare(a.ID, b.ID),
		cmp.Compare(a.Player, b.Player),
		cmp.Compare(a.Side, b.Side),
		cmp.Compare(a.Quantity, b.Quantity),
		cmp.Compare(a.Amount, b.Amount),
		cmp.Compare(a.Price, b.Price),
		cmp.Compare(a.Coin, b.Coin),
	)
}

func compareSideBets(a, b game.SideBet) int {
	return cmp.Or(
		cmp.Compare(a.Start, b.Start),
		cmp.Compare(a.ID, b.ID),
		cmp.Compare(a.Player, b.Player),
		boolean(a.Settled, b.Settled),
		cmp.Compare(a.End, b.End),
		cmp.Compare(a.Stake, b.Stake),
		cmp.Compare(a.Payout, b.Payout),
		cmp.Compare(a.Coin, b.Coin),
	)
}

func boolean(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}
