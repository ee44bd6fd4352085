package guard

import (
	"errors"
	"fmt"
	"time"
)

// MaxExit is how long a grant to sell may last.
const MaxExit = 10 * time.Minute

// GrantExit lets live sales through until a time, and nothing else, whether or
// not the guard is armed: it is for whoever has to get out of a position once
// everything else is off, and is taken before each such attempt. A buy or a side bet
// is refused as before. Arm, Disarm and Stop take the grant back; one that is given
// after a Stop holds.
func (g *Guard) GrantExit(untilNS, nowNS int64) error {
	g.state.advance(nowNS)
	lasts := time.Duration(untilNS - g.state.ClockNS)
	switch {
	case !g.state.Live:
		return errors.New("only live orders need a grant to sell: this is paper")
	case lasts <= 0 || lasts > MaxExit:
		return fmt.Errorf("a grant to sell lasts up to %v, not %v", MaxExit, lasts)
	}
	g.state.ExitNS = untilNS
	g.state.Seq++
	return nil
}
