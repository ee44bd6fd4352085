package app

import (
	"cmp"
	"fmt"
	"strconv"

	"rugtape/internal/tape"
)

// decision holds a decision of the recording against the one that was made
// again.
func (r *rerun) decision(was tape.NoteDecision) {
	if r.desk == nil {
		r.NotCompared[r.why]++
		return
	}
	r.Decisions++
	if len(r.made) == 0 {
		r.differ(was, "decision", wording(was), nothing)
		return
	}
	now := r.made[0]
	r.made = append(r.made[:0], r.made[1:]...)
	if was == now {
		return
	}
	for _, f := range [...]struct{ name, was, now string }{
		{"session", strconv.Itoa(was.Session), strconv.Itoa(now.Session)},
		{"round", was.Round, now.Round},
		{"tick", strconv.Itoa(was.Tick), strconv.Itoa(now.Tick)},
		{"price", figure(was.Price), figure(now.Price)},
		{"phase", was.Phase, now.Phase},
		{"by_hand", strconv.FormatBool(was.ByHand), strconv.FormatBool(now.ByHand)},
		{"action", was.Action, now.Action},
		{"amount", was.Amount.String(), now.Amount.String()},
		{"part", figure(was.Part), figure(now.Part)},
		{"why", was.Why, now.Why},
	} {
		if f.was != f.now {
			r.differ(was, f.name, f.was, f.now)
			return
		}
	}
}

// unrecorded counts what was decided now and is not in the recording, at the
// latest before what comes next.
func (r *rerun) unrecorded() {
	for _, now := range r.made {
		r.Decisions++
		r.differ(now, "decision", nothing, wording(now))
	}
	r.made = r.made[:0]
}

// round holds the desk against what it had come to at the end of a round.
func (r *rerun) round(was tape.NoteRound) {
	if r.desk == nil {
		r.NotCompared[r.why]++
		return
	}
	r.Rounds++
	s := r.desk.State()
	at := tape.NoteDecision{Round: was.Round, Tick: s.Tick, Phase: "rugged"}
	if balance := s.Balance; balance != was.Balance {
		r.differ(at, "balance", was.Balance.String(), balance.String())
	} else if digest := r.desk.Digest(); digest != was.Digest {
		r.differ(at, "digest", was.Digest, digest)
	}
}

func (r *rerun) differ(at tape.NoteDecision, field, was, now string) {
	r.Differences++
	if r.First == nil {
		r.First = &Difference{r.seq, at.Round, at.Tick, at.Phase, field, was, now}
	}
}

func figure(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// wording is a decision in few words.
func wording(d tape.NoteDecision) string {
	switch text := d.Action; {
	case d.Amount != 0:
		return fmt.Sprintf("%s %v", text, d.Amount)
	case d.Part != 0:
		return fmt.Sprintf("%s %s", text, figure(d.Part))
	default:
		return cmp.Or(text, nothing)
	}
}
