package wire

import (
	"errors"
	"testing"

	"rugtape/internal/money"
)

func TestOrders(t *testing.T) {
	const ms = money.PerSOL / 1000
	for _, c := range []struct {
		name, payload string
		want          Order
	}{
		{BuyOrder, `["buyOrder",{"amount":0.03}]`, Order{BuyOrder, 30 * ms, 0}},
		{BuyOrder, `{"amount":1e-3,"more":true}`, Order{BuyOrder, ms, 0}},
		{SellOrder, `["sellOrder",{"percentage":25}]`, Order{SellOrder, 0, 0.25}},
		{SideOrder, `["sidebet",{"target":10,"betSize":0.005}]`, Order{SideOrder, 5 * ms, 0}},
	} {
		got, ok, err := DecodeOrder(c.name, []byte(c.payload))
		if err != nil || !ok || got != c.want {
			t.Errorf("%s: %+v, %v, %v; want %+v", c.payload, got, ok, err, c.want)
		}
	}
	for _, c := range []struct{ name, payload string }{
		{BuyOrder, `["buyOrder",{"amount":"0.03"}]`},
		{BuyOrder, `["buyOrder",{"betSize":0.03}]`},
		{BuyOrder, `["buyOrder"]`},
		{SellOrder, `["sellOrder",{"percentage":0}]`},
		{SellOrder, `["sellOrder",{"percentage":101}]`},
		{SideOrder, `["sidebet",{"betSize":null}]`},
	} {
		if got, ok, err := DecodeOrder(c.name, []byte(c.payload)); !ok || !errors.Is(err, ErrEvent) {
			t.Errorf("%s is read as %+v, %v, %v", c.payload, got, ok, err)
		}
	}
	if _, ok, err := DecodeOrder("hello", []byte(`{`)); ok || err != nil {
		t.Error("what is no order is read as one")
	}
}

func TestNewSideBet(t *testing.T) {
	bet, id, err := DecodeNewSideBet([]byte(`["newSideBet",{"__trace":true},{"playerId":"a","gameId":"r","betAmount":0.01,"xPayout":5,` +
		`"coinAddress":"So11111111111111111111111111111111111111112","type":"placed","startedAtTick":7,"end":46,"id":"x"}]`))
	if err != nil || bet.Player != Pseudonym("a") || id != "r" || bet.Start != 7 || bet.End != 46 || bet.Stake != money.PerSOL/100 {
		t.Errorf("%+v, %v", bet, err)
	}
	if bet, _, err := DecodeNewSideBet([]byte(`["newSideBet",{"playerId":"a"}]`)); !errors.Is(err, ErrEvent) {
		t.Errorf("%+v, %v", bet, err)
	}
}
