package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"rugtape/internal/arena"
	"rugtape/internal/journal"
	"rugtape/internal/library"
	"rugtape/internal/money"
	"rugtape/internal/web"
)

// TestFaults: short armed sessions, each on an arena of its own and with a fault
// that is drawn from a seed, in the browser, the page, the network, the server, by
// the user's hand or by our own death. What was pressed is held against the arena's
// own record: see faultRun.hold.
//
//	RUGTAPE_FAULTS=1 RUGTAPE_FAULTS_SEED=4711 go test -run TestFaults ./internal/app
func TestFaults(t *testing.T) {
	runs := countOf(t, "RUGTAPE_FAULTS", 12)
	first := uint64(countOf(t, "RUGTAPE_FAULTS_SEED", 1))
	workers := countOf(t, "RUGTAPE_FAULTS_WORKERS", 3)
	sums := faultSums{keep: os.TempDir()}
	t.Setenv("TMPDIR", t.TempDir()) // what is left there is found
	begun := time.Now()
	var next atomic.Int64
	var pool sync.WaitGroup
	for range min(workers, runs) {
		pool.Go(func() {
			w := &faultWorker{}
			defer w.end()
			for {
				i := int(next.Add(1)) - 1
				if i >= runs {
					return
				}
				plan := drawPlan(first + uint64(i))
				t.Run(fmt.Sprint(plan.seed), func(t *testing.T) { runFaults(t, w, plan, &sums) })
			}
		})
	}
	pool.Wait()
	left, _ := filepath.Glob(filepath.Join(os.TempDir(), "*"))
	for _, name := range left {
		if !strings.HasPrefix(filepath.Base(name), "org.chromium.") { // a Chromium that is killed leaves it
			t.Errorf("%s is left in the directory for temporary files", name)
		}
	}
	t.Logf("%d runs from seed %d in %.0f s: %s", runs, first, time.Since(begun).Seconds(), sums.String())
	if sums.pressed.Load() < int64(runs/6) || sums.confirmed.Load() < int64(runs/12) {
		t.Error("hardly anything was pressed: this shows nothing")
	}
}

// faultSums are what came of the runs.
type faultSums struct {
	keep string // where the journals of failed runs are put

	acts, pressed, confirmed, refused, unpressed, escalated, killed atomic.Int64
}

func (s *faultSums) String() string {
	return fmt.Sprintf("%d orders pressed, %d confirmed and %d refused by the server, %d escalated, %d not pressed; %d faults came to pass, %d times was rugtape killed",
		s.pressed.Load(), s.confirmed.Load(), s.refused.Load(), s.escalated.Load(), s.unpressed.Load(), s.acts.Load(), s.killed.Load())
}

// faultWorker makes one run after the other, in one browser as long as that lives.
type faultWorker struct{ chrome *chromeUser }

func (w *faultWorker) end() {
	if w.chrome != nil {
		w.chrome.end()
		_ = os.RemoveAll(w.chrome.profile)
		w.chrome = nil
	}
}

