package guard

import (
	"errors"
	"fmt"
	"time"
)

// Arming lets live orders through: for one host, until it expires. The zero
// Arming lets nothing through, and one that has expired no sale either: only
// GrantExit does.
type Arming struct {
	Host    string
	UntilNS int64
}

// MaxArming is how long an arming may last.
const MaxArming = 12 * time.Hour

// Arm lets live orders to a host through until a time. It refuses where a
// limit that live orders need does not bind.
func (g *Guard) Arm(a Arming, nowNS int64) error {
	g.state.advance(nowNS)
	lasts := time.Duration(a.UntilNS - g.state.ClockNS)
	switch missing := g.state.Limits.missing(); {
	case !g.state.Live:
		return errors.New("only live orders are armed: this is paper")
	case a.Host == "":
		return errors.New("an arming names the host that it is for")
	case missing != "":
		return fmt.Errorf("live orders need the limit %s: set it first", missing)
	case lasts <= 0 || lasts > MaxArming:
		return fmt.Errorf("an arming lasts up to %v, not %v", MaxArming, lasts)
	case g.state.Stopped:
		return errors.New("STOP was pressed: take it back first")
	}
	g.state.Arming, g.state.ExitNS = a, 0
	g.state.Seq++
	return nil
}

// Disarm lets no live order through any more, no sale either: see GrantExit.
func (g *Guard) Disarm() {
	if g.state.Arming != (Arming{}) || g.state.ExitNS != 0 {
		g.state.Arming, g.state.ExitNS = Arming{}, 0
		g.state.Seq++
	}
}

// Stop disarms, and lets nothing through that takes a risk until Resume. Of
// live orders it stops the sales too, as every Disarm does: who presses STOP wants
// their own hands on the page. On paper sales go on.
func (g *Guard) Stop() {
	g.Disarm()
	if !g.state.Stopped {
		g.state.Stopped = true
		g.state.Seq++
	}
}

// Resume takes a Stop back. It does not arm.
func (g *Guard) Resume() {
	if g.state.Stopped {
		g.state.Stopped = false
		g.state.Seq++
	}
}
