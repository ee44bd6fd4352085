//go:build unix

package browser

import (
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// fromEnv is a whole number that the environment names, or another.
func fromEnv(t *testing.T, name string, otherwise uint64) uint64 {
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("%s=%q: %v", name, text, err)
	}
	return n
}

// way is one in which a start can fail.
type way struct {
	name     string
	program  string // what is launched: jobs of the fake, or a file; "" attaches
	stranger string // whose port it is, by name
	says     string // a word that the error must have
}

var ways = []way{
	{"no such program", "none", "", "cannot be run"},
	{"a program that is a text", "text", "", "start"},
	{"a program that may not run", "plain", "", "cannot be run"},
	{"dies at once", "dies", "", "cannot open display"},
	{"dies later", "dies later", "", "exit status 4"},
	{"never says a port", "hangs", "", noPort},
	{"closes its stderr", "closes stderr,hangs", "", noPort},
	{"says garbage", "garbage,hangs", "", noPort},
	{"never ends its line", "long line,hangs", "", noPort},
	{"says an impossible port", "impossible port,hangs", "", noPort},
	{"says a port of nobody", "wrong port,hangs", "", "no Chrome answers"},
	{"dies after its port", "wrong port,dies", "", ""},
	{"says a web server's port", "port,hangs", "server", "another program"},
	{"says a silent port", "port,hangs", "silent", "does not answer"},
	{"says a mute port", "port,hangs", "mute", "answers no command"},
	{"leaves children", "forks,dies", "", "exit status 3"},
	{"leaves children behind a port", "forks,port,hangs", "mute", "answers no command"},
	{"attach: nobody", "", "free", "no Chrome answers"},
	{"attach: a web server", "", "server", "another program"},
	{"attach: node", "", "node", "node.js"},
	{"attach: silence", "", "silent", "does not answer"},
	{"attach: a mute", "", "mute", "answers no command"},
}

const noPort = "no debugging port"

// TestFailedStarts: whatever is wrong with a browser, and whenever the start is
// cancelled, nothing of it is left: no process, no directory, no goroutine, no
// file handle. RUGTAPE_STARTS is how often, RUGTAPE_START_SEED what and when.
func TestFailedStarts(t *testing.T) {
	starts, seed := fromEnv(t, "RUGTAPE_STARTS", 40), fromEnv(t, "RUGTAPE_START_SEED", rand.Uint64())
	t.Logf("%d starts, RUGTAPE_START_SEED=%d", starts, seed)
	strangers := map[string]int{
		"server": serverPort(t), "node": nodePort(t), "silent": silentPort(t), "mute": mutePort(t), "free": freePort(t),
	}
	f := &failing{t: t, dir: t.TempDir(), strangers: strangers, seed: seed, fates: map[string]int{}}
	f.files()
	for _, w := range ways { // each once, at leisure, for what it says
		f.says(w)
	}
	goroutines, handles := runtime.NumGoroutine(), handleCount(t)
	var all sync.WaitGroup
	free := make(chan struct{}, 2*runtime.NumCPU()) // most of the time they wait
	for i := range starts {
		free <- struct{}{}
		all.Go(func() {
			f.anyhow(rand.New(rand.NewPCG(seed, i)), i)
			<-free
		})
	}
	all.Wait()
	t.Logf("what became of them: %v", f.fates)
	f.nothingLeft(goroutines, handles)
}

// failing makes starts that fail.
type failing struct {
	t         *testing.T
	dir       string
	strangers map[string]int
	seed      uint64

	mu    sync.Mutex
	pids  []int
	fates map[string]int
}

