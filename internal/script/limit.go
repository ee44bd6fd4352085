package script

import (
	"fmt"
	"os"
	"runtime"
	"runtime/metrics"
	"time"
)

// hostOver is what a host writes to stderr when it ends because of its memory.
const hostOver = "rugtape: the script used too much memory"

// limitMemory ends the process soon after it holds more than so many bytes. A
// goroutine looks until it is stopped, and collects the garbage before it
// judges. What is taken at one stroke between two looks is for the backstop.
func limitMemory(most int64) (stop func(), err error) {
	if err := backstop(most); err != nil {
		return nil, fmt.Errorf("limit the memory: %w", err)
	}
	look, done, gone := time.NewTicker(5*time.Millisecond), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(gone)
		for {
			select {
			case <-look.C:
				endIfOver(most)
			case <-done:
				return
			}
		}
	}()
	return func() {
		look.Stop()
		close(done)
		<-gone
	}, nil
}

func endIfOver(most int64) {
	if memoryOf("/memory/classes/heap/objects:bytes") <= most { // garbage included
		return
	}
	if runtime.GC(); memoryOf("/gc/heap/live:bytes") > most {
		fmt.Fprintln(os.Stderr, hostOver)
		os.Exit(1)
	}
}

func memoryOf(metric string) int64 {
	sample := []metrics.Sample{{Name: metric}}
	metrics.Read(sample)
	return int64(sample[0].Value.Uint64())
}
