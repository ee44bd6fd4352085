package journal

import (
	"path/filepath"
	"time"

	"rugtape/internal/tape"
)

// segment is the file that is being written.
type segment struct {
	disk   disk
	path   string
	file   file
	pack   *tape.JournalWriter
	begun  time.Time // by a clock that is never set
	listed bool      // its name is durable
}

// beginSegment makes a file, named by the wall clock. Nothing of it is durable
// before sync.
func beginSegment(d disk, dir string, head tape.JournalHead, wall time.Time) (*segment, error) {
	s := &segment{disk: d, path: filepath.Join(dir, nameOf(head.First, wall)), begun: time.Now()}
	var err error
	if s.file, err = d.create(s.path); err != nil {
		return nil, failed("begin the journal file", s.path, err)
	}
	if s.pack, err = tape.NewJournalWriter(s.file, head); err != nil {
		_ = s.file.Close()
		return nil, err
	}
	return s, nil
}

func (s *segment) add(e tape.Entry) error {
	return failed("write the journal file", s.path, s.pack.Add(e))
}

// sync makes durable what was added.
func (s *segment) sync() error {
	err := s.pack.Flush()
	if err == nil {
		err = s.file.Sync()
	}
	if err == nil && !s.listed {
		err = s.disk.syncDir(filepath.Dir(s.path))
		s.listed = err == nil
	}
	return failed("write the journal file", s.path, err)
}

// end makes it all durable, with its trailer, and lets go of the file.
func (s *segment) end() error {
	err := s.pack.Close()
	if err == nil {
		err = s.sync()
	}
	closed := s.file.Close()
	if err == nil {
		err = closed
	}
	return failed("end the journal file", s.path, err)
}

// drop lets go of a file that cannot be written.
func (s *segment) drop() { _ = s.file.Close() }
