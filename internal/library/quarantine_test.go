package library

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"rugtape/internal/round"
)

// tarred packs rounds first..last-1 and, after them, a name that wants out.
func tarred(t *testing.T, first, last int) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	add := func(name string, data []byte) {
		if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(data))}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(data); err != nil {
			t.Fatal(err)
		}
	}
	for i := first; i < last; i++ {
		add(tell(i).id+".jsonl", tell(i).lines(nil))
	}
	add("../../../../evil.bin", []byte("junk that wants out"))
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func packed(t *testing.T, data []byte) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	return w.EncodeAll(data, nil)
}

// inQuarantine reads what is there: the texts by the files they are about.
func inQuarantine(t *testing.T, l *Library) map[string]string {
	t.Helper()
	all := map[string]string{}
	paths, err := filesBelow(filepath.Join(l.home, quarantineName))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		if name, is := strings.CutSuffix(path, ".why"); is {
			text, err := os.ReadFile(filepath.Join(l.home, quarantineName, path))
			if err != nil {
				t.Fatal(err)
			}
			_, name, _ = strings.Cut(name, "-")
			all[name] = string(text)
		}
	}
	return all
}

func TestArchives(t *testing.T) {
	outer := t.TempDir()
	l := owner(t, filepath.Join(outer, "a", "b", "c", "home"))
	dir := t.TempDir()
	put(t, dir, "1.tar.zst", packed(t, tarred(t, 0, 3)))
	var gz bytes.Buffer
	w := gzip.NewWriter(&gz)
	_, _ = w.Write(tell(3).lines(nil))
	_ = w.Close()
	put(t, dir, "2.jsonl.gz", gz.Bytes())
	var zipped bytes.Buffer
	z := zip.NewWriter(&zipped)
	for i := 4; i < 6; i++ {
		f, err := z.Create("../" + tell(i).id)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = f.Write(tell(i).lines(nil))
	}
	_ = z.Close()
	put(t, dir, "3.zip", zipped.Bytes())
	r := imported(t, l, dir)
	if r.Rounds != 6 || r.Complete != 6 || r.Files != 7 || r.Quarantined != 1 {
		t.Errorf("%+v", r)
	}
	if len(r.Losses) != 1 || r.Losses[0].Kind != unknownKind || !strings.Contains(r.Losses[0].File, "1.tar.zst") {
		t.Errorf("losses: %+v", r.Losses)
	}
	if kept := inQuarantine(t, l); len(kept) > 0 {
		t.Errorf("in quarantine: %q", kept)
	}
	for path := range hashFiles(t, outer) {
		if !strings.HasPrefix(path, "a/b/c/home/") {
			t.Errorf("there is a file %s", path)
		}
	}
}

// An archive that breaks off gives the whole rounds before the damage, and is
// kept once, however often it is imported.
func TestDamagedContainers(t *testing.T) {
	l := owner(t, t.TempDir())
	dir := t.TempDir()
	whole := tarred(t, 0, 5)
	put(t, dir, "cut.tar", whole[:len(whole)*3/4])
	squeezed := packed(t, tell(9).lines(nil))
	put(t, dir, "cut.jsonl.zst", squeezed[:len(squeezed)-7])
	put(t, dir, "none.gz", []byte("\x1f\x8b\x08 and nothing that could be read"))
	first := imported(t, l, dir)
	if first.Quarantined != 3 || first.Damage[brokenPack] != 3 || first.Complete < 2 {
		t.Errorf("%+v", first)
	}
	kept := inQuarantine(t, l)
	if len(kept) != 3 || !strings.Contains(kept["cut.tar"], "why: ") {
		t.Errorf("in quarantine: %q", kept)
	}
	copied, err := filepath.Glob(filepath.Join(l.home, quarantineName, "*-cut.tar"))
	if err != nil || len(copied) != 1 {
		t.Fatalf("copies: %v, %v", copied, err)
	}
	if data, err := os.ReadFile(copied[0]); err != nil || !bytes.Equal(data, whole[:len(whole)*3/4]) {
		t.Errorf("the copy differs: %v", err)
	}
	before := hashFiles(t, l.home)
	second := imported(t, l, dir)
	if second.RoundsNew != 0 || second.Updated != 0 || second.Quarantined != 3 {
		t.Errorf("%+v", second)
	}
	for path := range hashFiles(t, l.home) {
		if _, there := before[path]; !there && !strings.HasPrefix(path, catalogueName) {
			t.Errorf("the second import made %s", path)
		}
	}
}

