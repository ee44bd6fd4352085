package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"rugtape/internal/library"
	"rugtape/internal/round"
)

// place is the data directory, or the nearest one above it that is there.
func (d *doctor) place() (dir string, made bool, err error) {
	for dir, made = d.home, true; ; dir, made = filepath.Dir(dir), false {
		info, err := os.Stat(dir)
		switch {
		case err == nil && !info.IsDir():
			return "", false, faulty("name a folder with --home", "%s is a file", dir)
		case err == nil:
			return dir, made, nil
		case !errors.Is(err, fs.ErrNotExist) || dir == filepath.Dir(dir):
			return "", false, err
		}
	}
}

// seeHome tries whether the data directory, or the place where it would be
// made, can be written.
func (d *doctor) seeHome(context.Context) (string, error) {
	dir, made, err := d.place()
	if err != nil {
		return "", err
	}
	probe, err := os.CreateTemp(dir, ".rugtape-doctor-*")
	if err != nil {
		return "", faulty("name another folder with --home", "%s cannot be written: %v", dir, reason(err))
	}
	if err := errors.Join(probe.Close(), os.Remove(probe.Name())); err != nil {
		return "", err
	}
	if !made {
		return fmt.Sprintf("%s does not exist yet; %s can be written", d.home, dir), nil
	}
	return d.home + " can be written", nil
}

// What a day of recording takes at the site's rate: measured on the arena, whose
// frames have the site's sizes (docs/cli.md, rugtape doctor). The journal is
// kept within 2 GiB.
const (
	dayNeeds  = 500 << 20
	fullNeeds = 3 << 30
)

// seeSpace looks whether a day fits on the disk.
func (d *doctor) seeSpace(context.Context) (string, error) {
	dir, _, err := d.place()
	if err != nil {
		return "", err
	}
	free, known := freeSpace(dir)
	gb := float64(free) / 1e9
	switch {
	case !known:
		return "this system does not say how much room there is", nil
	case free < dayNeeds:
		return "", faulty("make room, or name a folder on another disk with --home", "%.2f GB are free in %s; a day of recording takes up to %.1f", gb, dir, float64(dayNeeds)/1e9)
	case free < fullNeeds:
		return fmt.Sprintf("%.1f GB are free in %s: enough for some days; the journal is kept below 2.1 GB", gb, dir), nil
	}
	return fmt.Sprintf("%.1f GB are free in %s; a day takes up to %.1f, the whole journal 2.1", gb, dir, float64(dayNeeds)/1e9), nil
}

// seeKey looks at the home's key without telling it.
func (d *doctor) seeKey(ctx context.Context) (seen string, err error) {
	err = d.read(ctx, func(lib *library.Library) error {
		_, err := lib.Key(ctx)
		if errors.Is(err, fs.ErrNotExist) {
			seen = "there is none yet; the first recording makes it"
			return nil
		}
		if err != nil {
			return err
		}
		path := filepath.Join(lib.Home(), "key")
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		if open := info.Mode().Perm() & 0o077; open != 0 && runtime.GOOS != "windows" {
			return faulty("chmod 600 "+path, "others can read %s (mode %v): with it, names of players can be tried out on a journal", path, info.Mode().Perm())
		}
		seen = "it is there, and for nobody else to read"
		return nil
	})
	return seen, err
}

// seeLibrary reads every file, beside whoever owns the library.
func (d *doctor) seeLibrary(ctx context.Context) (seen string, err error) {
	err = d.read(ctx, func(lib *library.Library) error {
		page, err := lib.List(ctx, round.Query{Limit: 1})
		if err != nil {
			return err
		}
		files, first := 0, library.CheckItem{OK: true}
		err = lib.Check(ctx, false, func(item library.CheckItem) error {
			if item.Path == "chain.jsonl" {
				d.links, d.chain = true, item.Fault
				return nil
			}
			files++
			if !item.OK && first.OK {
				first = item
			}
			return nil
		})
		switch {
		case err != nil:
			return err
		case !first.OK:
			return faulty("see rugtape library check", "%s: %s", first.Path, first.Fault)
		case page.Samples:
			seen = fmt.Sprintf("nothing is imported yet, %d samples are built in", page.Total)
		default:
			seen = fmt.Sprintf("%d rounds, %s read and whole", page.Total, counted(files, "file"))
		}
		return nil
	})
	return seen, err
}

// seeChain tells what the check of the library saw of the chain.
func (d *doctor) seeChain(context.Context) (string, error) {
	switch {
	case d.chain != "":
		return "", faulty("compare it with a copy; see rugtape library check", "chain.jsonl: %s", d.chain)
	case d.links:
		return "each line of it follows from the one before", nil
	}
	return "there is none yet; the first round that is recorded begins it", nil
}
