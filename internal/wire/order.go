package wire

import (
	"fmt"

	"github.com/go-json-experiment/json/jsontext"

	"rugtape/internal/game"
	"rugtape/internal/money"
)

// What a player's page asks of the server, each with an ack that says what
// became of it.
const (
	BuyOrder  = "buyOrder"  // {amount}
	SellOrder = "sellOrder" // {percentage}
	SideOrder = "sidebet"   // {target, betSize}
)

// NewSideBet tells everybody that a side bet was placed in a round that runs.
const NewSideBet = "newSideBet"

// Order is what a page asks for.
type Order struct {
	Name   string
	Amount money.Lamports // of a buy or side bet
	Part   float64        // of a sale, above 0 and at most 1
}

// DecodeOrder reads an event that a page sends. Those that are no orders give
// false.
func DecodeOrder(name string, payload []byte) (Order, bool, error) {
	if name != BuyOrder && name != SellOrder && name != SideOrder {
		return Order{}, false, nil
	}
	o := Order{Name: name}
	member := map[string]string{BuyOrder: "amount", SellOrder: "percentage", SideOrder: "betSize"}[name]
	told := false
	err := eventMembers(name, payload, func(n, value []byte) (err error) {
		if string(n) != member {
			return nil
		}
		told = true
		if name != SellOrder {
			o.Amount, err = amount(member, jsontext.Value(value))
			return err
		}
		percentage, err := float(value)
		if o.Part = percentage.Value / 100; err == nil && !(o.Part > 0 && o.Part <= 1) {
			err = fmt.Errorf("%v %% of a position", percentage.Value)
		}
		return err
	})
	if err == nil && !told {
		err = &eventError{name, fmt.Errorf("%s is absent", member)}
	}
	return o, true, err
}

// DecodeNewSideBet reads a newSideBet, and the round that it is of.
func DecodeNewSideBet(payload []byte) (bet game.SideBet, round string, err error) {
	var e sideBet
	payload, err = lastArgument(payload)
	if err == nil {
		err = decode(payload, &e)
	}
	if err == nil {
		bet, err = e.sideBet()
	}
	if err != nil {
		return game.SideBet{}, "", &eventError{NewSideBet, err}
	}
	return bet, e.Round, nil
}
