package round

import (
	"math"
	"slices"
	"strconv"

	"rugtape/internal/game"
)

// Apply takes a fact about this round. Facts of other rounds and kinds that
// leave nothing to record are ignored.
func (r *Recording) Apply(f game.Fact) {
	if f.Round != r.ID {
		return
	}
	switch f.Kind {
	case game.RoundOpened:
		r.OpenedNS = earliest(r.OpenedNS, f.RecvNS)
	case game.HashSeen:
		before := int64(0)
		if f.Phase == game.PhaseCooldown || f.Phase == game.PhasePresale {
			before = f.RecvNS
		}
		r.setHash(f.Text, before)
	case game.VersionSeen:
		r.scalar("version", &r.Version, f.Text)
	case game.Ticked, game.Filled:
		r.addTick(f.Tick, tickOf(f))
	case game.Repeated, game.Conflicted:
		if f.Phase == game.PhaseRugged {
			r.addRug(Rug{f.Tick, !f.Uncertain, tickOf(f)})
		} else {
			r.addTick(f.Tick, tickOf(f))
		}
	case game.Rugged:
		r.addRug(Rug{f.Tick, !f.Uncertain, tickOf(f)})
	case game.Traded:
		r.addTrade(*f.Trade)
	case game.Revealed:
		r.addPast(f.Past)
	}
}

// tickOf is the price that a fact tells. Its receive time is that of the
// tick only where the price came in the tick's own frame.
func tickOf(f game.Fact) Tick {
	t := Tick{Price: f.Price, Origin: f.Origin}
	if f.Origin == game.FromFrame {
		t.RecvNS = f.RecvNS
	}
	return t
}

func (r *Recording) addPast(p *game.Past) {
	if p.SeedHash != "" {
		r.setHash(p.SeedHash, 0)
	}
	r.scalar("version", &r.Version, p.Version)
	r.scalar("seed", &r.Seed, p.Seed)
	r.EndedNS = earliest(r.EndedNS, p.EndedNS)
	r.setPeak(p.Peak)
	if n := len(p.Prices); n > 0 {
		for tick, price := range p.Prices[:n-1] {
			r.addTick(tick, Tick{Price: price, Origin: game.FromHistory})
		}
		r.addRug(Rug{n - 1, true, Tick{Price: p.Prices[n-1], Origin: game.FromHistory}})
	}
	for _, b := range p.SideBets {
		r.addSideBet(b)
	}
	for _, t := range p.Trades {
		r.addTrade(t)
	}
}

// setHash takes a fingerprint; before is when it was seen ahead of the round,
// 0 if it was not.
func (r *Recording) setHash(hash string, before int64) {
	r.scalar("seed_hash", &r.SeedHash, hash)
	r.HashSeenNS = earliest(r.HashSeenNS, before)
}

func (r *Recording) setPeak(peak game.Opt[float64]) {
	if !peak.Present {
		return
	}
	have := ""
	if r.Peak.Present {
		have = formatPrice(r.Peak.Value)
	}
	r.scalar("peak", &have, formatPrice(peak.Value))
	r.Peak = game.Some(parsePrice(have))
}

// scalar sets a field that has one value. Of two values the smaller text
// stays and the other becomes a conflict, whatever came first.
func (r *Recording) scalar(field string, have *string, seen string) {
	switch {
	case seen == "" || seen == *have:
		return
	case *have == "":
		*have = seen
		return
	case seen < *have:
		seen, *have = *have, seen
	}
	r.addConflict(Conflict{Field: field, Value: seen})
}

// maxConflicts bounds the values that are kept beside the one held, for each
// field and tick. The best evidence stays, so that the order does not matter.
const maxConflicts = 3

