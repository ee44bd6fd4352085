package app

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"

	"rugtape/internal/fair"
)

// running is a whole rugtape on a home of its own, and how to ask it.
type running struct {
	url, token string
	client     *http.Client
	stop       func()
}

// run starts the app on a home, at a free port, until stop is called.
func run(t testing.TB, home string) *running {
	t.Helper()
	return runAt(t, home, "127.0.0.1:0")
}

func runAt(t testing.TB, home, listen string) *running {
	t.Helper()
	return runWith(t, Options{Home: home, Listen: listen})
}

// runWith starts the app with options; those that every test has alike are put in.
func runWith(t testing.TB, o Options) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ready, ended := make(chan string, 1), make(chan error, 1)
	o.Version, o.Log, o.Ready = "test", slog.New(slog.DiscardHandler), func(url string) { ready <- url }
	go func() { ended <- Run(ctx, o) }()
	r := &running{client: &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{}}}
	select {
	case r.url = <-ready:
	case err := <-ended:
		t.Fatal(err)
	}
	r.stop = sync.OnceFunc(func() {
		r.client.CloseIdleConnections()
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(r.stop)
	page, err := r.get("")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`name="rugtape-token" content="([^"]+)"`).FindStringSubmatch(page)
	if found == nil {
		t.Fatal("the page holds no token")
	}
	r.token = found[1]
	return r
}

func (r *running) get(path string) (string, error) { return r.do("GET", path, "", nil) }

func (r *running) do(method, path, kind string, body io.Reader) (string, error) {
	request, err := http.NewRequest(method, r.url+path, body)
	if err != nil {
		return "", err
	}
	request.Header.Set("X-Rugtape-Token", r.token)
	request.Header.Set("Content-Type", kind)
	answer, err := r.client.Do(request)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode >= 400 {
		err = fmt.Errorf("%s %s: %s: %.300s", method, path, answer.Status, text)
	}
	return string(text), err
}

// recording writes n rounds, as made by the law, in another recorder's format.
func recording(n, first int) []byte {
	var w bytes.Buffer
	for i := first; i < first+n; i++ {
		id := fmt.Sprintf("20250101-%016x", i)
		at := time.Date(2025, 1, 1, 12, 0, 0, 0, time.UTC).Add(time.Duration(i) * time.Minute)
		r := fair.V3.Derive(fair.SeedHash(id), id, nil)
		for tick, price := range r.Prices {
			fmt.Fprintf(&w, `{"type": "tick", "timestamp": %q, "game_id": %q, "tick": %d, "price": %v, "phase": "ACTIVE_GAMEPLAY", `+
				`"active": true, "rugged": %v, "cooldown_timer": 0, "trade_count": %d}`+"\n",
				at.Add(time.Duration(tick)*250*time.Millisecond).Format("2006-01-02T15:04:05.000000"), id, tick, price, tick == r.RugTick, tick+1)
		}
	}
	return w.Bytes()
}

// resources is what may leak.
type resources struct {
	goroutines, files int
	heap              uint64
}

// measure waits until what has ended is gone, or gives what is there after
// two seconds.
func measure(want *resources) resources {
	var now resources
	for range 40 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		now = resources{goroutines: runtime.NumGoroutine(), heap: m.HeapAlloc}
		if files, err := os.ReadDir("/proc/self/fd"); err == nil {
			now.files = len(files)
		}
		if want != nil && now.goroutines <= want.goroutines && now.files <= want.files {
			break
		}
		pass(50 * time.Millisecond)
	}
	return now
}

// TestStress has viewers come and go, players played, rounds imported,
// uploaded, deleted and brought back, and imports cancelled, all at once.
// Afterwards goroutines and file handles are as many as before and the heap
// is no larger than a small, stated growth of caches.
func TestStress(t *testing.T) {
	dir := t.TempDir()
	for i := range 4 {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("game_%d.jsonl", i)), recording(30, 30*i), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r := run(t, t.TempDir())
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	s := &stress{running: r, dir: dir}
	if answer, err := s.do("POST", "api/import", "application/json", strings.NewReader(fmt.Sprintf(`{"paths":[%q]}`, dir))); err != nil {
		t.Fatal(err)
	} else if err := s.await(t.Context(), answer, false); err != nil {
		t.Fatal(err)
	}
	s.crowd(t, stressFor(t)/4, seed) // warm caches, pools and the catalogue's connections
	for i := range maxDecks {        // players wait for their viewers: have as many as there can be
		if err := s.view(t.Context(), rand.New(rand.NewPCG(seed, uint64(i)))); err != nil {
			t.Fatal(err)
		}
	}
	r.client.CloseIdleConnections()
	before := measure(nil)
	s.crowd(t, stressFor(t), seed+1)
	r.client.CloseIdleConnections()
	after := measure(&before)
	t.Logf("before %+v, after %+v; %d connects, %d commands, %d imports", before, after, s.connects.Load(), s.commands.Load(), s.imports.Load())
	if after.goroutines > before.goroutines+2 {
		buf := make([]byte, 1<<20)
		t.Errorf("%d goroutines, %d before:\n%s", after.goroutines, before.goroutines, buf[:runtime.Stack(buf, true)])
	}
	if after.files > before.files+2 {
		t.Errorf("%d file handles, %d before", after.files, before.files)
	}
	if after.heap > before.heap+heapSlack {
		t.Errorf("the heap grew from %d to %d bytes", before.heap, after.heap)
	}
	if s.connects.Load() == 0 || s.commands.Load() == 0 || s.imports.Load() == 0 {
		t.Error("nothing was done")
	}
}

