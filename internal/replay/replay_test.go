package replay

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rugtape/internal/game"
	"rugtape/internal/round"
)

const ms = int64(time.Millisecond)

// trackOf lays out a round whose ticks 0.. were received at the given
// milliseconds; a negative one was missed. The last is the rug.
func trackOf(recvMS ...int64) Track {
	r := round.New(round.Key{Source: round.Site, ID: "r"})
	for tick, at := range recvMS {
		f := game.Fact{Kind: game.Ticked, Round: "r", Tick: tick, Price: 1, Origin: game.FromFrame, RecvNS: 1e18 + at*ms}
		if tick == len(recvMS)-1 {
			f.Kind = game.Rugged
		}
		if at < 0 {
			f.Origin = game.FromHistory
		}
		r.Apply(f)
	}
	return NewTrack(r)
}

func TestTrackSpreadsWhatWasMissed(t *testing.T) {
	for _, c := range []struct {
		name string
		recv []int64
		want []int64
	}{
		{"as received", []int64{0, 250, 600}, []int64{0, 250, 600}},
		{"missed within", []int64{0, -1, -1, 900}, []int64{0, 300, 600, 900}},
		{"missed at the start", []int64{-1, -1, 5000, 5300}, []int64{0, 250, 500, 800}},
		{"missed at the end", []int64{0, 200, -1, -1}, []int64{0, 200, 450, 700}},
		{"backwards", []int64{0, 250, 240, 500}, []int64{0, 250, 250, 510}},
		{"nothing received", []int64{-1, -1, -1}, []int64{0, 250, 500}},
		{"a rug at tick 1", []int64{0, 260}, []int64{0, 260}},
	} {
		t.Run(c.name, func(t *testing.T) {
			track := trackOf(c.recv...)
			if track.Last != len(c.want)-1 {
				t.Fatalf("last tick %d, want %d", track.Last, len(c.want)-1)
			}
			for tick, want := range c.want {
				if got := track.offset(tick, Recorded); got != want*ms {
					t.Errorf("tick %d at %d ms, want %d", tick, got/ms, want)
				}
				if got := track.offset(tick, Even); got != int64(tick)*250*ms {
					t.Errorf("even: tick %d at %d ms", tick, got/ms)
				}
			}
		})
	}
}

func TestAnEmptyRecordingHasATrack(t *testing.T) {
	p := NewPlayer(NewTrack(round.New(round.Key{Source: round.Site, ID: "r"})), 0)
	for _, action := range []Action{Play, StepBy, Seek, SetLoop} {
		p.Step(Input{NowNS: 1, Command: &Command{Action: action, N: 5, To: 5}})
	}
	if out := p.Step(Input{NowNS: int64(time.Hour)}); out.State.Tick != 0 || out.State.Playing {
		t.Errorf("state %+v", out.State)
	}
}

func TestPlayingReachesTheRugAndStops(t *testing.T) {
	p := NewPlayer(trackOf(0, 250, 500, 750), 0)
	p.Step(Input{Command: &Command{Action: Play}})
	now := int64(0)
	for steps := 0; p.WakeNS() != 0; steps++ {
		if steps > 10 {
			t.Fatal("it wakes for ever")
		}
		now = p.WakeNS()
		p.Step(Input{NowNS: now})
	}
	if s := p.State(); s.Tick != 3 || s.Playing || now != 750*ms {
		t.Errorf("ends at tick %d after %d ms, playing %v; want 3 after 750, stopped", s.Tick, now/ms, s.Playing)
	}
	p.Step(Input{NowNS: now, Command: &Command{Action: Play}})
	if s := p.State(); s.Tick != 0 || !s.Playing {
		t.Errorf("play at the end starts at tick %d, playing %v; want 0, playing", s.Tick, s.Playing)
	}
}

