package library

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"rugtape/internal/round"
)

// indexBatch is how many rounds go into the catalogue in one transaction.
const indexBatch = 512

// openCatalogue opens the catalogue, made anew from the files if it is no
// good. unclean says that the files may be ahead of it.
func (l *Library) openCatalogue(ctx context.Context, unclean bool) error {
	cat, err := openCatalogueFile(ctx, l.cataloguePath(), Owner, unclean)
	if unusableCatalogue(err) {
		found, lost, rebuildErr := l.rebuild(ctx)
		if rebuildErr != nil {
			return rebuildErr
		}
		if found+lost > 0 {
			l.notice("made the catalogue anew from %d round files (%s)%s", found, staleReason(err), lostNote(lost))
		}
		return nil
	}
	if err != nil {
		return failed("open", l.cataloguePath(), err)
	}
	l.mu.Lock()
	l.cat = cat
	l.mu.Unlock()
	if !unclean {
		return nil
	}
	changed, lost, err := l.catchUp(ctx)
	if err == nil && changed+lost > 0 {
		l.notice("brought the catalogue up to the files: %d rounds%s", changed, lostNote(lost))
	}
	return err
}

// openReader opens the catalogue that the owner keeps. Where there is none
// that is any good, the reader makes one for itself, in memory.
func (l *Library) openReader(ctx context.Context) error {
	cat, err := openCatalogueFile(ctx, l.cataloguePath(), Reader, false)
	if err != nil && !unusableCatalogue(err) {
		return failed("open", l.cataloguePath(), err)
	}
	if err != nil {
		if cat, err = createCatalogue(ctx, inMemory); err != nil {
			return failed("make", "a catalogue in memory", err)
		}
		found, lost, indexErr := l.indexAll(ctx, cat)
		if indexErr != nil {
			return joined(indexErr, cat.close())
		}
		if found+lost > 0 {
			l.notice("there is no good catalogue: read %d round files instead%s", found, lostNote(lost))
		}
	}
	l.cat = cat
	return nil
}

func staleReason(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "there was none"
	case errors.Is(err, errStale):
		return err.Error()
	}
	return "it was damaged"
}

func lostNote(lost int) string {
	if lost == 0 {
		return ""
	}
	return fmt.Sprintf("; %d files are damaged and not listed: see \"rugtape library check\"", lost)
}

