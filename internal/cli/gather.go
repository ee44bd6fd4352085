package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"rugtape/internal/round"
	"rugtape/internal/tape"
)

// gather reads files and folders without a library, joins what they say of
// each round and gives the rounds in the order of their ids. A file that
// cannot be read is named on standard error and costs only itself, unless
// nothing else was named.
func (t *tool) gather(ctx context.Context, paths []string, each func(*round.Recording) error) error {
	rounds := map[round.Key]*round.Recording{}
	var unread []error
	for _, path := range paths {
		err := filepath.WalkDir(path, func(file string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case ctx.Err() != nil:
				return ctx.Err()
			case entry.IsDir():
				return nil
			}
			if err := readInto(ctx, rounds, file); err != nil {
				unread = append(unread, err)
			}
			return ctx.Err()
		})
		if err != nil {
			return fmt.Errorf("read %s: %w", path, err)
		}
	}
	if len(rounds) == 0 && len(unread) > 0 {
		return errors.Join(unread...)
	}
	for _, err := range unread {
		fmt.Fprintln(t.std.Err, "rugtape: left out:", forPeople(err))
	}
	keys := make([]round.Key, 0, len(rounds))
	for key := range rounds {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b round.Key) int {
		return strings.Compare(a.ID+string(a.Source), b.ID+string(b.Source))
	})
	for _, key := range keys {
		rounds[key].Settle()
		if err := each(rounds[key]); err != nil {
			return err
		}
	}
	return nil
}

// readInto adds what one file says.
func readInto(ctx context.Context, rounds map[round.Key]*round.Recording, path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	return tape.Streams(path, file, file, info.Size(), func(name string, r io.Reader) error {
		_, err := tape.Read(name, r, round.Site, func(rec *round.Recording) error {
			if have := rounds[rec.Key]; have != nil {
				rec = round.Merge(have, rec)
			}
			rounds[rec.Key] = rec
			return ctx.Err()
		})
		if errors.Is(err, tape.ErrUnknownFormat) && name != path {
			return nil // one strange file in an archive
		}
		return err
	})
}
