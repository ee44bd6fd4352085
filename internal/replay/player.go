package replay

import (
	"fmt"
	"math"
	"time"

	"rugtape/internal/round"
)

// Timing says how long ticks last.
type Timing uint8

// The timings.
const (
	Recorded Timing = iota // as they were received
	Even                   // 250 ms each
)

func (t Timing) String() string {
	if t == Even {
		return "even"
	}
	return "recorded"
}

// Bounds and paces.
const (
	MinSpeed = 0.1
	MaxSpeed = 100.0
	// Unbound is the speed that stands for "max": as fast as can be shown.
	Unbound = 0.0

	unboundPace = 1000.0 // how many times real time Unbound plays

	// shortestWake bounds how often the position is told: 120 times a second,
	// so that a screen that draws 60 has a new one for each.
	shortestWake = int64(time.Second / 120)
	// longestLate is how far behind its wake-up a step may be before the rest
	// counts as a jump of the clock, not as playing time.
	longestLate = int64(time.Second)
	// followPause is how long the rug stays in view, at speed 1, before the
	// next round is played.
	followPause = int64(2 * time.Second)
)

// Action is what a command asks for.
type Action uint8

// The actions. Those with an argument name the field of Command they use.
const (
	Play     Action = iota + 1
	Pause           // at the tick in view
	StepBy          // N ticks forward or back, pausing
	Seek            // to tick N
	SetSpeed        // Speed
	SetTiming
	SetLoop // N..To
	ClearLoop
	SetFollow // On
)

// Command is a wish of somebody who holds the player.
type Command struct {
	Action Action
	N, To  int
	Speed  float64
	Timing Timing
	On     bool
}

// Loop is a range of ticks that is played again and again. Invariant while
// On: 0 <= From <= To <= Last.
type Loop struct {
	On       bool
	From, To int
}

// State is what there is to show. A step that changes it raises Seq by one.
type State struct {
	Seq     uint64
	Track   Track
	Tick    int // within 0..Track.Last
	Playing bool
	Speed   float64 // MinSpeed..MaxSpeed, or Unbound
	Timing  Timing
	Loop    Loop
	Follow  bool
}

// Input is a point in time and what happened at it. With nothing else in it,
// it only lets the time pass.
type Input struct {
	NowNS   int64 // any clock that does not fall
	Command *Command
	// The answer to Output.WantNext: the round to go on with, or that there is
	// none. One that is no longer asked for changes nothing.
	Next   *Track
	NoNext bool
}

// Output is what follows from an input.
type Output struct {
	State   State
	Changed bool
	// WantNext asks for the round after this one; playing goes on when the
	// answer comes. It is told once, and again if a command withdrew it and the
	// end was reached anew.
	WantNext bool
	// Err says why a command was refused; the state is then as before.
	Err error
}

// Player plays one track. Build it with NewPlayer.
type Player struct {
	state State
	// While playing, the offset at time t is anchorOffset plus the time since
	// anchorNS times the speed: nothing adds up over the steps.
	anchorNS     int64
	anchorOffset int64
	nowNS        int64
	asked        bool // for the next round; playing rests until the answer
}

// NewPlayer starts paused at tick 0, at speed 1 and in recorded timing.
func NewPlayer(track Track, nowNS int64) *Player {
	return &Player{state: State{Seq: 1, Track: track, Speed: 1}, anchorNS: nowNS, nowNS: nowNS}
}

// State is what there is to show now.
func (p *Player) State() State { return p.state }

// Step lets the time pass until in.NowNS and then does what in asks for.
func (p *Player) Step(in Input) Output {
	before, askedBefore := p.state, p.asked
	p.pass(in.NowNS)
	p.answer(in)
	var out Output
	if in.Command != nil {
		out.Err = p.obey(*in.Command)
	}
	out.WantNext = p.asked && !askedBefore
	if out.Changed = !before.shows(p.state); out.Changed {
		p.state.Seq++
	}
	out.State = p.state
	return out
}

// shows tells whether two states look the same.
func (s State) shows(o State) bool {
	return s.Track.Key == o.Track.Key && s.Track.Last == o.Track.Last && s.Tick == o.Tick &&
		s.Playing == o.Playing && s.Speed == o.Speed && s.Timing == o.Timing &&
		s.Loop == o.Loop && s.Follow == o.Follow
}

// WakeNS is when to step next if no command comes; 0 means not at all.
func (p *Player) WakeNS() int64 {
	if !p.state.Playing || p.asked {
		return 0
	}
	next := p.state.Track.offset(p.state.Tick+1, p.state.Timing)
	if p.state.Tick == p.state.Track.Last {
		next = p.end()
	}
	due := p.anchorNS + int64(math.Ceil(float64(next-p.anchorOffset)/p.pace()))
	return max(due, p.nowNS+shortestWake)
}

