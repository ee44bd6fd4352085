package app

import (
	"slices"

	"rugtape/internal/game"
	"rugtape/internal/round"
	"rugtape/internal/web"
)

// Bounds of what is shown of the round that runs.
const (
	shownTrades = 2000 // later ones are recorded, but not shown
	tickNS      = int64(250e6)
)

// inPlay is the round at the live edge, as the pages see it: what the facts
// add up to, in lists that only grow within an epoch.
type inPlay struct {
	web.LiveState
	last    round.Key // the round before
	players map[string]struct{}
}

// apply takes a fact of the source.
func (r *inPlay) apply(source round.Source, f *game.Fact) {
	if f.Kind == game.RoundOpened {
		r.begin(round.Key{Source: source, ID: f.Round})
	}
	if f.Round != r.ID {
		return
	}
	switch f.Kind {
	case game.HashSeen:
		r.SeedHash = f.Text
		if r.HashSeenNS == 0 && (f.Phase == game.PhaseCooldown || f.Phase == game.PhasePresale) {
			r.HashSeenNS = f.RecvNS
		}
	case game.VersionSeen:
		r.Version = f.Text
	case game.PhaseChanged:
		r.Phase = f.Phase
	case game.Ticked, game.Filled:
		r.tick(f)
	case game.Rugged:
		r.Rugged, r.Rug = true, round.Rug{At: f.Tick, Certain: !f.Uncertain, Tick: round.Tick{Price: f.Price, RecvNS: f.RecvNS, Origin: f.Origin}}
	case game.Resumed:
		r.Rugged, r.Rug = false, round.Rug{}
		r.anew() // the tick of the rug may be a live one now
	case game.Traded:
		r.trade(f.Trade)
	}
}

// begin starts another round. What is known of the one before stays beside it.
func (r *inPlay) begin(key round.Key) {
	if r.ID != "" {
		r.last = r.Key
	}
	r.LiveState = web.LiveState{
		Seq: r.Seq, Epoch: r.Epoch + 1, Key: key,
		Before: r.Before, Sealed: r.Sealed, Desk: r.Desk, Viewers: r.Viewers, Connected: r.Connected,
	}
	r.players = map[string]struct{}{}
}

// frame takes what a frame tells beside its facts: the countdown.
func (r *inPlay) frame(f *game.Frame) {
	if f.Round != r.ID {
		return
	}
	r.Paused = f.Paused.Or(r.Paused)
	if r.Phase == game.PhaseCooldown || r.Phase == game.PhasePresale {
		r.CooldownMS = f.CooldownMS.Or(r.CooldownMS)
	} else {
		r.CooldownMS = 0
	}
}

// tick takes the price of a tick; one that comes late begins the lists anew.
func (r *inPlay) tick(f *game.Fact) {
	t := round.Tick{Price: f.Price, Origin: f.Origin}
	if f.Origin == game.FromFrame {
		t.RecvNS = f.RecvNS
		if r.StartedNS == 0 {
			r.StartedNS = f.RecvNS - int64(f.Tick)*tickNS
		}
	}
	if f.Tick < len(r.Ticks) {
		r.anew()
		r.Ticks[f.Tick] = t
		return
	}
	for len(r.Ticks) < f.Tick {
		r.Ticks = append(r.Ticks, round.Tick{})
	}
	r.Ticks = append(r.Ticks, t)
}

// anew begins another epoch with the same ticks, in memory of its own.
func (r *inPlay) anew() {
	r.Epoch++
	r.Ticks = append(make([]round.Tick, 0, cap(r.Ticks)), r.Ticks...)
}

func (r *inPlay) trade(t *game.Trade) {
	if t.Player != "" && len(r.players) < shownTrades {
		r.players[t.Player] = struct{}{}
		r.Players = len(r.players)
	}
	if len(r.Trades) < shownTrades {
		r.Trades = append(r.Trades, *t)
	}
}

// newest is the last price that is known, 1 before the first.
func (r *inPlay) newest() float64 {
	for _, t := range slices.Backward(r.Ticks) {
		if t.Known() {
			return t.Price
		}
	}
	return 1
}

// sealed takes what the library says of a round that is over.
func (r *inPlay) sealed(e *round.Entry) {
	r.Before, r.Sealed = e.Summary, true
}
