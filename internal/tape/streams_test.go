package tape

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
)

type entry struct{ name, text string }

func packTar(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for _, e := range entries {
		h := &tar.Header{Name: e.name, Mode: 0o644, Size: int64(len(e.text)), Typeflag: tar.TypeReg}
		if strings.HasSuffix(e.name, "/") {
			h.Typeflag = tar.TypeDir
		}
		must(t, w.WriteHeader(h))
		_, err := w.Write([]byte(e.text))
		must(t, err)
	}
	must(t, w.Close())
	return out.Bytes()
}

func packZip(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, e := range entries {
		f, err := w.Create(e.name)
		must(t, err)
		_, err = f.Write([]byte(e.text))
		must(t, err)
	}
	must(t, w.Close())
	return out.Bytes()
}

func packGzip(t testing.TB, text []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, err := w.Write(text)
	must(t, err)
	must(t, w.Close())
	return out.Bytes()
}

func packZstd(t testing.TB, text []byte) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	must(t, err)
	return w.EncodeAll(text, nil)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// open lists what Streams finds, the name and the text of each stream.
func open(name string, data []byte, random bool) ([]entry, error) {
	var found []entry
	each := func(name string, r io.Reader) error {
		text, err := io.ReadAll(r)
		found = append(found, entry{name, string(text)})
		return err
	}
	if random {
		err := Streams(name, bytes.NewReader(data), bytes.NewReader(data), int64(len(data)), each)
		return found, err
	}
	err := Streams(name, iotest.HalfReader(bytes.NewReader(data)), nil, -1, each)
	return found, err
}

func TestStreams(t *testing.T) {
	one, two := entry{"one.jsonl", "{}\n{}\n"}, entry{"deep/two.jsonl", ""}
	both := packTar(t, entry{"deep/", ""}, one, two)
	tests := []struct {
		name string
		data []byte
		want []entry
	}{
		{"plain", []byte("{}\n"), []entry{{"f", "{}\n"}}},
		{"empty", nil, []entry{{"f", ""}}},
		{"gzip", packGzip(t, []byte("{}\n")), []entry{{"f", "{}\n"}}},
		{"two gzips", append(packGzip(t, []byte("{}\n")), packGzip(t, []byte("[]\n"))...), []entry{{"f", "{}\n[]\n"}}},
		{"zstd", packZstd(t, []byte("{}\n")), []entry{{"f", "{}\n"}}},
		{"zstd of nothing", packZstd(t, nil), []entry{{"f", ""}}},
		{"a skippable frame first", append([]byte("\x50\x2a\x4d\x18\x03\x00\x00\x00abc"), packZstd(t, []byte("{}\n"))...), []entry{{"f", "{}\n"}}},
		{"tar", both, []entry{{"f/one.jsonl", "{}\n{}\n"}, {"f/deep/two.jsonl", ""}}},
		{"tar.zst", packZstd(t, both), []entry{{"f/one.jsonl", "{}\n{}\n"}, {"f/deep/two.jsonl", ""}}},
		{"zip", packZip(t, one, two), []entry{{"f/one.jsonl", "{}\n{}\n"}, {"f/deep/two.jsonl", ""}}},
		{"an empty zip", packZip(t), nil},
		{"names that lead elsewhere", packTar(t, entry{"../../etc/x", "1"}, entry{"/abs", "2"}, entry{"a\nb", "3"}), []entry{{"f/etc/x", "1"}, {"f/abs", "2"}, {"f/a.b", "3"}}},
		{"four in each other", packGzip(t, packZip(t, entry{"i.tar.zst", string(packZstd(t, packTar(t, one)))})), []entry{{"f/i.tar.zst/one.jsonl", "{}\n{}\n"}}},
		{"what begins like a zip and is text", []byte("PK, he said\n"), []entry{{"f", "PK, he said\n"}}},
	}
	for _, tt := range tests {
		for _, random := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, random %v", tt.name, random), func(t *testing.T) {
				got, err := open("f", tt.data, random)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(entry{})); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			})
		}
	}
}

