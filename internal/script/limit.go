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

// limitMemory ends the process soon after it holds more than so many bytes: a
// goroutine looks for as long as the process lives, and collects the garbage
// before it judges. What is taken at one stroke between two looks is for the
// backstop.
func limitMemory(most int64) error {
	if err := backstop(most); err != nil {
		return fmt.Errorf("limit the memory: %w", err)
	}
	go func() {
		for range time.Tick(5 * time.Millisecond) {
			if heap() <= most {
				continue
			}
			if runtime.GC(); heap() > most {
				fmt.Fprintln(os.Stderr, hostOver)
				os.Exit(1)
			}
		}
	}()
	return nil
}

// heap is how much memory objects take, garbage included.
func heap() int64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return int64(sample[0].Value.Uint64())
}
