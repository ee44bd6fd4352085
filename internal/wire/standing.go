package wire

import (
	"errors"
	"fmt"

	"rugtape/internal/game"
)

// maxRows bounds the rows that are read; the server sends 10.
const maxRows = 1000

// DecodeLeaderboard reads the standings in a gameStateUpdate, which
// DecodeEvent steps over. The payload is as there. Rows that cannot be read
// are added to lost; told is false where the payload has no leaderboard.
func DecodeLeaderboard(payload []byte, lost *Lost) (rows []game.Standing, told bool, err error) {
	if payload, err = lastArgument(payload); err == nil {
		err = members(payload, func(name, value []byte) error {
			if string(name) != "leaderboard" || isNull(value) {
				return nil
			}
			told = true
			err := few(value, maxRows, func(value []byte) error {
				row, err := DecodeStanding(value)
				if err != nil {
					lost.add(fmt.Errorf("leaderboard: %w", err))
					return nil
				}
				rows = append(rows, row)
				return nil
			})
			if errors.Is(err, errMany) {
				lost.add(fmt.Errorf("leaderboard: %w", err))
				return nil
			}
			return err
		})
	}
	if err != nil {
		return nil, false, &eventError{StateUpdate, fmt.Errorf("leaderboard: %w", err)}
	}
	return rows, told, nil
}

// DecodeStanding reads one row of a leaderboard; a player's own comes in
// gameStatePlayerUpdate too.
func DecodeStanding(value []byte) (game.Standing, error) {
	var s game.Standing
	err := members(value, func(name, value []byte) error {
		if err := standingMember(&s, name, value); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return nil
	})
	if err == nil && s.Player == "" {
		err = errors.New("id is absent")
	}
	return s, err
}

func standingMember(s *game.Standing, name, value []byte) (err error) {
	switch string(name) {
	case "id", "playerId": // the latter in rows that are of no round
		s.Player, err = player(value)
	case "selectedCoin":
		s.Coin, err = coin(value)
	case "pnl":
		s.PnL, err = float(value)
	case "regularPnl":
		s.RegularPnL, err = float(value)
	case "sidebetPnl":
		s.SidebetPnL, err = float(value)
	case "shortPnl":
		s.ShortPnL, err = float(value)
	case "pnlPercent":
		s.Percent, err = float(value)
	case "positionQty":
		s.Quantity, err = price(value)
	case "avgCost":
		s.AvgCost, err = price(value)
	case "totalInvested":
		s.Invested, err = price(value)
	case "hasActiveTrades":
		s.HasTrades, err = boolean(value)
	case "sidebetActive":
		if s.BetActive, err = boolean(value); isNull(value) {
			s.BetActive = game.Some(false)
		}
	case "sideBet":
		s.Bet, err = wager(value)
	case "shortPosition":
		s.Short = !isNull(value)
	}
	return err
}

// coin reads the name of a coin; where an object tells of it, its address.
func coin(value []byte) (name string, err error) {
	if len(value) == 0 || value[0] != '{' {
		return text(value)
	}
	err = members(value, func(member, value []byte) (err error) {
		if string(member) == "address" {
			name, err = text(value)
		}
		return err
	})
	if err == nil && name == "" {
		err = errors.New("a coin without an address")
	}
	return name, err
}

// wager reads the side bet of a row; null says that there is none.
func wager(value []byte) (game.Opt[*game.StandingWager], error) {
	var none game.Opt[*game.StandingWager]
	if isNull(value) {
		return game.Some[*game.StandingWager](nil), nil
	}
	var start, end, stake []byte
	bet := new(game.StandingWager)
	err := members(value, func(name, value []byte) (err error) {
		switch string(name) {
		case "startedAtTick":
			start = value
		case "end":
			end = value
		case "betAmount":
			stake = value
		case "xPayout":
			bet.Pays, err = float(value)
		}
		return err
	})
	if err == nil {
		bet.Start, err = tickOf("startedAtTick", start)
	}
	if err == nil {
		bet.End, err = tickOf("end", end)
	}
	if err == nil {
		bet.Stake, err = amount("betAmount", stake)
	}
	if err != nil {
		return none, err
	}
	return game.Some(bet), nil
}
