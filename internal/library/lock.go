package library

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/gofrs/flock"
)

// lockSize is the length of the lock file. It is written by one call and
// never cut, so that who reads it meanwhile never finds a part of it.
const lockSize = 4096

// maxCommand bounds how much of the owner's command line the lock file tells.
const maxCommand = 256

// holder is what the lock file tells of the process that owns a home.
type holder struct {
	PID     int    `json:"pid"`
	Address string `json:"address"` // http://host:port where it serves, "" if it does not
	Command string `json:"command"`
	Token   string `json:"token"` // lets a second command send its work there
}

// ErrOwned tells that another process owns the home. Address and Token say
// where it takes work, if it serves.
type ErrOwned struct {
	Home    string
	PID     int // 0 if it has not said yet
	Address string
	Command string
	Token   string
}

func (e *ErrOwned) Error() string {
	text := "the library " + e.Home + " is owned by another process"
	if e.PID != 0 {
		text = fmt.Sprintf("the library %s is owned by process %d", e.Home, e.PID)
	}
	if e.Command != "" {
		text += " (" + e.Command + ")"
	}
	if e.Address != "" {
		text += " at " + e.Address
	}
	return text
}

// Hint says what to do.
func (e *ErrOwned) Hint() string {
	if e.Address != "" {
		return "do it at " + e.Address + ", or end that process first"
	}
	return "wait for that process, or end it first"
}

// lock is the hold on a home. The system lets go of it with the process,
// however that ends.
type lock struct {
	path string
	hold *flock.Flock
	mine holder
	// unclean: the last owner did not close, or nobody knows. left is what is
	// known of it then, or nil.
	unclean bool
	left    *holder
}

// takeLock takes the hold or fails with *ErrOwned at once.
func takeLock(home string) (*lock, error) {
	path := filepath.Join(home, lockName)
	l := &lock{
		path: path,
		hold: flock.New(path, flock.SetFlag(os.O_CREATE|os.O_RDWR), flock.SetPermissions(secretMode)),
		mine: holder{PID: os.Getpid(), Command: commandLine()},
	}
	held, err := l.hold.TryLock()
	if err != nil {
		return nil, joined(err, l.hold.Close())
	}
	last, readErr := readLock(path)
	if !held {
		_ = l.hold.Close()
		owned := &ErrOwned{Home: home}
		if last != nil {
			owned.PID, owned.Address, owned.Command, owned.Token = last.PID, last.Address, last.Command, last.Token
		}
		return nil, owned
	}
	l.left, l.unclean = last, last != nil || errors.Is(readErr, io.EOF)
	if errors.Is(readErr, io.EOF) {
		readErr = nil
	}
	if err := joined(readErr, l.write(&l.mine)); err != nil {
		return nil, joined(err, l.hold.Close())
	}
	return l, nil
}

func commandLine() string {
	args := append([]string{filepath.Base(os.Args[0])}, os.Args[1:]...)
	text := strings.Join(args, " ")
	return strings.ToValidUTF8(text[:min(len(text), maxCommand)], "")
}

// readLock reads who holds or held a home, nil for nobody, and io.EOF where
// nothing was ever written. What cannot be understood counts as an owner that
// says nothing of itself.
func readLock(path string) (*holder, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, lockSize))
	if err != nil {
		return nil, err
	}
	if len(text) == 0 {
		return nil, io.EOF
	}
	if text = bytes.TrimSpace(text); len(text) == 0 {
		return nil, nil
	}
	h := new(holder)
	if json.Unmarshal(text, h) != nil {
		*h = holder{}
	}
	return h, nil
}

// write tells who holds the home, or nobody for nil, durably.
func (l *lock) write(h *holder) error {
	var text []byte
	if h != nil {
		var err error
		if text, err = json.Marshal(h); err != nil {
			return err
		}
	}
	if len(text) >= lockSize {
		return fmt.Errorf("the address or token is too long for the lock file: at most %d bytes in all", lockSize)
	}
	text = append(text, bytes.Repeat([]byte{' '}, lockSize-1-len(text))...)
	f, err := os.OpenFile(l.path, os.O_WRONLY, secretMode)
	if err != nil {
		return err
	}
	_, err = f.WriteAt(append(text, '\n'), 0)
	return joined(err, f.Sync(), f.Close())
}

// release lets go. A clean release says that nothing was left undone.
func (l *lock) release(clean bool) error {
	var err error
	if clean {
		err = l.write(nil)
	}
	return joined(err, l.hold.Close())
}

// SetAddress tells second commands where this process takes work, and the
// token that it asks for; the lock file that holds both can be read by its
// user only.
func (l *Library) SetAddress(address, token string) error {
	if err := l.refuseReader("tell an address"); err != nil {
		return err
	}
	l.lock.mine.Address, l.lock.mine.Token = address, token
	return failed("write", l.lock.path, l.lock.write(&l.lock.mine))
}

// newToken gives n random bytes in hex.
func newToken(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}
