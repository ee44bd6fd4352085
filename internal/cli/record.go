package cli

import (
	"cmp"
	"context"
	"errors"
	"os"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"

	"rugtape/internal/app"
	"rugtape/internal/library"
	"rugtape/internal/round"
	"rugtape/internal/web"
)

// recording is what record says when it ends.
type recording struct {
	Rounds     int    `json:"rounds"` // sealed
	Ticks      int    `json:"ticks"`  // told by their own frames
	Gaps       int    `json:"gaps"`   // runs of ticks whose frames were missed
	Filled     int    `json:"filled"` // ticks of these that later frames told
	Reconnects uint64 `json:"reconnects"`
	Bytes      int64  `json:"bytes"` // of the journal
	Messages   uint64 `json:"messages"`
	Unreadable uint64 `json:"unreadable"`
	State      string `json:"feed"` // how the feed was at the end
	Why        string `json:"why"`
}

func newRecord(t *tool) *cobra.Command {
	var url, source string
	var lasts time.Duration
	var raw bool
	cmd := &cobra.Command{
		Use:   "record [--url URL] [--for DURATION]",
		Short: "Record rounds as they run",
		Long: "record follows a game server, rugs.fun unless --url names another, and keeps what it\n" +
			"says: every message in the journal of the home, before it is read, and each round as a\n" +
			"sealed file in the library once it is over. It sends nothing but answers to pings. Names\n" +
			"and ids of players are replaced, chat and credentials are blanked before anything is\n" +
			"written; --raw keeps everything as it came. Ctrl-C ends it; a crash costs a second at most.",
		Example: "  rugtape record --for 8h\n  rugtape record --url http://127.0.0.1:7979 --json",
		Args:    takesNothing,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if lasts < 0 {
				return seeHelp(cmd, "--for %v: use a duration such as 90s or 8h", lasts)
			}
			from, err := round.ParseSource(source)
			if err != nil || from == round.Sample {
				return seeHelp(cmd, "--source %q: use site, arena or replay", source)
			}
			if raw {
				t.note("the journal will hold names, ids, chat and whatever else the server sends, as it came")
			}
			return t.record(cmd.Context(), app.LiveOptions{Feed: url, Source: from, Record: true, Raw: raw}, lasts)
		},
		DisableFlagsInUseLine: true,
	}
	cmd.Flags().StringVar(&url, "url", app.FeedLive, "the server: http(s)://host:port, live for rugs.fun or practice for an arena of its own")
	cmd.Flags().DurationVar(&lasts, "for", 0, "how long; without it until Ctrl-C")
	cmd.Flags().BoolVar(&raw, "raw", false, "keep every byte in the journal: nothing is blanked")
	cmd.Flags().StringVar(&source, "source", string(round.Site), "what rounds count as where the server does not say")
	return cmd
}

// leanHeap is how much garbage a recorder's heap may hold, in percent of what
// it needs: it runs for days beside other programs and has processor time to
// spare. GOGC, if set, says otherwise.
const leanHeap = 50

func (t *tool) record(ctx context.Context, o app.LiveOptions, lasts time.Duration) error {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(leanHeap)
	}
	last, err := t.live(ctx, o, lasts, func(ctx context.Context, live *app.Live) error {
		t.tellRounds(ctx, live)
		return nil
	})
	if err != nil {
		return err
	}
	out := recordingOf(&last)
	if t.json {
		err = t.put(out)
	} else {
		t.say("%s, %s, %s with %s filled, %s, %d messages, %.1f MB of journal",
			counted(out.Rounds, "round"), counted(out.Ticks, "tick"), counted(out.Gaps, "gap"), counted(out.Filled, "tick"),
			counted(int(out.Reconnects), "reconnect"), out.Messages, float64(out.Bytes)/1e6)
	}
	return cmp.Or(err, t.recorded(&last))
}

// recorded tells the alarm that a recording has ended with. It is an error if the
// recording halted, or not all of it could be sealed.
func (t *tool) recorded(last *web.Status) error {
	if last.Alarm != nil && (last.Recorder.State == app.RecorderHalted || last.Recorder.Unsealed > 0) {
		return errors.New(withHint(last.Alarm.Text, last.Alarm.Hint))
	}
	t.tellAlarm(last.Alarm, "")
	return nil
}

// tellAlarm tells an alarm that was not told yet, and gives what then was.
func (t *tool) tellAlarm(a *web.Alarm, told string) string {
	if a == nil {
		return ""
	}
	if a.Text != told {
		t.note("%s", withHint(a.Text, a.Hint))
	}
	return a.Text
}

func recordingOf(s *web.Status) recording {
	return recording{
		s.Recorder.Rounds, s.Recorder.Ticks, s.Recorder.Gaps, s.Recorder.Filled,
		s.Feed.Reconnects, s.Recorder.Bytes, s.Feed.Messages, s.Feed.Unreadable, s.Feed.State, s.Feed.Why,
	}
}

// live opens the home, runs a live edge on it and does something beside it,
// until ctx ends, lasts has passed or that is done. It gives the status of the
// very end.
func (t *tool) live(ctx context.Context, o app.LiveOptions, lasts time.Duration, do func(context.Context, *app.Live) error) (last web.Status, err error) {
	err = t.own(ctx, func(lib *library.Library) error {
		o.Keep, o.Dir, o.Version, o.Log, o.Unseen = lib, app.JournalDir(lib.Home()), Version(), t.log(), true
		last, err = app.RunLive(ctx, o, func(ctx context.Context, live *app.Live) error {
			if lasts > 0 { // from here on: what a crash left is taken up first
				var stop context.CancelFunc
				ctx, stop = context.WithTimeout(ctx, lasts)
				defer stop()
			}
			return do(ctx, live)
		})
		return err
	})
	return last, err
}

// tellRounds says what happens, for a person at a terminal or a log, until ctx
// ends: how the feed is, what goes wrong, and each round once it is sealed.
func (t *tool) tellRounds(ctx context.Context, live *app.Live) {
	news, stop := live.Watch()
	defer stop()
	feed, recorder, round, alarm := live.Status().Feed.Why, live.Status().Recorder.State, "", "" // nothing has happened yet
	for {
		s := live.Status()
		if now := s.Feed.Why; s.Feed.URL != "" && now != feed {
			feed = now
			t.note("feed %s %s: %s", s.Feed.URL, s.Feed.State, cmp.Or(s.Feed.Why, "the game moves"))
		}
		if now := s.Recorder.State; now != recorder {
			recorder = now
			t.note("recorder %s", s.Recorder.State)
		}
		alarm = t.tellAlarm(s.Alarm, alarm)
		if b := s.Recorder.Last; b != nil && b.ID != round {
			round = b.ID
			pinned := "its fingerprint was not seen before it"
			if b.Pinned {
				pinned = "pinned: its fingerprint was seen before it"
			}
			t.note("round %s sealed: %s; %s", b.ID, b.Verdict, pinned)
		}
		select {
		case <-news:
		case <-ctx.Done():
			return
		}
	}
}
