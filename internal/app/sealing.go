package app

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"rugtape/internal/game"
	"rugtape/internal/round"
	"rugtape/internal/web"
)

// Keeper is where rounds are sealed.
type Keeper interface {
	Seal(ctx context.Context, recs []*round.Recording) ([]round.Entry, error)
	Pin(ctx context.Context, key round.Key, hash string, seenNS int64) error
	Key(ctx context.Context) ([32]byte, error)
}

// Bounds of sealing.
const (
	maxOpenRounds = 16  // rounds that facts come for
	maxDueRounds  = 512 // rounds that wait to be sealed; with more, the recording halts
	maxPins       = 512 // fingerprints that wait to be noted, likewise
	sealAfterRug  = int64(60 * time.Second)
	sealIdle      = int64(5 * time.Second) // for late news of rounds that are over
	sealRetry     = int64(10 * time.Second)
	sealEnds      = 8 * time.Second // for the last sealing
)

// sealing is the recorder's part that has to do with rounds: which are open,
// and which are over and wait to be sealed. A goroutine beside the edge seals them, a
// batch at a time.
type sealing struct {
	keep    Keeper
	open    []*openRound // oldest first
	current round.Key    // that opened last
	due     []*round.Recording
	pins    []pin
	busy    bool  // the sealer is
	hung    bool  // it did not answer in time, at the end
	retryNS int64 // when to try again what could not be sealed, 0 if all could
	jobs    chan sealJob
	results chan sealed
	ended   chan struct{}

	recent []round.Key // that were sealed lately, so that none counts twice
	last   *web.SealedRound
	rounds int
}

func newSealing(keep Keeper) sealing {
	return sealing{keep: keep, jobs: make(chan sealJob, 1), results: make(chan sealed, 1), ended: make(chan struct{})}
}

// openRound is a round that facts come for.
type openRound struct {
	rec                 *round.Recording
	touchedNS, ruggedNS int64
}

// pin is a fingerprint that was seen before its round.
type pin struct {
	key    round.Key
	hash   string
	seenNS int64
}

type sealJob struct {
	pins []pin
	recs []*round.Recording
}

// sealed is what came of a job.
type sealed struct {
	job     sealJob
	entries []round.Entry
	err     error
}

// start starts the sealer.
func (r *sealing) start() {
	go func() {
		defer close(r.ended)
		for job := range r.jobs {
			out := sealed{job: job}
			for _, p := range job.pins {
				err := r.keep.Pin(context.Background(), p.key, p.hash, p.seenNS)
				if !errors.Is(err, round.ErrInvalid) { // a server may say anything: what is no fingerprint will never be one
					out.err = errors.Join(out.err, err)
				}
			}
			if len(job.recs) > 0 {
				var err error
				out.entries, err = r.keep.Seal(context.Background(), job.recs)
				out.err = errors.Join(out.err, err)
			}
			r.results <- out
		}
	}()
}

// apply takes a fact. Rounds are followed while the recorder is off too, so
// that one which is turned on in mid-round has all of it.
func (r *recorder) apply(source round.Source, f *game.Fact) {
	if f.Round == "" || round.CheckID(f.Round) != nil {
		return
	}
	now := r.clock.now()
	key := round.Key{Source: source, ID: f.Round}
	if f.Kind == game.RoundOpened {
		r.current = key
		r.makeDue(func(o *openRound) bool { return o.rec.Key != key })
	}
	o := r.openRound(key)
	o.rec.Apply(*f)
	o.touchedNS = now
	switch f.Kind {
	case game.Rugged:
		o.ruggedNS = now
	case game.Resumed:
		o.ruggedNS = 0
	}
	if r.state == recorderOn {
		r.count(key, f)
	}
}

// openRound is the round that facts or presses come for.
func (r *recorder) openRound(key round.Key) *openRound {
	i := slices.IndexFunc(r.open, func(o *openRound) bool { return o.rec.Key == key })
	if i >= 0 {
		return r.open[i]
	}
	if len(r.open) == maxOpenRounds {
		oldest := r.open[0]
		r.makeDue(func(o *openRound) bool { return o == oldest })
	}
	rec := round.New(key)
	rec.From = []string{recordedLive}
	o := &openRound{rec: rec}
	r.open = append(r.open, o)
	return o
}

