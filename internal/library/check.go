package library

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// CheckItem is what Check found out about one file.
type CheckItem struct {
	Path  string `json:"path"` // below home
	OK    bool   `json:"ok"`
	Fault string `json:"fault"` // "" if ok
}

// Check reads every round file and tells each whether it is whole, lies where
// it belongs, is read-only and is what the catalogue says, and the chain if it
// names the round. Each line of the chain that does not follow from the one
// before is a fault; so is what lies among the rounds without being one, and rows
// whose file is gone. The order is that of the paths. With rebuild the catalogue is then
// made anew from the files that are whole; that takes an Owner. An error of
// each ends the check; each must not change the library.
func (l *Library) Check(ctx context.Context, rebuild bool, each func(CheckItem) error) error {
	if rebuild {
		if err := l.refuseReader("make the catalogue anew"); err != nil {
			return err
		}
	}
	if l.mode == Owner {
		if err := l.takeTurn(ctx, "a check"); err != nil {
			return err
		}
		defer l.doneWriting()
	}
	if err := l.check(ctx, each); err != nil || !rebuild {
		return err
	}
	_, _, err := l.rebuild(ctx)
	if isFull(err) && l.cat == nil { // the old one is gone already
		err = joined(err, l.leaveDisk(ctx))
	}
	return err
}

func (l *Library) check(ctx context.Context, each func(CheckItem) error) error {
	listed, err := l.listed(ctx)
	if err != nil {
		// Without a catalogue the files can still be checked.
		if err := each(CheckItem{Path: catalogueName, Fault: err.Error()}); err != nil {
			return err
		}
		listed = nil
	}
	named, err := l.checkChain(each)
	if err != nil {
		return err
	}
	paths, err := filesBelow(filepath.Join(l.home, roundsName))
	if errors.Is(err, fs.ErrNotExist) {
		err = nil // a Reader of a home that nobody has made
	}
	if err != nil {
		return failed("read", l.home, err)
	}
	for i := range paths {
		paths[i] = filepath.Join(roundsName, paths[i])
	}
	for part := range slices.Chunk(paths, indexBatch) {
		items := make([]CheckItem, len(part))
		if err := inParallel(ctx, runtime.GOMAXPROCS(0), len(part), func(i int) error {
			fault := l.fault(part[i], listed, named)
			items[i] = CheckItem{filepath.ToSlash(part[i]), fault == "", fault}
			return nil
		}); err != nil {
			return err
		}
		for _, item := range items {
			if err := each(item); err != nil {
				return err
			}
		}
	}
	for _, path := range paths {
		delete(listed, path)
	}
	var gone []string
	for path := range listed {
		gone = append(gone, path)
	}
	slices.Sort(gone)
	for _, path := range gone {
		if err := each(CheckItem{Path: filepath.ToSlash(path), Fault: "it is in the catalogue, but the file is gone"}); err != nil {
			return err
		}
	}
	return nil
}

// checkChain tells whether the chain is whole, if there is one, and gives what
// it names.
func (l *Library) checkChain(each func(CheckItem) error) (chainNames, error) {
	whole := true
	named, err := l.readChain(func(line int, what string) error {
		whole = false
		return each(CheckItem{Path: chainName, Fault: fmt.Sprintf("line %d: %s", line, what)})
	})
	if err == nil && named != nil && whole {
		err = each(CheckItem{Path: chainName, OK: true})
	}
	return named, err
}

// fault says what is wrong with a file, "" for nothing. listed is nil where
// there is no catalogue to compare with.
func (l *Library) fault(path string, listed map[string]listing, chain chainNames) string {
	if isTemporary(filepath.Base(path)) {
		return "it was left half-written by a crash: it will be removed when the library is next opened after that"
	}
	if !strings.HasSuffix(path, fileExt) {
		return "it is no round file"
	}
	f, err := l.readRound(path)
	if err != nil {
		return err.Error()
	}
	known, ok := listed[path]
	named := chain[markOf(path)]
	switch {
	case named.line > 0 && !named.holds(f.edition.Hash):
		return fmt.Sprintf("it is not the revision that %s names last, in line %d", chainName, named.line)
	case f.info.Mode().Perm()&0o222 != 0 && runtime.GOOS != "windows":
		return "it can be written to: a sealed round is read-only"
	case listed == nil:
		return ""
	case !ok:
		return "it is not in the catalogue"
	case known.hash != f.edition.Hash || known.revision != f.edition.Revision:
		return "it is not the revision that the catalogue has"
	case known.bytes != f.info.Size():
		return "its size is not what the catalogue says"
	}
	return ""
}
