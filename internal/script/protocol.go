package script

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"rugtape/internal/game"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

// protocol is the version of what is spoken over the pipes; docs/strategies.md
// is its description.
const protocol = 1

// The types of lines.
const (
	helloType   = "hello"
	viewType    = "view"
	factType    = "fact"
	renewType   = "renew"
	stateType   = "state"
	restoreType = "restore"
)

// line is what we write: a type, and what that type has.
type line struct {
	Type     string    `json:"type"`
	Protocol int       `json:"protocol,omitzero"`
	ID       int64     `json:"id,omitzero"`
	Script   *source   `json:"script,omitzero"`
	State    *string   `json:"state,omitzero"`
	View     *viewLine `json:"view,omitzero"`
	Fact     *factLine `json:"fact,omitzero"`
}

// source is a script for a host.
type source struct {
	Name   string            `json:"name"`
	Text   string            `json:"text"`
	Args   map[string]string `json:"args"`
	Steps  uint64            `json:"steps"`
	Memory int64             `json:"memory"`
}

// viewLine is a view. Of the prices it has those from From on; the ones before
// are as they were told last.
type viewLine struct {
	Round    int            `json:"round"`
	Phase    string         `json:"phase"`
	Tick     int            `json:"tick"`
	Price    float64        `json:"price"`
	High     float64        `json:"high"`
	Low      float64        `json:"low"`
	From     int            `json:"prices_from"`
	Prices   []maybe        `json:"prices"`
	Balance  money.Lamports `json:"balance"`
	Holds    bool           `json:"holds"`
	Held     int            `json:"held"`
	Gain     float64        `json:"gain"`
	Position positionLine   `json:"position"`
	Bet      *betLine       `json:"bet"`
	Waiting  int            `json:"waiting"`
}

type positionLine struct {
	Quantity float64        `json:"quantity"`
	AvgCost  float64        `json:"avg_cost"`
	Cost     money.Lamports `json:"cost"`
	Lots     int            `json:"lots"`
	Since    int            `json:"since"`
}

type betLine struct {
	Start int            `json:"start"`
	End   int            `json:"end"`
	Stake money.Lamports `json:"stake"`
}

type factLine struct {
	Kind   string      `json:"kind"`
	Tick   int         `json:"tick"`
	Price  float64     `json:"price"`
	Entry  *entryLine  `json:"entry"`
	Intent *intentLine `json:"intent"`
	Code   string      `json:"code"`
}

type entryLine struct {
	Kind     string         `json:"kind"`
	Tick     int            `json:"tick"`
	Price    float64        `json:"price"`
	Quantity float64        `json:"quantity"`
	Cash     money.Lamports `json:"cash"`
	Profit   money.Lamports `json:"profit"`
}

type intentLine struct {
	Action string         `json:"action"`
	Amount money.Lamports `json:"amount"`
	Part   float64        `json:"part"`
	Why    string         `json:"why"`
}

// maybe is a price, or null where none is known.
type maybe float64

