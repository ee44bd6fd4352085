package library

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// maxQuarantineCopy bounds the size of a file that is copied into quarantine.
// A larger one is hard-linked; where that is not possible, only its name is
// kept.
const maxQuarantineCopy = 64 << 20

// quarantineBytes keeps what could not be read, and why. The same content
// under the same name is kept once.
func (l *Library) quarantineBytes(name, why string, data []byte) error {
	sum := sha256.Sum256(data)
	path := l.quarantinePath(hex.EncodeToString(sum[:8]), name)
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		if err := replaceFile(l.disk, path, roundMode, data); err != nil {
			return failed("quarantine", name, err)
		}
	}
	return l.explain(path, name, why, "")
}

// quarantineFile does the same for a whole file on disk.
func (l *Library) quarantineFile(path, name, why string) error {
	f, err := os.Open(path)
	if err != nil {
		return failed("quarantine", name, err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxQuarantineCopy+1))
	if err != nil {
		return l.explain(l.quarantinePath(shortHash(path), name), name, why, "no copy was kept: "+err.Error())
	}
	if len(data) <= maxQuarantineCopy {
		return l.quarantineBytes(name, why, data)
	}
	// The beginning and the size tell large files apart well enough.
	info, err := f.Stat()
	if err != nil {
		return failed("quarantine", name, err)
	}
	sum := sha256.Sum256(fmt.Appendf(data[:1<<20:1<<20], "%d", info.Size()))
	to := l.quarantinePath(hex.EncodeToString(sum[:8]), name)
	note := ""
	if err := os.Link(path, to); err != nil && !errors.Is(err, fs.ErrExist) {
		note = fmt.Sprintf("no copy was kept: it has %d bytes, and %v", info.Size(), err)
	}
	return l.explain(to, name, why, note)
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
