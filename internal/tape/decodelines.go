package tape

import (
	"slices"

	"rugtape/internal/game"
	"rugtape/internal/money"
	"rugtape/internal/round"
)

// priced is the part that the lines of ticks and rugs share.
type priced struct {
	Price  *float64 `json:"price"`
	RecvNS int64    `json:"recv_ns"`
	Origin *string  `json:"origin"`
}

func (d *decoder) price(p priced) (round.Tick, error) {
	if p.Price == nil {
		return round.Tick{}, d.wrong("price is absent")
	}
	t := round.Tick{Price: *p.Price, RecvNS: p.RecvNS, Origin: game.FromFrame}
	if p.Origin != nil {
		if t.Origin = originOf(*p.Origin); t.Origin == game.Missing {
			return t, d.wrong("unknown origin %.40q", *p.Origin)
		}
	}
	return t, nil
}

// originOf reads the name of an origin; Missing where it is none.
func originOf(name string) game.Origin {
	for o := game.FromFrame; o <= game.FromSeed; o++ {
		if o.String() == name {
			return o
		}
	}
	return game.Missing
}

func (d *decoder) tick(line []byte) error {
	var t struct {
		At int `json:"tick"`
		priced
	}
	if err := d.decode(line, &t); err != nil {
		return err
	}
	if t.At != len(d.rec.Ticks) || t.At > game.MaxTick {
		return d.wrong("tick %d where %d is due", t.At, len(d.rec.Ticks))
	}
	tick, err := d.price(t.priced)
	d.rec.Ticks = append(d.rec.Ticks, tick)
	return err
}

func (d *decoder) gap(line []byte) error {
	var g struct {
		From int  `json:"gap"`
		To   *int `json:"to"`
	}
	if err := d.decode(line, &g); err != nil {
		return err
	}
	if g.To == nil || g.From != len(d.rec.Ticks) || *g.To < g.From || *g.To > game.MaxTick {
		return d.wrong("a gap from tick %d where %d is due", g.From, len(d.rec.Ticks))
	}
	d.rec.Ticks = append(d.rec.Ticks, make([]round.Tick, *g.To-g.From+1)...)
	return nil
}

func (d *decoder) rug(line []byte) error {
	var g struct {
		At int `json:"rug"`
		priced
		Certain *bool `json:"certain"`
	}
	if err := d.decode(line, &g); err != nil {
		return err
	}
	tick, err := d.price(g.priced)
	if err != nil {
		return err
	}
	n := len(d.rec.Rugs)
	if g.At < 0 || g.At > game.MaxTick || n > 0 && g.At <= d.rec.Rugs[n-1].At {
		return d.wrong("a rug at tick %d", g.At)
	}
	d.rec.Rugs = append(d.rec.Rugs, round.Rug{At: g.At, Certain: g.Certain == nil || *g.Certain, Tick: tick})
	return nil
}

func (d *decoder) ended(line []byte) error {
	var e struct {
		At int64 `json:"ended_ns"`
	}
	err := d.decode(line, &e)
	d.rec.EndedNS = e.At
	return err
}

func (d *decoder) peak(line []byte) error {
	var p struct {
		Price float64 `json:"peak"`
	}
	err := d.decode(line, &p)
	d.rec.Peak = game.Some(p.Price)
	return err
}

func (d *decoder) seed(line []byte) error {
	var s struct {
		Seed    string `json:"seed"`
		Claimed bool   `json:"claimed"`
	}
	err := d.decode(line, &s)
	d.rec.Seed, d.rec.SeedClaimed = s.Seed, s.Claimed
	return err
}

func (d *decoder) claim(line []byte) error {
	var c struct {
		Seed string `json:"claim"`
	}
	if err := d.decode(line, &c); err != nil {
		return err
	}
	if d.rec.Claims = append(d.rec.Claims, c.Seed); !ascending(d.rec.Claims[max(0, len(d.rec.Claims)-2):]) {
		return d.wrong("claims are not ascending")
	}
	return nil
}

func (d *decoder) trade(line []byte) error {
	var t struct {
		ID       string          `json:"trade"`
		Tick     *int            `json:"tick"`
		Side     string          `json:"side"`
		Price    *float64        `json:"price"`
		Quantity *money.Lamports `json:"quantity"`
		Amount   *money.Lamports `json:"amount"`
		Coin     string          `json:"coin"`
		Player   string          `json:"player"`
	}
	if err := d.decode(line, &t); err != nil {
		return err
	}
	side := slices.Index([]string{game.Buy.String(), game.Sell.String()}, t.Side)
	if side < 0 || t.Tick == nil || t.Price == nil || t.Quantity == nil || t.Amount == nil {
		return d.wrong("a trade that lacks its side, tick, price, quantity or amount")
	}
	d.rec.Trades = append(d.rec.Trades, game.Trade{
		ID: t.ID, Round: d.rec.ID, Player: t.Player, Side: game.Buy + game.Side(side), Tick: *t.Tick, Price: *t.Price,
		Quantity: *t.Quantity, Amount: *t.Amount, Coin: t.Coin,
	})
	return nil
}

func (d *decoder) sideBet(line []byte) error {
	var b struct {
		ID      string          `json:"side_bet"`
		Start   *int            `json:"start"`
		End     *int            `json:"end"`
		Stake   *money.Lamports `json:"stake"`
		Settled bool            `json:"settled"`
		Payout  *money.Lamports `json:"payout"`
		Coin    string          `json:"coin"`
		Player  string          `json:"player"`
	}
	if err := d.decode(line, &b); err != nil {
		return err
	}
	if b.Start == nil || b.End == nil || b.Stake == nil || b.Settled && b.Payout == nil {
		return d.wrong("a side bet that lacks its start, end, stake or payout")
	}
	bet := game.SideBet{
		ID: b.ID, Player: b.Player, Settled: b.Settled, Start: *b.Start, End: *b.End, Stake: *b.Stake, Coin: b.Coin,
	}
	if b.Payout != nil {
		bet.Payout = *b.Payout
	}
	d.rec.SideBets = append(d.rec.SideBets, bet)
	return nil
}

func (d *decoder) conflict(line []byte) error {
	var c struct {
		Field  string  `json:"conflict"`
		At     int     `json:"at"`
		Value  *string `json:"value"`
		RecvNS int64   `json:"recv_ns"`
		Origin string  `json:"origin"`
	}
	if err := d.decode(line, &c); err != nil {
		return err
	}
	origin := originOf(c.Origin)
	if c.Value == nil || origin == game.Missing && c.Origin != "" {
		return d.wrong("a conflict that lacks its value or has an unknown origin")
	}
	d.rec.Conflicts = append(d.rec.Conflicts, round.Conflict{Field: c.Field, At: c.At, Value: *c.Value, RecvNS: c.RecvNS, Origin: origin})
	return nil
}
