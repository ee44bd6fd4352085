package hands

// Beat is what the app tells the watchdog of itself, ten times a second and by
// the goroutine that owns its state: none comes while that does not live.
type Beat struct {
	Armed    bool  // what is open is rugtape's to close
	Held     bool  // something is held, by the app's books
	Pressing bool  // an order may have been pressed, and it is not known what became of it
	AgeNS    int64 // how old the app's newest frame is
	Leaving  bool  // it ends in good order, and nothing is to be done after it
}

// Doing is what the watchdog is to do.
type Doing uint8

// What there is to do.
const (
	WatchOn  Doing = iota // nothing
	WatchAct              // end the app, and sell what is held
	WatchEnd              // nothing any more
)

// Bounds of what the watchdog bears with.
const (
	// WatchSilence is how long the app may say nothing.
	WatchSilence = int64(700e6)
	// WatchStale is how old the app's newest frame may be while the game goes on.
	WatchStale = int64(3e9)
	// watchFresh is how old the newest tick of the watchdog's own connection may be
	// for the game to go on.
	watchFresh = int64(1e9)
	// watchAwake is how much time may pass between two looks. More than that, the
	// watchdog was stopped itself and has yet to hear what came meanwhile.
	watchAwake = int64(150e6)
	// watchBorn is how long the first beat may take.
	watchBorn = int64(10e9)
)

// Watch decides when the watchdog has to act, from the beats of the app, what
// the watchdog's own connection to the page sees, and time. All its times are of
// one clock that is never set. Build it with NewWatch.
type Watch struct {
	beat   Beat
	heard  bool // there was a beat
	closed bool // and there will be none any more

	nowNS    int64
	silentNS int64 // for which no beat came, while the watchdog was awake
	beatNS   int64
	tickNS   int64
	held     bool // by the server's word, at heldNS; 0 for none
	heldNS   int64
}

// NewWatch begins to watch.
func NewWatch(nowNS int64) *Watch { return &Watch{nowNS: nowNS} }

func (w *Watch) pass(nowNS int64) {
	if since := nowNS - w.nowNS; since > 0 {
		w.silentNS += min(since, watchAwake)
		w.nowNS = nowNS
	}
}

// Beat takes a beat of the app.
func (w *Watch) Beat(b Beat, nowNS int64) {
	w.pass(nowNS)
	w.beat, w.heard, w.beatNS, w.silentNS = b, true, w.nowNS, 0
}

// Closed tells that no beat comes any more: the app is gone.
func (w *Watch) Closed() { w.closed = true }

// Tick tells that the watchdog's own connection has heard the game go on.
func (w *Watch) Tick(nowNS int64) {
	w.pass(nowNS)
	w.tickNS = w.nowNS
}

// Holds takes the server's own word of whether something is held; that it is
// not, at the end of a round.
func (w *Watch) Holds(held bool, nowNS int64) {
	w.pass(nowNS)
	w.held, w.heldNS = held, w.nowNS
}

// MayHold tells whether something is held, as far as is known: the server's
// word counts, and the app's where it came later.
func (w *Watch) MayHold() bool {
	return w.held || w.beat.Held && w.heldNS <= w.beatNS
}

// Decide tells what to do now, and why, for a person. An app that has died is
// always acted upon: it may have been armed, and have pressed something, after its last
// beat. The orders journal tells.
func (w *Watch) Decide(nowNS int64) (do Doing, why string) {
	w.pass(nowNS)
	switch b := &w.beat; {
	case !w.heard && (w.closed || w.silentNS >= watchBorn):
		return WatchEnd, "nobody has said what to watch"
	case !w.heard:
		return WatchOn, ""
	case w.closed && b.Leaving:
		return WatchEnd, "the app has ended in good order"
	case w.closed:
		return WatchAct, "the app has died"
	case !b.Armed || b.Leaving || !w.MayHold() && !b.Pressing:
		return WatchOn, ""
	case w.silentNS >= WatchSilence:
		return WatchAct, "the app has said nothing for 0.7 s"
	case b.AgeNS > WatchStale && w.tickNS > 0 && w.nowNS-w.tickNS <= watchFresh:
		return WatchAct, "the app hears nothing of the game, which goes on"
	}
	return WatchOn, ""
}

// Silent is for how long no beat has come.
func (w *Watch) Silent() int64 { return w.silentNS }
