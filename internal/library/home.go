package library

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"

	"github.com/klauspost/compress/zstd"
)

// Mode says what a library is opened for.
type Mode uint8

// The modes.
const (
	// Reader reads beside whoever owns the home and changes nothing.
	Reader Mode = iota
	// Owner may change the library. One process at a time owns a home.
	Owner
)

// packWindow holds a whole round file as a rule. An encoder keeps that much
// memory: with the 4 MiB that are usual, it would be a third of a recorder's.
const packWindow = 1 << 20

// Library is a home that is open. It may be used by several goroutines.
type Library struct {
	home string // absolute
	mode Mode
	disk disk
	lock *lock // nil for a Reader
	pack *zstd.Encoder
	open *zstd.Decoder

	// writing holds one token: who changes files and catalogue has it.
	writing chan struct{}
	doing   atomic.Value // what has the token or had it last, for a person
	closing atomic.Bool  // Close was called: no change begins any more

	mu  sync.RWMutex // guards which catalogue is open
	cat *catalogue

	kept  keptBytes // in quarantine
	chain chain

	// behind: a change of the files is not in the catalogue, or the chain, yet.
	behind  atomic.Bool
	notices []string
}

// DefaultHome is RUGTAPE_HOME or the place where programs of this system keep
// a user's data; "" if the system does not say.
func DefaultHome() string {
	if home := os.Getenv("RUGTAPE_HOME"); home != "" {
		return home
	}
	user, err := os.UserHomeDir()
	base := ""
	switch {
	case runtime.GOOS == "windows":
		base = os.Getenv("LocalAppData")
	case runtime.GOOS == "darwin" && err == nil:
		base = filepath.Join(user, "Library", "Application Support")
	case filepath.IsAbs(os.Getenv("XDG_DATA_HOME")):
		base = os.Getenv("XDG_DATA_HOME")
	case err == nil:
		base = filepath.Join(user, ".local", "share")
	}
	if base == "" {
		return ""
	}
	return filepath.Join(base, "rugtape")
}

// Open opens a home. An Owner makes what is missing of it, takes over from a
// process that died, removes what that left half-written, brings the
// catalogue up to the files and empties old trash; Notices tells of all that.
// It fails with *ErrOwned at once while another process owns the home.
// A Reader needs nothing to be there.
func Open(ctx context.Context, home string, mode Mode) (*Library, error) {
	return openOn(ctx, home, mode, osDisk{})
}

func openOn(ctx context.Context, home string, mode Mode, d disk) (_ *Library, err error) {
	if home == "" {
		return nil, &Trouble{What: "the system does not say where a user's data belongs", Do: "set RUGTAPE_HOME or --home to a directory"}
	}
	if home, err = filepath.Abs(home); err != nil {
		return nil, fmt.Errorf("open library: %w", err)
	}
	l := &Library{home: home, mode: mode, disk: d, writing: make(chan struct{}, 1)}
	l.doing.Store("a change")
	if l.pack, err = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithWindowSize(packWindow), zstd.WithLowerEncoderMem(true)); err != nil {
		return nil, fmt.Errorf("open library: %w", err)
	}
	if l.open, err = zstd.NewReader(nil, zstd.WithDecoderMaxMemory(maxRoundFile)); err != nil {
		return nil, fmt.Errorf("open library: %w", err)
	}
	start := l.openReader
	if mode == Owner {
		start = l.openOwner
	}
	if err := start(ctx); err != nil {
		return nil, joined(err, l.release(false))
	}
	return l, nil
}

func (l *Library) openOwner(ctx context.Context) error {
	for _, dir := range []string{"", roundsName, trashName, quarantineName, tmpName} {
		if err := os.MkdirAll(filepath.Join(l.home, dir), dirMode); err != nil {
			return l.unusable(err)
		}
	}
	var err error
	if l.lock, err = takeLock(l.home); err != nil {
		return l.unusable(err)
	}
	if l.lock.left != nil {
		l.notice("took over from process %d, which ended without closing the library", l.lock.left.PID)
	}
	if err := l.sweep(); err != nil {
		return failed("tidy", l.home, err)
	}
	if err := l.finishDeletes(); err != nil {
		return err
	}
	if err := l.openChain(); err != nil {
		return err
	}
	if err := l.openCatalogue(ctx, l.lock.unclean); err != nil {
		return err
	}
	if l.lock.unclean {
		if err := l.mendChain(ctx); err != nil {
			return err
		}
	}
	return l.purgeTrash()
}

