package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"rugtape/internal/arena"
	"rugtape/internal/browser"
	"rugtape/internal/journal"
	"rugtape/internal/library"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
	"rugtape/internal/tape"
	"rugtape/internal/web"
)

// sellsSpeed is how many times the game's pace the watchdog's arena goes, so that a
// position comes soon. The limits of the watchdog are of wall time.
const sellsSpeed = 4

// sellsSteps are where the app of a run may die by itself: before or after it writes down
// that.
var sellsSteps = []string{"", "before approved", "after approved", "", "before pressing", "after pressing", "", "before pressed", "after pressed", "", "before settled", "after settled"}

// dyingLog is an orders journal whose process dies at a step, the first time.
type dyingLog struct {
	orderLog
	step string
	how  syscall.Signal
}

func (l *dyingLog) Append(ctx context.Context, r tape.OrderRecord) error {
	l.at("before " + string(r.Kind))
	err := l.orderLog.Append(ctx, r)
	l.at("after " + string(r.Kind))
	return err
}

func (l *dyingLog) at(step string) {
	if step != l.step {
		return
	}
	l.step = "none"
	fmt.Println("dies")
	_ = syscall.Kill(os.Getpid(), l.how)
}

// keeper buys once a round and keeps what it has. In its first round it buys at
// once, also before that begins, when nothing can be sold; later while it runs.
type keeper struct{}

func (keeper) Decide(v *strategy.View) strategy.Intent {
	if v.Waiting > 0 || v.Holds() || v.Round > 0 && v.Tick < 2 {
		return strategy.Intent{}
	}
	return strategy.Intent{Action: strategy.Buy, Amount: money.PerSOL / 100}
}

// sellsChild has the test binary be the app of a run: with its home, feed, page, step and
// how to die as its arguments.
const sellsChild = "RUGTAPE_TEST_SELLS_APP"

