package feed

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rugtape/internal/wire"
)

// The transcripts in testdata/vitals are courses of a feed: what happened and
// when, and below it, indented, the health that was told. Run with -rewrite
// after a change that is meant, and read the difference.
func TestVitalsTranscripts(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "vitals", "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := transcribe(t, string(want))
			if *rewrite {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(want), got); diff != "" && !*rewrite {
				t.Errorf("the vitals tell otherwise (-file +vitals):\n%s", diff)
			}
		})
	}
}

// course plays a transcript. Its times are steady, told as they are.
type course struct {
	t    *testing.T
	v    *vitals
	now  int64
	tick int
	last Health // told
	// quiet leaves out what is told without a new state or reason.
	quiet bool
	out   strings.Builder
}

func transcribe(t *testing.T, text string) string {
	c := &course{t: t, v: newVitals(siteTick), now: 1}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "  ") {
			continue // told, made anew
		}
		c.out.WriteString(line)
		if fields := strings.Fields(line); len(fields) > 0 && fields[0] != "#" {
			c.do(fields[0], fields[1:])
		}
	}
	return c.out.String()
}

// do lets one line happen:
//
//	wait D                    nothing, for so long
//	ticks N every D           N frames with a new tick each
//	same N every D            N frames with the old tick
//	held N every D            N frames of a countdown that is held
//	rug | round               a frame with the rug, the new round's first one
//	dialed N | joined | lost ATTEMPT D WHY | steadied
//	heard N | skipped | garbled | refused | stamped D | jump D
//	quiet | loud              whether other changes are written down, too
func (c *course) do(verb string, args []string) {
	v := c.v
	switch verb {
	case "quiet", "loud":
		c.quiet = verb == "quiet"
	case "wait":
		c.pass(c.duration(args[0]))
	case "ticks", "same", "held":
		for range c.number(args[0]) {
			c.pass(c.duration(args[2]))
			if verb == "ticks" {
				c.tick++
			}
			v.heard(100)
			v.frame(c.now, wire.Clock{Round: "r", Tick: c.tick, CooldownMS: 0}, verb == "held")
			c.tell()
		}
		return
	case "rug":
		c.tick++
		v.frame(c.now, wire.Clock{Round: "r", Tick: c.tick, Rugged: true}, false)
	case "round":
		v.frame(c.now, wire.Clock{Round: "next", Tick: -1, CooldownMS: 15000}, false)
	case "dialed":
		v.dialing()
		v.dialed(c.number(args[0]))
	case "joined":
		v.joined(c.now)
	case "lost":
		v.lost(strings.Join(args[2:], " "), c.number(args[0]), c.now+c.duration(args[1]))
	case "steadied":
		v.steadied()
	case "heard":
		v.heard(c.number(args[0]))
	case "skipped":
		v.skipped()
	case "garbled":
		v.garbled("it is garbled")
	case "refused":
		v.refused("it is out of place")
	case "stamped":
		v.stamped(c.now, c.duration(args[0]))
	case "jump":
		v.clocked(c.now, c.duration(args[0]), min(c.duration(args[0]), 0))
	default:
		c.t.Fatalf("%q is no verb", verb)
	}
	c.tell()
}

// pass lets time pass, and wakes the vitals when they ask for it.
func (c *course) pass(lasting int64) {
	for until := c.now + lasting; c.now < until; {
		wake := c.v.wake(c.now)
		if wake <= c.now {
			c.t.Fatalf("at %d they want to be woken at %d", c.now, wake)
		}
		c.now = min(wake, until)
		c.tell()
	}
}

func (c *course) tell() {
	h, news := c.v.tell(c.now, 0)
	known := h.State == c.last.State && h.Why == c.last.Why
	if news {
		c.last = h
	}
	if !news || known && c.quiet {
		return
	}
	at := func(ns int64) string { return strconv.FormatFloat(float64(ns)/1e9, 'f', 3, 64) }
	fmt.Fprintf(&c.out, "  %s %s since %s", at(c.now), h.State, at(h.SinceNS))
	if h.Why != "" {
		fmt.Fprintf(&c.out, ": %s", h.Why)
	}
	fmt.Fprintf(&c.out, ";")
	say := func(what string, value any, zero bool) {
		if !zero {
			fmt.Fprintf(&c.out, " %s %v", what, value)
		}
	}
	say("conn", h.Conn, h.Conn == 0)
	say("attempt", h.Attempt, h.Attempt == 0)
	say("retry", at(h.RetryNS), h.RetryNS == 0)
	say("reconnects", h.Reconnects, h.Reconnects == 0)
	say("messages", h.Messages, h.Messages == 0)
	say("bytes", h.Bytes, h.Bytes == 0)
	say("moved", at(h.MovedNS), h.MovedNS == 0)
	say("interval", h.Interval, h.Interval.N == 0)
	say("lag", h.Lag, h.Lag.N == 0)
	say("jumps", h.Jumps, h.Jumps == 0)
	say("skew", at(h.SkewNS), h.SkewNS == 0)
	say("binary", h.Binary, h.Binary == 0)
	say("garbled", h.Garbled, h.Garbled == 0)
	say("refused", h.Refused, h.Refused == 0)
	say("oddity", strconv.Quote(h.Oddity), h.Oddity == "")
	c.out.WriteByte('\n')
}

func (c *course) duration(text string) int64 {
	d, err := time.ParseDuration(text)
	if err != nil {
		c.t.Fatal(err)
	}
	return int64(d)
}

func (c *course) number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		c.t.Fatal(err)
	}
	return n
}