// mendChain notes what a crash kept from being noted. Where the disk is full,
// that is done before the next change.
func (l *Library) mendChain(ctx context.Context) error {
	noted, err := l.followChain(ctx)
	if noted > 0 {
		l.notice("noted %d round files in %s, which it did not name as they are", noted, chainName)
	}
	if isFull(err) {
		l.behind.Store(true)
		return nil
	}
	return err
}

// unusable explains why a home cannot be owned.
func (l *Library) unusable(err error) error {
	var owned *ErrOwned
	switch {
	case errors.As(err, &owned):
		return owned
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return &Trouble{What: "cannot write to the library " + l.home, Do: "allow it, or name another place with --home", Err: err}
	}
	return failed("open library", l.home, err)
}

// sweep removes what a crash left half-written: uploads, and the temporary
// files beside the rounds. The latter are looked for only after a crash.
func (l *Library) sweep() error {
	tmp := filepath.Join(l.home, tmpName)
	left, err := os.ReadDir(tmp)
	if err != nil {
		return err
	}
	for _, e := range left {
		if err := os.RemoveAll(filepath.Join(tmp, e.Name())); err != nil {
			return err
		}
	}
	if !l.lock.unclean {
		return nil
	}
	removed := len(left)
	for _, dir := range []string{roundsName, quarantineName} {
		err = filepath.WalkDir(filepath.Join(l.home, dir), func(path string, e fs.DirEntry, err error) error {
			if err != nil || !e.Type().IsRegular() || !isTemporary(e.Name()) {
				return err
			}
			removed++
			return os.Remove(path)
		})
		if err != nil {
			return err
		}
	}
	if removed > 0 {
		l.notice("removed %d files that were left half-written", removed)
	}
	return nil
}

func (l *Library) notice(format string, args ...any) {
	l.notices = append(l.notices, fmt.Sprintf(format, args...))
}

// Notices tells what Open found and did, for a person; empty as a rule.
func (l *Library) Notices() []string { return l.notices }

// Home is the absolute path of the data directory.
func (l *Library) Home() string { return l.home }

// Close lets go of the home. No change begins any more; for one that is under
// way it waits until ctx ends. If that change hangs, the error says which it
// is. The home then stays this process's, so that no other one writes beside
// the change, its lock file stays marked as in use, and what the change needs
// stays open; the end of the process, or another Close, lets go of all that.
func (l *Library) Close(ctx context.Context) error {
	l.closing.Store(true)
	select {
	case l.writing <- struct{}{}: // even if ctx has ended
	default:
		select {
		case l.writing <- struct{}{}:
		case <-ctx.Done():
			return fmt.Errorf("close library %s: %s is still under way, and the home stays locked until this process ends: %w",
				l.home, l.doing.Load(), ctx.Err())
		}
	}
	defer l.doneWriting()
	return failed("close library", l.home, l.release(!l.behind.Load()))
}

// release undoes what Open did, in reverse order. clean says that the
// catalogue is known to agree with the files.
func (l *Library) release(clean bool) error {
	var err error
	l.mu.Lock()
	if l.cat != nil {
		err = l.cat.close()
		l.cat = nil
	}
	l.mu.Unlock()
	if l.lock != nil {
		err = joined(err, l.lock.release(clean && err == nil))
		l.lock = nil
	}
	if l.open != nil {
		l.open.Close()
		l.open = nil
	}
	return err
}

// startWriting waits for the right to change the library. If the catalogue or
// the chain could not follow the last change of the files, they have to catch up
// first, the catalogue on the disk if it left that.
// doing names the change for a person.
func (l *Library) startWriting(ctx context.Context, doing string) error {
	err := l.takeTurn(ctx, doing)
	if err != nil || !l.behind.Load() {
		return err
	}
	if l.cat.stands != nil {
		_, err = l.openOnDisk(ctx, true)
	} else {
		_, _, err = l.catchUp(ctx, l.cat)
	}
	if err == nil {
		_, err = l.followChain(ctx)
	}
	l.behind.Store(err != nil)
	if err != nil {
		l.doneWriting()
	}
	return err
}

// takeTurn waits until nobody else changes the library.
func (l *Library) takeTurn(ctx context.Context, doing string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case l.writing <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	l.doing.Store(doing)
	l.mu.RLock()
	defer l.mu.RUnlock()
	if l.cat == nil || l.closing.Load() {
		l.doneWriting()
		return fmt.Errorf("the library %s: %w", l.home, fs.ErrClosed)
	}
	return nil
}

func (l *Library) doneWriting() { <-l.writing }
