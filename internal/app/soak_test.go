package app

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rugtape/internal/arena"
	"rugtape/internal/lab"
)

// A soak that is broken off tells of what there was until then.
func TestSoakTellsWhatThereWas(t *testing.T) {
	faults, err := arena.ParseFaults("cut=0.2,drop=0.01,duplicate=0.01,reorder=0.01,garbage=0.01")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	told := 0
	r, err := Soak(ctx, SoakOptions{
		Hours: 1000, Speed: 100, Seed: 5, Faults: faults, Log: slog.New(slog.DiscardHandler),
		Tell: func(p SoakProgress) {
			if told++; p.Reconnects >= 3 && p.Events >= 500 {
				stop()
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if r.Verdict != SoakUndecided || len(r.Why) != 1 {
		t.Errorf("%s: %v", r.Verdict, r.Why)
	}
	if told == 0 || r.Hours <= 0 || r.Last.Feed.Reconnects < 3 || r.Last.Recorder.Entries < 500 || r.States == 0 || r.Visits == 0 {
		t.Errorf("told %d times: %+v", told, r)
	}
	if r.Said != r.Messages+r.Unread+r.AtEnd || r.Said < 500 {
		t.Errorf("%+v", r.Heard)
	}
}

func TestSoakThatDoesNotBegin(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := Soak(ctx, SoakOptions{Hours: 1, Speed: 100, Log: slog.New(slog.DiscardHandler)}); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped before it began: %v", err)
	}
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "nowhere"))
	if _, err := Soak(t.Context(), SoakOptions{Hours: 1, Speed: 100, Log: slog.New(slog.DiscardHandler)}); err == nil || !strings.Contains(err.Error(), "TMPDIR names another place") {
		t.Errorf("without a place for its home: %v", err)
	}
}

func TestSoakVerdict(t *testing.T) {
	good := func() SoakReport {
		r := SoakReport{
			Hours: 24, Start: Usage{Goroutines: 3, FDs: 9}, End: Usage{Goroutines: 3, FDs: 9},
			Heard: Heard{Said: 100, Messages: 100, Events: 90}, Taken: 100,
			Trends: map[string]Trends{
				UsageRSS:        {Game: lab.Trend{Slope: 0.1, Low: -0.1, High: 0.3}},
				UsageGoroutines: {Game: lab.Trend{Slope: 0.02, Low: 0.01, High: 0.03}},
			},
		}
		r.Last.Recorder.Entries = 104
		return r
	}
	for _, test := range []struct {
		what   string
		change func(*SoakReport)
		want   SoakVerdict
		why    string
	}{
		{"all is well", func(*SoakReport) {}, SoakPass, ""},
		{"a goroutine less", func(r *SoakReport) { r.End.Goroutines = 2 }, SoakPass, ""},
		{"handles are not told", func(r *SoakReport) { r.Start.FDs, r.End.FDs = math.NaN(), math.NaN() }, SoakPass, ""},
		{"what was heard last is in the inbox", func(r *SoakReport) { r.Messages += 5 }, SoakPass, ""},
		{"too short", func(r *SoakReport) { r.Trends = nil }, SoakUndecided, "too short"},
		{"memory may grow", func(r *SoakReport) { r.Trends[UsageRSS] = Trends{Game: lab.Trend{Low: -1, High: 3}} }, SoakUndecided, "may grow by 3.00"},
		{"memory grows", func(r *SoakReport) { r.Trends[UsageRSS] = Trends{Game: lab.Trend{Low: 1.5, High: 3}} }, SoakFail, "grows by 1.50"},
		{"goroutines grow", func(r *SoakReport) { r.Trends[UsageGoroutines] = Trends{Game: lab.Trend{Low: 0.1, High: 0.3}} }, SoakFail, "goroutines grew by 2.4"},
		{"a goroutine is left", func(r *SoakReport) { r.End.Goroutines = 4 }, SoakFail, "4 goroutines are left of 3"},
		{"a handle is left", func(r *SoakReport) { r.End.FDs = 10 }, SoakFail, "10 handles are left of 9"},
		{"a goroutine is stuck", func(r *SoakReport) { r.Leaked = 1 }, SoakFail, "never end"},
		{"one was lost", func(r *SoakReport) { r.Lost = 1 }, SoakFail, "1 messages were lost"},
		{"one came twice", func(r *SoakReport) { r.Twice = 1 }, SoakFail, "came twice"},
		{"one came out of order", func(r *SoakReport) { r.Strange = 1 }, SoakFail, "out of order"},
		{"a viewer saw something taken back", func(r *SoakReport) { r.WrongStates = 1 }, SoakFail, "took something back"},
		{"nothing was heard", func(r *SoakReport) { r.Heard, r.Taken = Heard{}, 0 }, SoakFail, "nothing was heard"},
		{"the edge missed some", func(r *SoakReport) { r.Messages, r.Taken = 1000, 600 }, SoakFail, "600 taken in"},
		{"the journal missed some", func(r *SoakReport) { r.Last.Recorder.Entries = 99 }, SoakFail, "99 entries written"},
		{"the recorder halted", func(r *SoakReport) { r.Last.Recorder.State, r.Last.Recorder.Why = RecorderHalted, "no room" }, SoakFail, "halted: no room"},
	} {
		r := good()
		test.change(&r)
		r.judge()
		if r.Verdict != test.want || !strings.Contains(strings.Join(r.Why, "; "), test.why) || (test.want == SoakPass) != (len(r.Why) == 0) {
			t.Errorf("%s: %s, %q, want %s, %q", test.what, r.Verdict, r.Why, test.want, test.why)
		}
	}
}

// What grows with the hours shows in the samples after the warm-up.
func TestSamplesShowGrowth(t *testing.T) {
	s := newSamples(1)
	room := cap(s.at)
	for i := range 3600 {
		at := float64(i) / 3600
		s.at, s.game = append(s.at, at), append(s.game, 10*at)
		s.used = append(s.used, Usage{RSS: 50 + 20*at + float64(i%7), Heap: 10 + float64(i%5), Goroutines: 30, FDs: math.NaN(), Threads: 8})
	}
	if cap(s.at) != room {
		t.Error("the samples of a run have no room")
	}
	all := s.trends()
	if rss := all[UsageRSS]; math.Abs(rss.Game.Slope-2) > 0.1 || math.Abs(rss.Wall.Slope-20) > 1 || rss.Game.Low > 2 || rss.Game.High < 2 {
		t.Errorf("memory grows by 2 MB an hour of the game: %+v", rss)
	}
	if heap := all[UsageHeap]; heap.Game.Low > 0 || heap.Game.High < 0 {
		t.Errorf("the heap is flat: %+v", heap)
	}
	if _, known := all[UsageFDs]; known {
		t.Error("handles that are not told have a slope")
	}
	if w := s.warm(); len(w.at) != 3240 || !slices.IsSorted(w.at) {
		t.Errorf("%d samples are warm", len(w.at))
	}
}

func TestARoundWithOneself(t *testing.T) {
	r, err := TestSelf(t.Context(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if !r.Round.Pinned || r.Messages < 100 || r.Took <= 0 {
		t.Errorf("%+v", r)
	}
}
