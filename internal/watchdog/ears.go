package watchdog

import (
	"rugtape/internal/browser"
	"rugtape/internal/game"
	"rugtape/internal/guard"
	"rugtape/internal/hands"
	"rugtape/internal/wire"
)

// ears make of what the page hears what a watchdog has to know.
type ears struct {
	player   string // whose page it is, "" while that is not known
	asks     Asks
	follower *hands.Follower

	round string
	phase game.Phase
	tick  int
	price float64
	// pursed: the server has told a purse in this round. Its word counts from then
	// on: the leaderboard comes two ticks later.
	pursed bool
}

// heardWord is what a message says.
type heardWord struct {
	ticked  bool           // the game goes on
	holds   game.Opt[bool] // something is held
	reports []guard.Report // of orders that the follower was told of
}

// hear takes a message. What cannot be read says nothing.
func (e *ears) hear(m *browser.Message) (w heardWord) {
	p, err := wire.ParsePacket(m.Text)
	if err != nil {
		return w
	}
	if ack := e.asks.Hear(m, &p); ack != nil {
		w.reports = e.follower.Hear(hands.Heard{AtNS: m.RecvNS, Ack: ack}, nil)
	}
	if m.Out || p.Kind != wire.PacketEvent {
		return w
	}
	switch p.Name {
	case wire.StateUpdate:
		e.state(&p, m.RecvNS, &w)
	case wire.PlayerUpdate:
		if purse, err := wire.DecodePlayer(p.Payload()); err == nil && purse.Quantity.Present {
			e.pursed = true
			w.holds = game.Some(purse.Quantity.Value > 0)
		}
	case wire.PlayerState:
		if own, err := wire.DecodePlayerState(p.Payload()); err == nil && own.Row != nil && own.Round == e.round {
			e.standing(own.Row, &w)
		}
	}
	return w
}

// state takes a frame of the game.
func (e *ears) state(p *wire.Packet, recvNS int64, w *heardWord) {
	said, err := wire.DecodeEvent(p.Name, p.Payload(), recvNS)
	if err != nil || said.Event.Frame == nil || said.Event.Frame.Round == "" {
		return
	}
	f := said.Event.Frame
	was := e.phase
	w.ticked = true
	e.phase = f.Phase()
	if f.Round != e.round {
		if e.round != "" { // nothing is held from one round to the next
			w.holds = game.Some(false)
		}
		e.round, e.tick, e.price, e.pursed = f.Round, 0, 1, false
	}
	switch tick := f.Tick.Or(-1); e.phase {
	case game.PhasePresale:
		e.follower.Presale(f.Round, f.CooldownMS.Or(0), recvNS)
	case game.PhaseActivation, game.PhaseLive:
		if f.Price.Present && tick >= 0 {
			e.tick, e.price = tick, f.Price.Value
			e.follower.Tick(f.Round, tick, e.price, recvNS)
		}
	case game.PhaseRugged:
		if was != game.PhaseRugged {
			w.holds = game.Some(false)
			e.follower.Over(f.Round, tick, f.Price.Or(0), recvNS)
		}
	}
	w.reports = e.follower.Hear(hands.Heard{AtNS: recvNS}, nil)
	if e.player == "" || e.pursed || e.phase != game.PhaseLive {
		return
	}
	rows, _, err := wire.DecodeLeaderboard(p.Payload(), &wire.Lost{})
	for i := range rows {
		if err == nil && rows[i].Player == e.player {
			e.standing(&rows[i], w)
		}
	}
}

// standing takes the player's own row, which tells of two ticks ago: that
// something is held counts while there is no purse; that nothing is does not, as a
// buy may be on its way into the row.
func (e *ears) standing(row *game.Standing, w *heardWord) {
	if !e.pursed && row.Quantity.Or(0) > 0 && e.phase != game.PhaseRugged {
		w.holds = game.Some(true)
	}
}

// over tells whether the round is over, which leaves nothing to hold.
func (e *ears) over() bool {
	return e.phase == game.PhaseRugged || e.phase == game.PhaseCooldown || e.phase == game.PhasePresale
}
