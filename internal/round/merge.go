package round

import (
	"maps"
	"slices"

	"rugtape/internal/game"
)

// Merge joins the evidence of recordings of one round into a new one, which
// is not settled. It panics if their keys differ. The order of the recordings
// makes no difference to the result, nor does a recording that comes twice.
func Merge(first *Recording, rest ...*Recording) *Recording {
	all := first.clone()
	all.unsettle()
	for _, r := range rest {
		if r.Key != first.Key {
			panic("round: merge of " + first.ID + " with " + r.ID)
		}
		all.add(r)
	}
	return all
}

func (r *Recording) clone() *Recording {
	c := *r
	c.Claims = slices.Clone(r.Claims)
	c.Ticks = slices.Clone(r.Ticks)
	c.Rugs = slices.Clone(r.Rugs)
	c.Trades = slices.Clone(r.Trades)
	c.SideBets = slices.Clone(r.SideBets)
	c.Actions = slices.Clone(r.Actions)
	c.Conflicts = slices.Clone(r.Conflicts)
	c.From = slices.Clone(r.From)
	return &c
}

func (r *Recording) add(o *Recording) {
	r.scalar("version", &r.Version, o.Version)
	if !o.SeedClaimed {
		r.scalar("seed", &r.Seed, o.Seed)
	}
	r.setHash(o.SeedHash, o.HashSeenNS)
	r.setPeak(o.Peak)
	r.Claims = union(r.Claims, o.Claims)
	r.From = union(r.From, o.From)
	r.OpenedNS = earliest(r.OpenedNS, o.OpenedNS)
	r.EndedNS = earliest(r.EndedNS, o.EndedNS)
	for at, tick := range o.Ticks {
		if tick.Origin != game.FromSeed {
			r.addTick(at, tick)
		}
	}
	for _, rug := range o.Rugs {
		if rug.Origin != game.FromSeed {
			r.addRug(rug)
		}
	}
	for _, c := range o.Conflicts {
		r.addContested(c)
	}
	for _, t := range o.Trades {
		r.addTrade(t)
	}
	for _, b := range o.SideBets {
		r.addSideBet(b)
	}
	for _, a := range o.Actions {
		r.AddAction(a)
	}
}

// addContested takes the evidence behind another recording's conflict, which
// here may weigh more than what is held.
func (r *Recording) addContested(c Conflict) {
	tick := Tick{parsePrice(c.Value), c.RecvNS, c.Origin}
	switch c.Field {
	case "price":
		r.addTick(c.At, tick)
	case "rug":
		r.addRug(Rug{c.At, true, tick})
	case "peak":
		r.setPeak(game.Some(tick.Price))
	case "seed":
		r.scalar(c.Field, &r.Seed, c.Value)
	case "seed_hash":
		r.scalar(c.Field, &r.SeedHash, c.Value)
	case "version":
		r.scalar(c.Field, &r.Version, c.Value)
	}
}

// union joins two sets that are kept as sorted slices.
func union(a, b []string) []string {
	set := make(map[string]struct{}, len(a)+len(b))
	for _, s := range a {
		set[s] = struct{}{}
	}
	for _, s := range b {
		set[s] = struct{}{}
	}
	if len(set) == 0 {
		return nil
	}
	return slices.Sorted(maps.Keys(set))
}