// rebuild makes the catalogue anew from the files, in a new database that
// takes the place of the old one, and opens it.
func (l *Library) rebuild(ctx context.Context) (found, lost int, err error) {
	path := l.cataloguePath()
	next := path + ".new"
	if err := removeDatabase(next); err != nil {
		return 0, 0, failed("remove", next, err)
	}
	cat, err := createCatalogue(ctx, next)
	if err != nil {
		return 0, 0, failed("make", next, err)
	}
	found, lost, err = l.indexAll(ctx, cat)
	if err = joined(err, cat.close()); err != nil {
		return 0, 0, failed("make", next, joined(err, removeDatabase(next)))
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.cat != nil {
		_ = l.cat.close() // it is thrown away
		l.cat = nil
	}
	// The old database goes first: its log must never meet the new one.
	// Without any, the next owner makes it anew.
	err = removeDatabase(path)
	if err == nil {
		err = l.disk.rename(next, path)
	}
	if err == nil {
		err = l.disk.syncDir(l.home)
	}
	if err == nil {
		l.cat, err = openCatalogueFile(ctx, path, Owner, false)
	}
	if err != nil {
		return 0, 0, failed("replace", path, err)
	}
	l.behind.Store(false)
	return found, lost, nil
}

// removeDatabase removes a database and what lies beside it.
func removeDatabase(path string) error {
	for _, end := range []string{"", "-journal", "-wal", "-shm"} {
		if err := os.Remove(path + end); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// indexAll puts every round file that is whole into an empty catalogue.
func (l *Library) indexAll(ctx context.Context, cat *catalogue) (found, lost int, err error) {
	paths, err := l.roundFiles()
	if err != nil {
		return 0, 0, failed("read", l.home, err)
	}
	return l.index(ctx, cat, paths)
}

// index reads round files and puts them into the catalogue.
func (l *Library) index(ctx context.Context, cat *catalogue, paths []string) (found, lost int, err error) {
	for len(paths) > 0 {
		part := paths[:min(indexBatch, len(paths))]
		paths = paths[len(part):]
		files, faults := make([]row, len(part)), make([]error, len(part))
		if err := inParallel(ctx, runtime.GOMAXPROCS(0), len(part), func(i int) error {
			f, err := l.readRound(part[i])
			if faults[i] = err; err == nil {
				files[i] = f.row()
			}
			return nil
		}); err != nil {
			return found, lost, err
		}
		var rows []row
		for i := range files {
			if faults[i] == nil {
				rows = append(rows, files[i])
			}
		}
		if err := cat.change(ctx, func(ctx context.Context, t *sql.Tx) error { return putRows(ctx, t, rows) }); err != nil {
			return found, lost, failed("write", "the catalogue of "+l.home, err)
		}
		found, lost = found+len(rows), lost+len(part)-len(rows)
	}
	return found, lost, nil
}

// roundFiles lists the round files by their paths below home, sorted.
func (l *Library) roundFiles() ([]string, error) {
	all, err := filesBelow(filepath.Join(l.home, roundsName))
	if errors.Is(err, fs.ErrNotExist) {
		err = nil // a Reader of a home that nobody has made
	}
	var paths []string
	for _, path := range all {
		if !isTemporary(filepath.Base(path)) && strings.HasSuffix(path, fileExt) {
			paths = append(paths, filepath.Join(roundsName, path))
		}
	}
	return paths, err
}

// catchUp brings the catalogue up to the files: those that are new or differ
// in size or time are read, and rows without a file dropped.
func (l *Library) catchUp(ctx context.Context) (changed, lost int, err error) {
	paths, err := l.roundFiles()
	if err != nil {
		return 0, 0, failed("read", l.home, err)
	}
	listed, err := l.listed(ctx)
	if err != nil {
		return 0, 0, failed("read the catalogue of", l.home, err)
	}
	var differ []string
	for _, path := range paths {
		known, ok := listed[path]
		delete(listed, path)
		info, err := os.Stat(filepath.Join(l.home, path))
		if err != nil || !ok || known.bytes != info.Size() || known.mtimeNS != info.ModTime().UnixNano() {
			differ = append(differ, path)
		}
	}
	var gone []round.Key
	for _, known := range listed {
		gone = append(gone, known.key)
	}
	if err := l.cat.change(ctx, func(ctx context.Context, t *sql.Tx) error { return dropRows(ctx, t, gone) }); err != nil {
		return 0, 0, failed("write", "the catalogue of "+l.home, err)
	}
	found, lost, err := l.index(ctx, l.cat, differ)
	if err != nil {
		return 0, 0, err
	}
	l.behind.Store(false)
	return found + len(gone), lost, nil
}

// listing is what the catalogue says of a file.
type listing struct {
	key            round.Key
	hash           string
	revision       int
	bytes, mtimeNS int64
}

// listed gives what the catalogue says of files, by their paths below home.
func (l *Library) listed(ctx context.Context) (map[string]listing, error) {
	all := map[string]listing{}
	err := l.view(ctx, func(db *sql.DB) error {
		rows, err := db.QueryContext(ctx, "SELECT source, id, file_hash, revision, file_bytes, file_mtime_ns FROM rounds WHERE "+notSample)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var k listing
			if err := rows.Scan(&k.key.Source, &k.key.ID, &k.hash, &k.revision, &k.bytes, &k.mtimeNS); err != nil {
				return err
			}
			all[roundPath(k.key)] = k
		}
		return rows.Err()
	})
	return all, err
}
