package web

import (
	"math"

	"rugtape/internal/fair"
	"rugtape/internal/game"
	"rugtape/internal/money"
	"rugtape/internal/round"
)

// The JSON of rounds. Field names are those of docs/api.md; pointers are null
// where the thing is not known.

type roundItem struct {
	Source        round.Source `json:"source"`
	ID            string       `json:"id"`
	StartedNS     string       `json:"started_ns"`
	Ticks         int          `json:"ticks"`
	Seen          int          `json:"seen"`
	Peak          float64      `json:"peak"`
	PeakTick      int          `json:"peak_tick"`
	RugTick       *int         `json:"rug_tick"`
	RugPrice      *float64     `json:"rug_price"`
	RugCertain    bool         `json:"rug_certain"`
	Complete      bool         `json:"complete"`
	Missing       int          `json:"missing"`
	Repaired      int          `json:"repaired"`
	Trades        int          `json:"trades"`
	SideBets      int          `json:"side_bets"`
	Verdict       string       `json:"verdict"`
	LawConsistent *bool        `json:"law_consistent"`
	Seeded        bool         `json:"seeded"`
	Pinned        bool         `json:"pinned"`
	Quarantined   bool         `json:"quarantined"`
	Resumed       bool         `json:"resumed"`
	Spark         []float64    `json:"spark"`
}

func itemOf(s round.Summary) roundItem {
	item := roundItem{
		Source: s.Source, ID: s.ID, StartedNS: ns(s.StartedNS), Ticks: s.Live, Seen: s.Seen,
		Peak: s.Peak, PeakTick: s.PeakTick, RugCertain: s.Ended && s.Rug.Certain,
		Complete: s.Complete, Missing: s.Missing, Repaired: s.Repaired,
		Trades: s.Trades, SideBets: s.SideBets, Verdict: s.Verdict.String(),
		LawConsistent: tri(s.LawConsistent),
		Seeded:        s.Seeded, Pinned: s.Pinned, Quarantined: s.Quarantined, Resumed: s.Resumed, Spark: s.Spark,
	}
	if s.Ended {
		item.RugTick, item.RugPrice = &s.Rug.At, &s.Rug.Price
	}
	return item
}

type roundDetail struct {
	roundItem
	Version     string         `json:"version"`
	Seed        string         `json:"seed"`
	SeedHash    string         `json:"seed_hash"`
	HashSeenNS  string         `json:"hash_seen_ns"`
	Revision    int            `json:"revision"`
	FileHash    string         `json:"file_hash"`
	Prices      []*float64     `json:"prices"`
	RecvMS      []*int64       `json:"recv_ms"` // since started_ns
	RugMS       *int64         `json:"rug_ms"`
	Origins     [][3]any       `json:"origins"` // from, to, origin
	Gaps        [][2]int       `json:"gaps"`
	Repairs     [][3]any       `json:"repairs"`
	TradeList   []tradeJSON    `json:"trade_list"`
	SideBetList []sideBetJSON  `json:"side_bet_list"`
	Presses     []pressJSON    `json:"presses"`
	Conflicts   []conflictJSON `json:"conflicts"`
	From        []string       `json:"from"`
	Prev        *string        `json:"prev"`
	Next        *string        `json:"next"`
}

type tradeJSON struct {
	Tick     int            `json:"tick"`
	Side     string         `json:"side"`
	Price    float64        `json:"price"`
	Quantity money.Lamports `json:"quantity"`
	Amount   money.Lamports `json:"amount"`
	Coin     string         `json:"coin"`
	Player   string         `json:"player"`
}

func tradeOf(t *game.Trade) tradeJSON {
	return tradeJSON{t.Tick, t.Side.String(), t.Price, t.Quantity, t.Amount, t.Coin, t.Player}
}

type sideBetJSON struct {
	Start   int            `json:"start"`
	End     int            `json:"end"`
	Stake   money.Lamports `json:"stake"`
	Payout  money.Lamports `json:"payout"`
	Settled bool           `json:"settled"`
	Coin    string         `json:"coin"`
	Player  string         `json:"player"`
}

type conflictJSON struct {
	Field string `json:"field"`
	Tick  int    `json:"tick"`
	Value string `json:"value"`
}