func TestStreamsTooDeep(t *testing.T) {
	data := []byte("{}")
	for range maxDepth + 1 {
		data = packGzip(t, data)
	}
	tar := packTar(t, entry{"deep", string(packGzip(t, packGzip(t, packGzip(t, packGzip(t, nil)))))}, entry{"flat", "{}"})
	if found, err := open("f", data, true); !errors.Is(err, errTooDeep) || len(found) > 0 {
		t.Errorf("found %v, error %v", found, err)
	}
	found, err := open("f", tar, true)
	if !errors.Is(err, errTooDeep) || !strings.Contains(err.Error(), "f/deep") || len(found) != 1 || found[0].name != "f/flat" {
		t.Errorf("found %v, error %v", found, err)
	}
}

// TestDamagedContainers: what came before the damage is given, and what can
// still be found behind it; one error names each damaged part.
func TestDamagedContainers(t *testing.T) {
	text := strings.Repeat(plainTick+"\n", 1000)
	random := make([]byte, 400_000)
	_, _ = rand.NewChaCha8([32]byte{1}).Read(random)
	one, two, three := entry{"one", text}, entry{"two", string(random)}, entry{"three", "{}\n"}
	cutTar := packTar(t, one, two, three)
	cutTar = cutTar[:len(text)+2000]
	badZip := packZip(t, one, two, three)
	badZip[len(badZip)/2] ^= 1
	tests := []struct {
		name  string
		data  []byte
		names string // of what is given
		fault string // that the error has, once
	}{
		{"tar cut", cutTar, "f/one f/two", "f/two: "},
		{"tar.zst cut", packZstd(t, cutTar), "f/one f/two", "f/two: "},
		{"zst of a tar cut", cut(packZstd(t, packTar(t, one, two, three)), 0.7), "f/one f/two", "f/two: "},
		{"gzip cut", cut(packGzip(t, random), 0.5), "f", "f: "},
		{"gzip, then junk", append(packGzip(t, []byte(text)), "junk"...), "f", "f: "},
		{"zip with a changed byte", badZip, "f/one f/two f/three", "f/two: "},
		{"zip cut", cut(packZip(t, one, two), 0.9), "", "f: "},
		{"a broken zip in a tar", packTar(t, one, entry{"a.zip", string(cut(packZip(t, two), 0.5))}, three), "f/one f/three", "f/a.zip: "},
		{"two broken gzips in a tar", packTar(t, entry{"a", string(cut(packGzip(t, random), 0.5))}, three, entry{"b", string(cut(packGzip(t, random), 0.6))}), "f/a f/three f/b", "f/b: "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			found, err := open("f", tt.data, true)
			var names []string
			for _, e := range found {
				names = append(names, e.name)
			}
			if got := strings.Join(names, " "); got != tt.names {
				t.Errorf("given: %q, want %q", got, tt.names)
			}
			if err == nil || strings.Count(err.Error(), tt.fault) != 1 {
				t.Fatalf("error %v, want one with %q", err, tt.fault)
			}
			if len(found) > 0 && found[0].name == "f/one" && found[0].text != text {
				t.Errorf("of the first file %d bytes of %d came", len(found[0].text), len(text))
			}
		})
	}
}

func cut(data []byte, part float64) []byte { return data[:int(float64(len(data))*part)] }

// TestStreamsEnds: an error of the caller ends it at once and comes back.
func TestStreamsEnds(t *testing.T) {
	stop := errors.New("stop")
	for _, data := range [][]byte{
		packTar(t, entry{"a", "1"}, entry{"b", "2"}),
		packZip(t, entry{"a", "1"}, entry{"b", "2"}),
		packGzip(t, packTar(t, entry{"a", "1"}, entry{"b", "2"})),
	} {
		calls := 0
		err := Streams("f", bytes.NewReader(data), bytes.NewReader(data), int64(len(data)), func(string, io.Reader) error {
			calls++
			return stop
		})
		if calls != 1 || !errors.Is(err, stop) {
			t.Errorf("%d calls, error %v", calls, err)
		}
	}
}

