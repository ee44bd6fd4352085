package round

import (
	"fmt"
	"slices"
	"strings"

	"rugtape/internal/game"
)

// Source says where rounds come from. Rounds of two sources never mix.
type Source string

// The sources.
const (
	Site   Source = "site"   // rugs.fun itself
	Arena  Source = "arena"  // the built-in practice server
	Replay Source = "replay" // recorded rounds served again
	Sample Source = "sample" // built in, shown while nothing is imported
)

// Sources lists them; where an id stands in several, an earlier one is meant.
var Sources = []Source{Site, Arena, Replay, Sample}

// ParseSource reads the name of a source.
func ParseSource(s string) (Source, error) {
	if slices.Contains(Sources, Source(s)) {
		return Source(s), nil
	}
	return "", fmt.Errorf("unknown source %q: use one of %v", s, Sources)
}

// Key names a round.
type Key struct {
	Source Source
	ID     string
}

// maxID bounds the length of a round id; those of the site have 25 bytes.
const maxID = 64

// CheckID tells whether an id can name a round and, in a path, a file:
// letters, digits, '-' and '_' only.
func CheckID(id string) error {
	if id == "" || len(id) > maxID {
		return fmt.Errorf("round id %.80q: must have 1 to %d characters", id, maxID)
	}
	for _, c := range id {
		if !strings.ContainsRune("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_", c) {
			return fmt.Errorf("round id %q: only letters, digits, '-' and '_' are allowed", id)
		}
	}
	return nil
}

// Tick is the price of one live tick. The zero Tick is a missing one.
type Tick struct {
	Price  float64 // a multiplier, 1 at tick 0
	RecvNS int64   // Unix time in nanoseconds; 0 unless Origin is FromFrame
	Origin game.Origin
}

// Known tells whether the price was seen or proven.
func (t Tick) Known() bool { return t.Origin != game.Missing }

// Rug is an end of the round: the tick number At, with the rug price.
type Rug struct {
	At int
	// Certain is false where the frame of the rug itself was missed: the rug
	// came at tick At or before.
	Certain bool
	Tick
}

// Conflict is evidence that contradicts what the recording holds.
type Conflict struct {
	Field  string // price, rug, seed, seed_hash, version, peak
	At     int    // tick number of a price or rug, else 0
	Value  string // what was seen and not taken
	RecvNS int64
	Origin game.Origin
}

// Recording is all that is known of one round. Build it with New.
type Recording struct {
	Key
	Version    string // of the law, "" where nobody told
	SeedHash   string // hex, "" where unknown
	HashSeenNS int64  // when a fingerprint was first seen before tick 0; 0 if it was not
	Seed       string // hex, "" while it has not been revealed
	// Claims are seeds that another recorder wrote down. One of them becomes
	// Seed, marked by SeedClaimed, once Settle finds that it makes this round.
	Claims      []string
	SeedClaimed bool
	OpenedNS    int64 // first frame of the round, cooldown included
	EndedNS     int64 // by the server's clock, about 0.5 s after the rug
	Peak        game.Opt[float64]

	// Ticks holds the live prices by tick number.
	Ticks []Tick
	// Rugs are the ends seen: first the lowest that is not certain, if there
	// is one, then those that are, ascending by tick; several of these where
	// the round went on after a rug.
	Rugs      []Rug
	Trades    []game.Trade
	SideBets  []game.SideBet // entries as told: placings and settlements, see Bets
	Actions   []Action       // presses on the game's page, by time
	Conflicts []Conflict
	From      []string // names of the formats it was read from, sorted
}

// New starts an empty recording.
func New(key Key) *Recording { return &Recording{Key: key} }

// Rug is the end of the round. Earlier ones turned out not to be final.
func (r *Recording) Rug() (Rug, bool) {
	if len(r.Rugs) == 0 {
		return Rug{}, false
	}
	last := r.Rugs[len(r.Rugs)-1]
	return last, !r.wentOn(last)
}

// wentOn tells whether there is a live tick at a certain rug or after it.
func (r *Recording) wentOn(rug Rug) bool { return rug.Certain && len(r.Ticks) > rug.At }

// Resumed tells whether the round went on after a rug.
func (r *Recording) Resumed() bool {
	return slices.ContainsFunc(r.Rugs, r.wentOn)
}

// Live is the number of live ticks the round has: the tick of a certain rug,
// else the highest tick seen plus one, which is a lower bound.
func (r *Recording) Live() int {
	if rug, ok := r.Rug(); ok && rug.Certain {
		return rug.At
	}
	return len(r.Ticks)
}

// Gap is a run of missing live ticks, both ends included.
type Gap struct{ From, To int }

// Gaps lists the missing live ticks, those before an uncertain rug included.
func (r *Recording) Gaps() []Gap {
	end := r.Live()
	if rug, ok := r.Rug(); ok && !rug.Certain {
		end = max(end, rug.At)
	}
	return r.runs(end, func(t Tick) bool { return !t.Known() })
}

// Repair is a run of live ticks whose own frames were missed and whose
// prices came from elsewhere.
type Repair struct {
	From, To int
	Origin   game.Origin
}

// Repairs lists the repaired ticks. A round known only from the server's
// history has none: nothing of it was recorded.
func (r *Recording) Repairs() []Repair {
	if !slices.ContainsFunc(r.Ticks, func(t Tick) bool { return t.Origin == game.FromFrame }) {
		return nil
	}
	var all []Repair
	for origin := game.FromOnConnect; origin <= game.FromSeed; origin++ {
		for _, g := range r.runs(r.Live(), func(t Tick) bool { return t.Origin == origin }) {
			all = append(all, Repair{g.From, g.To, origin})
		}
	}
	slices.SortFunc(all, func(a, b Repair) int { return a.From - b.From })
	return all
}

// runs lists the stretches of ticks before end for which is holds.
func (r *Recording) runs(end int, is func(Tick) bool) []Gap {
	var all []Gap
	for i := 0; i < end; i++ {
		var tick Tick
		if i < len(r.Ticks) {
			tick = r.Ticks[i]
		}
		if !is(tick) {
			continue
		}
		if n := len(all); n > 0 && all[n-1].To == i-1 {
			all[n-1].To = i
		} else {
			all = append(all, Gap{i, i})
		}
	}
	return all
}

// Bets lists the side bets, each once: the server tells of its placing and of
// its settlement apart, with ids that differ. Player and start name the bet,
// as a player has one at a time. Ascending by start.
func (r *Recording) Bets() []game.SideBet {
	type name struct {
		player string
		start  int
	}
	settled := map[name]bool{}
	for _, b := range r.SideBets {
		if b.Settled {
			settled[name{b.Player, b.Start}] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(r.SideBets), func(b game.SideBet) bool {
		return !b.Settled && settled[name{b.Player, b.Start}]
	})
}

// Complete tells whether every live price is known and the rug is certain.
func (r *Recording) Complete() bool {
	rug, ok := r.Rug()
	return ok && rug.Certain && len(r.Gaps()) == 0
}

// Quarantined tells whether the evidence contradicts itself, so that the
// round takes no part in statistics.
func (r *Recording) Quarantined() bool { return len(r.Conflicts) > 0 }
