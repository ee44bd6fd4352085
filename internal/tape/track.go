package tape

import (
	"slices"

	"rugtape/internal/game"
	"rugtape/internal/round"
)

// track is a recording that is being read.
type track struct {
	rec   *round.Recording
	watch watch
	from  []string // formats, sorted
}

// track finds the recording of a round or starts it; nil if the id cannot
// name a round. The least recently used one makes room.
func (r *reader) track(id string) *track {
	n := len(r.tracks)
	if n > 0 && r.tracks[n-1].rec.ID == id {
		return r.tracks[n-1]
	}
	for i, t := range r.tracks {
		if t.rec.ID == id {
			copy(r.tracks[i:], r.tracks[i+1:])
			r.tracks[n-1] = t
			return t
		}
	}
	if err := round.CheckID(id); err != nil {
		r.lose(BadRoundID, err.Error())
		return nil
	}
	t := &track{rec: round.New(round.Key{Source: r.source, ID: id})}
	if n == maxOpen {
		oldest := r.tracks[0]
		copy(r.tracks, r.tracks[1:])
		r.tracks[n-1] = t
		r.give(oldest)
		return t
	}
	r.tracks = append(r.tracks, t)
	return t
}

func (t *track) note(format string) {
	if n := len(t.from); n > 0 && t.from[n-1] == format {
		return
	}
	if i, found := slices.BinarySearch(t.from, format); !found {
		t.from = slices.Insert(t.from, i, format)
	}
}

// step lets the machine judge an event and records what follows from it.
func (r *reader) step(e game.Event, format string) {
	r.recognise(format)
	facts := r.machine.Step(e)
	for i := range facts {
		f := &facts[i]
		if f.Kind == game.Refused {
			r.lose(Refused, f.Text)
			continue
		}
		t := r.track(f.Round)
		if t == nil {
			continue
		}
		t.note(format)
		t.watch.fact(f, e.Frame)
		t.rec.Apply(*f)
	}
}

// give hands a recording on.
func (r *reader) give(t *track) {
	if r.stopped != nil {
		return
	}
	for _, kind := range t.watch.verdict(t.rec) {
		r.stats.damage(kind, 1)
	}
	t.rec.From = t.from
	r.stopped = r.each(t.rec)
}

func (r *reader) finish() {
	for _, t := range r.tracks {
		r.give(t)
	}
	r.tracks = nil
}
