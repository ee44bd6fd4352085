package app

import (
	"fmt"

	"rugtape/internal/arena"
	"rugtape/internal/web"
)

// SoakReport is what a soak found.
type SoakReport struct {
	Hours, WallHours float64 // played, and taken
	Start, End       Usage   // with nothing running, before and after
	// Trends are those after the warm-up, by what is measured; empty where the
	// run was too short.
	Trends map[string]Trends
	// Leaked goroutines can never end, LeakedAt is where they are. It is known
	// only where the build has Go's profile of them.
	Leaked     int
	LeakedAt   string
	LeaksKnown bool

	Heard
	// Taken are the messages that the live edge took in. What is in its inbox
	// when it is ended is not among them.
	Taken uint64
	Arena arena.Stats
	Last  web.Status // the edge's

	States, WrongStates, Visits uint64 // of viewers: seen, that took something back, of those who come and go

	Verdict SoakVerdict
	Why     []string // it is what it is, unless that is SoakPass
}

// SoakVerdict is what a soak shows.
type SoakVerdict string

// The verdicts.
const (
	SoakPass      SoakVerdict = "pass"      // nothing grew, was lost or came twice
	SoakFail      SoakVerdict = "fail"      // something did
	SoakUndecided SoakVerdict = "undecided" // nothing did, but it was too short to tell that memory does not grow
)

// maxGrowth is by how much memory may grow in an hour of the game at most, in
// MB: the upper end of the interval must be below it.
const maxGrowth = 1

// judge gives the verdict.
func (r *SoakReport) judge() {
	r.Verdict = SoakPass
	r.Why = append(r.losses(), r.leaks()...)
	if len(r.Why) > 0 {
		r.Verdict = SoakFail
		return
	}
	rss, known := r.Trends[UsageRSS]
	switch {
	case !known:
		r.Verdict = SoakUndecided
		r.Why = append(r.Why, "the run was too short to tell how memory goes, or the system does not tell")
	case rss.Game.High >= maxGrowth:
		r.Verdict = SoakUndecided
		r.Why = append(r.Why, fmt.Sprintf("memory may grow by %.2f MB/h: a longer run tells", rss.Game.High))
	}
}

// losses says what was lost, came twice or was not kept.
func (r *SoakReport) losses() (why []string) {
	tell := func(n uint64, what string) {
		if n > 0 {
			why = append(why, fmt.Sprintf("%d %s", n, what))
		}
	}
	if r.Events == 0 {
		why = append(why, "nothing was heard")
	}
	tell(r.Lost, "messages were lost on connections that worked")
	tell(r.Twice, "messages came twice")
	tell(r.Strange, "messages came that were not said, or out of order")
	tell(r.WrongStates, "states took something back that viewers had seen")
	if r.Taken > r.Messages || r.Messages-r.Taken > liveInbox {
		why = append(why, fmt.Sprintf("%d messages were heard, and %d taken in", r.Messages, r.Taken))
	}
	if recorder := &r.Last.Recorder; recorder.State == RecorderHalted {
		why = append(why, "the recording halted: "+recorder.Why)
	} else if recorder.Entries < r.Taken {
		why = append(why, fmt.Sprintf("%d messages were taken in, and %d entries written", r.Taken, recorder.Entries))
	}
	return why
}

// leaks says what grew.
func (r *SoakReport) leaks() (why []string) {
	tell := func(start, end float64, usage, what string) {
		if end > start {
			why = append(why, fmt.Sprintf("%v %s are left of %v", end, what, start))
		}
		// In a run that had one more at its end with some certainty, something stays.
		if grew := r.Trends[usage].Game.Low * r.Hours; grew >= 1 {
			why = append(why, fmt.Sprintf("%s grew by %.1f or more", what, grew))
		}
	}
	tell(r.Start.Goroutines, r.End.Goroutines, UsageGoroutines, "goroutines")
	tell(r.Start.FDs, r.End.FDs, UsageFDs, "handles")
	if r.Leaked > 0 {
		why = append(why, fmt.Sprintf("%d goroutines can never end", r.Leaked))
	}
	if grows := r.Trends[UsageRSS].Game.Low; grows >= maxGrowth {
		why = append(why, fmt.Sprintf("memory grows by %.2f MB/h or more", grows))
	}
	return why
}
