package library

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"

	"rugtape/internal/round"
)

// ImportOptions say how to import. The zero value is good.
type ImportOptions struct {
	// Source is where the recordings come from, round.Site if empty. Our own
	// round files name theirs.
	Source round.Source
	// Workers is how many files are read at once, GOMAXPROCS if 0.
	Workers int
	// Progress, if set, is told of what has been done: about 200 times, once
	// per share of the bytes, and when all is done. It is called by one
	// goroutine at a time and must not take long: reading waits for it.
	Progress func(Progress)
}

// Progress says how far an import is. An archive is one file here.
type Progress struct {
	Files     int   // found
	FilesDone int   // read
	Bytes     int64 // of all files
	BytesDone int64
	Lines     int // read so far
	Rounds    int // distinct rounds seen so far
}

// importing is one import under way.
type importing struct {
	library  *Library
	source   round.Source
	ctx      context.Context // ends with its cause when the import fails
	fail     context.CancelCauseFunc
	tally    *tally
	progress *progress
	queue    chan task
	open     sync.WaitGroup // tasks that are queued or being read
	buffers  sync.Pool      // of *bytes.Buffer, each up to maxBuffered
	maxHeld  int

	mu     sync.Mutex
	held   map[round.Key][]*round.Recording // evidence not sealed yet
	weight int                              // of held, see weigh
	rounds map[round.Key]*touched           // every round seen; nil while it was never sealed
}

// Import reads recordings out of files, directories and archives, joins them
// with each other and with what the library holds, and seals the rounds that
// are new or changed. Whatever the order of the files and the number of
// workers, the same evidence gives the same round files, byte for byte.
//
// A path that does not exist is an error before anything is done. After that
// only a full disk or a library that cannot be written ends an import early;
// what cannot be read is counted, and quarantined if it is a part of a
// recording. When ctx ends, Import
// answers soon with its error: what was sealed by then stays.
//
// A recording counts as a duplicate if it repeats another of the import
// exactly, or if it says nothing that the library did not hold. (In an import
// of more than defaultHeld bytes of recordings "the library" may already hold
// a part of the same import.)
func (l *Library) Import(ctx context.Context, paths []string, opts ImportOptions) (ImportReport, error) {
	return l.importHolding(ctx, paths, opts, defaultHeld)
}

func (l *Library) importHolding(ctx context.Context, paths []string, opts ImportOptions, maxHeld int) (ImportReport, error) {
	report := newTally()
	if err := l.refuseReader("import"); err != nil {
		return report.finish(nil), err
	}
	if err := checkImport(paths, &opts); err != nil {
		return report.finish(nil), err
	}
	found := l.walk(ctx, paths, report)
	l.kept.forget()
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	im := &importing{
		library: l, source: opts.Source, ctx: ctx, fail: fail, maxHeld: maxHeld,
		tally: report, progress: newProgress(opts.Progress, found),
		queue:  make(chan task, 2*opts.Workers),
		held:   map[round.Key][]*round.Recording{},
		rounds: map[round.Key]*touched{},
	}
	im.read(found, opts.Workers)
	err := context.Cause(ctx)
	if err == nil {
		err = im.flush()
	}
	im.progress.done()
	return report.finish(im.rounds), importError(err)
}

// checkImport refuses what cannot be imported and fills in the defaults.
func checkImport(paths []string, opts *ImportOptions) error {
	if opts.Source == "" {
		opts.Source = round.Site
	}
	if _, err := round.ParseSource(string(opts.Source)); err != nil {
		return fmt.Errorf("%w: %w", round.ErrInvalid, err)
	}
	if opts.Source == round.Sample {
		return fmt.Errorf("%w: the samples are built in, nothing can be imported as one", round.ErrInvalid)
	}
	if opts.Workers <= 0 {
		opts.Workers = runtime.GOMAXPROCS(0)
	}
	if len(paths) == 0 {
		return fmt.Errorf("%w: no path to import was named", round.ErrInvalid)
	}
	for _, path := range paths {
		if _, err := os.Stat(path); err != nil {
			return &Trouble{What: "cannot import " + path, Err: errors.Unwrap(err), Do: "correct the path; nothing was imported"}
		}
	}
	return nil
}

// importError says what stays when an import ends early.
func importError(err error) error {
	switch {
	case err == nil, errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	}
	return failed("import into", "the library", err)
}

// progress counts what is done and tells it now and then: by count, not by
// the clock, so that it is the same on every machine.
type progress struct {
	mu    sync.Mutex
	tell  func(Progress)
	now   Progress
	told  int64 // how much was done when it was last told
	share int64 // how much is to be done before it is told again
}

// tellings is about how often progress is told.
const tellings = 200

func newProgress(tell func(Progress), found []source) *progress {
	p := &progress{tell: tell, told: -1 << 40}
	for _, f := range found {
		p.now.Files++
		p.now.Bytes += f.size
	}
	p.share = p.weight(p.now.Files, p.now.Bytes) / tellings
	return p
}

// fileWeight is what a file counts for beside its bytes.
const fileWeight = 4096

func (p *progress) weight(files int, bytes int64) int64 { return int64(files)*fileWeight + bytes }

func (p *progress) step(change func(*Progress)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change(&p.now)
	if done := p.weight(p.now.FilesDone, p.now.BytesDone); p.tell != nil && done-p.told > p.share {
		p.told = done
		p.tell(p.now)
	}
}

func (p *progress) rounds(n int) { p.step(func(v *Progress) { v.Rounds = n }) }

func (p *progress) done() {
	p.told = -1 << 40
	p.step(func(*Progress) {})
}
