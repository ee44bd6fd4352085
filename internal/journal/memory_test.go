package journal

import (
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"rugtape/internal/tape"
)

// A journal that is written for a while holds a few megabytes, however much
// went through it, and however long an entry was.
func TestHoldsLittle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newMemDisk()
		before := held()
		j, err := openOn(Options{Dir: dir}, d, time.Now)
		must(t, err)
		frame := make([]byte, 10<<10)
		for i := range 3000 {
			data := frame
			if i%1000 == 500 {
				data = make([]byte, tape.MaxEntry)
			}
			must(t, j.Append(tape.EntryReceived, time.Now().UnixNano(), append([]byte(nil), data...)))
			<-time.After(100 * time.Millisecond)
		}
		<-time.After(time.Second)
		if grown := held() - before; grown > 4<<20 {
			t.Errorf("it holds %d bytes", grown)
		}
		must(t, j.Close(t.Context()))
	})
}

func held() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