// files writes programs that cannot be run.
func (f *failing) files() {
	for name, mode := range map[string]fs.FileMode{"text": 0o700, "plain": 0o600} {
		if err := os.WriteFile(filepath.Join(f.dir, name), []byte("just a text"), mode); err != nil {
			f.t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(f.dir, "profiles"), 0o700); err != nil {
		f.t.Fatal(err)
	}
}

// says makes a start in one way, and holds the error against what it must say.
func (f *failing) says(w way) {
	o := f.options(w, w.name+"/below/it")
	if w.says != noPort {
		o.limits.port = eventually
	}
	switch w.stranger {
	case "silent":
	case "mute": // its other answers come
		o.limits.answer = 5 * time.Second
	default:
		o.limits.answer = eventually
	}
	if err := f.start(f.t.Context(), o, w); err != nil && !strings.Contains(err.Error(), w.says) {
		f.t.Errorf("%s: it says %v", w.name, err)
	}
}

// anyhow makes a start in any way, half of them cancelled at any moment.
func (f *failing) anyhow(chance *rand.Rand, i uint64) {
	w := ways[chance.IntN(len(ways))]
	ctx, cancel := context.WithCancel(f.t.Context())
	defer cancel()
	if chance.IntN(2) == 0 {
		defer time.AfterFunc(time.Duration(chance.Int64N(int64(2*shortLimit))), cancel).Stop()
	}
	err := f.start(ctx, f.options(w, fmt.Sprint(i)), w)
	f.mu.Lock()
	defer f.mu.Unlock()
	if err != nil && strings.Contains(err.Error(), "cancelled") {
		w.name = "cancelled"
	}
	f.fates[w.name]++
}

// start makes a start that must fail and leave no process.
func (f *failing) start(ctx context.Context, o Options, w way) error {
	pid := 0
	o.Step = func(s Step) {
		if s.Name == "start it" && s.State == "done" {
			_, _ = fmt.Sscanf(s.Detail, "process %d", &pid)
		}
	}
	s, err := Start(ctx, o, newEar())
	if s != nil {
		f.t.Errorf("%s: it started", w.name)
		closed(f.t, s)
	}
	if pid == 0 {
		return err
	}
	if left := inGroupOf(pid); len(left) > 0 {
		f.t.Errorf("%s: of group %d there are left %v", w.name, pid, left)
	}
	f.mu.Lock()
	f.pids = append(f.pids, pid)
	f.mu.Unlock()
	return err
}

// shortLimit is how long a step may take here.
const shortLimit = 400 * time.Millisecond

func (f *failing) options(w way, profile string) Options {
	o := Options{
		Host: "127.0.0.1:1", Profile: filepath.Join(f.dir, "profiles", profile),
		limits: limits{port: shortLimit, answer: shortLimit / 2, listen: shortLimit / 2, load: shortLimit / 2},
	}
	switch w.program {
	case "":
		o.Port = f.strangers[w.stranger]
	case "none", "text", "plain":
		o.Program = filepath.Join(f.dir, w.program)
	default:
		o.Program = os.Args[0]
		o.env = []string{fakeVar + "=" + w.program, fakePortVar + "=" + strconv.Itoa(f.strangers[w.stranger])}
	}
	return o
}

// nothingLeft holds what there is against what there was.
func (f *failing) nothingLeft(goroutines, handles int) {
	f.t.Helper()
	left := 0
	for _, pid := range f.pids {
		left += len(inGroupOf(pid))
	}
	profiles, _ := filepath.Glob(filepath.Join(f.dir, "profiles", "*"))
	var now, open int
	for range eventually / tick { // the transport of the last ones takes its leave
		if now, open = runtime.NumGoroutine(), handleCount(f.t); now <= goroutines && open <= handles {
			break
		}
		<-time.After(tick)
	}
	f.t.Logf("%d programs launched; left: %d processes, %d profiles; before %d goroutines, %d handles, after %d, %d",
		len(f.pids), left, len(profiles), goroutines, handles, now, open)
	if left > 0 || len(profiles) > 0 || now > goroutines || open > handles {
		f.t.Error("something is left")
	}
}

func handleCount(t testing.TB) int {
	t.Helper()
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip("this system does not tell file handles")
	}
	return len(open)
}
