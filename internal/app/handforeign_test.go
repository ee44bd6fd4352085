package app

import (
	"testing"

	"rugtape/internal/guard"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
	"rugtape/internal/wire"
)

// TestOrdersOfOthers: an order of the page is ours if one like it was pressed and
// not seen yet; of two that are alike, the answers prove nothing.
func TestOrdersOfOthers(t *testing.T) {
	const stake = money.PerSOL / 100
	buy := wire.Order{Name: wire.BuyOrder, Amount: stake}
	sale := wire.Order{Name: wire.SellOrder, Part: 0.5}
	open := []guard.Order{
		{Key: 1, Life: guard.Sent, Action: strategy.Buy, Amount: stake},
		{Key: 2, Life: guard.Approval, Action: strategy.Sell, Part: 0.5}, // not pressed yet
	}
	var f foreigners
	answered := func(id uint64) bool {
		return f.answers(1, &wire.Packet{Kind: wire.PacketAck, ID: id, HasID: true})
	}
	if f.sent(pageAskID{1, 10}, buy, open) {
		t.Error("our order is taken for one of others")
	}
	if answered(10) {
		t.Error("the answer to our order is taken for one to others")
	}
	if !f.sent(pageAskID{1, 11}, sale, open) {
		t.Error("a sale that was not pressed is taken for ours")
	}
	if !answered(11) || answered(10) {
		t.Error("the answer to the sale of others is taken for ours, or ours for theirs")
	}
	if !f.sent(pageAskID{1, 12}, buy, open) {
		t.Error("a second order like ours is taken for ours")
	}
	if !answered(12) || !answered(10) {
		t.Error("of two orders that are alike, an answer still proves something")
	}
	if f.answers(2, &wire.Packet{Kind: wire.PacketAck, ID: 12, HasID: true}) {
		t.Error("the answer on another connection is taken for it")
	}
	for i := range uint64(3 * maxForeign) {
		f.sent(pageAskID{3, i}, sale, open)
	}
	if len(f.asks) > maxForeign {
		t.Errorf("%d orders of others are remembered", len(f.asks))
	}
}
