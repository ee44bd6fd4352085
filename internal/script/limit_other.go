//go:build !linux

package script

import (
	"fmt"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// hostOver is what a host writes to stderr when it ends because of its memory.
const hostOver = "rugtape: the script used too much memory"

// limitMemory ends the process soon after it holds more than so many bytes.
func limitMemory(most int64) error {
	debug.SetMemoryLimit(most)
	go func() { // for as long as the process lives
		sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		for range time.Tick(20 * time.Millisecond) {
			metrics.Read(sample)
			if sample[0].Value.Uint64() > uint64(most) {
				fmt.Fprintln(os.Stderr, hostOver)
				os.Exit(1)
			}
		}
	}()
	return nil
}