func (r *Recording) addConflict(c Conflict) {
	i, found := r.conflict(c.Field, c.At, c.Value)
	if found {
		return
	}
	r.Conflicts = slices.Insert(r.Conflicts, i, c)
	first, _ := r.conflict(c.Field, c.At, "")
	last, _ := r.conflict(c.Field, c.At+1, "")
	if last-first > maxConflicts {
		worst := first
		for j := first + 1; j < last; j++ {
			if compareEvidence(r.Conflicts[j], r.Conflicts[worst]) > 0 {
				worst = j
			}
		}
		r.Conflicts = slices.Delete(r.Conflicts, worst, worst+1)
	}
}

// conflict finds the place of a value among the conflicts.
func (r *Recording) conflict(field string, at int, value string) (int, bool) {
	return slices.BinarySearchFunc(r.Conflicts, Conflict{Field: field, At: at, Value: value}, compareConflicts)
}

func (r *Recording) addTick(at int, seen Tick) {
	if at < 0 || at > game.MaxTick || seen.Origin == game.Missing {
		return
	}
	for len(r.Ticks) <= at {
		r.Ticks = append(r.Ticks, Tick{})
	}
	if have := &r.Ticks[at]; have.Origin == game.Missing {
		*have = seen
	} else {
		r.join("price", at, have, seen)
	}
}

// addRug joins ends: certain ones by tick, and apart from them the lowest of
// the bounds that uncertain ones are.
func (r *Recording) addRug(seen Rug) {
	if seen.At < 0 || seen.At > game.MaxTick {
		return
	}
	bounds := 0 // how many of Rugs are not certain: none or the first
	if len(r.Rugs) > 0 && !r.Rugs[0].Certain {
		bounds = 1
	}
	if !seen.Certain {
		if bounds == 0 {
			r.Rugs = slices.Insert(r.Rugs, 0, seen)
		} else if compareRugs(seen, r.Rugs[0]) < 0 {
			r.Rugs[0] = seen
		}
		return
	}
	certain := r.Rugs[bounds:]
	i, found := slices.BinarySearchFunc(certain, seen, func(a, b Rug) int { return a.At - b.At })
	if found {
		r.join("rug", seen.At, &certain[i].Tick, seen.Tick)
	} else {
		r.Rugs = slices.Insert(r.Rugs, bounds+i, seen)
	}
}

// join adds what was seen of a price to what is held. For each value the
// best evidence counts (compareTicks); the value with the best of all is
// held and the others are conflicts, whatever the order they came in.
func (r *Recording) join(field string, at int, have *Tick, seen Tick) {
	if math.Float64bits(seen.Price) == math.Float64bits(have.Price) {
		if compareTicks(seen, *have) < 0 {
			*have = seen
		}
		return
	}
	if i, found := r.conflict(field, at, formatPrice(seen.Price)); found {
		c := r.Conflicts[i]
		if old := (Tick{seen.Price, c.RecvNS, c.Origin}); compareTicks(old, seen) < 0 {
			seen = old
		}
		r.Conflicts = slices.Delete(r.Conflicts, i, i+1)
	}
	if compareTicks(seen, *have) < 0 {
		seen, *have = *have, seen
	}
	r.addConflict(Conflict{field, at, formatPrice(seen.Price), seen.RecvNS, seen.Origin})
}

func (r *Recording) addTrade(t game.Trade) {
	i, found := slices.BinarySearchFunc(r.Trades, t, compareTrades)
	if !found {
		r.Trades = slices.Insert(r.Trades, i, t)
	}
}

func (r *Recording) addSideBet(b game.SideBet) {
	i, found := slices.BinarySearchFunc(r.SideBets, b, compareSideBets)
	if !found {
		r.SideBets = slices.Insert(r.SideBets, i, b)
	}
}

// formatPrice writes a price as the shortest text that reads back the same.
func formatPrice(p float64) string { return strconv.FormatFloat(p, 'g', -1, 64) }

// parsePrice reads what formatPrice wrote.
func parsePrice(s string) float64 {
	p, _ := strconv.ParseFloat(s, 64)
	return p
}
