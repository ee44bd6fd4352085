package library

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/go-json-experiment/json"

	"rugtape/internal/round"
)

// chainLine is a line of the chain: docs/format/chain.md.
type chainLine struct {
	TimeNS   int64        `json:"time_ns"`
	Source   round.Source `json:"source"`
	Round    string       `json:"round"`
	SeedHash string       `json:"seed_hash"`
	FileHash string       `json:"file_hash"` // "" where only the fingerprint was seen
	Prev     string       `json:"prev"`      // SHA-256 of the line before, "" in the first
}

// maxChainLine is well above the longest line.
const maxChainLine = 1 << 10

func (c chainLine) encode() ([]byte, error) {
	text, err := json.Marshal(c)
	return append(text, '\n'), err
}

// parseChainLine reads a line as encode writes it, and no other.
func parseChainLine(text []byte) (c chainLine, err error) {
	if err := json.Unmarshal(text, &c, json.RejectUnknownMembers(true)); err != nil {
		return c, err
	}
	if err := checkKey(round.Key{Source: c.Source, ID: c.Round}); err != nil {
		return c, err
	}
	for _, mark := range []string{c.SeedHash, c.FileHash, c.Prev} {
		if _, err := parseMark(mark); mark != "" && err != nil {
			return c, fmt.Errorf("a hash is %w", err)
		}
	}
	if again, err := c.encode(); err != nil || !bytes.Equal(again, text) {
		return c, errors.New("it is not written as it should be")
	}
	return c, nil
}

// chainNames is what the chain says last of each round's file. A chain may
// name a million of them.
type chainNames map[pathMark]named

// pathMark tells the paths of round files apart.
type pathMark [8]byte

type named struct {
	line int // 0 where only the fingerprint was seen
	hash [sha256.Size]byte
}

func markOf(path string) pathMark {
	sum := sha256.Sum256([]byte(path))
	return pathMark(sum[:len(pathMark{})])
}

func (n chainNames) take(line int, c chainLine) {
	mark := markOf(roundPath(round.Key{Source: c.Source, ID: c.Round}))
	last := n[mark]
	if hash, err := parseMark(c.FileHash); err == nil {
		last = named{line, hash}
	}
	n[mark] = last
}

func (n named) holds(hash string) bool {
	mark, err := parseMark(hash)
	return err == nil && n.line > 0 && n.hash == mark
}

// readChain reads the chain from its beginning and gives what it names last
// of each file. fault is told of each line that is not as it should be; nil
// passes over them.
func (l *Library) readChain(fault func(line int, what string) error) (chainNames, error) {
	f, err := os.Open(l.chainPath())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, failed("open", l.chainPath(), err)
	}
	defer f.Close()
	if fault == nil {
		fault = func(int, string) error { return nil }
	}
	all, r, prev := chainNames{}, bufio.NewReaderSize(f, maxChainLine), ""
	for line := 1; ; line++ {
		text, err := r.ReadSlice('\n')
		switch {
		case errors.Is(err, io.EOF) && len(text) == 0:
			return all, nil
		case errors.Is(err, io.EOF):
			return all, fault(line, "it is cut off: it will be removed when the library is next opened")
		case errors.Is(err, bufio.ErrBufferFull):
			return all, fault(line, fmt.Sprintf("it is longer than %d bytes: what follows is not read", maxChainLine))
		case err != nil:
			return nil, failed("read", l.chainPath(), err)
		}
		c, bad := parseChainLine(text)
		switch {
		case bad != nil:
			err = fault(line, "it is none of a chain: "+bad.Error())
		case c.Prev != prev:
			err = fault(line, "it does not follow from the line before: one of the two was changed, or lines were removed or put in between")
		}
		if err != nil {
			return nil, err
		}
		prev = hashOf(text)
		if bad == nil {
			all.take(line, c)
		}
	}
}
