package tape

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"rugtape/internal/game"
	"rugtape/internal/wire"
)

// tick takes r.row, a tick line of a recorder.
func (r *reader) tick(format string) {
	w := &r.row
	at, ok := int64(0), true
	if len(w.stamp) > 0 {
		at, ok = r.clock.text(w.stamp)
	}
	r.tickAt(format, at)
	if !ok {
		r.lose(UnusableRecord, fmt.Sprintf("the tick was kept without its timestamp %.40q", w.stamp))
	}
}

func (r *reader) tickAt(format string, at int64) {
	w := &r.row
	n := len(r.tracks)
	if n == 0 || r.tracks[n-1].rec.ID != string(w.id) {
		if r.track(string(w.id)) == nil {
			return
		}
		n = len(r.tracks)
	}
	t := r.tracks[n-1]
	r.stats.Ticks++
	r.frame.Round = t.rec.ID
	w.frame(&r.frame)
	t.watch.rows, t.watch.mustEnd = true, format == formatGame
	t.watch.see(&r.frame, at, w.missed)
	r.step(game.Event{RecvNS: at, Frame: &r.frame}, format)
}

// anyTick takes a tick line that is not written as the quick way expects.
func (r *reader) anyTick(d *record, format string) {
	w := &r.row
	*w = row{id: []byte(d.Round), missed: d.Phase == afterRug}
	if d.Round == "" && format == formatBare {
		w.id = []byte(r.bare)
	}
	var wrong string
	whole := func(name string, value jsontext.Value, field *int, has fields) {
		if value == nil || value.Kind() == 'n' {
			return
		}
		n, err := strconv.Atoi(string(value))
		if err != nil || wire.NumberEnd(value) != len(value) {
			wrong = name
			return
		}
		*field, w.known = n, w.known|has
	}
	boolean := func(name string, value jsontext.Value, field *bool, has fields) {
		switch value.Kind() {
		case 't', 'f':
			*field, w.known = value.Kind() == 't', w.known|has
		case 0, 'n':
		default:
			wrong = name
		}
	}
	whole("tick", d.Tick, &w.tick, hasTick)
	whole("cooldown_timer", d.Cooldown, &w.cooldown, hasCooldown)
	boolean("active", d.Active, &w.active, hasActive)
	boolean("rugged", d.Rugged, &w.rugged, hasRugged)
	if p, present, ok := priceOf(d.Price); !ok {
		wrong = "price"
	} else if present {
		w.price, w.known = p, w.known|hasPrice
	}
	if w.known&(hasActive|hasRugged) == 0 {
		wrong = "active"
	}
	if wrong != "" {
		r.lose(UnusableRecord, fmt.Sprintf("a tick line of which %s cannot be read", wrong))
		return
	}
	r.tickAt(format, r.stamp(d.Timestamp))
}

// priceOf reads a price that may be a number or a number as text.
func priceOf(value jsontext.Value) (price float64, present, ok bool) {
	text := []byte(value)
	switch value.Kind() {
	case 0, 'n':
		return 0, false, true
	case '"':
		text = text[1 : len(text)-1]
	}
	if len(text) == 0 || wire.NumberEnd(text) != len(text) {
		return 0, false, false
	}
	price, err := strconv.ParseFloat(string(text), 64)
	return price, true, err == nil
}

// stamp reads a timestamp of any kind, 0 if there is none.
func (r *reader) stamp(value jsontext.Value) int64 {
	at, ok := r.readStamp(value)
	if !ok {
		r.lose(UnusableRecord, fmt.Sprintf("the timestamp %.40s cannot be read; the rest was kept", value))
	}
	return at
}

// readStamp tells whether it can be read, or is absent.
func (r *reader) readStamp(value jsontext.Value) (at int64, ok bool) {
	switch value.Kind() {
	case 0, 'n':
		return 0, true
	case '"':
		return r.clock.text(value[1 : len(value)-1])
	}
	return r.clock.number(value)
}

// opened notes that a recorder began to write a round.
func (r *reader) opened(id string, at int64) {
	if r.track(id) != nil {
		r.step(game.Event{RecvNS: at, Frame: &game.Frame{Round: id}}, r.rows)
	}
}

// marked finds the recording that a line around the ticks belongs to.
func (r *reader) marked(id, format string) *track {
	r.recognise(format)
	t := r.track(id)
	if t != nil {
		t.note(format)
	}
	return t
}

// metadata takes the first and the last line of format C.
func (r *reader) metadata(m *metadata) {
	r.recognise(formatBare)
	if m.Round != "" {
		r.bare = m.Round
		if t := r.marked(m.Round, formatBare); t != nil {
			r.step(game.Event{RecvNS: r.stamp(m.Start), Frame: &game.Frame{Round: m.Round}}, formatBare)
		}
		return
	}
	if m.Total != nil && r.bare != "" {
		if t := r.marked(r.bare, formatBare); t != nil {
			t.watch.setTotal(m.Total)
		}
	}
	r.bare = ""
}

// claim notes a seed that a recorder wrote down. It is not the server's word
// and may be a fragment; round.Settle finds out what it is worth.
func (r *reader) claim(t *track, seed string) {
	if seed == "" {
		return
	}
	if !isHex(seed) || len(seed) > maxSeed {
		r.lose(UnusableRecord, fmt.Sprintf("server_seed %.40q is no seed", seed))
		return
	}
	if i, found := slices.BinarySearch(t.rec.Claims, seed); !found {
		t.rec.Claims = slices.Insert(t.rec.Claims, i, seed)
	}
}

// maxSeed bounds a seed's hex digits; the server's have 64.
const maxSeed = 128

func isHex(s string) bool {
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') && (c < 'A' || c > 'F') {
			return false
		}
	}
	return true
}

func (w *watch) setTotal(value jsontext.Value) {
	if n, err := strconv.Atoi(string(value)); err == nil {
		w.total, w.hasTotal = n, true
	}
}
