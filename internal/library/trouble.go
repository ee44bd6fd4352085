package library

import (
	"errors"
	"fmt"
	"syscall"
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

// ErrFull is the cause of every failure for want of room on the disk.
var ErrFull = errors.New("the disk is full")

// ErrReadOnly is the cause when a change is asked of a library that was
// opened to read.
var ErrReadOnly = errors.New("the library is open to read only")

func (l *Library) refuseReader(doing string) error {
	if l.mode == Owner {
		return nil
	}
	return &Trouble{
		What: "cannot " + doing, Err: ErrReadOnly,
		Do: "do it in the process that owns " + l.home + ", or end that one first",
	}
}

// The primary result codes of SQLite that mean something to us
// (https://www.sqlite.org/rescode.html).
const (
	sqliteOK       = 0
	sqliteError    = 1 // here: a table or column that should be there is not
	sqliteReadOnly = 8
	sqliteCorrupt  = 11
	sqliteFull     = 13
	sqliteCantOpen = 14
	sqliteNotADB   = 26
)

// sqliteNoShared is the extended code for a log that cannot be shared because
// there is no room for the file beside it that says what is in it.
const sqliteNoShared = 4874 // SQLITE_IOERR_SHMSIZE

func sqliteCode(err error) int { return extendedCode(err) & 0xff }

func extendedCode(err error) int {
	var coded interface {
		error
		Code() int
	}
	if errors.As(err, &coded) {
		return coded.Code()
	}
	return sqliteOK
}

// isFull tells whether an error means that there is no room left.
func isFull(err error) bool {
	return errors.Is(err, ErrFull) || errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) ||
		sqliteCode(err) == sqliteFull || extendedCode(err) == sqliteNoShared
}

// failed wraps an error with what was being done, to what. A full disk
// becomes a Trouble.
func failed(doing, what string, err error) error {
	var known *Trouble
	switch {
	case err == nil || errors.As(err, &known):
		return err
	case isFull(err):
		return &Trouble{
			What: fmt.Sprintf("cannot %s %s", doing, what), Err: fmt.Errorf("%w: %w", ErrFull, err),
			Do: "free some space and do it again: what was sealed before is whole",
		}
	}
	return fmt.Errorf("%s %s: %w", doing, what, err)
}

// joined makes one error, on one line, of those that are not nil.
func joined(errs ...error) error {
	var all error
	for _, err := range errs {
		switch {
		case all == nil:
			all = err
		case err != nil:
			all = fmt.Errorf("%w; %w", all, err)
		}
	}
	return all
}
