package journal

import (
	"errors"
	"io/fs"
	"path/filepath"
	"time"
)

// removeOld makes room for another file: the oldest files that are ended go.
// That one cannot be removed is told, and stops nothing.
func (j *Journal) removeOld(now time.Time) {
	files, err := filesOn(j.disk, j.o.Dir)
	room, aged := j.o.MaxAll-j.o.MaxFile, 0
	for _, f := range files {
		room -= f.Bytes
	}
	for _, f := range files {
		old := f.StartedNS != 0 && now.Sub(time.Unix(0, f.StartedNS)) > j.o.MaxAge && aged < agedAtOnce
		if room >= 0 && !old {
			break
		}
		if !f.Closed {
			continue
		}
		if err = j.disk.remove(f.Path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			break
		}
		if old {
			aged++
		}
		room += f.Bytes
		j.note(func(s *State) {
			s.Removed.Files++
			s.Removed.Bytes += f.Bytes
			s.Removed.Last, s.Removed.Next = filepath.Base(f.Path), f.End.Next
		})
	}
	j.note(func(s *State) { s.Removed.Err = failed("remove old files of the journal in", j.o.Dir, err) })
}
