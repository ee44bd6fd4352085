package feed

import (
	"fmt"
	"time"

	"rugtape/internal/wire"
)

// What counts as late, in ticks of the game. A tick lasts 250 ms at the
// median, 334 at the 95th percentile, 531 at the 99th and 20,507 at most
// (GAME.md, "A round").
const (
	// Without a move for 6 ticks, 1.5 s, the game is late: three times what 99
	// of 100 ticks take. The longest pause that is in its course is the 0.6 s
	// between the two frames of a rug.
	lateTicks = 6
	// Without a move for 20 ticks, 5 s, it stands still: a price this old is
	// none to act on.
	stillTicks = 20
	// More than one of 20 ticks after 4 ticks' time, 1 s: three times what the
	// site's own 95th percentile is.
	slowTicks = 4
	// So many ticks make a 95th percentile worth something: 5 s of play.
	fewestTicks = 20
)

// Three breaks within two minutes: drops every 30-90 s were seen often
// (PROTOCOL.md, "Connection"), each of which costs 2-27 ticks.
const (
	manyBreaks   = 3
	breaksWithin = int64(2 * time.Minute)
)

const (
	second = int64(time.Second)
	// jumpToldFor is how long a jump of the clock is told where all is well else.
	jumpToldFor = int64(time.Minute)
	// longestLag is the longest difference between a server's timestamp and
	// our clock that can be a lag; more is a time of something else.
	longestLag = int64(2 * time.Minute)
)

// vitals are a fold over what happens to the feed and when: each method is one
// thing that happened, at a steady time of the run, and tell gives the health
// that follows. The times in health are steady until they are told.
type vitals struct {
	tick int64 // how long one lasts

	health Health
	loss   string // why there is no connection
	live   bool   // the server let us in
	liveNS int64
	clock  wire.Clock // the game's, when it last moved
	moved  bool       // on this connection
	breaks [manyBreaks]int64
	jump   int64 // the newest
	jumpNS int64
	ticks  spread
	lags   spread

	told   Health // what was told last
	toldNS int64
}

func newVitals(tick time.Duration) *vitals {
	v := &vitals{tick: int64(tick), loss: "connecting", ticks: newSpread(), lags: newSpread()}
	for i := range v.breaks {
		v.breaks[i] = -breaksWithin
	}
	v.toldNS = -second
	return v
}

// dialing: an attempt begins.
func (v *vitals) dialing() { v.health.RetryNS = 0 }

// dialed: there is a connection; the server has yet to let us in.
func (v *vitals) dialed(conn int) { v.health.Conn = conn }

// joined: the server let us in.
func (v *vitals) joined(now int64) {
	if v.liveNS != 0 {
		v.health.Reconnects++
		copy(v.breaks[:], v.breaks[1:])
		v.breaks[manyBreaks-1] = now
	}
	v.live, v.liveNS, v.moved = true, now, false
}

// lost: there is no connection, and no attempt before retry; 0 is never.
func (v *vitals) lost(why string, attempt int, retry int64) {
	v.live, v.loss = false, why
	v.health.Attempt, v.health.RetryNS = attempt, retry
}

// steadied: the connection was worth something.
func (v *vitals) steadied() { v.health.Attempt = 0 }

// heard: a text message came.
func (v *vitals) heard(bytes int) {
	v.health.Messages++
	v.health.Bytes += uint64(bytes)
}

// skipped: a binary message came.
func (v *vitals) skipped() { v.health.Binary++ }

// garbled: a message came that is no packet.
func (v *vitals) garbled(oddity string) {
	v.health.Garbled++
	v.health.Oddity = oddity
}

// refused: a packet came that has no place where the link stands.
func (v *vitals) refused(oddity string) {
	v.health.Refused++
	v.health.Oddity = oddity
}

