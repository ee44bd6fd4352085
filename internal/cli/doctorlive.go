package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"rugtape/internal/app"
	"rugtape/internal/feed"
	"rugtape/internal/journal"
	"rugtape/internal/tape"
	"rugtape/internal/wire"
)

// Bounds of trying a journal. It is to be synced within a second; a disk that
// takes half of one leaves no room for anything else.
const (
	journalTries = 5
	journalEntry = 64 << 10
	slowSync     = 500 * time.Millisecond
	syncLimit    = 10 * time.Second
)

// longestSync is how long a sync may take; tests, whose disk is busy, bear with more.
var longestSync = slowSync

// seeJournal writes a journal where it would lie, and takes it away again.
func (d *doctor) seeJournal(ctx context.Context) (seen string, err error) {
	place, _, err := d.place()
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp(place, ".rugtape-doctor-*")
	if err != nil {
		return "", faulty("name another folder with --home", "%s cannot be written: %v", place, reason(err))
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	longest, err := tryJournal(ctx, dir)
	if err != nil {
		return "", err
	}
	return judgeSync(longest, longestSync)
}

func judgeSync(longest, bound time.Duration) (seen string, err error) {
	if longest > bound {
		return "", faulty("use a faster disk: a crash would cost more than the second it is to cost", "a sync took %v", longest.Round(time.Millisecond))
	}
	return fmt.Sprintf("%d entries written and read back; the slowest was durable after %v", journalTries, longest.Round(100*time.Microsecond)), nil
}

// tryJournal gives how long the slowest entry took to be durable.
func tryJournal(ctx context.Context, dir string) (longest time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, syncLimit)
	defer cancel()
	j, err := journal.Open(journal.Options{Dir: dir, Head: tape.JournalHead{Source: "arena", Rule: "raw"}, SyncEvery: time.Millisecond})
	if err != nil {
		return 0, err
	}
	for range journalTries {
		begun := time.Now()
		if err = j.Append(tape.EntryNote, begun.UnixNano(), make([]byte, journalEntry)); err == nil {
			err = durable(ctx, j)
		}
		if longest = max(longest, time.Since(begun)); err != nil {
			break
		}
	}
	if err = errors.Join(err, j.Close(ctx)); err != nil {
		return 0, err
	}
	r, err := journal.OpenReader(dir)
	if err != nil {
		return 0, err
	}
	defer r.Close()
	n := 0
	for r.Next() {
		n++
	}
	if n != journalTries && r.Err() == nil {
		return 0, fmt.Errorf("%d entries were written and %d read back", journalTries, n)
	}
	return longest, r.Err()
}

// durable waits until all that was appended is on the disk.
func durable(ctx context.Context, j *journal.Journal) error {
	for {
		switch s := j.State(); {
		case s.Halted != nil:
			return s.Halted
		case s.Durable == s.Next:
			return nil
		}
		select {
		case <-j.Changed():
		case <-ctx.Done():
			return faulty("look what is wrong with the disk", "it does not answer within %v", syncLimit)
		}
	}
}

// seeRecorder reads the newest file of the journal.
func (d *doctor) seeRecorder(ctx context.Context) (string, error) {
	files, err := journal.Files(app.JournalDir(d.home))
	if err != nil {
		return "", err
	}
	if len(files) == 0 {
		return "nothing was recorded here yet", nil
	}
	last, bytes := files[len(files)-1], int64(0)
	for _, f := range files {
		bytes += f.Bytes
	}
	kept := fmt.Sprintf("%s of journal, %.1f MB; the newest began on %s UTC", counted(len(files), "file"), float64(bytes)/1e6,
		time.Unix(0, last.StartedNS).UTC().Format("2006-01-02 15:04:05"))
	r, err := journal.OpenReader(last.Path)
	if err != nil {
		return "", err
	}
	defer r.Close()
	n := 0
	for r.Next() && ctx.Err() == nil {
		n++
	}
	switch err := r.Err(); {
	case errors.Is(err, tape.ErrJournalDamaged):
		return "", faulty("keep the file, and a copy of it; what is around the damage can be read with rugtape journal",
			"%s is damaged: %s", filepath.Base(last.Path), r.Damage())
	case errors.Is(err, tape.ErrJournalCut):
		return fmt.Sprintf("%s, holds %d entries, and is being written or was left open by a crash: the next start ends it", kept, n), nil
	case err != nil:
		return "", err
	case last.End.Recovered:
		return fmt.Sprintf("%s, holds %d entries, was left open by a crash, and was ended by the start after it", kept, n), nil
	}
	return fmt.Sprintf("%s and holds %d entries, read and whole", kept, n), nil
}

// seeRound plays a round with itself.
func (d *doctor) seeRound(ctx context.Context) (string, error) {
	r, err := app.TestSelf(ctx, d.log())
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("round %s is %s, its fingerprint seen before it; %d messages in %v", r.Round.ID, r.Round.Verdict, r.Messages, r.Took.Round(time.Millisecond)), nil
}

// feedLimit is how long a server may take until its game is seen to move: a
// tick of 20 s has been seen.
const feedLimit = 30 * time.Second

// seeFeed listens to a server until its game moves.
func (d *doctor) seeFeed(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, feedLimit)
	defer cancel()
	l := listener{begun: time.Now()}
	if err := feed.Run(ctx, feed.Options{URL: d.url}, &l); err != nil && !errors.Is(err, errHeard) {
		return "", err
	}
	if l.moved == "" {
		return "", faulty("check the address, and whether this machine reaches it; a browser shows whether the game itself is up",
			"within %v %s", feedLimit, cmp.Or(l.why, "no frame came"))
	}
	return fmt.Sprintf("it let us in after %v and says that it is %s; the game moved after %v: %s",
		l.joined.Round(time.Millisecond), cmp.Or(l.source, "the site"), time.Since(l.begun).Round(time.Millisecond), l.moved), nil
}

// errHeard ends the listening: there was enough.
var errHeard = errors.New("enough")

// listener is a sink that waits until the game moves.
type listener struct {
	begun  time.Time
	joined time.Duration
	source string // "" where the server does not say
	clock  wire.Clock
	moved  string
	why    string // it does not yet
}

func (l *listener) Message(_ context.Context, m feed.Message) error {
	p, err := wire.ParsePacket(m.Text)
	switch {
	case err != nil:
		return nil // the feed counts it
	case p.Kind == wire.PacketConnect:
		l.joined, l.source = time.Since(l.begun), wire.ServerSource(p.Data)
	case p.Name == wire.StateUpdate:
		clock, _, ok := wire.ClockOf(p.Payload())
		if ok && l.clock.Round != "" && clock != l.clock {
			l.moved = fmt.Sprintf("round %s, tick %d", clock.Round, max(clock.Tick, 0))
			return errHeard
		}
		if ok {
			l.clock = clock
		}
	}
	return nil
}

func (l *listener) Health(h feed.Health) {
	if h.Why != "" && h.Why != "stopped" {
		l.why = h.Why
	}
}
