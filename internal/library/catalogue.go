package library

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// schemaVersion is the version of the tables. A catalogue of another version
// is made anew from the files.
const schemaVersion = 3

// One row a round: what a list shows, and what its file was when it was read.
// The built-in samples have rows too, so that they are searched alike.
const schema = `
CREATE TABLE rounds (
	source TEXT NOT NULL,
	id TEXT NOT NULL,
	started_ns INTEGER NOT NULL, -- 0: unknown
	ticks INTEGER NOT NULL,
	seen INTEGER NOT NULL,
	peak REAL NOT NULL,
	peak_tick INTEGER NOT NULL,
	ended INTEGER NOT NULL, -- the rug columns hold
	rug_tick INTEGER NOT NULL,
	rug_price REAL NOT NULL,
	rug_recv_ns INTEGER NOT NULL,
	rug_origin INTEGER NOT NULL,
	rug_certain INTEGER NOT NULL,
	complete INTEGER NOT NULL,
	gaps INTEGER NOT NULL,
	missing INTEGER NOT NULL,
	repaired INTEGER NOT NULL,
	trades INTEGER NOT NULL,
	side_bets INTEGER NOT NULL,
	seeded INTEGER NOT NULL,
	pinned INTEGER NOT NULL,
	quarantined INTEGER NOT NULL,
	resumed INTEGER NOT NULL,
	verdict TEXT NOT NULL,
	law_consistent INTEGER NOT NULL,
	spark BLOB, -- doubles, little-endian
	formats TEXT NOT NULL, -- names of formats, one a line
	revision INTEGER NOT NULL, -- 0: a sample
	file_hash TEXT NOT NULL,
	file_bytes INTEGER NOT NULL,
	file_mtime_ns INTEGER NOT NULL,
	PRIMARY KEY (source, id)
) WITHOUT ROWID;
CREATE INDEX rounds_beside ON rounds (source, started_ns, id);
CREATE INDEX rounds_started ON rounds (started_ns, id, source);
-- Rounds of which no price is known come last, whichever way: see orderOf.
CREATE INDEX rounds_ticks ON rounds (seen = 0, ticks, id, source);
CREATE INDEX rounds_ticks_down ON rounds (seen > 0, ticks, id, source);
CREATE INDEX rounds_peak ON rounds (seen = 0, peak, id, source);
CREATE INDEX rounds_peak_down ON rounds (seen > 0, peak, id, source);
`

// catalogue is the database that lists the rounds. All of it can be made
// anew from the files, which are the truth.
type catalogue struct {
	db   *sql.DB
	disk disk        // asked before each change; nil where nobody wants to know
	file os.FileInfo // of the file that is open; nil for one in memory
	// stands is of one in memory: the catalogue on disk that it stands for.
	stands *standIn
}

// errStale tells that a catalogue is damaged or of another version.
var errStale = errors.New("it was made by another version of rugtape")

// dataSource names a database with its settings.
func dataSource(path string, settings ...string) string {
	text := "file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath() + "?"
	for _, s := range append(settings, "_pragma=busy_timeout(5000)") {
		text += s + "&"
	}
	return text
}

// openCatalogueFile opens a catalogue that is there. For an Owner deep asks
// for a check of the whole file.
func openCatalogueFile(ctx context.Context, path string, mode Mode, deep bool) (*catalogue, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if mode == Owner {
		// In WAL mode a commit is kept whole but may be lost with the power;
		// the lock file then makes the next owner look at the files.
		return tryCatalogue(ctx, info, deep || info.Size() < 16<<20, dataSource(path,
			"mode=rw", "_pragma=journal_mode(WAL)", "_pragma=synchronous(NORMAL)"))
	}
	c, err := tryCatalogue(ctx, info, false, dataSource(path, "mode=ro"))
	if code := sqliteCode(err); code == sqliteCantOpen || code == sqliteReadOnly {
		// Nobody has it open and we may not write beside it: it cannot change.
		return tryCatalogue(ctx, info, false, dataSource(path, "mode=ro", "immutable=1"))
	}
	return c, err
}