// zeros is a reader of n zero bytes.
type zeros struct{ n int64 }

func (z *zeros) Read(p []byte) (int, error) {
	if z.n == 0 {
		return 0, io.EOF
	}
	p = p[:min(int64(len(p)), z.n)]
	clear(p)
	z.n -= int64(len(p))
	return len(p), nil
}

// TestBombs: what unpacks to much more than it is costs time, not memory.
func TestBombs(t *testing.T) {
	const size = 160 << 20
	var packed bytes.Buffer
	w, err := zstd.NewWriter(&packed, zstd.WithEncoderLevel(zstd.SpeedFastest))
	must(t, err)
	_, err = io.Copy(w, &zeros{n: size})
	must(t, err)
	must(t, w.Close())
	bomb := packZip(t, entry{"bomb.zst", packed.String()})

	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	seen := 0
	err = Streams("f", bytes.NewReader(bomb), nil, -1, func(name string, r io.Reader) error {
		stats, err := Read(name, r, "site", nil)
		if seen = stats.Damage[LineTooLong]; !errors.Is(err, ErrUnknownFormat) {
			t.Errorf("error %v", err)
		}
		return nil
	})
	runtime.ReadMemStats(&after)
	if err != nil || seen != 1 {
		t.Errorf("%d lines too long, error %v", seen, err)
	}
	// A line up to MaxLine grows by doubling, which makes 4 * MaxLine in all.
	if used := after.TotalAlloc - before.TotalAlloc; used > 6*MaxLine {
		t.Errorf("%d MiB were allocated for a stream of %d MiB", used>>20, size>>20)
	}
}

// TestZipOutOfAStream: a zip that has to be buffered may be as big as the
// bound and no bigger.
func TestZipOutOfAStream(t *testing.T) {
	small := packZip(t, entry{"a", "1"})
	for _, data := range [][]byte{small, packGzip(t, small)} {
		for _, room := range []int64{0, -1} {
			found := 0
			o := opener{maxZip: int64(len(small)) + room, each: func(string, io.Reader) error {
				found++
				return nil
			}}
			o.open("f", bytes.NewReader(data), nil, -1, 0)
			err := errors.Join(o.faults...)
			if fits := room == 0; fits != (found == 1) || fits != (err == nil) || !fits && !errors.Is(err, errBigZip) {
				t.Errorf("room for %d of %d bytes: %d found, error %v", o.maxZip, len(small), found, err)
			}
		}
	}
}

func FuzzStreams(f *testing.F) {
	one := entry{"one", "{}\n"}
	for _, data := range [][]byte{
		nil, []byte("{}"), packTar(f, one), packZip(f, one), packGzip(f, packTar(f, one)), packZstd(f, packTar(f, one)),
		packZip(f, entry{"a.zst", string(packZstd(f, []byte("{}")))}), packTar(f, entry{"a.gz", string(packGzip(f, packZip(f, one)))}),
	} {
		f.Add(data, true)
		f.Add(data, false)
	}
	f.Fuzz(func(t *testing.T, data []byte, random bool) {
		budget := 1 << 20
		each := func(name string, r io.Reader) error {
			if !strings.HasPrefix(name, "f") {
				t.Errorf("a stream is called %q", name)
			}
			n, err := io.Copy(io.Discard, io.LimitReader(r, int64(budget)))
			if budget -= int(n); budget <= 0 {
				return errors.New("enough")
			}
			return err
		}
		if random {
			_ = Streams("f", bytes.NewReader(data), bytes.NewReader(data), int64(len(data)), each)
		} else {
			_ = Streams("f", bytes.NewReader(data), nil, -1, each)
		}
	})
}
