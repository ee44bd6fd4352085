package wire

import (
	"errors"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"

	"rugtape/internal/game"
)

// trade is the payload of standard/newTrade.
type trade struct {
	ID       string         `json:"id"`
	Round    string         `json:"gameId"`
	Player   string         `json:"playerId"`
	Type     string         `json:"type"`
	Tick     jsontext.Value `json:"tickIndex"`
	Price    jsontext.Value `json:"price"`
	Quantity jsontext.Value `json:"qty"`
	Amount   jsontext.Value `json:"amount"`
	Coin     string         `json:"coin"`
}

func decodeTrade(payload []byte) (*game.Trade, error) {
	var e trade
	if err := decode(payload, &e); err != nil {
		return nil, fmt.Errorf("trade: %w", err)
	}
	t, err := e.trade()
	if err != nil {
		return nil, fmt.Errorf("trade %.40s: %w", e.ID, err)
	}
	return t, nil
}

// decodePastTrade reads a trade out of the history of a round, which it may
// leave out.
func decodePastTrade(value []byte, round string) (*game.Trade, error) {
	var e trade
	if err := decode(value, &e); err != nil {
		return nil, fmt.Errorf("trade: %w", err)
	}
	if e.Round == "" {
		e.Round = round
	}
	t, err := e.trade()
	if err == nil && t.Round != round {
		err = fmt.Errorf("it belongs to round %.40s", t.Round)
	}
	if err != nil {
		return nil, fmt.Errorf("trade %.40s: %w", e.ID, err)
	}
	return t, nil
}

func (e *trade) trade() (*game.Trade, error) {
	t := &game.Trade{ID: e.ID, Round: e.Round, Player: Pseudonym(e.Player), Coin: e.Coin}
	if t.Round == "" {
		return nil, errors.New("gameId is absent")
	}
	switch e.Type {
	case "buy":
		t.Side = game.Buy
	case "sell":
		t.Side = game.Sell
	default:
		return nil, fmt.Errorf("type %.40q is neither buy nor sell", e.Type)
	}
	var err error
	if t.Tick, err = tickOf("tickIndex", e.Tick); err != nil {
		return nil, err
	}
	p, err := price(absentAsNull(e.Price))
	if err != nil || !p.Present {
		return nil, fmt.Errorf("price %.40s is not usable", e.Price)
	}
	t.Price = p.Value
	if t.Quantity, err = amount("qty", e.Quantity); err != nil {
		return nil, err
	}
	if t.Amount, err = amount("amount", e.Amount); err != nil {
		return nil, err
	}
	return t, nil
}

// tickOf reads the number of a tick, which must be there.
func tickOf(field string, value []byte) (int, error) {
	tick, err := whole(absentAsNull(value))
	switch {
	case err != nil:
		return 0, fmt.Errorf("%s: %w", field, err)
	case !tick.Present:
		return 0, errors.New(field + " is absent")
	case tick.Value < 0 || tick.Value > game.MaxTick:
		return 0, fmt.Errorf("%s: %d is not within 0..%d", field, tick.Value, game.MaxTick)
	}
	return tick.Value, nil
}

func absentAsNull(value []byte) []byte {
	if len(value) == 0 {
		return []byte("null")
	}
	return value
}
