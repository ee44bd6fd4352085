package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"rugtape/internal/tape"
)

// Trouble is an error of the world that a user can do something about.
type Trouble struct {
	What string // what happened, to what
	Do   string // what to do about it
	Err  error  // the cause, may be nil
}

func (t *Trouble) Error() string {
	text := t.What
	if t.Err != nil {
		text += ": " + t.Err.Error()
	}
	return text + "; " + t.Do
}

// Unwrap gives the cause.
func (t *Trouble) Unwrap() error { return t.Err }

// Hint says what to do.
func (t *Trouble) Hint() string { return t.Do }

var (
	// ErrHalted is what Append gives once the journal cannot be written, and
	// the cause in the error of its State.
	ErrHalted = errors.New("the recording has halted")
	// ErrClosed is what Append gives after Close.
	ErrClosed = errors.New("the journal is closed")

	errSlow = errors.New("the disk does not keep up")
)

// failed says that something could not be done on the disk, and what to do.
func failed(doing, path string, err error) error {
	return failedUntil("start the recording again", doing, path, err)
}

// failedUntil says it where something else than a recording is to be started
// again.
func failedUntil(again, doing, path string, err error) error {
	var known *Trouble
	if err == nil || errors.As(err, &known) {
		return err
	}
	return &Trouble{What: fmt.Sprintf("cannot %s %s", doing, path), Err: plainly(err), Do: remedy(err, again)}
}

// plainly is an error without the path, which the text around it names.
func plainly(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// remedy says what a user can do about an error of the disk, before something
// is done again.
func remedy(err error, again string) string {
	switch {
	case errors.Is(err, errSlow):
		return "find out what else uses the disk, then " + again
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return "free some space, then " + again
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return "allow writing there, or name another place with --home, then " + again
	case errors.Is(err, tape.ErrJournalNewer):
		return "use that rugtape, or move the file to another folder"
	case errors.Is(err, fs.ErrExist):
		return "end the other process that writes this journal, then " + again
	}
	return "check the disk, then " + again
}