// MarshalJSON writes the price as it was received.
func (m maybe) MarshalJSON() ([]byte, error) {
	if math.IsNaN(float64(m)) {
		return []byte("null"), nil
	}
	return strconv.AppendFloat(nil, float64(m), 'g', -1, 64), nil
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (m *maybe) UnmarshalJSON(text []byte) error {
	if string(text) == "null" {
		*m = maybe(math.NaN())
		return nil
	}
	f, err := strconv.ParseFloat(string(text), 64)
	*m = maybe(f)
	return err
}

// answer is what a program writes.
type answer struct {
	Type     string         `json:"type,omitzero"`
	Protocol int            `json:"protocol,omitzero"`
	Renews   bool           `json:"renews,omitzero"`
	ID       *int64         `json:"id,omitzero"`
	Action   string         `json:"action,omitzero"`
	Amount   jsontext.Value `json:"amount,omitzero"`
	Part     *float64       `json:"part,omitzero"`
	Why      string         `json:"why,omitzero"`
	State    *string        `json:"state,omitzero"`
	Error    *Error         `json:"error,omitzero"`
}

// encode writes a line. Texts of the core are words, and figures finite.
func encode(l *line) ([]byte, error) { return json.Marshal(l, jsontext.AllowInvalidUTF8(true)) }

func viewOf(v *strategy.View, from int) *viewLine {
	l := &viewLine{
		Round: v.Round, Phase: v.Phase.String(), Tick: v.Tick, Price: v.Price, High: v.High, Low: v.Low,
		From: from, Prices: make([]maybe, 0, len(v.Prices)-from), Balance: v.Balance, Waiting: v.Waiting,
		Holds: v.Holds(), Gain: v.Gain(),
		Position: positionLine{v.Position.Quantity, v.Position.AvgCost, v.Position.Cost, v.Position.Lots, v.Position.Since},
	}
	if v.Holds() {
		l.Held = v.Held()
	}
	for _, price := range v.Prices[from:] {
		l.Prices = append(l.Prices, maybe(price))
	}
	if v.HasBet {
		l.Bet = &betLine{v.Bet.Start, v.Bet.End, v.Bet.Stake}
	}
	return l
}

// view is the other direction; prices are those told before.
func (l *viewLine) view(prices []float64) (strategy.View, error) {
	if l.From < 0 || l.From > len(prices) {
		return strategy.View{}, fmt.Errorf("prices from %d, after %d of them", l.From, len(prices))
	}
	v := strategy.View{
		Round: l.Round, Tick: l.Tick, Price: l.Price, High: l.High, Low: l.Low, Prices: prices[:l.From],
		Balance: l.Balance, Waiting: l.Waiting,
		Position: ledger.Position{
			Quantity: l.Position.Quantity, AvgCost: l.Position.AvgCost, Cost: l.Position.Cost, Lots: l.Position.Lots, Since: l.Position.Since,
		},
	}
	v.Phase, _ = named(l.Phase, game.PhaseUnknown, game.PhaseRugged)
	for _, price := range l.Prices {
		v.Prices = append(v.Prices, float64(price))
	}
	if l.Bet != nil {
		v.Bet, v.HasBet = ledger.Bet{Start: l.Bet.Start, End: l.Bet.End, Stake: l.Bet.Stake}, true
	}
	return v, nil
}

func factOf(f strategy.Fact) *factLine {
	l := &factLine{Kind: f.Kind.String(), Tick: f.Tick, Price: f.Price, Code: f.Code}
	switch e := f.Entry; f.Kind {
	case strategy.Booked:
		l.Entry = &entryLine{e.Kind.String(), e.Tick, e.Price, e.Quantity, e.Cash, e.Profit}
	case strategy.Refused:
		l.Intent = &intentLine{f.Intent.Action.String(), f.Intent.Amount, f.Intent.Part, f.Intent.Why.String()}
	}
	return l
}

// fact is the other direction.
func (l *factLine) fact() strategy.Fact {
	f := strategy.Fact{Tick: l.Tick, Price: l.Price, Code: l.Code}
	f.Kind, _ = named(l.Kind, strategy.RoundOpened, strategy.Refused)
	if e := l.Entry; e != nil {
		f.Entry = ledger.Entry{Tick: e.Tick, Price: e.Price, Quantity: e.Quantity, Cash: e.Cash, Profit: e.Profit}
		f.Entry.Kind, _ = named(e.Kind, ledger.Bought, ledger.Adopted)
	}
	if i := l.Intent; i != nil {
		f.Intent = strategy.Intent{Amount: i.Amount, Part: i.Part, Why: strategy.Because(i.Why)}
		f.Intent.Action, _ = named(i.Action, strategy.Wait, strategy.Side)
	}
	return f
}

// named finds a value by its name among those from first to last.
func named[T interface {
	~uint8
	fmt.Stringer
}](name string, first, last T) (T, bool) {
	for v := first; v <= last; v++ {
		if v.String() == name {
			return v, true
		}
	}
	return first, false
}

// intent reads what the program wants, and refuses what it cannot mean.
func (a *answer) intent() (strategy.Intent, error) {
	action, known := named(a.Action, strategy.Wait, strategy.Side)
	if !known {
		return strategy.Intent{}, fmt.Errorf("there is no action %q: use WAIT, BUY, SELL or SIDE", shorten(a.Action, 40))
	}
	intent := strategy.Intent{Action: action, Why: strategy.Because("the program gives no reason")}
	if a.Why != "" {
		intent.Why = strategy.Because(shorten(a.Why, longestWhy))
	}
	switch action {
	case strategy.Buy, strategy.Side:
		text := strings.Trim(string(a.Amount), `"`)
		amount, err := parseSOL(text)
		if err == nil && amount <= 0 {
			err = errors.New("an amount is above 0")
		}
		if err != nil {
			return intent, fmt.Errorf("the amount of %v is %s: %w", action, shorten(text, 40), err)
		}
		intent.Amount = amount
	case strategy.Sell:
		intent.Part = 1
		if a.Part != nil {
			intent.Part = *a.Part
		}
		if !(intent.Part > 0 && intent.Part <= 1) {
			return intent, fmt.Errorf("the part to sell is %v: it is above 0 and at most 1", intent.Part)
		}
	}
	return intent, nil
}