// browser gives the worker's browser, a new one if the last has ended.
func (w *faultWorker) browser(t *testing.T) *chromeUser {
	if w.chrome != nil && w.chrome.lives() {
		return w.chrome
	}
	w.end()
	profile, err := os.MkdirTemp("", "profile")
	if err == nil {
		w.chrome, err = startChrome(t, profile, 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	return w.chrome
}

// faultRun is one run.
type faultRun struct {
	t      *testing.T
	ctx    context.Context
	plan   *faultPlan
	worker *faultWorker
	chrome *chromeUser // nil where rugtape launches one
	server *arena.Server
	gate   *feedGate
	page   string
	home   string
	live   *Live
	byHand bool // something was bought by hand
	sums   *faultSums

	begun time.Time
	work  sync.WaitGroup // of what goes on beside the session
	mu    sync.Mutex
	told  []string
	times int // the step has come
}

// tell notes what happens, for when the run fails.
func (r *faultRun) tell(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.told = append(r.told, fmt.Sprintf("%6.3f ", time.Since(r.begun).Seconds())+fmt.Sprintf(format, args...))
}

func runFaults(t *testing.T, w *faultWorker, plan *faultPlan, sums *faultSums) {
	r := &faultRun{t: t, ctx: t.Context(), plan: plan, worker: w, sums: sums, begun: time.Now()}
	r.server = startArena(t, arena.Options{
		Seed: plan.game, Speed: armedSpeed, Past: 1, Players: 1, Balance: faultBalance, Faults: plan.luck,
		PingEvery: 5 * time.Second, PongWithin: 5 * time.Second, // a half-open connection is known soon
	})
	r.gate = openGate(t, r.server.URL())
	r.page = r.server.URL() + "/?player=" + tester + plan.query
	r.home = t.TempDir()
	defer r.explain()
	if !plan.launch {
		r.chrome = w.browser(t)
		if _, err := openPage(r.ctx, r.chrome.port, r.page); err != nil {
			t.Fatal(err)
		}
		defer r.clean()
	}
	if plan.fault == "kill rugtape" {
		r.lives()
	} else {
		r.session()
	}
	r.hold()
}

const faultBalance = 100 * money.PerSOL

// session is a session in this process.
func (r *faultRun) session() {
	lib, err := library.Open(r.ctx, r.home, library.Owner)
	if err != nil {
		r.t.Fatal(err)
	}
	s := &faultSession{plan: r.plan, page: r.page, life: 1, tell: r.tell}
	if r.chrome != nil {
		s.port = r.chrome.port
	}
	if s.live, err = faultEdge(lib, r.gate.url); err != nil {
		r.t.Fatal(err)
	}
	r.live = s.live
	edge, end := context.WithCancel(context.Background())
	go s.live.Run(edge)
	err = s.hook(r.ctx, r.at)
	if r.plan.step == "" {
		s.armed = func() { r.later(r.plan.after, r.act) }
	}
	if err == nil {
		err = s.run(r.ctx)
	}
	if err != nil {
		r.t.Error(err)
	}
	r.work.Wait()
	end()
	<-s.live.ended
	if err := lib.Close(context.Background()); err != nil {
		r.t.Error(err)
	}
	if a := s.status().Alarm; a != nil && strings.Contains(a.Text, "the disk does not answer") {
		r.tell("%s", a.Text)
		r.nextStart()
	}
}

// nextStart is a start after the orders journal had halted: what could not be written
// down is settled by it, or escalated.
func (r *faultRun) nextStart() {
	lib, err := library.Open(r.ctx, r.home, library.Owner)
	if err != nil {
		r.t.Fatal(err)
	}
	live, err := faultEdge(lib, r.gate.url)
	if err != nil {
		r.t.Fatal(err)
	}
	ctx, end := context.WithCancel(context.Background())
	go live.Run(ctx)
	await(r.t, live, "the hands", func(s *web.Status) bool { return s.Hands != nil })
	end()
	<-live.ended
	if err := lib.Close(context.Background()); err != nil {
		r.t.Error(err)
	}
}

// at does the act if it is due at this step. The order waits meanwhile.
func (r *faultRun) at(step string) {
	if step != r.plan.step {
		return
	}
	r.mu.Lock()
	r.times++
	due := r.times == r.plan.nth
	r.mu.Unlock()
	if due {
		r.act()
	}
}

func (r *faultRun) act() {
	r.tell("%s", r.plan.fault)
	r.sums.acts.Add(1)
	for _, act := range faultActs {
		if act.name == r.plan.fault {
			act.do(r)
			return
		}
	}
}

// tab is the one that rugtape presses in.
func (r *faultRun) tab() (chromePage, error) {
	port := 0
	if r.chrome != nil {
		port = r.chrome.port
	}
	pages, err := pagesOf(r.ctx, port, strings.TrimPrefix(r.server.URL(), "http://"))
	if err == nil && len(pages) == 0 {
		err = fmt.Errorf("no tab shows the page")
	}
	if err != nil {
		return chromePage{}, err
	}
	return pages[0], nil
}

// restartChrome starts the worker's browser again, at the same port.
func (r *faultRun) restartChrome(old *chromeUser) error {
	again, err := startChrome(r.t, old.profile, old.port)
	if err == nil {
		r.chrome, r.worker.chrome = again, again
	}
	return err
}

// clean closes the tabs, in a browser that goes on.
func (r *faultRun) clean() {
	r.work.Wait()
	if !r.chrome.lives() {
		return
	}
	pages, err := pagesOf(context.Background(), r.chrome.port, "")
	if err != nil {
		r.tell("the browser is left: %v", err)
		r.worker.end()
		return
	}
	for _, p := range pages[min(1, len(pages)):] {
		_ = p.close(context.Background())
	}
	if len(pages) > 0 {
		_ = pages[0].do(context.Background(), "Page.navigate", map[string]any{"url": "about:blank"})
	}
}

// explain tells of a run that has failed, and keeps its orders journal.
func (r *faultRun) explain() {
	if !r.t.Failed() && os.Getenv("RUGTAPE_FAULTS_TELL") == "" {
		return
	}
	kept := filepath.Join(r.sums.keep, "rugtape-faults-"+strconv.FormatUint(r.plan.seed, 10)+".jsonl")
	text, err := os.ReadFile(filepath.Join(r.home, journal.HandsDir, "orders.jsonl"))
	if err == nil {
		err = os.WriteFile(kept, text, 0o600)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.t.Logf("seed %d: %v\n%s\nthe orders journal is in %s (%v)\nagain: RUGTAPE_FAULTS=1 RUGTAPE_FAULTS_SEED=%d go test -run TestFaults ./internal/app",
		r.plan.seed, r.plan, strings.Join(r.told, "\n"), kept, err, r.plan.seed)
}
