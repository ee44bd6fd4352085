package strategy

import (
	"encoding/hex"
	"fmt"
	"math/rand/v2"

	"rugtape/internal/money"
)

var random = Kind{
	Name:  "random",
	Says:  "buys, sells and places side bets by the fall of dice",
	Truth: "what a strategy has to beat by more than luck",
	Params: []Param{
		{Name: "seed", Unit: Count, Default: "1", Least: 0, Most: 1 << 53, Says: "of the dice"},
		{Name: "chance", Unit: Fraction, Default: "0.02", Least: 0, Most: 1, Says: "that it acts at a tick"},
		stakeParam("stake", "0.005", "what it buys for"),
		maybeStake("side", "0.002", "its side bets"),
	},
	make: func(a Args) Strategy {
		return &gambler{dice: *rand.NewPCG(uint64(a.number("seed").Whole), 0), chance: a.float("chance"), stake: a.sol("stake"), side: a.sol("side")}
	},
}

// gambler remembers where its dice are.
type gambler struct {
	dice        rand.PCG
	chance      float64
	stake, side money.Lamports
}

func (s *gambler) Decide(v *View) Intent {
	acts := rand.New(&s.dice).Float64() < s.chance
	switch {
	case v.Waiting > 0:
		return wait(onItsWay)
	case !v.Live():
		return wait(Because("it does nothing before the round"))
	case !acts:
		return wait(Because("the dice say wait"))
	case s.side > 0 && !v.HasBet && s.dice.Uint64()%2 == 0:
		return side(s.side, Because("the dice say side bet"))
	case v.Holds():
		return sellAll(Because("the dice say sell"))
	}
	return buy(s.stake, Because("the dice say buy"))
}

func (s *gambler) State() string {
	text, _ := s.dice.MarshalBinary() // it does not fail
	return hex.EncodeToString(text)
}

func (s *gambler) Restore(state string) error {
	text, err := hex.DecodeString(state)
	dice := s.dice
	if err == nil {
		err = dice.UnmarshalBinary(text)
	}
	if err != nil {
		return fmt.Errorf("the state of the dice: %w", err)
	}
	s.dice = dice
	return nil
}
