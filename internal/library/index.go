package library

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"rugtape/internal/round"
)

// indexBatch is how many rounds go into the catalogue in one transaction.
const indexBatch = 512

// openCatalogue opens the catalogue of an Owner. While the disk is full, one
// in memory stands for it, so that the rounds can be seen.
func (l *Library) openCatalogue(ctx context.Context, unclean bool) error {
	told, err := l.openOnDisk(ctx, unclean)
	if isFull(err) {
		if memErr := l.leaveDisk(ctx); memErr != nil {
			return joined(err, memErr)
		}
		told = "the disk is full: all rounds are shown, from a catalogue in memory, but nothing can be changed until there is room"
		err = nil
	}
	if told != "" {
		l.notice("%s", told)
	}
	return err
}

// openOnDisk opens the catalogue on disk, made anew from the files if it is no
// good, in the place of one in memory. unclean says that the files may be
// ahead of it. told says what had to be done, for a person. If it fails, the
// catalogue that was open stays so.
func (l *Library) openOnDisk(ctx context.Context, unclean bool) (told string, err error) {
	cat, err := openCatalogueFile(ctx, l.cataloguePath(), Owner, unclean)
	if unusableCatalogue(err) {
		found, lost, rebuildErr := l.rebuild(ctx)
		if rebuildErr == nil && found+lost > 0 {
			told = fmt.Sprintf("made the catalogue anew from %d round files (%s)%s", found, staleReason(err), lostNote(lost))
		}
		return told, rebuildErr
	}
	if err != nil {
		return "", failed("open", l.cataloguePath(), err)
	}
	cat.disk = l.disk
	if unclean {
		changed, lost, err := l.catchUp(ctx, cat)
		if err != nil {
			return "", joined(err, cat.close())
		}
		if changed+lost > 0 {
			told = fmt.Sprintf("brought the catalogue up to the files: %d rounds%s", changed, lostNote(lost))
		}
	}
	l.swap(cat)
	l.behind.Store(false)
	return told, nil
}

// swap puts a catalogue in the place of the one that is open, if any.
func (l *Library) swap(cat *catalogue) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.cat != nil {
		_ = l.cat.close() // what is lost with it can be made from the files
	}
	l.cat = cat
}

// openReader opens the catalogue that the owner keeps.
func (l *Library) openReader(ctx context.Context) error {
	cat, told, err := l.readerCatalogue(ctx)
	if err != nil {
		return err
	}
	if told != "" {
		l.notice("%s", told)
	}
	l.cat = cat
	return nil
}

// readerCatalogue opens the catalogue that the owner keeps. Where there is
// none that is any good, or one that the files are ahead of, the reader makes
// one for itself, in memory.
func (l *Library) readerCatalogue(ctx context.Context) (_ *catalogue, told string, err error) {
	cat, err := openCatalogueFile(ctx, l.cataloguePath(), Reader, false)
	if err != nil && !unusableCatalogue(err) && !isFull(err) {
		return nil, "", failed("open", l.cataloguePath(), err)
	}
	if err == nil && !l.mayBeBehind(ctx, cat) {
		return cat, "", nil
	}
	mem, changed, lost, memErr := l.memoryCatalogue(ctx, cat)
	if memErr != nil {
		if cat != nil {
			memErr = joined(memErr, cat.close())
		}
		return nil, "", memErr
	}
	switch {
	case cat == nil && changed+lost > 0:
		told = fmt.Sprintf("there is no good catalogue: read %d round files instead%s", changed, lostNote(lost))
	case cat != nil && changed == 0: // only damaged files differ
		return cat, "", mem.close()
	case cat != nil:
		told = fmt.Sprintf("the files are ahead of the catalogue: read %d of them beside it%s", changed, lostNote(lost))
		_ = cat.close() // it was only read
	}
	return mem, told, nil
}

// mayBeBehind tells whether the files differ from a catalogue. They can only
// while the home is in use, or if its last owner did not close it.
func (l *Library) mayBeBehind(ctx context.Context, cat *catalogue) bool {
	if last, err := readLock(filepath.Join(l.home, lockName)); last == nil && err == nil {
		return false
	}
	listed, err := listedIn(ctx, cat.db)
	if err != nil {
		return true
	}
	differ, gone, err := l.differences(listed)
	return err != nil || len(differ)+len(gone) > 0
}

// standIn says which catalogue on disk one in memory stands for.
type standIn struct {
	state  diskState          // when the copy was made
	listed map[string]listing // what the one on disk says of files, nil if there is no good one
}

// diskState tells the states of the catalogue on disk apart: its size and
// time, and those of its log. What is empty or not there counts as nothing.
type diskState [2]struct{ bytes, mtimeNS int64 }

func (l *Library) catalogueState() (s diskState) {
	for i, end := range []string{"", "-wal"} {
		if info, err := os.Stat(l.cataloguePath() + end); err == nil && info.Size() > 0 {
			s[i].bytes, s[i].mtimeNS = info.Size(), info.ModTime().UnixNano()
		}
	}
	return s
}