// stress is the crowd and what it has done.
type stress struct {
	*running
	dir                         string
	connects, commands, imports atomic.Int64
}

// heapSlack is what a garbage collected heap may differ by between two
// moments at rest, with the catalogue's page cache.
const heapSlack = 8 << 20

// crowd does everything at once for a while. A failure of one of them that is
// not the end of the time fails the test.
func (s *stress) crowd(t *testing.T, d time.Duration, seed uint64) {
	ctx, cancel := context.WithTimeout(t.Context(), d)
	defer cancel()
	var all sync.WaitGroup
	work := func(i int, once func(context.Context, *rand.Rand) error) {
		all.Go(func() {
			random := rand.New(rand.NewPCG(seed, uint64(i)))
			for ctx.Err() == nil {
				if err := once(ctx, random); err != nil && ctx.Err() == nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for i := range 8 {
		work(i, s.view)
	}
	work(100, s.importFiles)
	work(101, s.upload)
	work(102, s.deleteAndRestore)
	all.Wait()
}

// view is a page that comes, plays a round, looks at others, and goes.
func (s *stress) view(ctx context.Context, random *rand.Rand) error {
	address := strings.Replace(s.url, "http", "ws", 1) + "api/stream?token=" + s.token
	conn, _, err := websocket.Dial(ctx, address, &websocket.DialOptions{HTTPClient: s.client})
	if err != nil {
		return err
	}
	defer conn.CloseNow()
	conn.SetReadLimit(1 << 20)
	s.connects.Add(1)
	var reader sync.WaitGroup
	defer reader.Wait()
	defer conn.CloseNow()
	reader.Go(func() {
		for {
			if _, _, err := conn.Read(ctx); err != nil {
				return
			}
		}
	})
	id := fmt.Sprintf("20250101-%016x", random.IntN(120))
	for _, message := range []string{
		`{"do":"open","id":"` + id + `","play":true}`, `{"do":"speed","speed":100}`, `{"do":"desk","balance":"1","strategy":"random:chance=0.5"}`,
		`{"do":"seek","tick":3}`, `{"do":"order","action":"buy","amount":"0.01"}`, `{"do":"step","n":-2}`, `{"do":"follow","on":true}`,
		`{"do":"speed","speed":0}`, `{"do":"play"}`, `{"do":"stop"}`, `{"do":"open","id":"` + id + `","carry":true}`, `{"do":"loop","from":0,"to":1}`,
	} {
		if err := conn.Write(ctx, websocket.MessageText, []byte(message)); err != nil {
			return err
		}
		s.commands.Add(1)
		if random.IntN(4) == 0 {
			break // the page is closed in the middle
		}
	}
	_, err = s.get("api/rounds?limit=50&sort=-peak")
	return err
}

func (s *stress) importFiles(ctx context.Context, random *rand.Rand) error {
	file := filepath.Join(s.dir, fmt.Sprintf("game_%d.jsonl", random.IntN(4)))
	answer, err := s.do("POST", "api/import", "application/json", strings.NewReader(fmt.Sprintf(`{"paths":[%q]}`, file)))
	if err != nil {
		return err
	}
	return s.await(ctx, answer, random.IntN(3) == 0)
}

// await waits for the job that an answer names, or cancels it.
func (s *stress) await(ctx context.Context, answer string, cancel bool) error {
	s.imports.Add(1)
	id := regexp.MustCompile(`"job":"(j\d+)"`).FindStringSubmatch(answer)[1]
	if cancel {
		_, err := s.do("POST", "api/jobs/"+id+"/cancel", "application/json", strings.NewReader("{}"))
		return err
	}
	state := regexp.MustCompile(`"id":"` + id + `","what":"[^"]*","state":"(\w+)"`)
	for ctx.Err() == nil {
		jobs, err := s.get("api/jobs")
		if err != nil {
			return err
		}
		switch found := state.FindStringSubmatch(jobs); {
		case found == nil || found[1] == jobDone:
			return nil
		case found[1] == jobFailed:
			return fmt.Errorf("import %s failed: %.500s", id, jobs)
		}
		pass(5 * time.Millisecond)
	}
	return nil
}

func (s *stress) upload(ctx context.Context, random *rand.Rand) error {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", "upload.jsonl")
	if err != nil {
		return err
	}
	if _, err := part.Write(recording(2, random.IntN(200))); err != nil {
		return err
	}
	if err := form.Close(); err != nil {
		return err
	}
	answer, err := s.do("POST", "api/upload", form.FormDataContentType(), &body)
	if err != nil {
		return err
	}
	return s.await(ctx, answer, false)
}

func (s *stress) deleteAndRestore(_ context.Context, random *rand.Rand) error {
	body := fmt.Sprintf(`{"rounds":[{"source":"site","id":"20250101-%016x"}]}`, random.IntN(120))
	answer, err := s.do("POST", "api/rounds/delete", "application/json", strings.NewReader(body))
	if err != nil {
		if strings.Contains(err.Error(), "no such round") {
			return nil // it is not imported yet
		}
		return err
	}
	undo := regexp.MustCompile(`"undo":"([^"]*)"`).FindStringSubmatch(answer)
	if undo == nil || undo[1] == "" {
		return nil
	}
	_, err = s.do("POST", "api/rounds/restore", "application/json", strings.NewReader(fmt.Sprintf(`{"undo":%q}`, undo[1])))
	return err
}