// Quarantine has a bound. What does not fit is told, and does when there is
// room again. A large file is copied, never linked.
func TestFullQuarantine(t *testing.T) {
	l := owner(t, t.TempDir())
	dir := t.TempDir()
	whole := tarred(t, 0, 5)
	cut := put(t, dir, "cut.tar", whole[:len(whole)*3/4])
	large := put(t, dir, "large.gz", []byte("\x1f\x8b\x08 and nothing that could be read"))
	if err := os.Truncate(large, 65<<20); err != nil {
		t.Fatal(err)
	}
	filler := put(t, filepath.Join(l.home, quarantineName), "filler", nil)
	if err := os.Truncate(filler, maxQuarantine-1); err != nil {
		t.Fatal(err)
	}
	copies := func() int {
		t.Helper()
		paths, err := filepath.Glob(filepath.Join(l.home, quarantineName, "*-*"))
		if err != nil {
			t.Fatal(err)
		}
		paths = slices.DeleteFunc(paths, func(path string) bool { return strings.HasSuffix(path, ".why") })
		return len(paths)
	}
	told := func(text string) bool { return strings.Contains(text, "no copy was kept") }
	losses := func(r ImportReport) (n int) {
		for _, loss := range r.Losses {
			if told(loss.Text) {
				n++
			}
		}
		return n
	}
	r := imported(t, l, dir)
	if r.Quarantined != 2 || losses(r) != 2 || copies() != 0 {
		t.Errorf("%+v, %d copies", r, copies())
	}
	if kept := inQuarantine(t, l); len(kept) != 2 || !told(kept["cut.tar"]) || !told(kept["large.gz"]) {
		t.Errorf("in quarantine: %q", kept)
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	r = imported(t, l, dir)
	if r.Quarantined != 2 || losses(r) != 0 || copies() != 2 {
		t.Errorf("with room: %+v, %d copies", r, copies())
	}
	if kept := inQuarantine(t, l); len(kept) != 2 || told(kept["cut.tar"]) || told(kept["large.gz"]) {
		t.Errorf("in quarantine with room: %q", kept)
	}
	for _, path := range []string{cut, large} {
		mine, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		kept, err := filepath.Glob(filepath.Join(l.home, quarantineName, "*-"+filepath.Base(path)))
		if err != nil || len(kept) != 1 {
			t.Fatalf("%v, %v", kept, err)
		}
		if info, err := os.Stat(kept[0]); err != nil || os.SameFile(mine, info) || info.Size() != mine.Size() {
			t.Errorf("%s is linked or differs: %v", path, err)
		}
	}
}

// A round file of ours that was changed is not believed in any part.
func TestDamagedRoundFile(t *testing.T) {
	from := owner(t, t.TempDir())
	imported(t, from, taleFiles(t, 2))
	good, err := os.ReadFile(filepath.Join(from.home, roundPath(tell(0).key())))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := from.open.DecodeAll(good, nil)
	if err != nil {
		t.Fatal(err)
	}
	l := owner(t, t.TempDir())
	dir := t.TempDir()
	put(t, dir, "changed.jsonl", bytes.Replace(plain, []byte(`{"tick":1,`), []byte(`{"tick":2,`), 1))
	put(t, dir, "cut.jsonl", plain[:len(plain)*2/3])
	if r := imported(t, l, dir); r.Rounds != 0 || r.Quarantined != 2 || r.Damage[brokenFile] != 2 {
		t.Errorf("%+v", r)
	}
	put(t, dir, "good.jsonl.zst", good)
	if r := imported(t, l, dir); r.Rounds != 1 || r.Complete != 1 {
		t.Errorf("%+v", r)
	}
	want, got := hashFiles(t, filepath.Join(from.home, roundsName)), hashFiles(t, filepath.Join(l.home, roundsName))
	if path := filepath.ToSlash(strings.TrimPrefix(roundPath(tell(0).key()), roundsName+string(filepath.Separator))); got[path] == "" || got[path] != want[path] {
		t.Error("a round file that was imported is not the same in the other library")
	}
}

func TestSpool(t *testing.T) {
	l := owner(t, t.TempDir())
	s, err := l.Spool()
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"game.jsonl", "../../game.jsonl", `C:\x\game.jsonl`, "...", "", "junk.txt"}
	for i, name := range names {
		data := tell(i).lines(nil)
		if name == "junk.txt" {
			data = []byte("junk")
		}
		if err := s.Add(name, bytes.NewReader(data)); err != nil {
			t.Fatalf("%q: %v", name, err)
		}
	}
	if err := s.Add("broken.jsonl", &ending{ctx: t.Context(), r: bytes.NewReader(tell(8).lines(nil)), end: fs.ErrInvalid}); err == nil {
		t.Error("an upload that broke off was kept")
	}
	r := imported(t, l, s.Path())
	if r.Rounds != 5 || r.Files != 6 || r.Quarantined != 1 {
		t.Errorf("%+v", r)
	}
	for _, loss := range r.Losses {
		if strings.Contains(loss.File, "upload-") || strings.HasPrefix(loss.File, "/") {
			t.Errorf("a loss shows where the upload lay: %+v", loss)
		}
	}
	if err := s.Remove(); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(filepath.Join(l.home, tmpName)); err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
	if page := listed(t, l, round.Query{}); page.Total != 5 {
		t.Errorf("%d rounds", page.Total)
	}
}

func TestSafeName(t *testing.T) {
	for name, want := range map[string]string{
		"a b.jsonl": "a_b.jsonl", "": "unnamed", "..": "unnamed", "x/../y": "y", `c:\d\e`: "e", ".hidden": "hidden",
		"\x00\n": "__", strings.Repeat("x", 200): strings.Repeat("x", 80), "ä.txt": "_.txt",
	} {
		if got := safeName(name); got != want {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
	}
}