// TestAJumpOfTheClockIsNotPlayed: a machine that slept goes on where it was.
func TestAJumpOfTheClockIsNotPlayed(t *testing.T) {
	recv := make([]int64, 100)
	for i := range recv {
		recv[i] = int64(i) * 250
	}
	p := NewPlayer(trackOf(recv...), 0)
	p.Step(Input{Command: &Command{Action: Play}})
	p.Step(Input{NowNS: int64(time.Hour)})
	if s := p.State(); s.Tick > 5 || !s.Playing {
		t.Errorf("tick %d after an hour's sleep, playing %v; want at most 5, playing", s.Tick, s.Playing)
	}
	before := p.State().Tick
	p.Step(Input{NowNS: 0})
	if s := p.State(); s.Tick != before || !s.Playing {
		t.Errorf("a clock that falls moved tick %d to %d", before, s.Tick)
	}
}

func TestFollowAsksOnceAndGoesOn(t *testing.T) {
	p := NewPlayer(trackOf(0, 250, 500), 0)
	p.Step(Input{Command: &Command{Action: SetFollow, On: true}})
	p.Step(Input{Command: &Command{Action: Play}})
	asked := 0
	for now := int64(0); now < int64(time.Minute); now += 100 * ms {
		if p.Step(Input{NowNS: now}).WantNext {
			asked++
		}
	}
	if asked != 1 || p.WakeNS() != 0 {
		t.Fatalf("asked %d times, next wake %d; want once, and then silence", asked, p.WakeNS())
	}
	next := trackOf(0, 250)
	out := p.Step(Input{NowNS: int64(time.Minute), Next: &next})
	if !out.Changed || out.State.Tick != 0 || !out.State.Playing || out.State.Track.Last != 1 {
		t.Errorf("after loading: %+v", out.State)
	}
}

// TestALateAnswerIsNotObeyed: the next round was asked for, and while it was
// looked for the user did something else.
func TestALateAnswerIsNotObeyed(t *testing.T) {
	next := trackOf(0, 250)
	next.Key.ID = "next"
	for name, c := range map[string]Command{
		"seek":     {Action: Seek, N: 1},
		"step":     {Action: StepBy, N: -1},
		"pause":    {Action: Pause},
		"unfollow": {Action: SetFollow},
		"loop":     {Action: SetLoop, N: 0, To: 2},
		"timing":   {Action: SetTiming, Timing: Even},
	} {
		for answer, in := range map[string]Input{"found": {Next: &next}, "none": {NoNext: true}} {
			t.Run(name+", "+answer, func(t *testing.T) {
				p := NewPlayer(trackOf(0, 250, 500), 0)
				p.Step(Input{Command: &Command{Action: SetFollow, On: true}})
				p.Step(Input{Command: &Command{Action: Play}})
				now := int64(0)
				for asked := false; !asked; asked = p.Step(Input{NowNS: now}).WantNext {
					now = p.WakeNS()
				}
				if out := p.Step(Input{NowNS: now, Command: &c}); out.WantNext || out.Err != nil {
					t.Fatalf("wants next %v, error %v", out.WantNext, out.Err)
				}
				want := p.State()
				want.Playing = want.Playing && name != "unfollow" // at the end, it stops by itself
				in.NowNS = now
				if got := p.Step(in).State; got.Track.Key != want.Track.Key || got.Tick != want.Tick || got.Playing != want.Playing {
					t.Errorf("the late answer made %+v of %+v", got, want)
				}
			})
		}
	}
}

func TestAFollowWithoutANextRoundPauses(t *testing.T) {
	p := NewPlayer(trackOf(0, 250), 0)
	p.Step(Input{Command: &Command{Action: SetFollow, On: true}})
	p.Step(Input{Command: &Command{Action: Play}})
	p.Step(Input{NowNS: p.WakeNS()})
	p.Step(Input{NowNS: p.WakeNS()})
	out := p.Step(Input{NowNS: int64(time.Minute), NoNext: true})
	if !out.Changed || out.State.Playing || out.State.Tick != 1 || p.WakeNS() != 0 {
		t.Errorf("%+v, next wake %d", out, p.WakeNS())
	}
}

