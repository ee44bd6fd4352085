package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"rugtape/internal/arena"
	"rugtape/internal/browser"
	"rugtape/internal/guard"
	"rugtape/internal/library"
	"rugtape/internal/money"
	"rugtape/internal/tape"
	"rugtape/internal/web"
)

// Bounds of a freeze. What the proof states is measured; the bounds can be passed
// by nothing but a hang, also on a machine that is busy with forty other things.
const (
	frozenFor = 2500 * time.Millisecond // at least: by then it is known, as a heartbeat comes each 0.5 s and may take 1 s
	stopHangs = 10 * time.Second
	tickHangs = 20 * time.Second
	stopGoal  = 250 * time.Millisecond // for the proof's page
)

// icebox is an armed session whose browser is frozen again and again, with a
// page that looks on.
type icebox struct {
	*table
	app    *running
	sent   *sentAt
	frozen struct {
		mu    sync.Mutex
		now   bool
		ticks []time.Duration // from the arena's queue to the page that looks on
		free  []time.Duration // the same while nothing is frozen
	}
	stops   []time.Duration
	behind  time.Duration // the longest that the journal was not durable
	noticed []time.Duration
	became  map[string]int // of the orders that were on their way when it froze
}

// TestFrozenBrowser: while Chromium is stopped, with all its processes, pages
// that look on and the recorder go on, and a stop is answered; once it goes on,
// nothing that was late is pressed, and it is known why the session is not armed
// any more.
func TestFrozenBrowser(t *testing.T) {
	t.Cleanup(func() { goleak.VerifyNone(t) })
	freezes := countOf(t, "RUGTAPE_FREEZES", 3)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	b := openIcebox(t, armedSpeed, nil)
	dice := rand.New(rand.NewPCG(seed, 0))
	pid := b.live.Status().Hands.PID
	for n := range freezes {
		b.freeze(n, pid, time.Duration(dice.Int64N(int64(150*time.Millisecond))))
	}
	b.end()
	noneLives(t, pid)
	b.tell(freezes)
}

func openIcebox(t *testing.T, speed float64, change func(*LiveOptions)) *icebox {
	b := &icebox{sent: &sentAt{at: map[string]time.Time{}}, became: map[string]int{}}
	b.table = openTable(t, arena.Options{
		Seed: 4, Speed: speed, Past: 1, Players: arena.DefaultPlayers, Balance: 1000 * money.PerSOL, Said: b.sent.say,
	}, "", change)
	b.app = serveEdge(t, b.lib, b.live)
	looks, err := b.app.watchLive(t.Context(), b.app.client)
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	group.Go(func() { b.look(looks) })
	t.Cleanup(func() { looks.conn.CloseNow(); group.Wait() })
	return b
}

// serveEdge serves an edge to pages.
func serveEdge(t *testing.T, lib *library.Library, live *Live) *running {
	t.Helper()
	rounds := &shelf{Library: lib}
	server, err := web.Listen("127.0.0.1:0", web.Ports{
		Live: live, Hands: live.Hands(), Metrics: metrics(live.Status),
		Jobs: NewJobs(rounds), Lab: NewLab(rounds, NewScripts(lib.Home())),
	}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	r := &running{url: server.URL(), token: server.Token(), client: &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{}}}
	served := make(chan error, 1)
	go func() { served <- server.Run() }()
	t.Cleanup(func() {
		r.client.CloseIdleConnections()
		ctx, cancel := context.WithTimeout(context.Background(), webEnds)
		defer cancel()
		if err := errors.Join(server.Close(ctx), <-served); err != nil {
			t.Error(err)
		}
	})
	return r
}

// look takes how long each tick took to the page that looks on.
func (b *icebox) look(p page) {
	for last := ""; ; {
		m, err := p.next(context.Background())
		if err != nil {
			return
		}
		if tick := tickOf(m.ID, m.newest()); tick != last {
			last = tick
			if d, ok := b.sent.since(m.ID, m.newest()); ok {
				f := &b.frozen
				f.mu.Lock()
				if f.now {
					f.ticks = append(f.ticks, d)
				} else {
					f.free = append(f.free, d)
				}
				f.mu.Unlock()
			}
		}
	}
}

// onItsWay arms until an order is on its way. A busy machine may be late without
// being frozen, and is disarmed then.
func (b *icebox) onItsWay(n int) {
	b.t.Helper()
	name := [...]string{"sidebet:below=0", "sidebet:below=0", "aggressive:take=0.1"}[n%3] // who holds waits for the rug
	for end := time.Now().Add(liveWait); ; {
		b.arm(name, armedLimits())
		s := b.await("an order", func(s *web.HandsStatus) bool { return len(s.Open) > 0 || s.Armed == nil })
		if s.Armed != nil {
			return
		}
		if time.Now().After(end) {
			b.t.Fatalf("freeze %d: it was disarmed before: %s", n, s.Disarmed)
		}
	}
}