// count counts what was recorded, and notes fingerprints that precede their
// rounds.
func (r *recorder) count(key round.Key, f *game.Fact) {
	switch f.Kind {
	case game.HashSeen:
		if f.Phase == game.PhaseCooldown || f.Phase == game.PhasePresale {
			r.pins = append(r.pins, pin{key, f.Text, f.RecvNS})
		}
	case game.Ticked:
		r.ticks++
	case game.Filled:
		r.filled++
	case game.Gapped:
		r.gaps++
	}
}

// makeDue moves rounds to those that wait to be sealed.
func (r *recorder) makeDue(is func(*openRound) bool) {
	r.open = slices.DeleteFunc(r.open, func(o *openRound) bool {
		if !is(o) {
			return false
		}
		if r.state == recorderOn {
			r.due = append(r.due, o.rec)
		}
		return true
	})
	r.seal()
}

// tick lets the time pass: rounds that have been over for long are due, and so
// is late news of others.
func (r *recorder) tick(nowNS int64) {
	r.makeDue(func(o *openRound) bool {
		over := o.ruggedNS != 0 && nowNS-o.ruggedNS >= sealAfterRug
		late := o.rec.Key != r.current && nowNS-o.touchedNS >= sealIdle
		return over || late
	})
	r.watchJournal()
}

// seal hands what is due to the sealer, if it rests. What could not be sealed
// waits for a while.
func (r *recorder) seal() {
	if len(r.due) > maxDueRounds || len(r.pins) > maxPins {
		r.due, r.pins = nil, nil
		_ = r.halt(errors.New("rounds come faster than they can be sealed"), "look whether the disk hangs, then turn the recorder on again; the journal has what was not sealed")
		return
	}
	if r.busy || len(r.due)+len(r.pins) == 0 || r.clock.now() < r.retryNS {
		return
	}
	r.jobs <- sealJob{r.pins, r.due} // has room: no other one is under way
	r.pins, r.due, r.busy = nil, nil, true
}

// sealed takes what came of a job.
func (r *recorder) sealed(s *sealed) {
	r.busy = false
	for i := range s.entries {
		e := &s.entries[i]
		if !slices.Contains(r.recent, e.Key) {
			r.rounds++
			r.recent = append(r.recent, e.Key)
			r.recent = r.recent[max(0, len(r.recent)-maxDueRounds):]
		}
		if e.Key != r.current { // which is sealed when the recorder ends
			r.last = &web.SealedRound{Source: e.Source, ID: e.ID, Verdict: e.Verdict.String(), Pinned: e.Pinned}
		}
	}
	r.retryNS = 0
	if s.err != nil {
		r.pins, r.due = append(s.job.pins, r.pins...), append(s.job.recs, r.due...)
		r.retryNS = r.clock.now() + sealRetry
		what, _ := r.plainly(s.err, "")
		r.raise(unsealedText+what, "make room or mend the disk; it is tried again every ten seconds, and the journal has them meanwhile")
	} else if r.alarm != nil && strings.HasPrefix(r.alarm.Text, unsealedText) {
		r.alarm = nil
	}
	r.seal()
}

const unsealedText = "Rounds cannot be sealed: "

// flush makes everything due: another source follows, or the end.
func (r *recorder) flush() { r.makeDue(func(*openRound) bool { return true }) }

// end seals what there is and closes the journal. If that fails or the disk
// hangs, the journal is left without its end: the next start seals what it holds.
func (r *recorder) end() {
	r.retryNS = 0
	r.flush()
	for deadline := time.After(sealEnds); r.busy; {
		select {
		case s := <-r.results:
			r.sealed(&s)
			continue // with the rest, or to the end
		case <-deadline:
		}
		break
	}
	close(r.jobs)
	if r.hung = r.busy; !r.hung {
		<-r.ended
	}
	if r.journal != nil {
		r.closeJournal()
	}
}
