package library

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"rugtape/internal/round"
)

// chain is where chain.jsonl ends, for the Owner that writes it. Who has the
// writing token may touch it.
type chain struct {
	size int64  // of its whole lines, synced
	last string // hash of the last one, "" for none
	// due are lines about sealed rounds that could not be written yet; they
	// come before any other.
	due []chainLine
}

func (l *Library) chainPath() string { return filepath.Join(l.home, chainName) }

// Pin notes in the chain that the fingerprint of a round's seed was seen
// before the round, at a time: once the seed is told, the line shows that it
// was not chosen later. It is on the disk when Pin returns.
func (l *Library) Pin(ctx context.Context, key round.Key, seedHash string, seenNS int64) error {
	if err := l.refuseReader("note a fingerprint"); err != nil {
		return err
	}
	if err := checkKey(key); err != nil {
		return fmt.Errorf("%w: %w", round.ErrInvalid, err)
	}
	if _, err := parseMark(seedHash); err != nil {
		return fmt.Errorf("%w: the fingerprint of a seed is %w", round.ErrInvalid, err)
	}
	if err := l.startWriting(ctx, "noting a fingerprint"); err != nil {
		return err
	}
	defer l.doneWriting()
	err := l.writeDue()
	if err == nil {
		err = l.extendChain(chainLine{TimeNS: seenNS, Source: key.Source, Round: key.ID, SeedHash: seedHash})
	}
	return failed("note a fingerprint in", l.chainPath(), err)
}

// chainSealed notes rounds that were just sealed.
func (l *Library) chainSealed(sealed []*sealing) error {
	for _, s := range sealed {
		if s.chained {
			l.chain.due = append(l.chain.due, sealedLine(s.key, s.seedHash, s.row.Hash))
		}
	}
	return l.writeDue()
}

func sealedLine(key round.Key, seedHash, fileHash string) chainLine {
	if _, err := parseMark(seedHash); err != nil {
		seedHash = "" // a recording can hold any text as one
	}
	return chainLine{TimeNS: time.Now().UnixNano(), Source: key.Source, Round: key.ID, SeedHash: seedHash, FileHash: fileHash}
}

// writeDue writes the lines that are due.
func (l *Library) writeDue() error {
	if len(l.chain.due) == 0 {
		return nil
	}
	err := l.extendChain(l.chain.due...)
	if err == nil {
		l.chain.due = nil
	}
	return err
}

// extendChain appends lines, synced. What a failure leaves of them is cut off
// by the next try, or by the next start.
func (l *Library) extendChain(lines ...chainLine) error {
	var text []byte
	last := l.chain.last
	for _, line := range lines {
		line.Prev = last
		one, err := line.encode()
		if err != nil {
			return err
		}
		text, last = append(text, one...), hashOf(one)
	}
	if err := l.writeChain(text); err != nil {
		return err
	}
	l.chain.size += int64(len(text))
	l.chain.last = last
	return nil
}

// writeChain writes at the end of the chain, where a part of a line may lie.
func (l *Library) writeChain(text []byte) error {
	f, err := l.disk.extend(l.chainPath(), l.chain.size, secretMode)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err == nil {
		err = f.Sync()
	}
	if err = joined(err, f.Close()); err == nil && l.chain.size == 0 {
		err = l.disk.syncDir(l.home)
	}
	return err
}

// chainTail is how much of the chain's end a start looks at: more than is
// written at a time.
const chainTail = 1 << 20

// openChain finds the end of the chain, and cuts off what a crash has left of
// a line: the rest after the last line end, or what was never written at all,
// which file systems show as zeros.
func (l *Library) openChain() error {
	f, err := os.Open(l.chainPath())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return failed("open", l.chainPath(), err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return failed("open", l.chainPath(), err)
	}
	start := max(0, info.Size()-chainTail)
	tail, err := io.ReadAll(io.NewSectionReader(f, start, chainTail))
	if err != nil {
		return failed("read", l.chainPath(), err)
	}
	whole := tail
	if i := bytes.IndexByte(whole, 0); i >= 0 {
		whole = whole[:i]
	}
	whole = whole[:bytes.LastIndexByte(whole, '\n')+1]
	if len(whole) == 0 && start > 0 {
		why := fmt.Sprintf("its last %d bytes hold no line", chainTail)
		l.notice("%s was set aside in quarantine, and a new one is begun: %s", chainName, why)
		return l.setAside(l.chainPath(), why)
	}
	l.chain.size = start + int64(len(whole))
	if line := lastLine(whole); len(line) > 0 {
		l.chain.last = hashOf(line)
	}
	if torn := info.Size() - l.chain.size; torn > 0 {
		if err := l.writeChain(nil); err != nil {
			return failed("cut", l.chainPath(), err)
		}
		l.notice("cut %d bytes off the end of %s: a line that was not written to its end", torn, chainName)
	}
	return nil
}

// lastLine is the last line of a text of whole lines, with its line end.
func lastLine(text []byte) []byte {
	if len(text) == 0 {
		return nil
	}
	return text[bytes.LastIndexByte(text[:len(text)-1], '\n')+1:]
}

// followChain notes the rounds that the chain names and whose files are not,
// or no more, as it names them last: they were imported or brought back since,
// or a crash came between the file and the line.
func (l *Library) followChain(ctx context.Context) (noted int, err error) {
	if err := l.writeDue(); err != nil || l.chain.size == 0 {
		return 0, failed("write", l.chainPath(), err)
	}
	named, err := l.readChain(nil)
	if err != nil {
		return 0, err
	}
	listed, err := listedIn(ctx, l.cat.db)
	if err != nil {
		return 0, failed("read the catalogue of", l.home, err)
	}
	var lines []chainLine
	for _, path := range slices.Sorted(maps.Keys(listed)) {
		at, known := named[markOf(path)]
		if !known || at.holds(listed[path].hash) {
			continue
		}
		f, err := l.readRound(path)
		if err != nil {
			continue // a check tells of it
		}
		lines = append(lines, sealedLine(f.rec.Key, f.rec.SeedHash, f.edition.Hash))
	}
	if len(lines) > 0 {
		err = l.extendChain(lines...)
	}
	return len(lines), failed("write", l.chainPath(), err)
}

// chainFollows does the same after a change that is in place, whatever became
// of who asked for it. What cannot be noted now is noted before the next change.
func (l *Library) chainFollows(ctx context.Context) error {
	_, err := l.followChain(context.WithoutCancel(ctx))
	if err != nil {
		l.behind.Store(true)
	}
	return err
}

func hashOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// parseMark reads a SHA-256 in lower-case hex.
func parseMark(text string) (mark [sha256.Size]byte, err error) {
	n, err := hex.Decode(mark[:], []byte(text[:min(len(text), 2*len(mark))]))
	if err != nil || n != len(mark) || len(text) != 2*n || strings.ToLower(text) != text {
		return mark, fmt.Errorf("%d lower-case hex digits, not %.80q", 2*len(mark), text)
	}
	return mark, nil
}
