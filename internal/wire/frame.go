package wire

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"rugtape/internal/game"
)

// decodeFrame reads a gameStateUpdate in any of its shapes: a tick, a full
// frame, a light frame of the cooldown.
func (said *Said) decodeFrame(payload []byte) error {
	said.Event.Frame = new(game.Frame)
	err := members(payload, func(name, value []byte) error {
		if err := said.frameMember(name, value); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return nil
	})
	if err == nil && said.Event.Frame.Round == "" {
		err = errors.New("gameId is absent")
	}
	return err
}

func (said *Said) frameMember(name, value []byte) (err error) {
	f := said.Event.Frame
	switch string(name) {
	case "gameId":
		f.Round, err = text(value)
	case "active":
		f.Active, err = boolean(value)
	case "rugged":
		f.Rugged, err = boolean(value)
	case "tickCount":
		f.Tick, err = whole(value)
	case "price":
		f.Price, err = price(value)
	case "cooldownTimer":
		f.CooldownMS, err = whole(value)
	case "cooldownPaused":
		f.Paused, err = boolean(value)
	case "allowPreRoundBuys":
		f.PreRoundBuys, err = boolean(value)
	case "connectedPlayers":
		said.Connected, _ = whole(value)
	case "provablyFair":
		err = fingerprint(f, value)
	case "partialPrices":
		f.Partial, err = partialPrices(value)
	case "prices":
		f.Prices, err = prices(value)
	case "gameHistory":
		f.History, err = history(value, &said.Lost)
	}
	return err
}

func fingerprint(f *game.Frame, value []byte) error {
	if isNull(value) {
		return nil
	}
	return members(value, func(name, value []byte) (err error) {
		switch string(name) {
		case "serverSeedHash":
			f.SeedHash, err = text(value)
		case "version":
			f.Version, err = text(value)
		}
		return err
	})
}

// partialPrices reads the last few prices, which are keyed by tick as text,
// in ascending order.
func partialPrices(value []byte) ([]game.PricePoint, error) {
	if isNull(value) {
		return nil, nil
	}
	var points []game.PricePoint
	point := func(name, value []byte) error {
		tick, err := strconv.Atoi(string(name))
		if err != nil || tick < 0 {
			return fmt.Errorf("%.40q is no tick", name)
		}
		if len(points) == maxPrices {
			return fmt.Errorf("%w than %d prices", errMany, maxPrices)
		}
		p, err := price(value)
		if err == nil && p.Present {
			points = append(points, game.PricePoint{Tick: tick, Price: p.Value})
		}
		return err
	}
	err := members(value, func(name, value []byte) error {
		if string(name) != "values" || isNull(value) {
			return nil
		}
		points = make([]game.PricePoint, 0, 5) // as many as the server sends
		return members(value, point)
	})
	if !slices.IsSortedFunc(points, byTick) {
		slices.SortStableFunc(points, byTick)
	}
	return points, err
}

func byTick(a, b game.PricePoint) int { return cmp.Compare(a.Tick, b.Tick) }

// maxPrices is how many prices a round can have: those of its live ticks and
// the rug price.
const maxPrices = game.MaxTick + 1

// prices reads the prices of ticks 0, 1, 2, ...
func prices(value []byte) ([]float64, error) {
	if isNull(value) {
		return nil, nil
	}
	var all []float64
	err := few(value, maxPrices, func(value []byte) error {
		p, err := price(value)
		if err == nil && !p.Present {
			err = errors.New("null is no price")
		}
		all = append(all, p.Value)
		if err != nil {
			return fmt.Errorf("tick %d: %w", len(all)-1, err)
		}
		return nil
	})
	return all, err
}
