package app

import (
	"rugtape/internal/feed"
	"rugtape/internal/tape"
	"rugtape/internal/web"
)

// How a live edge does: what the feed says of itself, how long messages take to
// the viewers, and the status that is made of all.

// health takes how the feed is.
func (e *edge) health(h *feed.Health) {
	before := e.feed
	e.conn = h.Conn
	e.feed = web.FeedStatus{
		Feed: before.Feed, URL: before.URL, Source: e.key, State: h.State.String(), SinceNS: h.SinceNS, Why: h.Why,
		Attempt: h.Attempt, RetryNS: h.RetryNS, Reconnects: h.Reconnects, Messages: h.Messages, Bytes: h.Bytes,
		MovedNS: h.MovedNS, Interval: spread(h.Interval), Lag: spread(h.Lag), Jumps: int(h.Jumps),
	}
	e.changed = true
	if jump := h.SkewNS - e.skewNS; jump > 1e9 || jump < -1e9 {
		e.skewNS = h.SkewNS
		e.recorder.note(tape.NoteClock{JumpNS: -jump}, e.clock.now())
		e.disarm("the clock of this machine was set: the limits of a day go by it", e.now())
	}
	if e.feed.State == before.State && e.feed.Why == before.Why {
		return
	}
	e.worth = true
	e.noteFeed()
}

// noteFeed notes how the feed is and whose rounds it brings: whenever that
// changes, and with every round, since the journal may be read from anywhere.
func (e *edge) noteFeed() {
	e.recorder.note(tape.NoteFeed{State: e.feed.State, URL: e.feed.URL, Source: string(e.key), Conn: e.conn, Why: e.feed.Why}, e.clock.now())
}

func spread(q feed.Quantiles) *web.Spread {
	if q.N == 0 {
		return nil
	}
	return &web.Spread{N: q.N, P50: q.P50, P95: q.P95, P99: q.P99, Max: q.Max}
}

// tell tells the status, if it has changed.
func (e *edge) tell() {
	if !e.changed && !e.worth {
		return
	}
	e.changed, e.worth = false, false
	s := e.Status()
	s.Feed = e.feed
	s.Feed.Source, s.Feed.Unreadable = e.key, e.unreadable
	if n := e.handling.TotalCount(); n > 0 {
		ms := func(q float64) float64 { return float64(e.handling.ValueAtQuantile(q)) / 1000 }
		s.Feed.Handling = &web.Spread{N: int(n), P50: ms(50), P95: ms(95), P99: ms(99), Max: float64(e.handling.Max()) / 1000}
	}
	s.Recorder = e.recorder.status()
	s.Alarm = e.recorder.alarm
	if e.options.Hands != nil {
		hands := e.handsStatus()
		s.Hands = &hands
	}
	s.Desk = nil
	if e.desk != nil {
		d := e.desk.State()
		s.Desk = &web.DeskStatus{Strategy: d.Name, Stopped: d.Stopped}
	}
	e.show(s)
}

// handled notes how long a message took from its arrival to the viewers.
func (e *edge) handled(recvNS int64) {
	_ = e.handling.RecordValue(max(1, (e.now()-recvNS)/1000)) // beyond its range it is lost
}