// memoryCatalogue makes a catalogue in memory that agrees with the files: a
// copy of one on disk, brought up to them; or, where that cannot be read or is
// nil, one made of all files.
func (l *Library) memoryCatalogue(ctx context.Context, from *catalogue) (mem *catalogue, changed, lost int, err error) {
	stands := &standIn{state: l.catalogueState()}
	if mem, err = createCatalogue(ctx, inMemory); err != nil {
		return nil, 0, 0, failed("make", "a catalogue in memory", err)
	}
	mem.stands = stands
	if from != nil {
		if stands.listed, err = listedIn(ctx, from.db); err == nil {
			err = mem.change(ctx, func(ctx context.Context, t *sql.Tx) error { return copyRows(ctx, t, from.db) })
		}
		if err != nil {
			stands.listed = nil // nothing of it was taken
		}
	}
	if changed, lost, err = l.catchUp(ctx, mem); err != nil {
		return nil, 0, 0, joined(err, mem.close())
	}
	return mem, changed, lost, nil
}

// leaveDisk puts a catalogue in memory in the place of the one on disk, which
// cannot take what has changed. startWriting goes back to the disk. An Owner
// never changes the one in memory.
func (l *Library) leaveDisk(ctx context.Context) error {
	l.behind.Store(true)
	from := l.cat
	if from == nil {
		// Without any that can be read, all files are.
		if cat, err := openCatalogueFile(ctx, l.cataloguePath(), Reader, false); err == nil {
			from = cat
			defer cat.close()
		}
	}
	mem, _, _, err := l.memoryCatalogue(ctx, from)
	if err != nil {
		return err
	}
	l.swap(mem)
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
	cat.disk = l.disk
	found, lost, err = l.indexAll(ctx, cat)
	if err = joined(err, cat.close()); err != nil {
		return 0, 0, failed("make", next, joined(err, removeDatabase(next)))
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	last := l.cat
	if last != nil && last.stands == nil {
		_ = last.close() // it is thrown away
		last, l.cat = nil, nil
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
		cat, err = openCatalogueFile(ctx, path, Owner, false)
	}
	if err != nil {
		return 0, 0, failed("replace", path, err)
	}
	cat.disk = l.disk
	l.cat = cat
	if last != nil {
		_ = last.close() // it stood for this one
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

// catchUp brings a catalogue up to the files: those that are new or differ
// in size or time are read, and rows without a file dropped.
func (l *Library) catchUp(ctx context.Context, cat *catalogue) (changed, lost int, err error) {
	listed, err := listedIn(ctx, cat.db)
	if err != nil {
		return 0, 0, failed("read the catalogue of", l.home, err)
	}
	differ, gone, err := l.differences(listed)
	if err != nil {
		return 0, 0, failed("read", l.home, err)
	}
	if len(gone) > 0 {
		err = cat.change(ctx, func(ctx context.Context, t *sql.Tx) error { return dropRows(ctx, t, gone) })
	}
	if err != nil {
		return 0, 0, failed("write", "the catalogue of "+l.home, err)
	}
	found, lost, err := l.index(ctx, cat, differ)
	if err != nil {
		return 0, 0, err
	}
	return found + len(gone), lost, nil
}

// differences compares the files with what a catalogue says of them: differ
// are those that are new or of another size or time, gone the rounds without
// a file. It uses listed up.
func (l *Library) differences(listed map[string]listing) (differ []string, gone []round.Key, err error) {
	paths, err := l.roundFiles()
	if err != nil {
		return nil, nil, err
	}
	for _, path := range paths {
		known, ok := listed[path]
		delete(listed, path)
		info, err := os.Stat(filepath.Join(l.home, path))
		if err != nil || !ok || known.bytes != info.Size() || known.mtimeNS != info.ModTime().UnixNano() {
			differ = append(differ, path)
		}
	}
	for _, known := range listed {
		gone = append(gone, known.key)
	}
	return differ, gone, nil
}

// listing is what the catalogue says of a file.
type listing struct {
	key            round.Key
	hash           string
	revision       int
	bytes, mtimeNS int64
}

// listed gives what the catalogue says of files, by their paths below home;
// where one in memory stands for the one on disk, what that says.
func (l *Library) listed(ctx context.Context) (all map[string]listing, err error) {
	err = l.view(ctx, func(db *sql.DB) error {
		if s := l.cat.stands; s != nil && s.listed != nil {
			all = maps.Clone(s.listed)
			return nil
		}
		all, err = listedIn(ctx, db)
		return err
	})
	return all, err
}

func listedIn(ctx context.Context, db *sql.DB) (map[string]listing, error) {
	rows, err := db.QueryContext(ctx, "SELECT source, id, file_hash, revision, file_bytes, file_mtime_ns FROM rounds WHERE "+notSample)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[string]listing{}
	for rows.Next() {
		var k listing
		if err := rows.Scan(&k.key.Source, &k.key.ID, &k.hash, &k.revision, &k.bytes, &k.mtimeNS); err != nil {
			return nil, err
		}
		all[roundPath(k.key)] = k
	}
	return all, rows.Err()
}