// frame: the game's clock was told. A countdown that is held on purpose moves.
// It says whether the game moved.
func (v *vitals) frame(now int64, clock wire.Clock, paused bool) bool {
	if clock == v.clock && !paused {
		return false
	}
	before := v.clock
	if v.moved && clock.Round == before.Round && before.Tick >= 0 && clock.Tick > before.Tick && !before.Rugged {
		v.ticks.add(now, now-v.health.MovedNS)
	}
	v.clock, v.moved, v.health.MovedNS = clock, true, now
	return true
}

// stamped: an event came so long after its timestamp.
func (v *vitals) stamped(now, lag int64) {
	if -longestLag <= lag && lag <= longestLag {
		v.lags.add(now, lag)
	}
}

// clocked: the clocks were compared.
func (v *vitals) clocked(now, jump, skew int64) {
	v.health.SkewNS = skew - skew%second // whole seconds: else it would always be news
	if jump != 0 {
		v.jump, v.jumpNS = jump, now
		v.health.Jumps++
	}
}

// tell lets the time pass and gives the health, if there is news: at once when
// the state or its reason changed, and else what changed within a second. The
// times in it have the offset added.
func (v *vitals) tell(now, offset int64) (Health, bool) {
	whole := now-v.toldNS >= second // time for all that changed
	if whole {
		v.health.Interval, v.health.Lag = v.ticks.quantiles(now), v.lags.quantiles(now)
	}
	state, why := v.judge(now)
	if v.health.Why = why; state != v.health.State || v.told == (Health{}) {
		v.health.State, v.health.SinceNS = state, now
	}
	h := v.health
	urgent := h.State != v.told.State || h.Why != v.told.Why || h.RetryNS != v.told.RetryNS || h.Jumps != v.told.Jumps
	if !urgent && (h == v.told || !whole) {
		return Health{}, false
	}
	v.told, v.toldNS = h, now
	h.SinceNS += offset
	if h.RetryNS != 0 {
		h.RetryNS += offset
	}
	if h.MovedNS != 0 {
		h.MovedNS += offset
	}
	return h, true
}

// wake is when tell is to be asked next, if nothing happens.
func (v *vitals) wake(now int64) int64 {
	at := v.toldNS + second
	if at <= now { // nothing had changed
		at = now + second
	}
	if v.live {
		for _, ticks := range [...]int64{lateTicks, stillTicks} {
			if due := v.moveNS() + ticks*v.tick; due > now {
				at = min(at, due)
			}
		}
	}
	return at
}

// moveNS is since when a move is waited for.
func (v *vitals) moveNS() int64 { return max(v.liveNS, v.health.MovedNS) }

// judge says in which state the feed is, and why. The worst comes first.
func (v *vitals) judge(now int64) (State, string) {
	still, tick := now-v.moveNS(), time.Duration(v.tick)
	switch {
	case !v.live:
		return Offline, v.loss
	case still >= stillTicks*v.tick && !v.moved:
		return Stale, fmt.Sprintf("the server sent no frame that moves the game for %v since it let us in", stillTicks*tick)
	case still >= stillTicks*v.tick:
		return Stale, fmt.Sprintf("the game has stood still for more than %v", stillTicks*tick)
	case still >= lateTicks*v.tick:
		return Degraded, fmt.Sprintf("the game has not moved for %v", lateTicks*tick)
	case now-v.breaks[0] < breaksWithin:
		return Degraded, fmt.Sprintf("the connection broke %d times within %v", manyBreaks, time.Duration(breaksWithin))
	case v.health.Interval.N >= fewestTicks && v.health.Interval.P95 > float64((slowTicks*tick).Milliseconds()):
		return Degraded, fmt.Sprintf("more than one of 20 ticks came later than %v after the one before", slowTicks*tick)
	case v.health.Jumps > 0 && now-v.jumpNS < jumpToldFor:
		return Connected, jumpText(v.jump)
	}
	return Connected, ""
}

func jumpText(jump int64) string {
	by := time.Duration(jump).Round(100 * time.Millisecond)
	if jump > 0 {
		return fmt.Sprintf("this computer's clock jumped ahead by %v", by)
	}
	return fmt.Sprintf("this computer's clock jumped back by %v", -by)
}