func TestRefusedCommandsChangeNothing(t *testing.T) {
	p := NewPlayer(trackOf(0, 250, 500), 0)
	for _, c := range []Command{
		{Action: SetSpeed, Speed: 0.05},
		{Action: SetSpeed, Speed: 101},
		{Action: SetSpeed, Speed: -1},
		{Action: SetLoop, N: -1, To: 2},
		{Action: SetLoop, N: 0, To: 3},
		{Action: 99},
		{},
	} {
		out := p.Step(Input{Command: &c})
		if out.Err == nil || out.Changed {
			t.Errorf("%+v: error %v, changed %v", c, out.Err, out.Changed)
		}
	}
}

// dumb is a player that walks from tick to tick: slow, plain, and written
// without a look at Player.
type dumb struct {
	track         Track
	pos           int64 // in nanoseconds since tick 0
	tick          int
	playing       bool
	speed         float64
	timing        Timing
	loop          Loop
	follow, asked bool
}

func (d *dumb) advance(dt int64) {
	budget := dt * 1000
	if d.speed != Unbound {
		budget = int64(float64(dt) * d.speed)
	}
	for d.playing && !d.asked {
		inLoop := d.loop.On && d.tick <= d.loop.To
		end := d.track.offset(d.tick+1, d.timing)
		if d.tick == d.track.Last && !inLoop {
			if !d.follow {
				d.playing = false
				return
			}
			end = d.track.offset(d.tick, d.timing) + followPause
		}
		if d.pos+budget < end {
			d.pos += budget
			return
		}
		budget -= end - d.pos // adds where a loop was set behind the position
		d.pos = end
		switch {
		case inLoop && d.tick == d.loop.To:
			d.show(d.loop.From)
			if d.track.offset(d.loop.To+1, d.timing) == d.pos {
				return // a loop without length
			}
		case d.tick == d.track.Last:
			d.asked = true
		default:
			d.tick++
		}
	}
}

func (d *dumb) show(tick int) {
	d.tick = min(max(tick, 0), d.track.Last)
	d.pos = d.track.offset(d.tick, d.timing)
	d.asked = false
}

func (d *dumb) answer(in Input) {
	if !d.asked {
		return
	}
	if in.Next != nil {
		d.track, d.loop = *in.Next, Loop{}
		d.show(0)
	}
	if in.NoNext {
		d.playing, d.asked = false, false
	}
}

func (d *dumb) obey(c Command) {
	switch c.Action {
	case Play:
		if !d.playing && d.tick == d.track.Last {
			d.show(d.loop.From)
		}
		d.playing = true
		d.show(d.tick)
	case Pause:
		d.playing, d.asked = false, false
	case StepBy:
		d.playing = false
		d.show(d.tick + c.N)
	case Seek:
		d.show(c.N)
	case SetSpeed:
		d.speed = c.Speed
	case SetTiming:
		d.timing = c.Timing
		d.show(d.tick)
	case SetLoop:
		d.loop = Loop{true, min(c.N, c.To), max(c.N, c.To)}
		if d.tick < d.loop.From || d.tick > d.loop.To {
			d.show(d.loop.From)
		} else if d.asked {
			d.show(d.tick)
		}
	case ClearLoop:
		d.loop = Loop{}
	case SetFollow:
		d.follow = c.On
		d.asked = d.asked && c.On
	}
}

func drawTrack(t *rapid.T) Track {
	recv := []int64{0}
	for _, l := range rapid.SliceOfN(rapid.Int64Range(1, 900), 1, 30).Draw(t, "tick lengths in ms") {
		recv = append(recv, recv[len(recv)-1]+l)
	}
	return trackOf(recv...)
}

