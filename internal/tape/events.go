package tape

import (
	"fmt"

	"rugtape/internal/game"
	"rugtape/internal/wire"
)

// event takes a raw event of the server, as formats H, I and J keep it.
func (r *reader) event(d *record) {
	name, stamp, format := d.Event, d.TS, formatRaw
	switch {
	case d.EventType != "":
		name, stamp, format = d.EventType, d.Timestamp, formatSamples
	case d.Source != nil || d.Direction != nil:
		format = formatCDP
	}
	if stamp == nil {
		stamp = d.Timestamp
	}
	r.recognise(format)
	at := r.stamp(stamp)
	if r.raw != nil {
		r.stopped = r.raw(RawEvent{Name: name, Payload: d.Data, RecvNS: at})
		return
	}
	said, err := wire.DecodeEvent(name, d.Data, at)
	if err != nil {
		r.lose(UnusableRecord, err.Error())
		return
	}
	if !said.Known {
		return
	}
	r.lost(said.Lost)
	if f := said.Event.Frame; f != nil {
		r.stats.Ticks++
		if t := r.track(f.Round); t != nil {
			t.watch.see(f, at, false)
		}
	}
	r.step(said.Event, format)
}

// past takes an entry of the server's history, of which format K is a list.
func (r *reader) past(raw []byte) {
	r.recognise(formatHistory)
	var lost wire.Lost
	p, err := wire.DecodePast(raw, &lost)
	if err != nil {
		r.lose(UnusableRecord, err.Error())
		return
	}
	r.lost(lost)
	r.step(game.Event{Past: p}, formatHistory)
}

func (r *reader) lost(lost wire.Lost) {
	for i, why := range lost.Why {
		n := 1
		if i == len(lost.Why)-1 {
			if n = lost.Count - i; n > 1 {
				why += fmt.Sprintf(" (and %d more)", n-1)
			}
		}
		r.stats.lose(r.name, r.line, UnusableRecord, n, why)
	}
}
