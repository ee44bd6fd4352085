package tape

import (
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"rugtape/internal/game"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
	"rugtape/internal/round"
	"rugtape/internal/wire"
)

// demoState is what the recorder of format D noted around a press: its own
// view, or, with the names of the later edition and of the event playerUpdate,
// the server's.
type demoState struct {
	Phase    string         `json:"phase"`
	Tick     jsontext.Value `json:"current_tick"`
	Price    jsontext.Value `json:"current_price"`
	Field    jsontext.Value `json:"bet_amount"`
	Part     jsontext.Value `json:"sell_percentage"`
	Balance  jsontext.Value `json:"balance"`
	Position jsontext.Value `json:"position"` // null where nothing is held
	SideBet  jsontext.Value `json:"sidebet"`  // null without one
	// The later edition's.
	Held    jsontext.Value `json:"position_qty"`
	Entry   jsontext.Value `json:"position_entry_price"`
	Betting jsontext.Value `json:"sidebet_active"`
	Stake   jsontext.Value `json:"sidebet_amount"`
	// The server's, by both spellings.
	Cash        jsontext.Value `json:"cash"`
	AvgCost     jsontext.Value `json:"avg_cost"`
	Sum         jsontext.Value `json:"cumulative_pnl"`
	ServerHeld  jsontext.Value `json:"positionQty"`
	ServerCost  jsontext.Value `json:"avgCost"`
	ServerTotal jsontext.Value `json:"cumulativePnL"`
}

// demoScene reads the state around a press, and what of it belongs to the press.
type demoScene struct {
	r      *reader
	amount game.Opt[money.Lamports] // in the field
	part   game.Opt[float64]        // chosen for sales
}

// moment reads what the recorder and, apart from it, the server had. What
// cannot be read is absent, and a loss.
func (s *demoScene) moment(own, server jsontext.Value) round.Moment {
	var m round.Moment
	var o, v demoState
	s.state(own, &o)
	s.state(server, &v)
	m.Phase = phaseLabels[o.Phase]
	m.Tick = s.tick("current_tick", o.Tick)
	m.Price = s.figure("current_price", o.Price)
	s.amount = s.sum("bet_amount", o.Field)
	if p := s.figure("sell_percentage", o.Part); p.Value > 0 && p.Value <= 1 {
		s.part = p
	}
	m.Ours = s.books(&o)
	m.Server = round.Purse{
		Cash: s.figure("cash", v.Cash), Quantity: s.figure("position_qty", first(v.Held, v.ServerHeld)),
		AvgCost: s.figure("avg_cost", first(v.AvgCost, v.ServerCost)), PnL: s.figure("cumulative_pnl", first(v.Sum, v.ServerTotal)),
	}
	return m
}

func (s *demoScene) state(text jsontext.Value, into *demoState) {
	if text.Kind() == 0 || text.Kind() == 'n' {
		return
	}
	if err := json.Unmarshal(text, into, wire.Lenient); err != nil {
		*into = demoState{}
		s.r.lose(UnusableRecord, "a state that cannot be read; the press was kept without it")
	}
}

// books reads the recorder's own books. Its position tells the stake and the
// price of entry, not the quantity.
func (s *demoScene) books(o *demoState) round.Books {
	b := round.Books{
		Balance: s.sum("balance", cutBalance(o.Balance)), Quantity: s.figure("position_qty", o.Held),
		AvgCost: s.figure("position_entry_price", o.Entry),
		Bet:     s.sum("sidebet_amount", o.Stake),
	}
	var held struct {
		Entry jsontext.Value `json:"entry_price"`
	}
	switch o.Position.Kind() {
	case 0:
	case 'n':
		b.Quantity = game.Some(0.0)
	default:
		s.check("position", json.Unmarshal(o.Position, &held, wire.Lenient) == nil)
		b.AvgCost = s.figure("entry_price", held.Entry)
	}
	var bet struct {
		Stake jsontext.Value `json:"amount"`
		Tick  jsontext.Value `json:"placed_tick"`
	}
	switch {
	case o.SideBet.Kind() == 'n' || o.Betting.Kind() == 'f':
		b.Bet = game.Some[money.Lamports](0)
	case o.SideBet.Kind() != 0:
		s.check("sidebet", json.Unmarshal(o.SideBet, &bet, wire.Lenient) == nil)
		b.Bet = s.sum("sidebet", bet.Stake)
		if placed := s.tick("placed_tick", bet.Tick); placed.Present {
			b.BetEnd = game.Some(placed.Value + ledger.BetWindow)
		}
	}
	return b
}

// figure reads a number, or a number as text.
func (s *demoScene) figure(name string, value jsontext.Value) game.Opt[float64] {
	v, present, ok := priceOf(value)
	s.check(name, ok)
	return someIf(v, present && ok)
}

func (s *demoScene) tick(name string, value jsontext.Value) game.Opt[int] {
	if first(value) == nil {
		return game.Opt[int]{}
	}
	n, err := strconv.Atoi(string(value))
	ok := err == nil && n >= 0 && n <= game.MaxTick
	s.check(name, ok)
	return someIf(n, ok)
}

// sum reads an amount from its digits; one finer than a lamport is none.
func (s *demoScene) sum(name string, value jsontext.Value) game.Opt[money.Lamports] {
	if first(value) == nil {
		return game.Opt[money.Lamports]{}
	}
	sum, err := money.Parse(strings.Trim(string(value), `"`))
	s.check(name, err == nil)
	return someIf(sum, err == nil)
}

// someIf is the value, or absent: an absent one has no value.
func someIf[T any](v T, present bool) game.Opt[T] {
	if !present {
		return game.Opt[T]{}
	}
	return game.Some(v)
}

func (s *demoScene) check(name string, ok bool) {
	if !ok {
		s.r.lose(UnusableRecord, name+" cannot be read; the press was kept without it")
	}
}

// phaseLabels are the recorder's names of phases. They are its own, and
// partly wrong; those that say nothing are left out.
var phaseLabels = map[string]game.Phase{
	"COOLDOWN": game.PhaseCooldown, "PRESALE": game.PhasePresale, "GAME_ACTIVATION": game.PhaseActivation,
	"ACTIVE": game.PhaseLive, "ACTIVE_GAMEPLAY": game.PhaseLive, "RUG_EVENT": game.PhaseRugged, afterRug: game.PhaseRugged,
}

// cutBalance cuts a balance, which the recorder reckoned with any number of
// digits, after its ninth place.
func cutBalance(value jsontext.Value) jsontext.Value {
	const places = 9
	text := strings.Trim(string(value), `"`)
	if point := strings.IndexByte(text, '.'); point >= 0 && !strings.ContainsAny(text, "eE") && len(text) > point+1+places {
		return jsontext.Value(text[:point+1+places])
	}
	return value
}
