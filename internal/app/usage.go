package app

import (
	"bytes"
	"io"
	"math"
	"os"
	"runtime"
	gometrics "runtime/metrics"
	"runtime/pprof"
	"strconv"
	"strings"
	"time"
)

// Usage is what this process uses of the machine. What the system does not
// tell is NaN.
type Usage struct {
	RSS, Heap                float64 // MB of memory: in all, and of live and dead objects
	Goroutines, FDs, Threads float64
}

const megabyte = 1e6

// ReadUsage tells what is used now.
func ReadUsage() Usage {
	heap := []gometrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	gometrics.Read(heap)
	u := Usage{
		RSS: math.NaN(), Threads: math.NaN(), FDs: openFiles(),
		Heap: float64(heap[0].Value.Uint64()) / megabyte, Goroutines: float64(runtime.NumGoroutine()),
	}
	status, err := os.ReadFile("/proc/self/status") // Linux alone has it
	if err != nil {
		return u
	}
	for line := range strings.Lines(string(status)) {
		name, value, _ := strings.Cut(line, ":")
		number, _, _ := strings.Cut(strings.TrimSpace(value), " ")
		switch n, err := strconv.ParseFloat(number, 64); {
		case err != nil: // another member
		case name == "VmRSS":
			u.RSS = n * 1024 / megabyte
		case name == "Threads":
			u.Threads = n
		}
	}
	return u
}

// openFiles counts the handles of this process, without the one that the
// counting takes.
func openFiles() float64 {
	for _, dir := range [...]string{"/proc/self/fd", "/dev/fd"} {
		if files, err := os.ReadDir(dir); err == nil {
			return float64(len(files) - 1)
		}
	}
	return math.NaN()
}

// How long what has ended may take to be gone, and how often to look.
const (
	settleFor  = 5 * time.Second
	settleLook = 50 * time.Millisecond
	settleSame = 10 // looks that see the same
)

// settled waits until no more goroutines and handles are left than there were,
// or settleFor, and tells what is used then.
func settled(before Usage) Usage {
	return lookUntil(func(now Usage) bool { return now.Goroutines <= before.Goroutines && !(now.FDs > before.FDs) })
}

// quiet waits until goroutines and handles stay as many as they are, or
// settleFor, and tells what is used then.
func quiet() Usage {
	var last Usage
	same := 0
	return lookUntil(func(now Usage) bool {
		if same++; now.Goroutines != last.Goroutines || now.FDs != last.FDs {
			last, same = now, 0
		}
		return same >= settleSame
	})
}

func lookUntil(done func(Usage) bool) Usage {
	limit := time.After(settleFor)
	again := time.NewTicker(settleLook)
	defer again.Stop()
	for {
		runtime.GC() // finalizers close handles too
		now := ReadUsage()
		if done(now) {
			return now
		}
		select {
		case <-again.C:
		case <-limit:
			return now
		}
	}
}

// leakProfile is Go's profile of goroutines that wait for what nobody can ever
// do. Go 1.26 has it where it was built with GOEXPERIMENT=goroutineleakprofile.
const leakProfile = "goroutineleak"

// HasLeakProfile tells whether this build can find goroutines that are stuck
// for ever.
func HasLeakProfile() bool { return pprof.Lookup(leakProfile) != nil }

// leaked counts the goroutines that are stuck for ever, and tells where they
// are; known is false where the build cannot.
func leaked() (n int, where string, known bool) {
	profile := pprof.Lookup(leakProfile)
	if profile == nil {
		return 0, "", false
	}
	_ = profile.WriteTo(io.Discard, 0) // looks for them; Count has those that were found
	if n = profile.Count(); n > 0 {
		var text bytes.Buffer
		_ = profile.WriteTo(&text, 1) // into memory it does not fail
		where = text.String()
	}
	return n, where, true
}
