package wire

import (
	"errors"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"

	"rugtape/internal/game"
	"rugtape/internal/money"
)

// sideBet is an entry of globalSidebets. Those of type "placed" and those of
// type "payout" name their ticks differently.
type sideBet struct {
	ID        string         `json:"id"`
	Round     string         `json:"gameId"`
	Player    string         `json:"playerId"`
	Type      string         `json:"type"`
	Stake     jsontext.Value `json:"betAmount"`
	Times     jsontext.Value `json:"xPayout"`
	Payout    jsontext.Value `json:"payout"`
	Coin      string         `json:"coinAddress"`
	PlacedAt  jsontext.Value `json:"startedAtTick"`
	PlacedEnd jsontext.Value `json:"end"`
	PaidStart jsontext.Value `json:"startTick"`
	PaidEnd   jsontext.Value `json:"endTick"`
}

func decodeSideBet(value []byte, round string) (game.SideBet, error) {
	var e sideBet
	if err := decode(value, &e); err != nil {
		return game.SideBet{}, fmt.Errorf("side bet: %w", err)
	}
	bet, err := e.sideBet()
	if err == nil && e.Round != "" && e.Round != round {
		err = fmt.Errorf("it belongs to round %.40s", e.Round)
	}
	if err != nil {
		return game.SideBet{}, fmt.Errorf("side bet %.40s: %w", e.ID, err)
	}
	return bet, nil
}

func (e *sideBet) sideBet() (game.SideBet, error) {
	b := game.SideBet{ID: e.ID, Player: Pseudonym(e.Player), Coin: e.Coin}
	var err error
	if b.Stake, err = amount("betAmount", e.Stake); err != nil {
		return b, err
	}
	switch e.Type {
	case "placed":
		if b.Start, err = tickOf("startedAtTick", e.PlacedAt); err == nil {
			b.End, err = tickOf("end", e.PlacedEnd)
		}
	case "payout":
		b.Settled = true
		if b.Payout, err = e.payout(b.Stake); err != nil {
			return b, err
		}
		if b.Start, err = tickOf("startTick", e.PaidStart); err == nil {
			b.End, err = tickOf("endTick", e.PaidEnd)
		}
	default:
		err = fmt.Errorf("type %.40q is neither placed nor payout", e.Type)
	}
	return b, err
}

// payout reads what was paid back. The server multiplies stake and factor as
// doubles, so that one of 0.055 may be written 0.05499999999999999: where the
// text is exactly that product, the payout is the exact one.
func (e *sideBet) payout(stake money.Lamports) (money.Lamports, error) {
	paid, err := amount("payout", e.Payout)
	if !errors.Is(err, money.ErrTooFine) {
		return paid, err
	}
	times, _ := whole(absentAsNull(e.Times))
	seen, _ := float(e.Payout)
	bet, _ := float(e.Stake)
	if times.Value < 1 || times.Value > 100 || bet.Value*float64(times.Value) != seen.Value {
		return 0, err
	}
	if stake > (1<<63-1)/100 {
		return 0, err
	}
	return stake * money.Lamports(times.Value), nil
}
