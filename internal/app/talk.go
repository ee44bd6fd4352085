package app

import (
	"rugtape/internal/browser"
	"rugtape/internal/hands"
	"rugtape/internal/watchdog"
	"rugtape/internal/wire"
)

// talk reads what the page and the server say to each other on the page's own
// sockets of the player: who that is, what the page asks for, what it is answered,
// and what the server tells of the player's account.
type talk struct {
	player string // a pseudonym, "" until the server has told
	asks   watchdog.Asks
}

// own tells whether an event is for the player alone.
func own(p *wire.Packet) bool {
	switch p.Name {
	case wire.UsernameStatus, wire.PlayerUpdate, wire.PlayerState, wire.PlayerPosition:
		return p.Kind == wire.PacketEvent
	}
	return p.Kind == wire.PacketAck
}

// in takes what the server has said and gives what it tells of the player;
// false where that is nothing. The error is that of an event that cannot be read.
func (t *talk) in(m *browser.Message, p *wire.Packet) (h hands.Heard, told bool, err error) {
	h.AtNS = m.RecvNS
	if h.Ack = t.asks.Hear(m, p); h.Ack != nil || p.Kind != wire.PacketEvent {
		return h, h.Ack != nil, nil
	}
	switch p.Name {
	case wire.UsernameStatus:
		u, err := wire.DecodeUsername(p.Payload())
		if err == nil && u.Player != "" {
			t.player = u.Player
		}
		return h, false, err
	case wire.PlayerUpdate:
		purse, err := wire.DecodePlayer(p.Payload())
		h.Purse = &purse
		return h, err == nil, err
	case wire.PlayerState:
		s, err := wire.DecodePlayerState(p.Payload())
		h.Round, h.Standing = s.Round, s.Row
		return h, err == nil && s.Row != nil, err
	case wire.NewSideBet:
		bet, round, err := wire.DecodeNewSideBet(p.Payload())
		h.Bet, h.Round = &bet, round
		return h, err == nil && bet.Player == t.player, err
	case wire.StateUpdate:
		return t.leaderboard(h, p)
	}
	return h, false, nil
}

// leaderboard looks for the player's row in a frame.
func (t *talk) leaderboard(h hands.Heard, p *wire.Packet) (hands.Heard, bool, error) {
	if t.player == "" {
		return h, false, nil
	}
	payload := p.Payload()
	clock, _, ok := wire.ClockOf(payload)
	var lost wire.Lost
	rows, told, err := wire.DecodeLeaderboard(payload, &lost)
	if err != nil || !told || !ok || clock.Tick < 0 || clock.CooldownMS > 0 { // in the countdown it is the last round's
		return h, false, err
	}
	for i := range rows {
		if rows[i].Player == t.player {
			h.Round, h.Standing = clock.Round, &rows[i]
			return h, true, nil
		}
	}
	return h, false, nil
}
