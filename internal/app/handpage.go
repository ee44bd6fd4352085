package app

import (
	"cmp"
	"slices"

	"rugtape/internal/browser"
	"rugtape/internal/feed"
	"rugtape/internal/game"
	"rugtape/internal/hands"
	"rugtape/internal/round"
	"rugtape/internal/tape"
	"rugtape/internal/web"
	"rugtape/internal/wire"
)

// pageMessage takes a message of the page's own socket. What is for the player
// alone is always taken; of the game, what the page tells is taken while it is the
// better source.
func (e *edge) pageMessage(m *browser.Message) {
	h := &e.hand
	now := e.pageTime(m.RecvNS)
	packet, err := wire.ParsePacket(m.Text)
	if err != nil {
		e.unreadable++
		return
	}
	m.RecvNS = now
	player := h.talk.player
	heard, told, err := h.talk.in(m, &packet)
	if player != "" && h.talk.player != player {
		e.anotherPlayer()
	}
	if m.Out {
		e.pageSaid(m, &packet, now)
		return
	}
	if err != nil {
		e.unreadable++
	}
	mine := own(&packet) || told && packet.Name == wire.NewSideBet
	if mine {
		e.kept(tape.EntryReceived, m.Text, now)
		h.frame(now, false, m.Text)
	}
	e.pageClock(&packet, now)
	if !own(&packet) && h.choice.Source == hands.Page {
		e.message(&feed.Message{Conn: m.Conn, RecvNS: now, Text: m.Text})
	}
	if told {
		e.hear(heard, h.foreign.answers(m.Conn, &packet))
	}
}

// anotherPlayer begins anew with who is logged in now. What the server says from here
// on is of another account, and explains no order of the one before.
func (e *edge) anotherPlayer() {
	h := &e.hand
	e.disarm("another player is logged in on the page", e.now())
	e.demonstrated(h.presses.End(e.moment()))
	h.purse, h.purseNS, h.row, h.rowRound = game.Purse{}, 0, game.Standing{}, ""
	h.shadow = hands.Shadow{}
	h.follower.Adopted()
}

// pageTime is when a message of the page came, by the edge's clock.
func (e *edge) pageTime(recvNS int64) int64 {
	age := min(max(0, e.clock.now()-recvNS), int64(1e9))
	return max(e.recvNS, e.now()-age)
}

// kept records a message of the page that is no part of the feed.
func (e *edge) kept(kind tape.EntryKind, text []byte, nowNS int64) {
	shown := e.recorder.filter.Append(nil, text)
	if e.recorder.raw {
		e.recorder.append(kind, nowNS, text)
	} else {
		e.recorder.append(kind, nowNS, shown)
	}
	dir := "in"
	if kind == tape.EntrySent {
		dir = "out"
	}
	e.wire.add(web.WireEvent{RecvNS: nowNS, Kind: kindOf(shown), Dir: dir, Text: shown})
}

// pageSaid takes what the page has said to the server.
func (e *edge) pageSaid(m *browser.Message, p *wire.Packet, nowNS int64) {
	h := &e.hand
	order, is, err := wire.DecodeOrder(p.Name, p.Payload())
	if !is || err != nil {
		return
	}
	e.kept(tape.EntrySent, m.Text, nowNS)
	h.frame(nowNS, true, m.Text)
	if p.HasID {
		e.asked(pageAskID{m.Conn, p.ID}, order, nowNS)
	}
	h.presses.Sent(hands.PageOrder{Name: order.Name, Amount: order.Amount, Part: order.Part, AtNS: nowNS})
}

// frame keeps a message beside each order that is on its way.
func (h *hand) frame(atNS int64, out bool, text []byte) {
	for key, frames := range h.frames {
		if len(frames) < maxFrames {
			h.frames[key] = append(frames, orderFrame{atNS, out, slices.Clone(text[:min(len(text), frameBytes)]), len(text) > frameBytes})
		}
	}
}