func init() {
	if os.Getenv(sellsChild) == "" || os.Args[1] == "watchdog" {
		return
	}
	if err := armedChild(os.Args[1], os.Args[2], os.Args[3], os.Args[4], os.Args[5]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// armedChild is an app with a Chromium that it launches, armed with a strategy that
// only buys; until its stdin ends. It dies at a step, if one is named.
func armedChild(home, feed, page, step, how string) error {
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		_, _ = os.Stdin.Read(make([]byte, 1))
		stop()
	}()
	program, err := browser.FindProgram("")
	if err != nil {
		return err
	}
	lib, err := library.Open(ctx, home, library.Owner)
	if err != nil {
		return err
	}
	log := slog.New(slog.DiscardHandler)
	hands, err := HandsOf(home, log, Browser{Program: program, Headless: true, Args: chromiumArgs})
	if err != nil {
		return err
	}
	live, err := NewLive(LiveOptions{Keep: lib, Dir: JournalDir(home), Feed: feed, Log: log, Hands: hands})
	if err != nil {
		return err
	}
	edge, end := context.WithCancel(context.Background())
	go live.Run(edge)
	for live.pressing.Load() == nil { // nothing has been asked of it yet
		pass(time.Millisecond)
	}
	if venue := live.pressing.Load(); step != "" {
		venue.log = &dyingLog{venue.log, step, sellsSignals[how]}
	}
	err = armChild(ctx, live, page)
	if err == nil {
		<-ctx.Done()
	}
	end()
	<-live.ended
	return errors.Join(err, lib.Close(context.Background()))
}

var sellsSignals = map[string]syscall.Signal{"kill": syscall.SIGKILL, "stop": syscall.SIGSTOP}

// armChild connects and arms, as soon as both can be done.
func armChild(ctx context.Context, live *Live, page string) error {
	if err := live.Hands().Told(ctx); err != nil {
		return err
	}
	var err error
	asked := false
	for end := time.Now().Add(time.Minute); ctx.Err() == nil; pass(20 * time.Millisecond) {
		switch h := live.Status().Hands; {
		case time.Now().After(end):
			return fmt.Errorf("it cannot be armed: %w; the hands are %+v", err, h)
		case !asked:
			err = live.Hands().Connect(ctx, web.HandsConnect{How: web.HandsLaunch, Page: page})
			asked = err == nil
		case h.State == handsFailed:
			return fmt.Errorf("the browser did not start: %s", h.Why)
		case h.State == handsReady && h.Player != "":
			err = live.Hands().Arm(ctx, web.HandsArm{
				Host: h.Host, Name: "keeper", Limits: armedLimits(), For: time.Hour,
				Strategy: func() (strategy.Strategy, error) { return keeper{}, nil },
			})
			if err == nil {
				fmt.Println("armed", h.PID)
				return nil
			}
		}
	}
	return ctx.Err()
}

// TestWatchdogSells: an app that holds a position, by the buttons of a page in
// Chromium, is killed, or stopped and continued, at random moments, and at each step of
// the order. By the arena's own record what it holds is sold once, or a person is told. In
// its proof, which has the machine to itself, that is within two seconds.
func TestWatchdogSells(t *testing.T) {
	if _, err := browser.FindProgram(""); err != nil {
		t.Skip("no Chromium on this machine: install it (tools/setup.sh does) to test the watchdog in it")
	}
	want, soon := countOf(t, "RUGTAPE_WATCHDOG", 2), 10*time.Second
	if want >= sellsProof {
		soon = 2 * time.Second
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	dice := rand.New(rand.NewPCG(seed, 0))
	server := startArena(t, arena.Options{Seed: seed, Speed: sellsSpeed, Past: 1, Players: 3, Balance: 100 * money.PerSOL})
	tally := map[string]int{}
	var took []time.Duration
	runs, left := 0, want
	for n := 0; left > 0 && n < 8*want && !t.Failed(); n++ {
		r := &sellsRun{t: t, server: server, player: fmt.Sprintf("tester%d", n), home: t.TempDir(), soon: soon}
		r.how, r.step = []string{"kill", "stop"}[n%2], sellsSteps[n/2%len(sellsSteps)]
		r.after = time.Duration(dice.Int64N(int64(time.Second)))
		r.stopped = 400*time.Millisecond + time.Duration(dice.Int64N(int64(1600*time.Millisecond)))
		came := r.run()
		tally[r.how+": "+came]++
		runs++
		if r.bought && (came == soldOnce || came == wasTold) {
			left--
		}
		if r.sold > 0 {
			took = append(took, r.sold)
		}
	}
	slices.Sort(took)
	if len(took) > 0 {
		t.Logf("from death to sold: median %d ms, most %d ms", took[len(took)/2].Milliseconds(), took[len(took)-1].Milliseconds())
	}
	t.Logf("%d runs: %v", runs, tally)
	if left > 0 && !t.Failed() {
		t.Errorf("only %d of %d apps died with something bought", want-left, want)
	}
}

// sellsProof is how many apps a proof takes at least.
const sellsProof = 20

// What is to come of a dead app that had bought.
const soldOnce, wasTold = "sold once", "told"

// sellsRun is one app, its Chromium and its watchdog.
type sellsRun struct {
	t       *testing.T
	server  *arena.Server
	player  string
	home    string
	how     string
	step    string        // at which the app kills or stops itself; "" for not
	after   time.Duration // that the position was seen, it is else
	stopped time.Duration // for so long
	soon    time.Duration // within which it is sold, or a person is told
	words   string
	died    time.Time
	bought  bool
	sold    time.Duration // after its death
}

func (r *sellsRun) run() (came string) {
	r.t.Helper()
	words, theirs, err := os.Pipe()
	if err != nil {
		r.t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0], r.home, r.server.URL(), r.server.URL()+"/?player="+r.player, r.step, r.how)
	cmd.Env = append(os.Environ(), sellsChild+"=1")
	cmd.Stderr = theirs
	in, errIn := cmd.StdinPipe()
	out, errOut := cmd.StdoutPipe()
	if err := errors.Join(errIn, errOut, cmd.Start(), theirs.Close()); err != nil {
		r.t.Fatal(err)
	}
	said := make(chan string, 1)
	go func() { // ends when nobody has it any more: the watchdog too
		var text strings.Builder
		for lines := bufio.NewScanner(words); lines.Scan(); {
			text.WriteString(lines.Text() + "\n")
		}
		said <- text.String()
	}()
	chrome := 0
	defer func() {
		_ = cmd.Process.Kill()
		if chrome > 0 {
			_ = syscall.Kill(-chrome, syscall.SIGKILL)
		}
		_ = words.Close()
	}()
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		r.t.Errorf("the app did not arm: %v\n%s", cmd.Wait(), <-said)
		return "failed"
	}
	_, _ = fmt.Sscanf(lines.Text(), "armed %d", &chrome)
	if !r.strike(cmd.Process, lines) {
		return "no order came to " + r.step
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	lives := false
	select {
	case <-ended:
	case <-time.After(2 * time.Second): // it goes on
		lives = true
		_ = in.Close()
		<-ended
	}
	select {
	case r.words = <-said:
	case <-time.After(time.Minute):
		r.t.Fatalf("%s, %s at %q: the watchdog does not end: %+v", r.player, r.how, r.step, r.journal())
	}
	return r.check(r.journal(), lives)
}

// strike kills or stops the app, or lets it do so; false where the app has not come
// to its step for long: an order may be refused.
func (r *sellsRun) strike(app *os.Process, lines *bufio.Scanner) bool {
	r.t.Helper()
	if r.step != "" {
		late := time.AfterFunc(time.Minute, func() { _ = app.Kill() })
		defer late.Stop()
		if !lines.Scan() {
			return false
		}
		r.died = time.Now()
	} else {
		if !r.awaitHeld() {
			return false
		}
		pass(r.after)
		r.died = time.Now()
		_ = app.Signal(sellsSignals[r.how])
	}
	if r.how == "stop" {
		pass(r.stopped)
		_ = app.Signal(syscall.SIGCONT)
	}
	return true
}

func (r *sellsRun) held() bool {
	account, known := r.server.Account(r.t.Context(), r.player)
	return known && account.Quantity > 0
}

// awaitHeld waits until the app holds something; false if it buys nothing, as when it was
// late and has been disarmed for that.
func (r *sellsRun) awaitHeld() bool {
	for end := time.Now().Add(time.Minute); !r.held(); pass(10 * time.Millisecond) {
		if time.Now().After(end) {
			return false
		}
	}
	return true
}

func (r *sellsRun) journal() tape.OrdersState {
	r.t.Helper()
	orders, state, err := journal.OpenOrders(r.t.Context(), filepath.Join(r.home, journal.HandsDir))
	if err != nil {
		r.t.Fatal(err)
	}
	if err := orders.Close(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
	return state
}

// check holds the arena's record against what must be, and names what came.
func (r *sellsRun) check(state tape.OrdersState, lives bool) string {
	r.t.Helper()
	sales, buys := 0, 0
	for _, o := range r.server.Orders(r.t.Context(), r.player) {
		switch {
		case o.Refused != "":
		case o.Kind == "buy":
			buys++
		case o.Kind == "sell":
			sales++
			r.sold = time.Unix(0, o.AtNS).Sub(r.died)
		}
	}
	r.bought = buys > 0
	told := slices.ContainsFunc(state.Alarms, func(a tape.OrderRecord) bool {
		return time.Unix(0, a.TimeNS).Sub(r.died) <= r.soon
	})
	fail := func(what string) string {
		r.t.Errorf("%s, %s at %q or %v after it was seen to hold, %v long: %s; %d buys, %d sales, sold after %v, alarms %+v, disarmed %+v\n%s",
			r.player, r.how, r.step, r.after, r.stopped, what, buys, sales, r.sold, state.Alarms, state.Disarmed, r.words)
		return what
	}
	switch acted := state.Watchdog != nil; {
	case sales > buys:
		return fail("sold twice")
	case lives && acted:
		return fail("the app lives, and its watchdog has acted")
	case lives && sales > 0:
		return fail("the app sold by itself")
	case lives:
		return "it went on"
	case !acted && state.Disarmed != nil && state.Disarmed.TimeNS < r.died.UnixNano():
		return "it was disarmed before: " + state.Disarmed.Why
	case !acted:
		return fail("nobody acted")
	case sales > 0 && r.sold <= r.soon:
		return soldOnce
	case told:
		return wasTold
	case r.held() || sales > 0:
		return fail("neither sold nor told in time")
	case buys == 0:
		return "nothing was bought"
	}
	return "the rug came first"
}
