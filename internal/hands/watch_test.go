package hands

import (
	"strings"
	"testing"
)

const watchMS = int64(1e6)

// watchStep is what happens at a time, in milliseconds.
type watchStep struct {
	at   int64
	what string // beat, closed, tick, holds, empty, or nothing: only a look
	beat Beat
	want Doing
	why  string
}

func TestWatch(t *testing.T) {
	armed, held := Beat{Armed: true}, Beat{Armed: true, Held: true}
	pressing, stale := Beat{Armed: true, Pressing: true}, Beat{Armed: true, Held: true, AgeNS: WatchStale + 1}
	leaving := Beat{Armed: true, Held: true, Leaving: true}
	for name, steps := range map[string][]watchStep{
		"all is well": {
			{0, "beat", held, WatchOn, ""}, {100, "beat", held, WatchOn, ""}, {700, "beat", held, WatchOn, ""}, {1399, "", Beat{}, WatchOn, ""},
		},
		"the app dies with a position":       {{0, "beat", held, WatchOn, ""}, {50, "closed", Beat{}, WatchAct, "died"}},
		"it dies armed, holding nothing":     {{0, "beat", armed, WatchOn, ""}, {50, "closed", Beat{}, WatchAct, "died"}},
		"it dies when it is not armed":       {{0, "beat", Beat{Held: true}, WatchOn, ""}, {50, "closed", Beat{}, WatchAct, "died"}},
		"it leaves":                          {{0, "beat", leaving, WatchOn, ""}, {5000, "", Beat{}, WatchOn, ""}, {5001, "closed", Beat{}, WatchEnd, "good order"}},
		"it never says a word":               {{50, "closed", Beat{}, WatchEnd, "nobody"}},
		"it says nothing for a while":        {{0, "beat", held, WatchOn, ""}, {600, "looks", Beat{}, WatchOn, ""}, {690, "", Beat{}, WatchOn, ""}, {701, "", Beat{}, WatchAct, "said nothing"}},
		"it says nothing and holds nothing":  {{0, "beat", armed, WatchOn, ""}, {5000, "looks", Beat{}, WatchOn, ""}},
		"it says nothing and is not armed":   {{0, "beat", Beat{Held: true}, WatchOn, ""}, {5000, "looks", Beat{}, WatchOn, ""}},
		"it says nothing after a press":      {{0, "beat", pressing, WatchOn, ""}, {700, "looks", Beat{}, WatchAct, "said nothing"}},
		"a press that it could not tell of":  {{0, "beat", armed, WatchOn, ""}, {300, "looks", Beat{}, WatchOn, ""}, {300, "holds", Beat{}, WatchOn, ""}, {700, "looks", Beat{}, WatchAct, "said nothing"}},
		"the server says that it was sold":   {{0, "beat", held, WatchOn, ""}, {300, "empty", Beat{}, WatchOn, ""}, {5000, "looks", Beat{}, WatchOn, ""}},
		"sold, and the app says it later":    {{0, "beat", held, WatchOn, ""}, {10, "empty", Beat{}, WatchOn, ""}, {20, "beat", held, WatchOn, ""}, {720, "looks", Beat{}, WatchAct, "said nothing"}},
		"the watchdog was stopped":           {{0, "beat", held, WatchOn, ""}, {60_000, "", Beat{}, WatchOn, ""}, {60_001, "beat", held, WatchOn, ""}, {60_600, "looks", Beat{}, WatchOn, ""}},
		"the first beat is late":             {{9_000, "looks", Beat{}, WatchOn, ""}, {10_000, "looks", Beat{}, WatchEnd, "nobody"}},
		"the app hears nothing":              {{1, "tick", Beat{}, WatchOn, ""}, {10, "beat", stale, WatchAct, "hears nothing"}},
		"nobody hears anything":              {{0, "beat", stale, WatchOn, ""}, {100, "beat", stale, WatchOn, ""}},
		"the game stands still for both":     {{1, "tick", Beat{}, WatchOn, ""}, {1002, "beat", stale, WatchOn, ""}},
		"it hears nothing and holds nothing": {{1, "tick", Beat{}, WatchOn, ""}, {10, "beat", Beat{Armed: true, AgeNS: WatchStale + 1}, WatchOn, ""}},
		"frames are a little late":           {{1, "tick", Beat{}, WatchOn, ""}, {10, "beat", Beat{Armed: true, Held: true, AgeNS: WatchStale}, WatchOn, ""}},
		"the clock does not run":             {{10, "beat", held, WatchOn, ""}, {5, "tick", Beat{}, WatchOn, ""}, {10, "", Beat{}, WatchOn, ""}},
	} {
		w := NewWatch(0)
		for i, s := range steps {
			now := s.at * watchMS
			switch s.what {
			case "beat":
				w.Beat(s.beat, now)
			case "closed":
				w.Closed()
			case "tick":
				w.Tick(now)
			case "holds", "empty":
				w.Holds(s.what == "holds", now)
			case "looks": // often enough, up to the moment before
				for at := w.nowNS; at < now; at += 100 * watchMS {
					if do, why := w.Decide(at); do != WatchOn {
						t.Errorf("%s: at %d ms it decides %d, %q", name, at/watchMS, do, why)
					}
				}
			}
			if do, why := w.Decide(now); do != s.want || !strings.Contains(why, s.why) || (why == "") != (do == WatchOn) {
				t.Errorf("%s, step %d: it decides %d, %q; want %d, %q", name, i, do, why, s.want, s.why)
			}
		}
	}
}
