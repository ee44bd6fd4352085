package app

import (
	"context"
	"log/slog"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"rugtape/internal/arena"
	"rugtape/internal/browser"
	"rugtape/internal/guard"
	"rugtape/internal/journal"
	"rugtape/internal/library"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
	"rugtape/internal/watchdog"
	"rugtape/internal/web"
)

// tester is who plays on the practice page.
const tester = "tester"

// armedLimits bind every limit that real orders need, far enough away for a long
// session at many times the game's pace.
func armedLimits() guard.Limits {
	return guard.Limits{
		Stake: money.PerSOL / 20, SideStake: money.PerSOL / 20, Exposure: money.PerSOL / 2, RoundLoss: money.PerSOL,
		SessionLoss: 5 * money.PerSOL, DayLoss: 5 * money.PerSOL, PerMinute: guard.MaxPerMinute,
		StaleAfter: 5 * time.Second, Deviation: 1,
	}
}

// noWatchdog watches nothing: for tests whose point is another.
type noWatchdog struct{ gone chan struct{} }

func (noWatchdog) Beat(watchdog.Beat)          {}
func (noWatchdog) State() (state, why string)  { return watchdog.Watching, "" }
func (w noWatchdog) Gone() <-chan struct{}     { return w.gone }
func (noWatchdog) Close(context.Context) error { return nil }

// testHands are hands whose browser is a Chromium without a window.
func testHands(t testing.TB, lib *library.Library) *HandsOptions {
	t.Helper()
	program, err := browser.FindProgram("")
	if err != nil {
		t.Skip("no Chromium on this machine: install it (tools/setup.sh does) to test the hands")
	}
	o, err := HandsOf(lib.Home(), slog.New(slog.DiscardHandler), Browser{Program: program, Headless: true, Args: chromiumArgs})
	if err != nil {
		t.Fatal(err)
	}
	o.shown = everyOrder
	o.Watch = func(context.Context, watchdog.Beat) (Watcher, error) { return noWatchdog{make(chan struct{})}, nil }
	return o
}

// everyOrder is more than any test places.
const everyOrder = 1 << 20

var chromiumArgs = []string{"--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-component-update", "--window-size=1000,900"}

// table is an arena, a live edge that follows it, and a browser with the
// practice page.
type table struct {
	t      *testing.T
	server *arena.Server
	lib    *library.Library
	live   *Live
	hands  Hands
	end    func()
}

func openTable(t *testing.T, o arena.Options, query string, change func(*LiveOptions)) *table {
	t.Helper()
	server := startArena(t, o)
	lib := openHome(t)
	options := LiveOptions{Feed: server.URL(), Record: true, Hands: testHands(t, lib)}
	if change != nil {
		change(&options)
	}
	live, end := runEdge(t, lib, options)
	b := &table{t, server, lib, live, live.Hands(), end}
	b.connect(query)
	return b
}

// connect launches the browser and waits until the page's player is known.
func (b *table) connect(query string) {
	b.t.Helper()
	page := b.server.URL() + "/?player=" + tester + query
	if err := b.hands.Connect(b.t.Context(), web.HandsConnect{How: web.HandsLaunch, Page: page}); err != nil {
		b.t.Fatal(err)
	}
	b.await("the browser and its player", func(s *web.HandsStatus) bool {
		if s.State == handsFailed {
			b.t.Fatalf("the browser did not start: %s; %+v", s.Why, s.Steps)
		}
		return s.State == handsReady && s.Player != "" && s.Books.HeardNS > 0
	})
}

func (b *table) await(what string, is func(*web.HandsStatus) bool) web.HandsStatus {
	b.t.Helper()
	return *await(b.t, b.live, what, func(s *web.Status) bool { return s.Hands != nil && is(s.Hands) }).Hands
}

