package tape

import (
	"slices"

	"rugtape/internal/game"
	"rugtape/internal/round"
)

// watch notes how the recording of one round is damaged, while its frames
// go by.
type watch struct {
	found []Damage

	frames   int
	live     int // frames of live ticks
	first    int // the tick of the first of them
	rugs     int // frames with the rugged flag
	rugTick  int // of the first of them
	missed   bool
	timer    int // of the last frame of the cooldown
	timed    bool
	lastNS   int64
	rows     bool // the frames are a recorder's lines; a raw recording has the server's own order
	mustEnd  bool // the format closes each round by a game_end
	starts   int
	ends     int
	total    int // rows, as the recorder counted them
	hasTotal bool
}

func (w *watch) find(kind Damage) {
	if !slices.Contains(w.found, kind) {
		w.found = append(w.found, kind)
	}
}

// see takes a frame before the machine does. missed tells that it is
// labelled as the second frame of a rug.
func (w *watch) see(f *game.Frame, at int64, missed bool) {
	w.frames++
	if at != 0 {
		if at < w.lastNS {
			w.find(TimeBackwards)
		}
		w.lastNS = at
	}
	tick := f.Tick.Or(0)
	switch f.Phase() {
	case game.PhaseRugged:
		w.rug(tick, missed)
	case game.PhaseActivation, game.PhaseLive:
		if w.live++; w.live == 1 {
			w.first = tick
		}
		if w.rows && w.live == 2 && tick == w.first-1 {
			w.find(FirstRowsSwapped)
		}
	default:
		if !w.rows || !f.CooldownMS.Present {
			return
		}
		if w.timed && f.CooldownMS.Value > w.timer {
			w.find(CooldownDisorder)
		}
		w.timer, w.timed = f.CooldownMS.Value, true
	}
}

func (w *watch) rug(tick int, missed bool) {
	switch w.rugs++; w.rugs {
	case 1:
		w.rugTick, w.missed = tick, missed
	case 2:
		if late := tick - w.rugTick; w.rows && late == 0 {
			w.find(SecondRugSameTick)
		} else if w.rows && late >= 3 {
			w.find(SecondRugLate)
		}
	}
}

// fact takes what the machine says of a frame.
func (w *watch) fact(f *game.Fact, frame *game.Frame) {
	switch f.Kind {
	case game.TimerExtended:
		w.find(CooldownExtended)
	case game.Resumed:
		w.find(WentOn)
		w.rugs = 0
	case game.Repeated:
		if w.rows && frame != nil && !frame.Rugged.Or(false) {
			w.find(TwoRowsForATick)
		}
	}
}

// verdict is all the damage of the recording.
func (w *watch) verdict(rec *round.Recording) []Damage {
	if w.frames > 0 {
		w.frameDamage(rec)
	}
	if w.starts > 1 {
		w.find(SeveralStarts)
	}
	if w.ends > 1 {
		w.find(SeveralEnds)
	}
	if w.ends == 0 && w.mustEnd {
		w.find(NoEnd)
	}
	if w.ends > 0 && w.rugs == 0 {
		w.find(EndWithoutRug)
	}
	if w.hasTotal && w.total != w.frames {
		w.find(TotalDiffers)
	}
	if rec.Quarantined() {
		w.find(Contradiction)
	}
	first := slices.IndexFunc(rec.Ticks, round.Tick.Known)
	if first > 0 {
		w.find(StartMidRound)
	}
	if first >= 0 && !allKnown(rec.Ticks[first:]) {
		w.find(TickGap)
	}
	return w.found
}

func (w *watch) frameDamage(rec *round.Recording) {
	if w.live == 0 {
		w.find(NoLive)
	}
	if w.live > 0 && w.rugs == 0 {
		w.find(NoRug)
	}
	if w.rows && w.rugs == 1 {
		w.find(OneRugRow)
	}
	if w.missed {
		w.find(RugMissed)
	} else if rug, ok := rec.Rug(); ok && !rug.Certain {
		w.find(MissingBeforeRug)
	}
}

func allKnown(ticks []round.Tick) bool {
	return !slices.ContainsFunc(ticks, func(t round.Tick) bool { return !t.Known() })
}
