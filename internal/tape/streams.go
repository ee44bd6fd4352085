package tape

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// Bounds of Streams.
const (
	// MaxZip is how much of a zip is buffered where it cannot be read at
	// random: in another container, or out of a stream.
	MaxZip = 64 << 20
	// maxWindow is the memory that a zstd frame may ask for.
	maxWindow = 128 << 20
	// maxDepth is how many containers may lie in each other.
	maxDepth = 4
)

var (
	errTooDeep = fmt.Errorf("more than %d archives in each other", maxDepth)
	errBigZip  = fmt.Errorf("a zip of more than %d MiB inside of something else: unpack it and import what is in it", MaxZip>>20)
)

// Streams opens what a file holds and calls each for every plain stream in
// it, in order. Containers (zstd, gzip, tar, zip, in each other) are told by
// their first bytes. A stream out of an archive is named after both:
// "recordings.tar.zst/game_1.jsonl". Each may read it until it returns. If ra is not nil, the size bytes that r
// gives can be read from it too; a zip needs that unless it is small.
//
// An error of each ends it and comes back as it is. A container that is
// damaged half-way gives what came before, and where the rest can still be
// found (the other files of a zip, the rest of an outer archive) that too;
// then comes an error that names each damaged one.
func Streams(name string, r io.Reader, ra io.ReaderAt, size int64, each func(name string, r io.Reader) error) error {
	o := opener{each: each, maxZip: MaxZip}
	o.open(name, r, ra, size, 0)
	if o.stopped != nil {
		return o.stopped
	}
	return errors.Join(o.faults...)
}

type opener struct {
	each    func(name string, r io.Reader) error
	maxZip  int64
	stopped error   // what each said
	faults  []error // of containers, at most maxFaults
	// buffers has one a depth: what lies beside each other is read in turn.
	buffers [maxDepth + 1]*bufio.Reader
}

const maxFaults = 20

// fault notes that a container is damaged, and gives err back.
func (o *opener) fault(name string, err error) error {
	if len(o.faults) < maxFaults {
		o.faults = append(o.faults, fmt.Errorf("%s: %w", name, err))
	}
	return err
}

// open reads one stream, plain or a container, at that depth of containers.
// It gives the last fault that it noted: what breaks an outer container
// breaks the inner ones too, and is told once, by the innermost.
func (o *opener) open(name string, r io.Reader, ra io.ReaderAt, size int64, depth int) (told error) {
	in := &watched{r: r}
	b := o.buffer(in, depth)
	kind := sniff(b)
	if kind != plain && depth == maxDepth {
		return o.fault(name, errTooDeep)
	}
	switch kind {
	case plain:
		err := o.each(name, b)
		if err != nil && (in.err == nil || !errors.Is(err, in.err)) {
			o.stopped = err
		}
	case inZstd:
		told = o.zstd(name, b, depth)
	case inGzip:
		told = o.gzip(name, b, depth)
	case inTar:
		told = o.tar(name, b, depth)
	case inZip:
		told = o.zip(name, b, ra, size, depth)
	}
	if in.err != nil && o.stopped == nil && !errors.Is(told, in.err) {
		told = o.fault(name, in.err)
	}
	return told
}

func (o *opener) buffer(r io.Reader, depth int) *bufio.Reader {
	b := o.buffers[depth]
	if b == nil {
		b = bufio.NewReaderSize(r, readAhead)
		o.buffers[depth] = b
	}
	b.Reset(r)
	return b
}

// watched remembers the error of a reader.
type watched struct {
	r   io.Reader
	err error
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		w.err = err
	}
	return n, err
}

type container int

const (
	plain container = iota
	inZstd
	inGzip
	inTar
	inZip
)

const tarBlock = 512

func sniff(b *bufio.Reader) container {
	head, _ := b.Peek(tarBlock) // an error comes back when it is read
	switch {
	case bytes.HasPrefix(head, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		return inZstd
	case len(head) >= 4 && head[0]&0xf0 == 0x50 && bytes.Equal(head[1:4], []byte{0x2a, 0x4d, 0x18}):
		return inZstd // a skippable frame first
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		return inGzip
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return inZip
	case isTar(head):
		return inTar
	}
	return plain
}

// isTar checks the sum that every header of a tar has, old ones too.
func isTar(head []byte) bool {
	if len(head) < tarBlock || head[0] == 0 {
		return false
	}
	var sum, want int
	for i, c := range head {
		if i >= 148 && i < 156 {
			c = ' '
		}
		sum += int(c)
	}
	text := strings.Trim(string(head[148:156]), " \x00")
	if len(text) == 0 || len(text) > 7 {
		return false
	}
	for _, c := range text {
		if c < '0' || c > '7' {
			return false
		}
		want = want*8 + int(c-'0')
	}
	return sum == want
}

func (o *opener) zstd(name string, r io.Reader, depth int) error {
	d, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
	if err != nil {
		return o.fault(name, err)
	}
	defer d.Close()
	return o.open(name, d, nil, -1, depth+1)
}

func (o *opener) gzip(name string, r io.Reader, depth int) error {
	d, err := gzip.NewReader(r)
	if err != nil {
		return o.fault(name, err)
	}
	return o.open(name, d, nil, -1, depth+1)
}

func (o *opener) tar(name string, r io.Reader, depth int) (told error) {
	t := tar.NewReader(r)
	for o.stopped == nil {
		h, err := t.Next()
		switch {
		case errors.Is(err, io.EOF):
			return told
		case err != nil && errors.Is(told, err):
			return told
		case err != nil:
			return o.fault(name, err)
		case h.Typeflag == tar.TypeReg:
			told = o.open(inside(name, h.Name), t, nil, -1, depth+1)
		}
	}
	return told
}

func (o *opener) zip(name string, r io.Reader, ra io.ReaderAt, size int64, depth int) error {
	if ra == nil || size < 0 {
		all, err := io.ReadAll(io.LimitReader(r, o.maxZip+1))
		if err != nil {
			return nil // open tells it
		}
		if int64(len(all)) > o.maxZip {
			return o.fault(name, errBigZip)
		}
		ra, size = bytes.NewReader(all), int64(len(all))
	}
	z, err := zip.NewReader(ra, size)
	if err != nil {
		return o.fault(name, err)
	}
	for _, f := range z.File {
		if o.stopped != nil {
			break
		}
		if f.FileInfo().IsDir() {
			continue
		}
		in, err := f.Open()
		if err != nil {
			_ = o.fault(inside(name, f.Name), err)
			continue
		}
		_ = o.open(inside(name, f.Name), in, nil, -1, depth+1)
		_ = in.Close() // it was read to its end, or its error is told
	}
	return nil
}

// inside names a file in a container. Names out of an archive are only ever
// shown, but they are kept from looking like something else.
func inside(container, name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return '.'
		}
		return r
	}, strings.ToValidUTF8(name, "."))
	return container + path.Clean("/"+name)
}