func (b *icebox) setFrozen(is bool) {
	b.frozen.mu.Lock()
	defer b.frozen.mu.Unlock()
	b.frozen.now = is
}

// ticked is how many ticks came to the page that looks on while the browser was frozen.
func (b *icebox) ticked() int {
	b.frozen.mu.Lock()
	defer b.frozen.mu.Unlock()
	return len(b.frozen.ticks)
}

// looksOn tells whether the browser is to stay frozen: for its time, and until a tick
// has come to the page that looks on, as no round may run just then.
func (b *icebox) looksOn(n, before int, begun time.Time) bool {
	b.t.Helper()
	since := time.Since(begun)
	if since > liveWait {
		b.t.Fatalf("freeze %d: for %v no tick came to the page that looks on", n, since)
	}
	return since < frozenFor || b.ticked() == before
}

// freeze freezes the browser once: soon after an order is on its way.
func (b *icebox) freeze(n, pid int, after time.Duration) {
	b.t.Helper()
	b.onItsWay(n)
	pass(after)
	b.signal(pid, syscall.SIGSTOP)
	begun := time.Now()
	b.setFrozen(true)
	before := b.ticked()
	on := b.live.Status().Hands.Open
	if n%2 == 0 { // stopped before anybody knows that it is frozen
		b.stop(n)
	}
	s := b.await("it to be known that the browser is frozen", func(s *web.HandsStatus) bool {
		return s.State == browser.StateFrozen && s.Armed == nil
	})
	b.noticed = append(b.noticed, time.Since(begun))
	if want := [...]string{"STOP", "the browser is frozen"}[n%2]; !strings.Contains(s.Disarmed, want) {
		b.t.Errorf("it was disarmed because of %q, not of %q", s.Disarmed, want)
	}
	b.stop(n + 1)
	for b.looksOn(n, before, begun) {
		pass(20 * time.Millisecond)
		b.behind = max(b.behind, time.Duration(b.live.Status().Recorder.BehindMS)*time.Millisecond)
	}
	b.setFrozen(false)
	thawed := time.Now().UnixNano()
	b.signal(pid, syscall.SIGCONT)
	b.await("the browser to be ready again", func(s *web.HandsStatus) bool { return s.State == browser.StateReady })
	b.notLate(begun.UnixNano(), thawed, on)
	b.count(on)
	b.close()
	if err := b.hands.Resume(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
}

// livingOf lists the processes of a group that live.
func livingOf(group int) (pids []string) {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range stats {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		// pid (name) state parent group ...; the name may hold anything
		fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
		if len(fields) > 2 && fields[2] == strconv.Itoa(group) && fields[0] != "Z" && fields[0] != "X" {
			pids = append(pids, path)
		}
	}
	return pids
}

// noneLives waits until no process of a group is left.
func noneLives(t *testing.T, group int) {
	t.Helper()
	for end := time.Now().Add(liveWait); len(livingOf(group)) > 0; pass(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("of the browser's processes there are left: %v", livingOf(group))
		}
	}
}

func (b *icebox) signal(pid int, s syscall.Signal) {
	b.t.Helper()
	if err := syscall.Kill(-pid, s); err != nil {
		b.t.Fatalf("%v to the browser's processes: %v", s, err)
	}
}

// stop stops the hands, by their port or by the page's request in turn, and takes
// how long the answer took.
func (b *icebox) stop(n int) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.t.Context(), 2*stopHangs)
	defer cancel()
	begun := time.Now()
	var err error
	if n%4 < 2 {
		err = b.hands.Stop(ctx)
	} else {
		_, err = b.app.do("POST", "api/hands/stop", "application/json", strings.NewReader("{}"))
	}
	took := time.Since(begun)
	if err != nil || took > stopHangs {
		b.t.Errorf("a stop while the browser is frozen: %v, after %v", err, took)
	}
	b.stops = append(b.stops, took)
}

