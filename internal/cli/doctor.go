package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rugtape/internal/app"
	"rugtape/internal/fair"
	"rugtape/internal/feed"
	"rugtape/internal/tape"
)

func newDoctor(t *tool) *cobra.Command {
	d := &doctor{tool: t}
	cmd := &cobra.Command{
		Use:   "doctor [--url URL] [--browser]",
		Short: "Check that rugtape is ready, and show the evidence",
		Long: "doctor checks what rugtape needs here: the law against a published round, the clocks, the\n" +
			"data directory with its journal, key, library and chain, the room on the disk, the address\n" +
			"of the app, what presses on the page need, and all parts together in a round that it plays\n" +
			"with itself. Each check says what it looked at, what it saw and, if it fails, what to do.\n" +
			"Only with --url does it connect to a server, and only with --browser does it start Chrome.\n" +
			"It changes nothing, and exits with 1 if a check fails.",
		Args: takesNothing,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if d.url != "" {
				if err := feed.Check(d.url); err != nil {
					return seeHelp(cmd, "--url: %v", err)
				}
			}
			return d.run(cmd.Context())
		},
		DisableFlagsInUseLine: true,
	}
	cmd.Flags().StringVar(&d.url, "url", "", "a server to listen to for a moment, http(s)://host:port")
	cmd.Flags().BoolVar(&d.launches, "browser", false, "start the browser for a moment, without a window and with a profile for the time")
	return cmd
}

// doctor is a run of the checks.
type doctor struct {
	*tool
	url      string
	launches bool // the browser

	orders tape.OrdersState // what the check of the orders journal read

	chain string // what the check of the library saw of the chain: its fault, "" for none
	links bool   // there is a chain
}

// check is something to look at. What look saw is told if its error is nil.
type check struct {
	name, about string
	look        func(context.Context) (string, error)
}

func (d *doctor) checks() []check {
	all := []check{
		{"build", "which rugtape this is", seeBuild},
		{"leaks", "whether this build can find goroutines that are stuck for ever", seeLeakProfile},
		{"law", "a published round, derived again", seeLaw},
		{"clock", "the wall clock against the steady one", seeClock},
		{"home", "whether the data directory can be written", d.seeHome},
		{"space", "the room on its disk, for a day of recording", d.seeSpace},
		{"journal", "a journal in it, written, synced and read back", d.seeJournal},
		{"recorder", "the newest file of the journal, from its head to its end", d.seeRecorder},
		{"key", "the key that names of players are replaced with", d.seeKey},
		{"library", "every round file, and the catalogue", d.seeLibrary},
		{"chain", "the record of what was known when, line by line", d.seeChain},
		{"browser", "the browser whose buttons can be pressed", d.seeBrowser},
		{"controls", "how the controls of the game's page are found", d.seeSelectors},
		{"orders", "the journal of orders, from its head to its end", d.seeOrders},
		{"armed", "what it says of an arming, of alarms and of orders that are not settled", d.seeArmed},
		{"watchdog", "whether the second process that an arming needs can be started", d.seeWatchdog},
		{"address", "whether the app can answer where it is to", d.seeAddress},
		{"round", "a round of an arena, heard over loopback, recorded and proven", d.seeRound},
	}
	if d.url != "" {
		all = append(all, check{"feed", "whether the game is heard from " + d.url, d.seeFeed})
	}
	return all
}

// finding is the JSON of a check.
type finding struct {
	Check    string `json:"check"`
	OK       bool   `json:"ok"`
	Evidence string `json:"evidence"` // what was seen
	About    string `json:"about"`    // what was looked at
	Do       string `json:"do"`       // what to do, "" where it is ok
}

// fault is what is wrong, and what to do.
type fault struct{ seen, do string }

func (f fault) Error() string { return f.seen }
func (f fault) Hint() string  { return f.do }

func faulty(do, format string, args ...any) error { return fault{fmt.Sprintf(format, args...), do} }