func detailOf(r *round.Recording, e round.Entry) roundDetail {
	d := roundDetail{
		roundItem: itemOf(e.Summary), Version: r.Version, Seed: r.Seed, SeedHash: r.SeedHash,
		HashSeenNS: ns(r.HashSeenNS), Revision: e.Revision, FileHash: e.Hash, From: r.From,
	}
	d.ticks(r, e.StartedNS)
	for _, g := range r.Gaps() {
		d.Gaps = append(d.Gaps, [2]int{g.From, g.To})
	}
	for _, rep := range r.Repairs() {
		d.Repairs = append(d.Repairs, [3]any{rep.From, rep.To, rep.Origin.String()})
	}
	for i := range r.Trades {
		d.TradeList = append(d.TradeList, tradeOf(&r.Trades[i]))
	}
	for _, b := range r.Bets() {
		d.SideBetList = append(d.SideBetList, sideBetJSON{b.Start, b.End, b.Stake, b.Payout, b.Settled, b.Coin, b.Player})
	}
	d.Presses = pressesOf(r, e.StartedNS)
	for _, c := range r.Conflicts {
		d.Conflicts = append(d.Conflicts, conflictJSON{c.Field, c.At, c.Value})
	}
	return d
}

// ticks lays out prices, times and origins by tick, up to the last live one.
func (d *roundDetail) ticks(r *round.Recording, started int64) {
	for at := range r.Live() {
		var t round.Tick
		if at < len(r.Ticks) {
			t = r.Ticks[at]
		}
		var price *float64
		if t.Known() {
			price = &t.Price
		}
		d.Prices = append(d.Prices, price)
		d.RecvMS = append(d.RecvMS, sinceMS(started, t.RecvNS))
		name := t.Origin.String()
		if n := len(d.Origins); n > 0 && d.Origins[n-1][2] == name {
			d.Origins[n-1][1] = at
		} else {
			d.Origins = append(d.Origins, [3]any{at, at, name})
		}
	}
	if rug, ok := r.Rug(); ok {
		d.RugMS = sinceMS(started, rug.RecvNS)
	}
}

type proofJSON struct {
	Law           string   `json:"law"`
	Verdict       string   `json:"verdict"`
	HashOK        *bool    `json:"hash_ok"`
	PricesChecked int      `json:"prices_checked"`
	PricesEqual   int      `json:"prices_equal"`
	FirstMismatch *int     `json:"first_mismatch"`
	Expected      *float64 `json:"expected"`
	Seen          *float64 `json:"seen"`
	PeakOK        *bool    `json:"peak_ok"`
	RugPriceOK    *bool    `json:"rug_price_ok"`
	RugTickOK     *bool    `json:"rug_tick_ok"`
	DerivedTick   *int     `json:"derived_rug_tick"`
	DerivedPrice  *float64 `json:"derived_rug_price"`
	DerivedPeak   *float64 `json:"derived_peak"`
	LawConsistent *bool    `json:"law_consistent"`
	ImpossibleAt  *int     `json:"impossible_at"`
	Why           string   `json:"why"`
	Seed          string   `json:"seed"`
	SeedHash      string   `json:"seed_hash"`
	Pinned        bool     `json:"pinned"`
	HashSeenNS    string   `json:"hash_seen_ns"`
	Claims        []string `json:"claims"`
}

// tri is null for a check that was not made.
func tri(c fair.Check) *bool {
	if c == fair.NotChecked {
		return nil
	}
	passed := c == fair.Passed
	return &passed
}

func proofOf(rec *round.Recording, s round.Summary) proofJSON {
	p := round.Prove(rec)
	out := proofJSON{
		Law: p.Law, Verdict: p.Verdict.String(), HashOK: tri(p.HashOK),
		PricesChecked: p.PricesChecked, PricesEqual: p.PricesEqual,
		Expected: known(p.Expected), Seen: known(p.Seen),
		PeakOK: tri(p.PeakOK), RugPriceOK: tri(p.RugPriceOK), RugTickOK: tri(p.RugTickOK),
		LawConsistent: tri(p.Consistency.Check),
		Why:           p.Consistency.Why, Seed: rec.Seed, SeedHash: rec.SeedHash,
		Pinned: s.Pinned, HashSeenNS: ns(rec.HashSeenNS), Claims: rec.Claims,
	}
	if p.FirstMismatch >= 0 {
		out.FirstMismatch = &p.FirstMismatch
	}
	if rec.Seed != "" {
		out.DerivedTick, out.DerivedPrice, out.DerivedPeak = &p.Derived.RugTick, &p.Derived.RugPrice, &p.Derived.Peak
	}
	if p.Consistency.FirstImpossible >= 0 {
		out.ImpossibleAt = &p.Consistency.FirstImpossible
	}
	return out
}

// known is null for a price that is not known.
func known(price float64) *float64 {
	if math.IsNaN(price) {
		return nil
	}
	return &price
}