// notLate looks at what came to the arena since the browser goes on: nothing but
// what had been clicked before it froze.
// An order of which nobody knows whether it was pressed in time is settled by the
// server's word, or left to the user, who sees the page and says.
func (b *icebox) notLate(frozenNS, thawedNS int64, on []web.HandsOrder) {
	b.t.Helper()
	nobodyKnows := func(o web.HandsOrder) bool {
		return o.Pressed == "maybe" && (o.Life == guard.Unknown.String() || o.Life == guard.Escalated.String())
	}
	open := func() bool {
		return slices.ContainsFunc(b.live.Status().Hands.Open, func(o web.HandsOrder) bool { return !nobodyKnows(o) })
	}
	for end := time.Now().Add(liveWait); open(); pass(20 * time.Millisecond) {
		if time.Now().After(end) {
			b.t.Fatalf("frozen at %d, thawed at %d: open are %+v\nthe arena has done %+v\nthe books: %+v", frozenNS, thawedNS,
				b.live.Status().Hands.Open, b.server.Orders(b.t.Context(), tester), b.live.Status().Hands.Books)
		}
	}
	for _, o := range b.server.Orders(b.t.Context(), tester) {
		if o.AtNS <= thawedNS {
			continue
		}
		if !b.begunBefore(frozenNS, thawedNS, on) {
			b.t.Errorf("after the freeze the arena was sent %+v", o)
		}
		b.became["clicked before the freeze, and sent by Chromium after it"]++
	}
}

// begunBefore tells whether one of the orders was given to the page before the
// browser froze: if it was clicked then, Chromium's part that holds the socket may have
// frozen before it could send it, also where the page could still say that it had clicked. The
// page itself clicks nothing that is 1.5 s old.
func (b *icebox) begunBefore(frozenNS, thawedNS int64, orders []web.HandsOrder) bool {
	b.t.Helper()
	return slices.ContainsFunc(orders, func(o web.HandsOrder) bool {
		now, err := b.hands.Order(b.t.Context(), o.Key)
		if err != nil {
			b.t.Fatal(err)
		}
		return slices.ContainsFunc(now.Stages, func(s web.HandsStage) bool {
			return now.Pressed == "maybe" && s.Stage == string(tape.OrderPressing) && s.AtNS < frozenNS ||
				s.Stage == string(tape.OrderPressed) && s.AtNS < thawedNS // nothing that is frozen says so
		})
	})
}

// close says of the order that was left to the user what the arena has seen of it.
func (b *icebox) close() {
	b.t.Helper()
	all, err := b.hands.Orders(b.t.Context(), 0, shownOrders)
	if err != nil {
		b.t.Fatal(err)
	}
	more := 0 // that the arena has done and nobody has confirmed
	for _, o := range b.server.Orders(b.t.Context(), tester) {
		if o.Refused == "" {
			more++
		}
	}
	for _, o := range all {
		if o.Life == guard.Confirmed.String() {
			more--
		}
	}
	for _, o := range b.live.Status().Hands.Open {
		if err := b.hands.CloseOrder(b.t.Context(), o.Key, more > 0); err != nil {
			b.t.Fatal(err)
		}
	}
}

// count counts what became of orders.
func (b *icebox) count(orders []web.HandsOrder) {
	b.t.Helper()
	for _, o := range orders {
		now, err := b.hands.Order(b.t.Context(), o.Key)
		if err != nil {
			b.t.Fatal(err)
		}
		b.became[fmt.Sprintf("%s, pressed: %s", now.Life, now.Pressed)]++
	}
}

func (b *icebox) tell(freezes int) {
	f := &b.frozen
	f.mu.Lock()
	defer f.mu.Unlock()
	worst := slices.Max(b.stops)
	b.t.Logf("%d freezes of %v, known after %s; of the orders on their way then: %v", freezes, frozenFor, spreadOf(b.noticed), b.became)
	b.t.Logf("from the arena to a page that looks on: frozen %s (%d ticks), free %s (%d ticks)", spreadOf(f.ticks), len(f.ticks), spreadOf(f.free), len(f.free))
	b.t.Logf("the journal was durable but for %v at the most; %d stops were answered after %s; the goal is %v", b.behind, len(b.stops), spreadOf(b.stops), stopGoal)
	if slowest := slices.Max(f.ticks); slowest > tickHangs {
		b.t.Errorf("a tick took %v to a page that looks on", slowest)
	}
	if worst > stopGoal {
		b.t.Logf("the worst stop, %v, misses the goal", worst)
	}
}

func spreadOf(all []time.Duration) string {
	if len(all) == 0 {
		return "none"
	}
	slices.Sort(all)
	at := func(q float64) time.Duration { return all[int(q*float64(len(all)-1))].Round(10 * time.Microsecond) }
	return fmt.Sprintf("p50 %v, p99 %v, max %v", at(0.5), at(0.99), at(1))
}