// TestModel gives the same commands and next rounds at the same times to both
// players. The speeds are whole numbers, so that no rounding tells them apart.
func TestModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		track := drawTrack(t)
		p, d := NewPlayer(track, 0), &dumb{track: track, speed: 1}
		now, seq := int64(0), uint64(1)
		for _, c := range rapid.SampledFrom([][]Command{nil, {{Action: SetFollow, On: true}, {Action: Play}}}).Draw(t, "beginning") {
			seq = p.Step(Input{Command: &c}).State.Seq
			d.obey(c)
		}
		for i := range rapid.IntRange(1, 60).Draw(t, "steps") {
			track := p.State().Track
			c := Command{
				Action: Action(rapid.IntRange(0, int(SetFollow)).Draw(t, "action")),
				N:      rapid.IntRange(0, track.Last).Draw(t, "n"),
				To:     rapid.IntRange(0, track.Last).Draw(t, "to"),
				Speed:  rapid.SampledFrom([]float64{1, 2, 5, 10, 100, Unbound}).Draw(t, "speed"),
				Timing: Timing(rapid.IntRange(0, 1).Draw(t, "timing")),
				On:     rapid.Bool().Draw(t, "on"),
			}
			if c.Action == StepBy {
				c.N -= track.Last / 2
			}
			dt := rapid.Int64Range(0, 1000).Draw(t, "ms") * ms
			now += dt
			in := Input{NowNS: now}
			if c.Action != 0 {
				in.Command = &c
			}
			switch rapid.IntRange(0, 5).Draw(t, "answer") { // asked for or not
			case 0:
				next := drawTrack(t)
				next.Key.ID = fmt.Sprint("r", i)
				in.Next = &next
			case 1:
				in.NoNext = true
			}
			before, asked := p.State(), d.asked
			out := p.Step(in)
			d.advance(dt)
			d.answer(in)
			refuse := c.Action == SetLoop && max(c.N, c.To) > d.track.Last // of the next round, a shorter one
			if refuse != (out.Err != nil) {
				t.Fatalf("step %d, %+v: error %v", i, c, out.Err)
			}
			if !refuse {
				d.obey(c)
			}
			if want := d.asked && !asked; out.WantNext != want {
				t.Fatalf("step %d, %+v after %d ms: wants next %v, the dumb player %v", i, c, dt/ms, out.WantNext, want)
			}
			s := out.State
			if s.Tick != d.tick || s.Playing != d.playing || s.Loop != d.loop || s.Follow != d.follow || s.Track.Key != d.track.Key {
				t.Fatalf("step %d, %+v after %d ms: tick %d playing %v loop %v; the dumb player has %d %v %v",
					i, c, dt/ms, s.Tick, s.Playing, s.Loop, d.tick, d.playing, d.loop)
			}
			if out.Changed == before.shows(s) {
				t.Fatalf("step %d: changed %v, from %+v to %+v", i, out.Changed, before, s)
			}
			if out.Changed {
				seq++
			}
			if s.Seq != seq {
				t.Fatalf("step %d: seq %d, want %d", i, s.Seq, seq)
			}
			if wake := p.WakeNS(); wake != 0 && wake < now+shortestWake {
				t.Fatalf("step %d: wakes at %d, now is %d: more than 120 times a second", i, wake, now)
			}
		}
	})
}

// TestChunkingDoesNotMatter plays the same stretch in steps of any length.
func TestChunkingDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		track := trackOf(0, 240, 510, 770, 990, 1300, 1550)
		speed := rapid.SampledFrom([]float64{0.1, 0.3, 1, 7}).Draw(t, "speed")
		once, often := NewPlayer(track, 0), NewPlayer(track, 0)
		for _, p := range []*Player{once, often} {
			p.Step(Input{Command: &Command{Action: SetSpeed, Speed: speed}})
			p.Step(Input{Command: &Command{Action: Play}})
		}
		cuts := rapid.SliceOfN(rapid.Int64Range(0, 20), 0, 40).Draw(t, "cuts in ms")
		now := int64(0)
		for _, cut := range cuts {
			now += cut * ms
			often.Step(Input{NowNS: now})
		}
		once.Step(Input{NowNS: now})
		if a, b := fmt.Sprint(once.State().Tick, once.State().Playing), fmt.Sprint(often.State().Tick, often.State().Playing); a != b {
			t.Fatalf("in one step %s, in %d steps %s", a, len(cuts), b)
		}
	})
}