func (d *doctor) run(ctx context.Context) error {
	ready := true
	for _, c := range d.checks() {
		seen, err := c.look(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		f := finding{Check: c.name, OK: err == nil, Evidence: seen, About: c.about}
		if err != nil {
			ready, f.Evidence = false, forPeople(err)
			var hinted interface{ Hint() string }
			if errors.As(err, &hinted) {
				f.Do = hinted.Hint()
				f.Evidence = strings.TrimSuffix(f.Evidence, "; "+f.Do)
			}
		}
		if err := d.show(f); err != nil {
			return err
		}
	}
	if !ready {
		return errNo
	}
	return nil
}

func (d *doctor) show(f finding) error {
	if d.json {
		return d.put(f)
	}
	mark := "ok  "
	if !f.OK {
		mark = "FAIL"
	}
	d.say("%s  %-8s  %s", mark, f.Check, withHint(f.Evidence, f.Do))
	return nil
}

func seeBuild(context.Context) (string, error) {
	return fmt.Sprintf("rugtape %s, %s, %s/%s", Version(), runtime.Version(), runtime.GOOS, runtime.GOARCH), nil
}

func seeLeakProfile(context.Context) (string, error) {
	if app.HasLeakProfile() {
		return "it has Go's goroutine leak profile: rugtape soak and the app's profiles use it", nil
	}
	return "it has no goroutine leak profile, which nothing but rugtape soak would use; one built with GOEXPERIMENT=goroutineleakprofile has", nil
}

// The one round of law v1 whose seed the site's documentation gives.
const (
	vectorSeed  = "fedde170f25570df546c5c16de6f571b8253221f9307e977c4f5354a5aa078a4"
	vectorRound = "20250701-55b97a42871f441f"
	vectorHash  = "eda505784c52cba72256771a21db61b4313749fb2675d14d3641bf5de589da42"
	vectorRug   = 83
	vectorPeak  = 3.8474620187013504
)

// seeLaw derives a published round: wrong arithmetic on this machine shows.
func seeLaw(context.Context) (string, error) {
	r := fair.V1.Derive(vectorSeed, vectorRound, nil)
	if fair.SeedHash(vectorSeed) != vectorHash || r.RugTick != vectorRug || r.Peak != vectorPeak {
		return "", faulty("build it anew, for this machine: nothing that this build verifies can be trusted",
			"round %s comes out with its rug at tick %d and its peak at %v, not at %d and %v", vectorRound, r.RugTick, r.Peak, vectorRug, vectorPeak)
	}
	return fmt.Sprintf("the published round %s comes out bit for bit: rug at tick %d, peak %v", vectorRound, r.RugTick, r.Peak), nil
}

// Bounds of the clocks. A time server moves a clock by half a millisecond a
// second when it corrects it; the game is older than no clock that is right.
const (
	clockWatch = 200 * time.Millisecond
	clockDrift = time.Millisecond
	gameBegan  = 2025
)

// seeClock watches both clocks for a moment.
func seeClock(ctx context.Context) (string, error) {
	begun := time.Now()
	if err := waitUntil(ctx, begun.Add(clockWatch)); err != nil {
		return "", err
	}
	now := time.Now()
	steady, wall := now.Sub(begun), now.Round(0).Sub(begun.Round(0)) // Round leaves the wall clock's reading alone
	day := now.UTC().Format("2006-01-02 15:04:05")
	switch off := (wall - steady).Abs(); {
	case now.Year() < gameBegan:
		return "", faulty("set the clock of this machine: what is recorded carries its time", "it is %s UTC here", day)
	case off > clockDrift:
		return "", faulty("let a time server correct the clock in small steps, and look what else sets it",
			"the wall clock went %v while %v passed", wall, steady)
	}
	return fmt.Sprintf("it is %s UTC; in %v the wall clock was off by %v", day, steady.Round(time.Millisecond), (wall - steady).Abs().Round(time.Microsecond)), nil
}

// seeAddress tries whether the app can answer where it is to, or does.
func (d *doctor) seeAddress(context.Context) (string, error) {
	if err := d.settle(); err != nil {
		return "", err
	}
	listener, err := net.Listen("tcp", d.config.Listen)
	if err == nil {
		return d.config.Listen + " is free for the app", listener.Close()
	}
	return "", faulty("the app may be running already, else choose another address with --listen", "%v", err)
}
