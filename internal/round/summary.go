package round

import (
	"time"

	"rugtape/internal/fair"
)

// Summary is what a catalogue shows of a round.
type Summary struct {
	Key
	StartedNS int64 // tick 0, Unix time in nanoseconds; an estimate where its frame was missed, 0 if unknown
	Live      int   // live ticks, see Recording.Live
	Seen      int   // of these, how many prices are known
	Peak      float64
	PeakTick  int
	Rug       Rug
	Ended     bool // Rug holds
	Complete  bool
	Gaps      int // runs of missing ticks
	Missing   int // missing ticks
	Repaired  int // repaired ticks
	Trades    int
	SideBets  int
	Seeded    bool // a seed is known
	// Pinned: the fingerprint of the seed was seen in the cooldown or presale,
	// and the seed that was revealed later has that fingerprint.
	Pinned      bool
	Quarantined bool
	Resumed     bool
	Verdict     fair.Verdict
	// LawConsistent tells whether something in the recording is impossible; not
	// checked where nothing was seen or the law is not known.
	LawConsistent fair.Check
	Spark         []float64 // at most sparkPoints prices, evenly spaced
	From          []string
}

const sparkPoints = 64

// nominalTick is the length of a tick where it was not recorded.
const nominalTick = 250 * time.Millisecond

// Summarize gives the figures of a settled recording.
func Summarize(r *Recording) Summary {
	proof := Prove(r)
	s := Summary{
		Key: r.Key, StartedNS: r.StartedNS(), Live: r.Live(), Complete: r.Complete(),
		Trades: len(r.Trades), SideBets: len(r.Bets()),
		Seeded:      r.Seed != "",
		Quarantined: r.Quarantined(), Resumed: r.Resumed(),
		Verdict: proof.Verdict, LawConsistent: proof.Consistency.Check, From: r.From,
	}
	s.Rug, s.Ended = r.Rug()
	for at, t := range r.Ticks[:min(len(r.Ticks), s.Live)] {
		if !t.Known() {
			continue
		}
		s.Seen++
		if t.Price > s.Peak {
			s.Peak, s.PeakTick = t.Price, at
		}
	}
	s.Pinned = proof.HashOK == fair.Passed && !s.Quarantined && r.HashSeenNS != 0
	gaps := r.Gaps()
	s.Gaps = len(gaps)
	for _, g := range gaps {
		s.Missing += g.To - g.From + 1
	}
	for _, rep := range r.Repairs() {
		s.Repaired += rep.To - rep.From + 1
	}
	s.Spark = spark(r)
	return s
}

// StartedNS is when tick 0 was: as recorded, else reckoned back from the
// first tick that was recorded, from the rug or from the end by the server's
// clock; else when the round's first frame came, up to 15 s before it.
func (r *Recording) StartedNS() int64 {
	for at, t := range r.Ticks {
		if t.RecvNS != 0 {
			return t.RecvNS - int64(at)*int64(nominalTick)
		}
	}
	switch rug, ok := r.Rug(); {
	case ok && rug.RecvNS != 0:
		return rug.RecvNS - int64(rug.At)*int64(nominalTick)
	case ok && r.EndedNS != 0:
		return r.EndedNS - int64(rug.At)*int64(nominalTick)
	}
	return r.OpenedNS
}

func spark(r *Recording) []float64 {
	var known []float64
	for _, t := range r.Ticks {
		if t.Known() {
			known = append(known, t.Price)
		}
	}
	if rug, ok := r.Rug(); ok {
		known = append(known, rug.Price)
	}
	if len(known) <= sparkPoints {
		return known
	}
	points := make([]float64, sparkPoints)
	for i := range points {
		points[i] = known[i*(len(known)-1)/(sparkPoints-1)]
	}
	return points
}
