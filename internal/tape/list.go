package tape

import (
	"fmt"
	"math"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"rugtape/internal/fair"
	"rugtape/internal/game"
	"rugtape/internal/wire"
)

// listMeta is what format E says of its prices.
type listMeta struct {
	Round string         `json:"game_id"`
	Start jsontext.Value `json:"start_time"`
	Hash  string         `json:"server_seed_hash"`
	Seed  string         `json:"server_seed"`
}

// list takes a recording of format E: a list of prices by tick, null where
// the tick was missed. It does not say whether the rug is in it: endOf tells.
func (r *reader) list(d *record) {
	m := d.Meta
	var values []jsontext.Value
	if err := json.Unmarshal(d.Prices, &values, wire.Lenient); err != nil {
		r.lose(UnusableRecord, "prices is not a list")
		return
	}
	t := r.marked(m.Round, formatList)
	if t == nil {
		return
	}
	r.step(game.Event{RecvNS: r.stamp(m.Start), Frame: &game.Frame{Round: m.Round}}, formatList)
	if m.Hash != "" {
		if isHex(m.Hash) && len(m.Hash) == 64 {
			// When it was first seen is not known, so the event has no time.
			r.step(game.Event{Frame: &game.Frame{Round: m.Round, SeedHash: strings.ToLower(m.Hash)}}, formatList)
		} else {
			r.lose(UnusableRecord, fmt.Sprintf("server_seed_hash %.40q is no SHA-256", m.Hash))
		}
	}
	r.claim(t, m.Seed)
	prices := r.listPrices(values)
	end := endOf(prices)
	for tick, price := range prices {
		if math.IsNaN(price) || tick > end {
			continue
		}
		r.stats.Ticks++
		r.step(game.Event{Frame: &game.Frame{
			Round: m.Round, Active: game.Some(true), Rugged: game.Some(tick == end),
			Tick: game.Some(tick), Price: game.Some(price),
		}}, formatList)
	}
}

// listPrices reads the prices; NaN stands for a tick that was missed.
func (r *reader) listPrices(values []jsontext.Value) []float64 {
	prices := make([]float64, len(values))
	for tick, value := range values {
		price, present, ok := priceOf(value)
		if !ok {
			r.lose(UnusableRecord, fmt.Sprintf("tick %d has the price %.40s", tick, value))
		}
		if prices[tick] = price; !ok || !present {
			prices[tick] = math.NaN()
		}
	}
	return prices
}

// endOf finds the tick of the rug in a list of prices, len(prices) if the
// list has live prices only. The last price is the rug price if it is what
// the law makes of the lowest price before it, or, where prices are missing
// that may have been lower, less. The frames after the rug repeat its price:
// the first of them is the rug.
func endOf(prices []float64) int {
	last := len(prices) - 1
	for last >= 0 && math.IsNaN(prices[last]) {
		last--
	}
	if last < 1 {
		return len(prices)
	}
	rug := last
	for rug > 1 && (math.IsNaN(prices[rug-1]) || prices[rug-1] == prices[last]) {
		rug--
	}
	for math.IsNaN(prices[rug]) {
		rug++
	}
	low, missing := 1.0, false
	for _, price := range prices[:rug] {
		if math.IsNaN(price) {
			missing = true
		} else {
			low = math.Min(low, price)
		}
	}
	if price := fair.V3.RugPrice(low); prices[last] == price || missing && prices[last] < price {
		return rug
	}
	return len(prices)
}
