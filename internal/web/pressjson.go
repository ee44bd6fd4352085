package web

import (
	"slices"

	"rugtape/internal/game"
	"rugtape/internal/money"
	"rugtape/internal/round"
)

// pressJSON is a press on the game's page, by the player or by rugtape.
type pressJSON struct {
	Tick      int             `json:"tick"` // that was in view, 0 before the round
	Phase     string          `json:"phase"`
	MS        *int64          `json:"ms"` // since started_ns, below 0 before tick 0
	Control   round.Control   `json:"control"`
	Label     string          `json:"label"`
	Amount    *money.Lamports `json:"amount"`
	Part      *float64        `json:"part"`
	By        round.Hand      `json:"by"`
	Order     *uint64         `json:"order"`
	Outcome   round.Outcome   `json:"outcome"`
	LatencyMS *float64        `json:"latency_ms"`
	Evidence  round.Evidence  `json:"evidence"`
	Price     *float64        `json:"price"` // in view
	DonePrice *float64        `json:"done_price"`
	Why       string          `json:"why"`
	Before    momentJSON      `json:"before"`
	After     momentJSON      `json:"after"`
}

// momentJSON are the books around a press: ours, and the server's.
type momentJSON struct {
	Balance        *money.Lamports `json:"balance"`
	Quantity       *float64        `json:"quantity"`
	AvgCost        *float64        `json:"avg_cost"`
	Bet            *money.Lamports `json:"bet"`
	PnL            *float64        `json:"pnl"`
	ServerCash     *float64        `json:"server_cash"`
	ServerQuantity *float64        `json:"server_quantity"`
}

// pressesOf gives the presses of a round by tick, and of one tick by time.
func pressesOf(r *round.Recording, started int64) []pressJSON {
	all := make([]pressJSON, 0, len(r.Actions))
	for i := range r.Actions {
		a := &r.Actions[i]
		p := pressJSON{
			Tick: viewedTick(r, a), Phase: a.Before.Phase.String(), MS: sinceMS(started, a.AtNS),
			Control: a.Control, Label: a.Label, Amount: present(a.Amount), Part: present(a.Part), By: a.By,
			Outcome: a.Outcome, Evidence: a.Evidence, Price: present(a.Before.Price), DonePrice: present(a.DonePrice), Why: a.Why,
			Before: momentOf(&a.Before), After: momentOf(&a.After),
		}
		if a.Order != 0 {
			p.Order = &a.Order
		}
		if took := a.LatencyNS(); took.Present {
			ms := float64(took.Value) / 1e6
			p.LatencyMS = &ms
		}
		all = append(all, p)
	}
	slices.SortStableFunc(all, func(a, b pressJSON) int { return a.Tick - b.Tick })
	return all
}

// viewedTick is the tick that was in view when it was pressed: as noted, else the
// last that had been received.
func viewedTick(r *round.Recording, a *round.Action) int {
	if a.Before.Phase == game.PhaseCooldown || a.Before.Phase == game.PhasePresale {
		return 0
	}
	if a.Before.Tick.Present {
		return a.Before.Tick.Value
	}
	last := 0
	for at, t := range r.Ticks {
		if t.RecvNS != 0 && t.RecvNS <= a.AtNS {
			last = at
		}
	}
	if rug, ok := r.Rug(); ok && rug.RecvNS != 0 && rug.RecvNS <= a.AtNS {
		last = rug.At
	}
	return last
}

func momentOf(m *round.Moment) momentJSON {
	return momentJSON{
		Balance: present(m.Ours.Balance), Quantity: present(m.Ours.Quantity), AvgCost: present(m.Ours.AvgCost),
		Bet: present(m.Ours.Bet), PnL: present(m.Ours.PnL),
		ServerCash: present(m.Server.Cash), ServerQuantity: present(m.Server.Quantity),
	}
}

// present is null for what is absent.
func present[T any](v game.Opt[T]) *T {
	if !v.Present {
		return nil
	}
	return &v.Value
}
