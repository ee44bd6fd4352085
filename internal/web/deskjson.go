package web

import (
	"rugtape/internal/desk"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
)

// told is how much of a desk a page knows already.
type told struct {
	player          string
	epoch           uint64
	marks, equities int
}

// rest is the desk with those of its marks and equities that were not told
// yet, which then are.
func (t *told) rest(player string, s *desk.State) *deskJSON {
	if s == nil {
		*t = told{}
		return nil
	}
	if t.player != player || t.epoch != s.Epoch {
		*t = told{player: player, epoch: s.Epoch}
	}
	out := deskOf(s)
	out.MarksFrom, out.EquityFrom = t.marks, t.equities
	out.Marks = make([]markJSON, 0, len(s.Marks)-t.marks)
	for i := range s.Marks[t.marks:] {
		out.Marks = append(out.Marks, markOf(&s.Marks[t.marks+i]))
	}
	out.Equities = s.Equities[t.equities:]
	t.marks, t.equities = len(s.Marks), len(s.Equities)
	return out
}

type deskJSON struct {
	Epoch    uint64         `json:"epoch"`
	Tick     int            `json:"tick"`
	Session  int            `json:"session"`
	Strategy string         `json:"strategy"`
	Script   string         `json:"script"`
	Error    string         `json:"error"`
	Start    money.Lamports `json:"start"`
	Balance  money.Lamports `json:"balance"`
	Equity   money.Lamports `json:"equity"`
	Position *positionJSON  `json:"position"`
	Bet      *betJSON       `json:"bet"`
	PnL      pnlJSON        `json:"pnl"`
	Waiting  int            `json:"waiting"`
	Stopped  bool           `json:"stopped"`
	Settled  bool           `json:"settled"`
	Action   string         `json:"action"`
	Why      string         `json:"why"`
	Rounds   int            `json:"rounds"`
	Bets     int            `json:"bets"`
	Refused  int            `json:"refused"`

	MarksFrom  int              `json:"marks_from"`
	Marks      []markJSON       `json:"marks"`
	EquityFrom int              `json:"equity_from"`
	Equities   []money.Lamports `json:"equities"`
}

type positionJSON struct {
	Quantity figure         `json:"quantity"`
	AvgCost  figure         `json:"avg_cost"`
	Cost     money.Lamports `json:"cost"`
	Since    int            `json:"since"`
	Value    money.Lamports `json:"value"`
	Gain     figure         `json:"gain"`
	Profit   money.Lamports `json:"profit"`
}

type betJSON struct {
	Start int            `json:"start"`
	End   int            `json:"end"`
	Stake money.Lamports `json:"stake"`
}

// pnlJSON are the server's figures, which are doubles.
type pnlJSON struct {
	Total    figure `json:"total"`
	Regular  figure `json:"regular"`
	Sidebet  figure `json:"sidebet"`
	Percent  figure `json:"percent"`
	Invested figure `json:"invested"`
}

func deskOf(s *desk.State) *deskJSON {
	out := &deskJSON{
		Epoch: s.Epoch, Tick: s.Tick, Session: s.Session, Strategy: s.Name, Script: s.Script,
		Start: s.Start, Balance: s.Balance, Equity: s.Equity,
		PnL:     pnlJSON{figure(s.PnL.Total), figure(s.PnL.Regular), figure(s.PnL.Sidebet), figure(s.PnL.Percent), figure(s.PnL.Invested)},
		Waiting: s.Waiting, Stopped: s.Stopped, Settled: s.Settled,
		Action: s.Latest.Action.String(), Why: s.Latest.Why.String(),
		Rounds: s.Rounds, Bets: s.Bets, Refused: s.Refused,
	}
	if s.Err != nil {
		out.Error = s.Err.Error()
	}
	if p := s.Position; p.Quantity != 0 {
		value := s.Equity - s.Balance
		out.Position = &positionJSON{figure(p.Quantity), figure(p.AvgCost), p.Cost, p.Since, value, figure(s.Gain()), value - p.Cost}
	}
	if s.HasBet {
		out.Bet = &betJSON{s.Bet.Start, s.Bet.End, s.Bet.Stake}
	}
	return out
}

// markJSON is a mark; what says nothing is left out.
type markJSON struct {
	Tick     int            `json:"tick"`
	Price    figure         `json:"price"`
	Kind     string         `json:"kind"`
	ByHand   bool           `json:"by_hand,omitzero"`
	Action   string         `json:"action,omitzero"`
	Amount   money.Lamports `json:"amount,omitzero"`
	Part     figure         `json:"part,omitzero"`
	Why      string         `json:"why,omitzero"`
	Entry    string         `json:"entry,omitzero"`
	Cash     money.Lamports `json:"cash,omitzero"`
	Profit   money.Lamports `json:"profit,omitzero"`
	Quantity figure         `json:"quantity,omitzero"`
	Code     string         `json:"code,omitzero"`
	Text     string         `json:"text,omitzero"`
}

func markOf(m *desk.Mark) markJSON {
	out := markJSON{Tick: m.Tick, Price: figure(m.Price), Kind: m.Kind.String(), ByHand: m.ByHand}
	if m.Kind == desk.Booked {
		e := &m.Entry
		out.Entry, out.Cash, out.Profit, out.Quantity = e.Kind.String(), e.Cash, e.Profit, figure(e.Quantity)
		out.Action = actionOf[e.Kind]
		return out
	}
	out.Action, out.Amount, out.Part = m.Intent.Action.String(), m.Intent.Amount, figure(m.Intent.Part)
	if m.Kind == desk.Decided {
		out.Why = m.Intent.Why.String()
	}
	if m.Kind == desk.Refused || m.Code != "" {
		out.Code, out.Text = string(m.Code), m.Text()
	}
	return out
}

// actionOf is the action that a booking has done; what the round did has none.
var actionOf = map[ledger.Kind]string{ledger.Bought: "BUY", ledger.Sold: "SELL", ledger.BetPlaced: "SIDE"}