// arm arms a strategy, once the page's game is heard and nothing is held.
func (b *table) arm(name string, limits guard.Limits) {
	b.t.Helper()
	spec, err := strategy.Parse(name)
	if err != nil {
		b.t.Fatal(err)
	}
	if err := b.hands.Told(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
	a := web.HandsArm{
		Host: b.live.Status().Hands.Host, Name: spec.String(), Limits: limits, For: time.Hour,
		Strategy: func() (strategy.Strategy, error) { return spec.New(), nil },
	}
	for end := time.Now().Add(5 * time.Minute); ; { // what is held may last as long as its round
		if err = b.hands.Arm(b.t.Context(), a); err == nil {
			return
		}
		if time.Now().After(end) {
			b.t.Fatal(err)
		}
		pass(20 * time.Millisecond)
	}
}

// rounds is a count from the environment, for the long form of a proof.
func countOf(t testing.TB, name string, otherwise int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil || n <= 0 {
		t.Fatalf("%s=%q is no count", name, text)
	}
	return n
}

// TestArmedSession: a strategy that is armed against an arena buys, sells and
// bets by the buttons of its page. Each order is confirmed by the server, the books
// are the server's at the end of each round, and the recording decides the same
// again.
func TestArmedSession(t *testing.T) {
	rounds := countOf(t, "RUGTAPE_ARMED", 3)
	ended := make(chan Decided, 1024)
	b := openTable(t, arena.Options{Seed: 4, Speed: armedSpeed, Past: 1, Players: 3, Balance: 100 * money.PerSOL}, "", func(o *LiveOptions) {
		o.Decided = func(d Decided) {
			if d.Ended != "" {
				ended <- d
			}
		}
	})
	const name = "sidebet:side=0.003,stake=0.005,below=3,take=0.1"
	b.arm(name, armedLimits())
	begun := time.Now()
	compared, again := 0, 0
	for compared < rounds || !b.anyConfirmed() { // the first round may be short, and half over by now
		select {
		case d := <-ended:
			compared++
			b.sameBooks(&d)
		case <-time.After(5 * time.Minute):
			t.Fatalf("no round has ended for long: %+v", b.live.Status().Hands)
		}
		if s := b.live.Status().Hands; s.Armed == nil {
			if !late(s.Disarmed) {
				t.Fatalf("it was disarmed: %s\n%+v", s.Disarmed, s.Books)
			}
			t.Logf("the machine was late (%s): it is armed again", s.Disarmed)
			b.arm(name, armedLimits())
			again++
		}
	}
	if err := b.hands.Disarm(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.await("all orders to be over", func(s *web.HandsStatus) bool { return len(s.Open) == 0 })
	confirmed, denied, unpressed := b.sameOrders()
	b.end()
	made := b.rerun()
	t.Logf("%d rounds in %.0f s at %dx, armed again %d times: %d orders confirmed by the server, %d refused by its answer (the round was over), %d not pressed (the round was over, or the price too far); the books equal at each round's end; %d decisions again, %d differences",
		compared, time.Since(begun).Seconds(), armedSpeed, again, confirmed, denied, unpressed, made.Decisions, made.Differences)
}

// late tells whether it was disarmed because something took longer than it may, as happens
// on a machine that is busy with other tests.
func late(disarmed string) bool {
	return slices.ContainsFunc([]string{"the browser is frozen", "the page has heard nothing", "no frame of the game", "does not see the page"}, func(why string) bool {
		return strings.Contains(disarmed, why)
	})
}

// anyConfirmed tells whether the server has confirmed an order.
func (b *table) anyConfirmed() bool {
	b.t.Helper()
	orders, err := b.hands.Orders(b.t.Context(), 0, everyOrder)
	if err != nil {
		b.t.Fatal(err)
	}
	return slices.ContainsFunc(orders, func(o web.HandsOrder) bool { return o.Life == guard.Confirmed.String() })
}

// armedSpeed is how many times the game's pace a session goes. What the server
// says may come two seconds late, by all that is known of the site: at this pace that
// is ten of the game's, still less than what lies between two rounds.
const armedSpeed = 5

// sameBooks holds the books at the end of a round against the arena's.
func (b *table) sameBooks(d *Decided) {
	b.t.Helper()
	account, ok := b.server.Account(b.t.Context(), tester)
	if !ok {
		b.t.Fatal("the arena does not know the player")
	}
	if len(d.Desk.Open)+len(b.live.Status().Hands.Open) > 0 {
		return // the answer is on its way, and books the round's end anew
	}
	if orders := b.server.Orders(b.t.Context(), tester); len(orders) > 0 && orders[len(orders)-1].AtNS > d.TimeNS {
		return // this goroutine is late, and the next round has begun
	}
	if account.Balance != d.Desk.Balance {
		b.t.Errorf("round %s: the balance is %v here and %v there", d.Ended, d.Desk.Balance, account.Balance)
	}
}

// sameOrders holds each order against what the arena has seen.
func (b *table) sameOrders() (confirmed, denied, unpressed int) {
	b.t.Helper()
	orders, err := b.hands.Orders(b.t.Context(), 0, everyOrder)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, o := range orders {
		switch {
		case o.Life == guard.Confirmed.String():
			confirmed++
		case o.Pressed == "no":
			unpressed++
		case o.Life == guard.Refused.String():
			denied++
		default:
			b.t.Errorf("order %d is %s, pressed: %s, %s %s", o.Key, o.Life, o.Pressed, o.Code, o.Text)
		}
	}
	done, refused := 0, 0
	for _, o := range b.server.Orders(b.t.Context(), tester) {
		if o.Refused == "" {
			done++
		} else {
			refused++
		}
	}
	if done != confirmed || refused != denied {
		b.t.Errorf("%d orders are confirmed and %d refused by the server, and the arena has done %d and refused %d", confirmed, denied, done, refused)
	}
	return confirmed, denied, unpressed
}

// rerun decides again what the journal holds.
func (b *table) rerun() Rerun {
	b.t.Helper()
	entries, err := journal.OpenReader(JournalDir(b.lib.Home()))
	if err != nil {
		b.t.Fatal(err)
	}
	defer entries.Close()
	again, err := RerunJournal(entries, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	if again.Differences > 0 || len(again.NotCompared) > 0 {
		b.t.Errorf("rerun: %+v, first %+v", again, again.First)
	}
	return again
}
