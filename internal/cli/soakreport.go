package cli

import (
	"math"
	"time"

	"rugtape/internal/app"
)

// soakJSON is the JSON of a soak. An hour is one of the game, unless it says
// otherwise; at --speed 1 they are the same.
type soakJSON struct {
	Hours     float64 `json:"hours"` // played
	WallHours float64 `json:"wall_hours"`
	Speed     float64 `json:"speed"`
	Seed      uint64  `json:"seed"`
	Faults    string  `json:"faults"`

	RSSPerHour      *float64             `json:"rss_mb_per_hour"`         // after the warm-up; null for a run that was too short
	RSSPerHourHigh  *float64             `json:"rss_mb_per_hour_upper95"` // the upper end of its 95 % interval
	Slopes          map[string]slopeJSON `json:"slopes"`
	GoroutinesStart float64              `json:"goroutines_start"` // with nothing running, before
	GoroutinesEnd   float64              `json:"goroutines_end"`   // and after
	FDsStart        *float64             `json:"fds_start"`        // null where the system does not tell
	FDsEnd          *float64             `json:"fds_end"`
	Leaked          *int                 `json:"goroutines_leaked"` // that can never end; null where the build does not know

	Said       uint64 `json:"said"`   // messages that the arena put on their way
	Heard      uint64 `json:"heard"`  // messages that came
	Events     uint64 `json:"events"` // of these, the game's
	Lost       uint64 `json:"lost"`   // though the connection brought what came after them, or all that was on its way
	Twice      uint64 `json:"delivered_twice"`
	Strange    uint64 `json:"out_of_order"` // or never said
	Unread     uint64 `json:"unread"`       // on connections that one of the two gave up
	AtEnd      uint64 `json:"at_end"`       // on their way when it ended
	Unreadable uint64 `json:"unreadable"`   // that faults made

	Connections int            `json:"connections"` // that the arena saw
	Reconnects  uint64         `json:"reconnects"`
	Cut         map[string]int `json:"cut"`   // of connections, by why
	Done        map[string]int `json:"fates"` // of messages and connections

	Rounds  int    `json:"rounds"` // sealed
	Ticks   int    `json:"ticks"`  // told by their own frames
	Gaps    int    `json:"gaps"`   // runs of ticks whose frames were missed
	Filled  int    `json:"filled"` // ticks of these that later frames told
	Entries uint64 `json:"entries"`
	Bytes   int64  `json:"bytes"`  // of the journal
	States  uint64 `json:"states"` // that viewers saw
	Visits  uint64 `json:"visits"` // of viewers who come and go

	Verdict app.SoakVerdict `json:"verdict"`
	Why     []string        `json:"why"`
}

// slopeJSON is how something went with time: by hour, and the ends of its 95 %
// interval.
type slopeJSON struct {
	PerHour     float64 `json:"per_hour"`
	Low         float64 `json:"low95"`
	High        float64 `json:"high95"`
	PerWallHour float64 `json:"per_wall_hour"`
	WallLow     float64 `json:"wall_low95"`
	WallHigh    float64 `json:"wall_high95"`
}

func newSoakJSON(o app.SoakOptions, faults string, r *app.SoakReport) soakJSON {
	feed, recorder := &r.Last.Feed, &r.Last.Recorder
	out := soakJSON{
		Hours: r.Hours, WallHours: r.WallHours, Speed: o.Speed, Seed: o.Seed, Faults: faults,
		Slopes:          map[string]slopeJSON{},
		GoroutinesStart: r.Start.Goroutines, GoroutinesEnd: r.End.Goroutines, FDsStart: measured(r.Start.FDs), FDsEnd: measured(r.End.FDs),
		Said: r.Said, Heard: r.Messages, Events: r.Events, Lost: r.Lost, Twice: r.Twice, Strange: r.Strange, Unread: r.Unread, AtEnd: r.AtEnd,
		Unreadable: feed.Unreadable, Connections: r.Arena.Connections, Reconnects: feed.Reconnects, Cut: r.Arena.Cut, Done: r.Arena.Fates,
		Rounds: recorder.Rounds, Ticks: recorder.Ticks, Gaps: recorder.Gaps, Filled: recorder.Filled, Entries: recorder.Entries, Bytes: recorder.Bytes,
		States: r.States, Visits: r.Visits,
		Verdict: r.Verdict, Why: append([]string{}, r.Why...),
	}
	for name, s := range r.Trends {
		out.Slopes[name] = slopeJSON{s.Game.Slope, s.Game.Low, s.Game.High, s.Wall.Slope, s.Wall.Low, s.Wall.High}
	}
	if s, ok := r.Trends[app.UsageRSS]; ok {
		out.RSSPerHour, out.RSSPerHourHigh = &s.Game.Slope, &s.Game.High
	}
	if r.LeaksKnown {
		out.Leaked = &r.Leaked
	}
	return out
}

// measured is null for what the system does not tell.
func measured(n float64) *float64 {
	if math.IsNaN(n) {
		return nil
	}
	return &n
}

// showSoak says what a soak found.
func (t *tool) showSoak(r *soakJSON, leakedAt string) {
	took := time.Duration(r.WallHours * float64(time.Hour)).Round(time.Second)
	t.say("%.2f h of the game at %gx in %v, seed %d", r.Hours, r.Speed, took, r.Seed)
	t.say("faults       %s", r.Faults)
	t.say("messages     %d said, %d heard, %d of them the game's; %d lost, %d twice, %d out of order; %d unread on connections given up, %d at the end",
		r.Said, r.Heard, r.Events, r.Lost, r.Twice, r.Strange, r.Unread, r.AtEnd)
	t.say("connections  %d, %s", r.Connections, counted(int(r.Reconnects), "reconnect"))
	t.say("recorded     %s, %s, %s with %s filled, a journal of %d entries and %.1f MB",
		counted(r.Rounds, "round"), counted(r.Ticks, "tick"), counted(r.Gaps, "gap"), counted(r.Filled, "tick"), r.Entries, float64(r.Bytes)/1e6)
	for _, name := range app.Usages {
		if s, ok := r.Slopes[name]; ok {
			t.say("%-11s  %+.4f an hour of the game (95 %%: %+.4f to %+.4f), %+.3f an hour of the run (%+.3f to %+.3f)",
				name, s.PerHour, s.Low, s.High, s.PerWallHour, s.WallLow, s.WallHigh)
		}
	}
	t.say("goroutines   %v at the start, %v at the end", r.GoroutinesStart, r.GoroutinesEnd)
	if r.FDsStart != nil && r.FDsEnd != nil {
		t.say("handles      %v at the start, %v at the end", *r.FDsStart, *r.FDsEnd)
	}
	switch {
	case r.Leaked == nil:
		t.say("leaks        this build has no profile of goroutines that are stuck for ever")
	case *r.Leaked == 0:
		t.say("leaks        no goroutine is stuck for ever")
	default:
		t.say("leaks        %s stuck for ever:", counted(*r.Leaked, "goroutine"))
		_, _ = t.std.Out.Write([]byte(leakedAt)) // output notices an error
	}
	for _, why := range r.Why {
		t.say("             %s", why)
	}
	t.say("verdict      %s", r.Verdict)
}