func tryCatalogue(ctx context.Context, info os.FileInfo, deep bool, source string) (*catalogue, error) {
	db, err := sql.Open("sqlite", source)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(4)
	c := &catalogue{db: db, file: info}
	if err := c.check(ctx, deep); err != nil {
		return nil, joined(err, db.Close())
	}
	return c, nil
}

// check tells whether a catalogue is of our version and, if deep, whole.
func (c *catalogue) check(ctx context.Context, deep bool) error {
	version, found := 0, ""
	if err := c.db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	if version != schemaVersion {
		return errStale
	}
	if deep {
		if err := c.db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&found); err != nil {
			return err
		}
		if found != "ok" {
			return fmt.Errorf("%w: %s", errStale, found)
		}
	}
	return c.db.QueryRowContext(ctx, "SELECT count(*) FROM rounds WHERE source = ''").Scan(&version)
}

// unusableCatalogue tells the errors after which it is to be made anew.
func unusableCatalogue(err error) bool {
	switch sqliteCode(err) {
	case sqliteError, sqliteCorrupt, sqliteNotADB:
		return true
	}
	return errors.Is(err, errStale) || errors.Is(err, fs.ErrNotExist)
}

// createCatalogue makes an empty catalogue with the samples in it; path may
// be ":memory:". It keeps no log beside it, so that it can be renamed once it
// is closed.
func createCatalogue(ctx context.Context, path string) (*catalogue, error) {
	source := dataSource(path, "mode=rwc", "_pragma=synchronous(FULL)")
	if path == inMemory {
		source = inMemory
	}
	db, err := sql.Open("sqlite", source)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1) // in memory, each connection would have its own
	c := &catalogue{db: db}
	err = c.change(ctx, func(ctx context.Context, t *sql.Tx) error {
		_, err := t.ExecContext(ctx, schema+fmt.Sprintf("PRAGMA user_version = %d;", schemaVersion))
		if err != nil {
			return err
		}
		return putRows(ctx, t, sampleRows())
	})
	if err != nil {
		return nil, joined(err, db.Close())
	}
	return c, nil
}

const inMemory = ":memory:"

func (c *catalogue) close() error { return c.db.Close() }

// change runs a transaction: all of it holds, or nothing. What is done in it
// goes by the context that do is given, which is the transaction's.
func (c *catalogue) change(ctx context.Context, do func(context.Context, *sql.Tx) error) error {
	t, err := c.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := do(ctx, t); err != nil {
		_ = t.Rollback() // the error that matters is do's
		return err
	}
	if c.disk != nil {
		if err := c.disk.commit(); err != nil {
			_ = t.Rollback()
			return err
		}
	}
	return t.Commit()
}

// view runs a query on the catalogue that is open. A Reader opens it again
// first if the owner has put another in its place, or has changed the one that
// a catalogue in memory stands for.
func (l *Library) view(ctx context.Context, do func(*sql.DB) error) error {
	if l.mode == Reader {
		if err := l.reopen(ctx); err != nil {
			return err
		}
	}
	l.mu.RLock()
	defer l.mu.RUnlock()
	if l.cat == nil {
		return fmt.Errorf("read the catalogue: %w", fs.ErrClosed)
	}
	err := do(l.cat.db)
	if unusableCatalogue(err) {
		return &Trouble{
			What: "the catalogue of " + l.home + " is damaged", Err: err,
			Do: "make it anew from the files with \"rugtape library check --rebuild\"",
		}
	}
	return err
}

func (l *Library) reopen(ctx context.Context) error {
	info, err := os.Stat(l.cataloguePath())
	l.mu.RLock()
	same := l.cat == nil
	switch {
	case same:
	case l.cat.stands != nil:
		same = l.cat.stands.state == l.catalogueState()
	default:
		same = err == nil && os.SameFile(l.cat.file, info)
	}
	l.mu.RUnlock()
	if same {
		return nil
	}
	next, _, err := l.readerCatalogue(ctx)
	if err != nil {
		return nil // it is being put in its place: the one we have is good until then
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.cat == nil {
		return next.close()
	}
	last := l.cat
	l.cat = next
	return last.close()
}

func (l *Library) cataloguePath() string { return filepath.Join(l.home, catalogueName) }