// pageClock notes what the page tells of the game, for the choice of the
// better source.
func (e *edge) pageClock(p *wire.Packet, nowNS int64) {
	h := &e.hand
	switch {
	case p.Kind == wire.PacketConnect:
		h.page.source = wire.ServerSource(p.Data)
	case p.Name == wire.StateUpdate:
		clock, _, ok := wire.ClockOf(p.Payload())
		if !ok {
			return
		}
		h.page.round, h.page.tick, h.page.seenNS, h.page.behind = clock.Round, clock.Tick, nowNS, false
		if h.venue != nil {
			h.venue.page.Store(&pageView{clock.Round, e.clock.now()})
		}
		if clock.Tick > 0 && !clock.Rugged {
			h.pick.Tick(hands.Page, clock.Round, clock.Tick, nowNS)
		}
		e.chooseSource(nowNS)
	}
}

// feedMessage takes a message of the feed. While the page is the better source, it
// only tells how far the feed is.
func (e *edge) feedMessage(m *feed.Message) {
	if e.hand.session == nil {
		e.message(m)
		return
	}
	if packet, err := wire.ParsePacket(m.Text); err == nil && packet.Name == wire.StateUpdate {
		if clock, _, ok := wire.ClockOf(packet.Payload()); ok {
			e.feedRound = clock.Round
			if clock.Tick > 0 && !clock.Rugged {
				e.hand.pick.Tick(hands.Feed, clock.Round, clock.Tick, m.RecvNS)
				e.outrun(&clock, m.RecvNS)
			}
		}
	}
	if e.hand.choice.Source != hands.Page {
		e.message(m)
	}
}

// chooseSource takes the better source of the game. A page that plays another
// game than the feed is none.
func (e *edge) chooseSource(nowNS int64) {
	h := &e.hand
	before := h.choice
	h.pick.Health(hands.Feed, e.feedHealth(), nowNS)
	h.pick.Health(hands.Page, e.pageHealth(nowNS), nowNS)
	h.choice = h.pick.Choice()
	if h.choice.Source == hands.Page && e.feed.Feed == FeedOff && e.pageSource() != e.key {
		e.joined(string(e.pageSource()))
	}
	if h.choice.Source != before.Source {
		e.worth = true
		e.recorder.note(tape.NoteFeed{State: e.feed.State, URL: e.feed.URL, Source: string(e.key), Conn: e.conn, Why: "from here on the source is the " + h.choice.Source.String() + ": " + h.choice.Why}, e.clock.now())
	}
}

func (e *edge) feedHealth() hands.Health {
	switch e.feed.State {
	case feed.Connected.String(), feed.Degraded.String():
		return hands.Fresh
	case feed.Stale.String():
		return hands.Stale
	}
	return hands.Absent
}

// pageHealth is how the page is as a source. One that plays another game than
// the feed is none.
func (e *edge) pageHealth(nowNS int64) hands.Health {
	h := &e.hand
	switch {
	case h.session == nil || h.page.round == "" || !e.sameServer():
		return hands.Absent
	case e.feedHealth() == hands.Fresh && h.page.round != e.feedRound:
		return hands.Absent
	case h.state == browser.StateFrozen:
		return hands.Frozen
	case h.state != browser.StateReady || nowNS-h.page.seenNS > pageStale || h.page.behind:
		return hands.Stale
	}
	return hands.Fresh
}

// sameServer tells whether the page is of the server that the feed hears, or
// there is no feed: rounds of two servers never meet.
func (e *edge) sameServer() bool {
	if e.feed.Feed == FeedOff {
		return true
	}
	host, err := hostOf(e.pageOfFeed())
	return err == nil && (host == e.hand.host || isSite(host) && isSite(e.hand.host))
}

// pageSource is what rounds of the page count as, where only it tells of them.
func (e *edge) pageSource() round.Source {
	if isSite(e.hand.host) {
		return round.Site
	}
	return cmp.Or(round.Source(e.hand.page.source), round.Arena)
}

// outrun looks whether the feed tells a tick that the page has not told, while it
// has told nothing for a while: then the page is not the better source any more, and the
// feed's frame is taken at once. That a browser is frozen is known a second later.
func (e *edge) outrun(c *wire.Clock, nowNS int64) {
	p := &e.hand.page
	if c.Round == p.round && c.Tick > p.tick && nowNS-p.seenNS > pageBehind {
		p.behind = true
		e.chooseSource(nowNS)
	}
}

// pageBehind is for how long a page may say nothing while the feed goes on.
const pageBehind = int64(100e6)

// pageStale is after how long without a frame the page stands still.
const pageStale = int64(2e9)
