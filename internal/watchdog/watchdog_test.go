package watchdog

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"rugtape/internal/journal"
	"rugtape/internal/tape"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// life is one life of an app and its watchdog.
type life struct {
	game  *fakeGame
	home  string
	died  time.Time // when the app was killed or stopped; went on, where it was stopped with nothing open
	words string    // what the watchdog said to people
	state tape.OrdersState
}

// runWatched runs an app until it and its watchdog have ended. An app that was stopped
// goes on after a while, if it still lives.
func runWatched(t *testing.T, g *fakeGame, dies, how string, resume time.Duration) *life {
	t.Helper()
	r := &life{game: g, home: t.TempDir()}
	words, theirs, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer words.Close()
	cmd := childCommand("app", r.home, g.address(), dies, how)
	cmd.Stderr = theirs
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = theirs.Close()
	resumed := make(chan time.Time, 1)
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if lines.Text() != "at "+dies {
			continue
		}
		r.died = time.Now()
		if how == "stop" {
			time.AfterFunc(resume, func() {
				resumed <- time.Now()
				_ = cmd.Process.Signal(syscall.SIGCONT)
			})
		}
	}
	_ = cmd.Wait() // it was killed, as a rule
	if how == "stop" && dies == "armed" {
		r.died = <-resumed
	}
	said := bufio.NewScanner(words) // ends when nobody has it any more: the watchdog too
	for said.Scan() {
		r.words += said.Text() + "\n"
	}
	orders, state, err := journal.OpenOrders(t.Context(), filepath.Join(r.home, journal.HandsDir))
	if err != nil {
		t.Fatalf("the orders journal: %v\n%s", err, r.words)
	}
	if err := orders.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	r.state = state
	return r
}

// inTime is how soon after an app's death what it held is sold, or a person is told:
// in the proof, where the machine is the watchdog's. Beside other tests it only bounds
// what hangs.
func inTime() time.Duration {
	if n, _ := strconv.Atoi(os.Getenv("RUGTAPE_WATCHDOG")); n >= 20 {
		return 2 * time.Second
	}
	return 10 * time.Second
}

// check holds a run against what must be: nothing is sold twice, and what was bought
// is sold, or a person is told, in time.
func (r *life) check(t *testing.T, sold bool) {
	t.Helper()
	r.game.mu.Lock()
	defer r.game.mu.Unlock()
	soon := func(at time.Time) bool {
		took := at.Sub(r.died)
		t.Logf("sold or told after %v", took)
		return took <= inTime()
	}
	if len(r.game.sales) > r.game.buys {
		t.Errorf("%d buys were sold %d times", r.game.buys, len(r.game.sales))
	}
	told := slices.ContainsFunc(r.state.Alarms, func(a tape.OrderRecord) bool { return soon(time.Unix(0, a.TimeNS)) })
	done := r.game.held == 0 && len(r.game.sales) == r.game.buys && (r.game.buys == 0 || soon(r.game.sales[len(r.game.sales)-1]))
	if !done && !told || sold && !done {
		t.Errorf("%d are held, bought %d times, sold at %v after %v; alarms %+v\n%s", r.game.held, r.game.buys, r.game.sales, r.died, r.state.Alarms, r.words)
	}
	if len(r.state.Alarms) > 0 != strings.Contains(r.words, "ALARM") {
		t.Errorf("alarms are %+v, and people were told:\n%s", r.state.Alarms, r.words)
	}
}

// TestWatchdogAtEveryStep: wherever the app is killed, or stopped and continued,
// what it holds is sold once.
func TestWatchdogAtEveryStep(t *testing.T) {
	for how, steps := range map[string][]string{"kill": steps, "stop": {"armed", "clicked", "held", "sale clicked"}} {
		for _, step := range steps {
			t.Run(how+" at "+step, func(t *testing.T) {
				t.Parallel()
				r := runWatched(t, newFakeGame(t, nil), step, how, 1500*time.Millisecond)
				r.check(t, true)
				if r.state.Armed != nil && (how == "kill" || r.state.Watchdog != nil) {
					t.Errorf("it is still armed\n%s", r.words)
				}
				for _, o := range r.state.Open {
					if o.Stage == tape.StageApproved || !o.MayBePressed() {
						t.Errorf("order %d is left %s", o.Order.Key, o.Stage)
					}
				}
			})
		}
	}
}

// TestWatchdogShortStop: an app that is stopped for a moment goes on, and its
// watchdog lets it.
func TestWatchdogShortStop(t *testing.T) {
	r := runWatched(t, newFakeGame(t, nil), "held", "stop", 200*time.Millisecond)
	r.check(t, true)
	if r.state.Watchdog != nil || len(r.state.Alarms) > 0 {
		t.Errorf("it acted: %+v, %+v", r.state.Watchdog, r.state.Alarms)
	}
}

// TestWatchdogLateBuy: a buy that arrives after the app's death is sold too.
func TestWatchdogLateBuy(t *testing.T) {
	g := newFakeGame(t, func(g *fakeGame) { g.late = 800 * time.Millisecond })
	r := runWatched(t, g, "clicked", "kill", 0)
	r.check(t, true)
}

// TestWatchdogMuteServer: when the server does not say what became of the sale,
// nothing is pressed again, and a person is told.
func TestWatchdogMuteServer(t *testing.T) {
	g := newFakeGame(t, func(g *fakeGame) { g.mute = true })
	r := runWatched(t, g, "held", "kill", 0)
	r.check(t, false)
	if g.presses != 2 || len(r.state.Alarms) == 0 {
		t.Errorf("%d presses, alarms %+v", g.presses, r.state.Alarms)
	}
	if open := fmt.Sprint(len(r.state.Open), " ", r.state.Open[len(r.state.Open)-1].Stage); open != "1 unknown" {
		t.Errorf("open are %s", open)
	}
}
