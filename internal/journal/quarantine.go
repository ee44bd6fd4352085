package journal

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
)

const (
	quarantineName = "quarantine"
	// maxQuarantine bounds what is copied there: more is told, and not kept.
	maxQuarantine = 64 << 20
)

// quarantineDir makes the folder beside the files of a journal, and lists it.
func quarantineDir(d disk, path string) (dir string, there []listed, err error) {
	dir = filepath.Join(filepath.Dir(path), quarantineName)
	if err := makeDir(d, dir); err != nil {
		return "", nil, err
	}
	there, err = d.list(dir)
	return dir, there, err
}

// setAside moves a file there, whole.
func setAside(d disk, path string) (string, error) {
	dir, there, err := quarantineDir(d, path)
	if err != nil {
		return "", err
	}
	final := filepath.Join(dir, freeName(filepath.Base(path), there, -1))
	return final, cmp.Or(d.rename(path, final), d.syncDir(dir), d.syncDir(filepath.Dir(path)))
}

// quarantine copies the end of a file and says where the copy is, "" if there
// is no room for it. A copy that an earlier start made is not made again.
func quarantine(d disk, path string, in io.ReaderAt, at, size int64) (string, error) {
	dir, there, err := quarantineDir(d, path)
	if err != nil {
		return "", err
	}
	name := freeName(fmt.Sprintf("%s-%d", strings.TrimSuffix(filepath.Base(path), fileExt), at), there, size-at)
	final, temp := filepath.Join(dir, name), filepath.Join(dir, "."+name)
	room := int64(maxQuarantine)
	for _, l := range there {
		if l.name == name {
			return final, d.syncDir(dir)
		}
		room -= l.size
	}
	if size-at > room {
		return "", nil
	}
	if err := d.remove(temp); err != nil && !errors.Is(err, fs.ErrNotExist) { // a crash in the middle of this left it
		return "", err
	}
	if err := copyTo(d, temp, io.NewSectionReader(in, at, size-at)); err != nil {
		return "", err
	}
	return final, cmp.Or(d.rename(temp, final), d.syncDir(dir))
}

// freeName is a name that no file has, or one of that size.
func freeName(base string, there []listed, size int64) string {
	for n := 1; ; n++ {
		name := fmt.Sprintf("%s.%d.torn", base, n)
		if !slices.ContainsFunc(there, func(l listed) bool { return l.name == name && l.size != size }) {
			return name
		}
	}
}

func copyTo(d disk, path string, in io.Reader) (err error) {
	out, err := d.create(path)
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, out.Close()) }()
	if _, err := io.Copy(out, in); err != nil {
		return err
	}
	return out.Sync()
}
