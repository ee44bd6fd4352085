package web

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/go-json-experiment/json"

	"rugtape/internal/desk"
	"rugtape/internal/guard"
	"rugtape/internal/round"
	"rugtape/internal/strategy"
)

// trade does what the page asks for at the desk of the player it watches, or
// at the one on the live edge.
func (v *visitor) trade(ctx context.Context, c command) error {
	var t Trade
	switch c.Do {
	case "desk":
		config, err := deskConfig(c.text, v.server.ports.Strategies)
		if err != nil {
			return err
		}
		t.Open = &config
	case "order":
		intent, err := orderIntent(c.text)
		if err != nil {
			return err
		}
		t.Order = &intent
	case "desk_off":
		t.Close = true
	case "resume":
		t.Resume = true
	default:
		return fmt.Errorf("%w: the command %.20q is not known", round.ErrInvalid, c.Do)
	}
	if v.live != nil {
		return v.server.ports.Live.Trade(ctx, t)
	}
	return v.player.Trade(ctx, t)
}

// deskConfig reads what a desk is to be opened with. A member that is not
// known is an error: a limit that was misspelt would not bind.
func deskConfig(text []byte, all Strategies) (c desk.Config, err error) {
	var in struct {
		Do       string            `json:"do"`
		Balance  scalar            `json:"balance"`
		Strategy string            `json:"strategy"`
		Script   string            `json:"script"`
		Limits   map[string]scalar `json:"limits"`
		Delay    scalar            `json:"delay"`
		Jitter   scalar            `json:"jitter"`
		Refuse   scalar            `json:"refuse"`
		Seed     scalar            `json:"seed"`
	}
	if err := json.Unmarshal(text, &in, json.RejectUnknownMembers(true)); err != nil {
		return c, fmt.Errorf("%w: %w", round.ErrInvalid, err)
	}
	if c.Balance, err = in.Balance.amount("balance"); err != nil {
		return c, err
	}
	if c.Limits, err = limitsOf(in.Limits); err != nil {
		return c, err
	}
	if err = venueOf(&c, in.Delay, in.Jitter, in.Refuse, in.Seed); err != nil {
		return c, err
	}
	if in.Strategy == "" && in.Script == "" {
		return c, nil
	}
	c.Script = in.Script
	if c.Strategy, c.Name, err = all.Maker(in.Strategy, in.Script); err != nil {
		return c, fmt.Errorf("%w: %w", round.ErrInvalid, err)
	}
	return c, nil
}

// limitsOf reads limits by name; one that is empty does not bind.
func limitsOf(in map[string]scalar) (guard.Limits, error) {
	texts := map[string]string{}
	for name, text := range in {
		if text != "" {
			texts[name] = string(text)
		}
	}
	limits, err := guard.NamedLimits(texts)
	if err != nil {
		err = fmt.Errorf("%w: %w", round.ErrInvalid, err)
	}
	return limits, err
}

// venueOf reads how orders fare.
func venueOf(c *desk.Config, delay, jitter, refuse, seed scalar) (err error) {
	whole := func(text scalar, name string) (n uint64) {
		if err == nil {
			n, err = text.whole(name)
		}
		return n
	}
	c.Model.Delay = int(min(whole(delay, "delay"), math.MaxInt32)) // the model says how much is too much
	c.Model.Jitter = int(min(whole(jitter, "jitter"), math.MaxInt32))
	c.Model.Seed = whole(seed, "seed")
	if err == nil {
		c.Model.Refuse, err = refuse.fraction("refuse")
	}
	return err
}

// orderIntent reads an order by hand.
func orderIntent(text []byte) (in strategy.Intent, err error) {
	var order struct {
		Do     string `json:"do"`
		Action string `json:"action"`
		Amount scalar `json:"amount"`
		Part   scalar `json:"part"`
	}
	if err := json.Unmarshal(text, &order, json.RejectUnknownMembers(true)); err != nil {
		return in, fmt.Errorf("%w: %w", round.ErrInvalid, err)
	}
	switch strings.ToLower(order.Action) {
	case "buy":
		in.Action = strategy.Buy
		in.Amount, err = order.Amount.amount("amount")
	case "side":
		in.Action = strategy.Side
		in.Amount, err = order.Amount.amount("amount")
	case "sell":
		in.Action = strategy.Sell
		in.Part, err = order.Part.fraction("part")
	default:
		err = fmt.Errorf("%w: the action %.20q is not known: use buy, sell or side", round.ErrInvalid, order.Action)
	}
	return in, err
}
