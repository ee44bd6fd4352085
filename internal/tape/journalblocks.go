package tape

import (
	"bufio"
	"bytes"
	"errors"
	"hash/crc32"
	"io"
	"slices"
)

// blockReader finds the blocks in a file. It holds one of them at a time.
type blockReader struct {
	r       *bufio.Reader
	at      int64 // bytes that were read
	salt    uint32
	salted  bool // the salt of the file is known
	block   blockHead
	head    [blockHeadBytes]byte // of the block, as it was read
	payload []byte               // of the block; the next one takes its memory
	intact  bool                 // the payload is what was written
}

func newBlockReader(r io.Reader) blockReader {
	return blockReader{r: bufio.NewReaderSize(r, readAhead)}
}

// find looks for the head of the next block and passes over what is none: so
// many bytes. io.EOF says that there is none up to the end.
func (b *blockReader) find() (passed int64, err error) {
	for {
		text, err := b.r.Peek(max(blockHeadBytes, b.r.Buffered()))
		if err != nil && !errors.Is(err, io.EOF) {
			return passed, err
		}
		if b.parse(text) {
			return passed, nil
		}
		skip := len(text)
		if i := bytes.Index(text[min(1, skip):], []byte(blockMark)); i >= 0 {
			skip = 1 + i
		} else if err == nil {
			skip -= len(blockMark) - 1 // a mark may begin there
		}
		last := err != nil && skip == len(text)
		b.pass(skip)
		passed += int64(skip)
		if last {
			return passed, io.EOF
		}
	}
}

// parse reads a head that belongs to this file. While the salt is not known,
// that is a head of a section.
func (b *blockReader) parse(text []byte) bool {
	head, ok := parseBlockHead(text)
	if !ok || b.salted && head.salt != b.salt || !b.salted && head.kind != headBlock {
		return false
	}
	b.block = head
	return true
}

// read reads the block that was found. io.ErrUnexpectedEOF says that the file
// ends before it does.
func (b *blockReader) read() error {
	text, err := b.r.Peek(blockHeadBytes)
	if err != nil {
		return err
	}
	copy(b.head[:], text)
	b.pass(blockHeadBytes)
	b.payload = slices.Grow(b.payload[:0], int(b.block.length))[:b.block.length]
	n, err := io.ReadFull(b.r, b.payload)
	b.at += int64(n)
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	b.intact = err == nil && crc32.Checksum(b.payload, castagnoli) == b.block.payload
	return err
}

// pass reads on over bytes that were peeked at.
func (b *blockReader) pass(n int) {
	n, _ = b.r.Discard(n)
	b.at += int64(n)
}
