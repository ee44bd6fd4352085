package wire

import "errors"

// Clock is how far the game is, as a frame tells it. While the game runs, no
// two frames in a row have the same one, so that a game that stands still
// shows even where frames keep coming.
type Clock struct {
	Round      string
	Tick       int // -1 where the frame does not say
	CooldownMS int // -1 where the frame does not say
	Rugged     bool
}

// errEnough ends a walk that has found what it looked for.
var errEnough = errors.New("enough")

// ClockOf reads the clock of a gameStateUpdate, of which it looks at no more
// than it must. The payload is as for [DecodeEvent]. Paused tells that the
// countdown stands still by intention; ok is false where there is no clock
// to be read.
func ClockOf(payload []byte) (c Clock, paused, ok bool) {
	c = Clock{Tick: -1, CooldownMS: -1}
	payload, err := lastArgument(payload)
	if err != nil {
		return c, false, false
	}
	missing := 5
	err = members(payload, func(name, value []byte) (err error) {
		missing--
		switch string(name) {
		case "gameId":
			c.Round, err = text(value)
		case "tickCount":
			err = count(value, &c.Tick)
		case "cooldownTimer":
			err = count(value, &c.CooldownMS)
		case "rugged":
			c.Rugged = string(value) == "true"
		case "cooldownPaused":
			paused = string(value) == "true"
		default:
			missing++
		}
		if err == nil && missing == 0 {
			return errEnough
		}
		return err
	})
	told := c.Round != "" && (c.Tick >= 0 || c.CooldownMS >= 0)
	if err != nil && !errors.Is(err, errEnough) || !told {
		return Clock{Tick: -1, CooldownMS: -1}, false, false
	}
	return c, paused, true
}

// count reads a whole number from 0 on into n, which it leaves as it is
// where the number is absent.
func count(value []byte, n *int) error {
	v, err := whole(value)
	if err == nil && v.Present && v.Value < 0 {
		err = errors.New("below 0")
	}
	if err == nil && v.Present {
		*n = v.Value
	}
	return err
}

// ServerSource is what kind of server answered: "arena" or "replay" where
// the data of its PacketConnect says so (package arena's does), else "", which
// counts as the site.
func ServerSource(connect []byte) string {
	source := ""
	err := members(connect, func(name, value []byte) error {
		if string(name) == "arena" {
			source, _ = text(value)
		}
		return nil
	})
	if err != nil || source != "arena" && source != "replay" {
		return ""
	}
	return source
}
