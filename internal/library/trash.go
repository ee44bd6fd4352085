package library

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"rugtape/internal/round"
)

// Delete takes rounds out of the library and gives the token that brings them
// back; the files wait in the trash for 30 days or until it holds more than
// 1 GiB. Rounds that are not there are passed over; n says how many were. If
// none was, the error is round.ErrUnknown. Without a token, nothing is deleted.
func (l *Library) Delete(ctx context.Context, keys []round.Key) (undo string, n int, err error) {
	if err := l.refuseReader("delete rounds"); err != nil {
		return "", 0, err
	}
	for _, key := range keys {
		if key.Source == round.Sample {
			return "", 0, fmt.Errorf("%w: %s is a built-in sample: it cannot be deleted", round.ErrInvalid, key.ID)
		}
		if checkKey(key) != nil {
			return "", 0, unknownRound(key)
		}
	}
	if err := l.startWriting(ctx, "a delete"); err != nil {
		return "", 0, err
	}
	defer l.doneWriting()
	undo = fmt.Sprintf("u%d-%s", time.Now().Unix(), newToken(4))
	n, done, err := l.throwAway(undo, pathsOf(keys))
	if !done {
		return "", 0, failed("delete rounds of", l.home, err)
	}
	if err != nil {
		return undo, n, failed("keep the trash of", l.home, err)
	}
	err = l.cat.change(context.WithoutCancel(ctx), func(ctx context.Context, t *sql.Tx) error { return dropRows(ctx, t, keys) })
	if err != nil {
		return undo, n, failed("take deleted rounds out of", l.cataloguePath(), err)
	}
	l.behind.Store(false)
	return undo, n, nil
}

// throwAway moves files to the bin of an undo token. done says that they are
// in it; otherwise they are, or will be, where they were.
func (l *Library) throwAway(undo string, paths []string) (n int, done bool, err error) {
	bin := filepath.Join(l.home, trashName, undo)
	l.behind.Store(true)
	moved, err := l.moveAll(l.home, bin+partEnd, paths)
	if err == nil && len(moved) == 0 {
		l.behind.Store(false)
		return 0, false, fmt.Errorf("%w: nothing was deleted", round.ErrUnknown)
	}
	if err == nil {
		err = l.disk.rename(bin+partEnd, bin)
	}
	if err != nil {
		_, backErr := l.moveAll(bin+partEnd, l.home, moved)
		return 0, false, joined(err, backErr)
	}
	return len(moved), true, l.disk.syncDir(filepath.Dir(bin))
}

func pathsOf(keys []round.Key) []string {
	var paths []string
	for _, key := range keys {
		paths = append(paths, roundPath(key))
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// Restore brings back what a Delete took away. A round that has come into the
// library meanwhile is joined with what comes back. It fails with
// round.ErrUnknown if the trash has nothing of the token. After another error
// it can be called again for the rest.
func (l *Library) Restore(ctx context.Context, undo string) (n int, err error) {
	if err := l.refuseReader("restore rounds"); err != nil {
		return 0, err
	}
	bin := filepath.Join(l.home, trashName, undo)
	if _, ok := trashedAt(undo); !ok {
		return 0, fmt.Errorf("%w: %.40q is no undo token", round.ErrInvalid, undo)
	}
	if err := l.startWriting(ctx, "a restore"); err != nil {
		return 0, err
	}
	defer l.doneWriting()
	paths, err := filesBelow(bin)
	if err != nil {
		return 0, fmt.Errorf("%w: nothing is in the trash for %s any more", round.ErrUnknown, undo)
	}
	var back, twice []string
	for _, path := range paths {
		if _, err := os.Lstat(filepath.Join(l.home, path)); err == nil {
			twice = append(twice, path)
		} else {
			back = append(back, path)
		}
	}
	if n, err = l.moveBack(ctx, bin, back); err != nil {
		return n, failed("restore rounds of", l.home, err)
	}
	joined, err := l.joinBack(ctx, bin, twice)
	if noteErr := l.chainFollows(ctx); err == nil {
		err = noteErr
	}
	if err != nil {
		return n, failed("restore rounds of", l.home, err)
	}
	return n + joined, failed("empty", bin, os.RemoveAll(bin))
}

func (l *Library) moveBack(ctx context.Context, bin string, paths []string) (int, error) {
	l.behind.Store(true)
	moved, err := l.moveAll(bin, l.home, paths)
	if err != nil {
		return len(moved), err
	}
	if _, _, err := l.index(context.WithoutCancel(ctx), l.cat, moved); err != nil {
		return len(moved), err
	}
	l.behind.Store(false)
	return len(moved), nil
}

// joinBack joins trashed files with those that have taken their places.
func (l *Library) joinBack(ctx context.Context, bin string, paths []string) (int, error) {
	var batch []*sealing
	for _, path := range paths {
		f, err := l.readRoundIn(bin, path)
		if err != nil {
			return 0, err
		}
		batch = append(batch, &sealing{key: f.rec.Key, recs: []*round.Recording{f.rec}})
	}
	return len(batch), l.seal(ctx, batch)
}