func (p *Player) pace() float64 {
	if p.state.Speed == Unbound {
		return unboundPace
	}
	return p.state.Speed
}

// end is the offset at which playing ends or goes on elsewhere.
func (p *Player) end() int64 {
	s := &p.state
	switch {
	case s.Loop.On && s.Tick <= s.Loop.To:
		return s.Track.offset(s.Loop.To+1, s.Timing)
	case s.Follow:
		return s.Track.offset(s.Track.Last, s.Timing) + followPause
	}
	return s.Track.offset(s.Track.Last, s.Timing)
}

// pass moves the position to the time now and asks for the next round where
// that is due.
func (p *Player) pass(now int64) {
	wake := p.WakeNS()
	if late := now - max(wake, p.nowNS) - longestLate; late > 0 {
		p.anchorNS += late // a jump: that time was not played
	}
	p.nowNS = max(p.nowNS, now)
	if !p.state.Playing || p.asked {
		return
	}
	s := &p.state
	offset := p.anchorOffset + int64(float64(p.nowNS-p.anchorNS)*p.pace())
	end := p.end()
	if offset < end {
		s.Tick = s.Track.tickAt(offset, s.Timing)
		return
	}
	switch {
	case s.Loop.On && s.Tick <= s.Loop.To:
		from := s.Track.offset(s.Loop.From, s.Timing)
		p.moveTo(from + (offset-from)%max(end-from, 1))
	case s.Follow:
		s.Tick, p.asked = s.Track.Last, true
	default:
		s.Tick, s.Playing = s.Track.Last, false
	}
}

// answer takes what came of asking for the next round, if it is still wanted.
func (p *Player) answer(in Input) {
	switch {
	case !p.asked:
	case in.Next != nil:
		p.load(*in.Next)
	case in.NoNext:
		p.state.Playing, p.asked = false, false
	}
}

// moveTo puts the position at an offset, from where playing goes on.
func (p *Player) moveTo(offset int64) {
	p.anchorNS, p.anchorOffset = p.nowNS, offset
	p.state.Tick = p.state.Track.tickAt(offset, p.state.Timing)
}

// show puts the position at the start of a tick, kept within the track.
func (p *Player) show(tick int) {
	tick = min(max(tick, 0), p.state.Track.Last)
	p.moveTo(p.state.Track.offset(tick, p.state.Timing))
	p.state.Tick = tick // of several ticks at one offset, the one asked for
	p.asked = false
}

// load takes another round in place of the one that was played.
func (p *Player) load(track Track) {
	p.state.Track = track
	p.state.Loop = Loop{}
	p.show(0)
}

func (p *Player) obey(c Command) error {
	s := &p.state
	switch c.Action {
	case Play:
		if !s.Playing && s.Tick == s.Track.Last {
			p.show(s.Loop.From)
		}
		s.Playing = true
		p.show(s.Tick)
	case Pause:
		s.Playing, p.asked = false, false
	case StepBy:
		s.Playing = false
		p.show(s.Tick + min(max(c.N, -s.Track.Last), s.Track.Last))
	case Seek:
		p.show(c.N)
	case SetSpeed:
		if c.Speed != Unbound && !(c.Speed >= MinSpeed && c.Speed <= MaxSpeed) {
			return fmt.Errorf("%w: speed %v: use %v to %v, or 0 for as fast as can be shown", round.ErrInvalid, c.Speed, MinSpeed, MaxSpeed)
		}
		p.setSpeed(c.Speed)
	case SetTiming:
		s.Timing = c.Timing
		p.show(s.Tick)
	case SetLoop:
		return p.setLoop(c.N, c.To)
	case ClearLoop:
		s.Loop = Loop{}
	case SetFollow:
		s.Follow = c.On
		p.asked = p.asked && c.On
	default:
		return fmt.Errorf("%w: unknown command %d", round.ErrInvalid, c.Action)
	}
	return nil
}

// setSpeed changes the speed without moving the position.
func (p *Player) setSpeed(speed float64) {
	if p.state.Playing {
		p.anchorOffset += int64(float64(p.nowNS-p.anchorNS) * p.pace())
		p.anchorNS = p.nowNS
	}
	p.state.Speed = speed
}

func (p *Player) setLoop(from, to int) error {
	s := &p.state
	if from > to {
		from, to = to, from
	}
	if from < 0 || to > s.Track.Last {
		return fmt.Errorf("%w: loop %d to %d: this round has ticks 0 to %d", round.ErrInvalid, from, to, s.Track.Last)
	}
	s.Loop = Loop{On: true, From: from, To: to}
	switch {
	case s.Tick < from || s.Tick > to:
		p.show(from)
	case p.asked: // it plays the loop instead of the next round
		p.show(s.Tick)
	}
	return nil
}
