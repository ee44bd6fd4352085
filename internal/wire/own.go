package wire

import (
	"fmt"
	"math"

	"rugtape/internal/game"
)

// What a server tells a player of itself reaches the connection of that
// player only. The figures are the server's doubles as it shows them, and
// absent where it does not say them.
const (
	UsernameStatus = "usernameStatus"
	PlayerUpdate   = "playerUpdate"
	PlayerState    = "gameStatePlayerUpdate"
	PlayerPosition = "playerLeaderboardPosition"
)

// Username is who the player of a connection is.
type Username struct {
	Player string // a pseudonym
	Named  game.Opt[bool]
}

// DecodeUsername reads a usernameStatus. The payload of this and the other
// decoders here is as for [DecodeEvent].
func DecodeUsername(payload []byte) (Username, error) {
	var u Username
	err := eventMembers(UsernameStatus, payload, func(name, value []byte) (err error) {
		switch string(name) {
		case "id":
			u.Player, err = player(value)
		case "hasUsername":
			u.Named, err = boolean(value)
		}
		return err
	})
	return u, err
}

// DecodePlayer reads a playerUpdate.
func DecodePlayer(payload []byte) (game.Purse, error) {
	var p game.Purse
	err := eventMembers(PlayerUpdate, payload, func(name, value []byte) (err error) {
		switch string(name) {
		case "cash":
			p.Cash, err = float(value)
		case "cumulativePnL":
			p.CumulativePnL, err = float(value)
		case "positionQty":
			p.Quantity, err = price(value)
		case "avgCost":
			p.AvgCost, err = price(value)
		case "totalInvested":
			p.Invested, err = price(value)
		}
		return err
	})
	return p, err
}

// OwnStanding is a player's row in a round, wherever it ranks.
type OwnStanding struct {
	Round string         // "" where absent
	Row   *game.Standing // nil where there is none
}

// DecodePlayerState reads a gameStatePlayerUpdate.
func DecodePlayerState(payload []byte) (OwnStanding, error) {
	var s OwnStanding
	err := eventMembers(PlayerState, payload, func(name, value []byte) (err error) {
		switch string(name) {
		case "gameId":
			s.Round, err = text(value)
		case "leaderboardEntry":
			s.Row, err = ownRow(value)
		}
		return err
	})
	return s, err
}

// Position is a player's place among all over a period.
type Position struct {
	Success game.Opt[bool]
	Period  string // "" where absent
	Rank    game.Opt[int]
	Total   game.Opt[int]
	Row     *game.Standing // nil where there is none
}

// DecodePosition reads a playerLeaderboardPosition.
func DecodePosition(payload []byte) (Position, error) {
	var p Position
	err := eventMembers(PlayerPosition, payload, func(name, value []byte) (err error) {
		switch string(name) {
		case "success":
			p.Success, err = boolean(value)
		case "period":
			p.Period, err = text(value)
		case "rank":
			p.Rank, err = whole(value)
		case "total":
			p.Total, err = whole(value)
		case "playerEntry":
			p.Row, err = ownRow(value)
		}
		return err
	})
	return p, err
}

// OrderAck is what a server answers to an order.
type OrderAck struct {
	Success game.Opt[bool]
	Price   game.Opt[float64] // at which a trade was done
	AtNS    int64             // the server's time, Unix nanoseconds; 0 where absent
	Why     string            // of a refusal, in the server's words; "" where absent
}

// DecodeOrderAck reads the payload of the ack of a buyOrder, sellOrder or
// sidebet.
func DecodeOrderAck(payload []byte) (OrderAck, error) {
	var a OrderAck
	err := eventMembers("an order's ack", payload, func(name, value []byte) (err error) {
		switch string(name) {
		case "success":
			a.Success, err = boolean(value)
		case "executedPrice":
			a.Price, err = price(value)
		case "timestamp":
			a.AtNS, err = stamp(value)
		case "error", "message", "reason":
			if len(value) > 0 && value[0] == '"' {
				a.Why, err = text(value)
			}
		}
		return err
	})
	return a, err
}

// eventMembers calls each with the members of an event's payload. Its errors
// name the event, and the member.
func eventMembers(event string, payload []byte, each func(name, value []byte) error) error {
	payload, err := lastArgument(payload)
	if err == nil {
		err = members(payload, func(name, value []byte) error {
			if err := each(name, value); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			return nil
		})
	}
	if err != nil {
		return &eventError{event, err}
	}
	return nil
}

func player(value []byte) (string, error) {
	id, err := text(value)
	return Pseudonym(id), err
}

func ownRow(value []byte) (*game.Standing, error) {
	if isNull(value) {
		return nil, nil
	}
	row, err := DecodeStanding(value)
	if err != nil {
		return nil, err
	}
	return &row, nil
}

// stamp reads a time in Unix milliseconds; one that cannot be is absent.
func stamp(value []byte) (ns int64, err error) {
	ms, err := whole(value)
	if ms.Value <= 0 || ms.Value > math.MaxInt64/1_000_000 {
		return 0, err
	}
	return int64(ms.Value) * 1_000_000, err
}
