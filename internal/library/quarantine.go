package library

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// maxQuarantine bounds what quarantine holds, in bytes: beyond it, an import
// keeps no copies of files any more, only why they could not be read. What was
// ours before, see setAside, is kept in any case.
const maxQuarantine = 256 << 20

// keptBytes counts what is in quarantine. It is measured anew for each import:
// a user may have tidied up.
type keptBytes struct {
	mu    sync.Mutex
	known bool
	bytes int64
}

func (k *keptBytes) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.known = false
}

// take asks for room for n bytes in the quarantine of home.
func (k *keptBytes) take(home string, n int64) (bool, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.known {
		paths, err := filesBelow(filepath.Join(home, quarantineName))
		if err != nil {
			return false, err
		}
		k.known, k.bytes = true, 0
		for _, path := range paths {
			if info, err := os.Lstat(filepath.Join(home, quarantineName, path)); err == nil {
				k.bytes += info.Size()
			}
		}
	}
	if k.bytes+n > maxQuarantine {
		return false, nil
	}
	k.bytes += n
	return true, nil
}

// quarantineBytes keeps what could not be read, and why. The same content
// under the same name is kept once. note says why there is no copy, "" if
// there is one.
func (l *Library) quarantineBytes(name, why string, data []byte) (note string, err error) {
	return l.keep(name, why, bytes.NewReader(data), int64(len(data)))
}

// quarantineFile does the same for a whole file on disk.
func (l *Library) quarantineFile(path, name, why string) (note string, err error) {
	f, err := os.Open(path)
	if err == nil {
		defer f.Close()
		var info os.FileInfo
		if info, err = f.Stat(); err == nil {
			return l.keep(name, why, f, info.Size())
		}
	}
	note = "no copy was kept: " + reason(err)
	return note, l.explain(l.quarantinePath(shortHash(path), name), name, why, note)
}

// keep copies size bytes into quarantine if there is room.
func (l *Library) keep(name, why string, from io.ReadSeeker, size int64) (note string, err error) {
	sum := sha256.New()
	if _, err := io.Copy(sum, io.LimitReader(from, size)); err != nil {
		note = "no copy was kept: " + reason(err)
		return note, l.explain(l.quarantinePath(shortHash(name), name), name, why, note)
	}
	path := l.quarantinePath(hex.EncodeToString(sum.Sum(nil)[:8]), name)
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		room, err := l.kept.take(l.home, size)
		switch {
		case err != nil:
		case !room:
			note = fmt.Sprintf("no copy was kept: it has %d bytes, and the folder %s holds %d at most",
				size, filepath.Join(l.home, quarantineName), int64(maxQuarantine))
		default:
			if _, err = from.Seek(0, io.SeekStart); err == nil {
				err = copyFile(l.disk, path, roundMode, io.LimitReader(from, size))
			}
		}
		if err != nil {
			return "", failed("quarantine", name, err)
		}
	}
	return note, l.explain(path, name, why, note)
}

// setAside moves a damaged file of our own into quarantine.
func (l *Library) setAside(path, why string) error {
	name := filepath.Base(path)
	to := l.quarantinePath(newToken(4), name)
	if err := moveFile(l.disk, path, to); err != nil {
		return failed("quarantine", name, err)
	}
	return l.explain(to, name, why, "")
}

// quarantinePath makes a name that is safe whatever the file was called.
func (l *Library) quarantinePath(mark, name string) string {
	name = safeName(name)
	return filepath.Join(l.home, quarantineName, mark+"-"+name)
}

// explain puts a text beside what is in quarantine.
func (l *Library) explain(path, name, why, note string) error {
	text := "file: " + name + "\nwhy: " + why + "\n"
	if note != "" {
		text += "note: " + note + "\n"
	}
	text += "do: look at the file; if it is a recording that can be mended, mend a copy and import that\n"
	return failed("quarantine", name, replaceFile(l.disk, path+".why", secretMode, []byte(text)))
}

// safeName makes a file name of whatever a file was called: its last part,
// letters, digits and a few marks only, not hidden, of a bounded length.
func safeName(name string) string {
	name = filepath.ToSlash(name)
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(c rune) rune {
		if c < 128 && (c == '.' || c == '-' || c == '_' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z') {
			return c
		}
		return '_'
	}, name)
	name = strings.TrimLeft(name, ".")
	if len(name) > 80 {
		name = name[len(name)-80:]
	}
	if name == "" {
		return "unnamed"
	}
	return name
}
