package library

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// What the trash keeps.
const (
	trashAge   = 30 * 24 * time.Hour
	trashBytes = 1 << 30 // more than that, and the oldest goes
)

// partEnd ends the name of a bin that is being filled. What a crash leaves in
// such a one goes back to where it was: a delete is done whole or not at all.
const partEnd = ".part"

// moveAll moves files, by paths below two directories, and gives those that
// it has moved, also if one fails. At every moment each file is in one of the
// two places, whole.
func (l *Library) moveAll(from, to string, paths []string) (moved []string, err error) {
	for _, path := range paths {
		if _, err := os.Lstat(filepath.Join(from, path)); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		target := filepath.Join(to, path)
		if err = makeDirs(l.disk, l.home, filepath.Dir(target)); err != nil {
			break
		}
		if err = l.disk.rename(filepath.Join(from, path), target); err != nil {
			break
		}
		moved = append(moved, path)
	}
	return moved, joined(err, l.syncBoth(from, to, moved))
}

func (l *Library) syncBoth(from, to string, paths []string) error {
	done := map[string]bool{}
	for _, path := range paths {
		for _, dir := range []string{filepath.Dir(filepath.Join(to, path)), filepath.Dir(filepath.Join(from, path))} {
			if done[dir] {
				continue
			}
			done[dir] = true
			if err := l.disk.syncDir(dir); err != nil {
				return err
			}
		}
	}
	return nil
}

// finishDeletes takes back the deletes that a crash broke off.
func (l *Library) finishDeletes() error {
	bins, err := os.ReadDir(filepath.Join(l.home, trashName))
	if err != nil {
		return failed("read the trash of", l.home, err)
	}
	for _, entry := range bins {
		if !strings.HasSuffix(entry.Name(), partEnd) {
			continue
		}
		bin := filepath.Join(l.home, trashName, entry.Name())
		paths, err := filesBelow(bin)
		if err == nil {
			_, err = l.moveAll(bin, l.home, paths)
		}
		if err == nil {
			err = os.RemoveAll(bin)
		}
		if err != nil {
			return failed("take back an unfinished delete in", bin, err)
		}
		l.notice("took back an unfinished delete of %d rounds", len(paths))
	}
	return nil
}

// filesBelow lists the files below a directory by their paths in it.
func filesBelow(dir string) ([]string, error) {
	var paths []string
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		below, err := filepath.Rel(dir, path)
		paths = append(paths, below)
		return err
	})
	return paths, err
}

// trashedAt reads from an undo token when it was made.
func trashedAt(undo string) (time.Time, bool) {
	text, rest, ok := strings.Cut(strings.TrimPrefix(undo, "u"), "-")
	seconds, err := strconv.ParseInt(text, 10, 64)
	ok = ok && err == nil && strings.HasPrefix(undo, "u") && len(rest) == 8 && strings.Trim(rest, "0123456789abcdef") == ""
	return time.Unix(seconds, 0), ok
}

// purgeTrash empties the trash of what is too old or too much.
func (l *Library) purgeTrash() error {
	bins, err := os.ReadDir(filepath.Join(l.home, trashName))
	if err != nil {
		return failed("read the trash of", l.home, err)
	}
	slices.Reverse(bins) // the names begin with the time: newest first
	var bytes int64
	for _, bin := range bins {
		path := filepath.Join(l.home, trashName, bin.Name())
		at, ok := trashedAt(bin.Name())
		if !ok {
			continue // not ours
		}
		paths, err := filesBelow(path)
		for _, file := range paths {
			if info, err := os.Lstat(filepath.Join(path, file)); err == nil {
				bytes += info.Size()
			}
		}
		if err == nil && len(paths) > 0 && time.Since(at) < trashAge && bytes <= trashBytes {
			continue
		}
		if err := os.RemoveAll(path); err != nil {
			return failed("empty the trash", path, err)
		}
		if len(paths) > 0 {
			l.notice("emptied the trash of %d rounds deleted on %s", len(paths), at.Format(time.DateOnly))
		}
	}
	return nil
}
