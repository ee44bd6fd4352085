package wire

import (
	"errors"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"

	"rugtape/internal/game"
)

// past is an entry of gameHistory.
type past struct {
	ID           string         `json:"id"`
	Timestamp    jsontext.Value `json:"timestamp"` // Unix milliseconds
	Prices       jsontext.Value `json:"prices"`
	Peak         jsontext.Value `json:"peakMultiplier"`
	Version      string         `json:"gameVersion"`
	Trades       jsontext.Value `json:"globalTrades"`
	SideBets     jsontext.Value `json:"globalSidebets"`
	ProvablyFair struct {
		Seed    string `json:"serverSeed"`
		Hash    string `json:"serverSeedHash"`
		Version string `json:"version"`
	} `json:"provablyFair"`
}

// Bounds of what is read of a history. The server sends 10 rounds, of which
// busy ones have some hundred bets.
const (
	maxRounds  = 100
	maxEntries = 10_000
)

// history reads gameHistory; an entry that cannot be read costs itself.
func history(value []byte, lost *Lost) ([]game.Past, error) {
	if isNull(value) {
		return nil, nil
	}
	var all []game.Past
	err := few(value, maxRounds, func(value []byte) error {
		p, err := DecodePast(value, lost)
		if err != nil {
			lost.add(fmt.Errorf("gameHistory: %w", err))
			return nil
		}
		all = append(all, *p)
		return nil
	})
	if errors.Is(err, errMany) {
		lost.add(fmt.Errorf("gameHistory: %w", err))
		err = nil
	}
	return all, err
}

// DecodePast reads an entry of gameHistory: a round that is over. Trades and
// side bets that cannot be read are added to lost, each at its own cost.
func DecodePast(entry []byte, lost *Lost) (*game.Past, error) {
	var e past
	if err := decode(entry, &e); err != nil {
		return nil, err
	}
	if e.ID == "" {
		return nil, errors.New("id is absent")
	}
	p := &game.Past{
		Round: e.ID, Version: e.Version,
		Seed: e.ProvablyFair.Seed, SeedHash: e.ProvablyFair.Hash,
	}
	if e.ProvablyFair.Version != "" {
		p.Version = e.ProvablyFair.Version
	}
	if err := e.numbers(p); err != nil {
		return nil, fmt.Errorf("round %.40s: %w", e.ID, err)
	}
	err := e.entries("globalSidebets", e.SideBets, lost, func(value []byte) error {
		bet, err := decodeSideBet(value, e.ID)
		if err == nil {
			p.SideBets = append(p.SideBets, bet)
		}
		return err
	})
	if err == nil {
		err = e.entries("globalTrades", e.Trades, lost, func(value []byte) error {
			trade, err := decodePastTrade(value, e.ID)
			if err == nil {
				p.Trades = append(p.Trades, *trade)
			}
			return err
		})
	}
	if err != nil {
		return nil, err
	}
	return p, nil
}

// entries reads a list of the round; of one that cannot be read, and of those
// that are too many, the error is a loss.
func (e *past) entries(name string, list []byte, lost *Lost, read func(value []byte) error) error {
	if len(list) == 0 || isNull(list) {
		return nil
	}
	err := few(list, maxEntries, func(value []byte) error {
		if err := read(value); err != nil {
			lost.add(fmt.Errorf("round %.40s: %w", e.ID, err))
		}
		return nil
	})
	if errors.Is(err, errMany) {
		lost.add(fmt.Errorf("round %.40s: %s: %w", e.ID, name, err))
		return nil
	}
	if err != nil {
		return fmt.Errorf("round %.40s: %s: %w", e.ID, name, err)
	}
	return nil
}

func (e *past) numbers(p *game.Past) (err error) {
	if e.Peak != nil {
		if p.Peak, err = price(e.Peak); err != nil {
			return fmt.Errorf("peakMultiplier: %w", err)
		}
	}
	if e.Prices != nil {
		if p.Prices, err = prices(e.Prices); err != nil {
			return fmt.Errorf("prices: %w", err)
		}
	}
	if e.Timestamp != nil {
		if p.EndedNS, err = stamp(e.Timestamp); err != nil {
			return fmt.Errorf("timestamp: %w", err)
		}
	}
	return nil
}
