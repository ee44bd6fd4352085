package tape

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"hash/crc32"
)

// blockHead is what stands before the payload of each block, in little endian:
//
//	mark     4  "rtj" and the kind
//	salt     4  of the file
//	length   4  of the payload
//	raw      4  of the payload, unpacked
//	count    4  entries
//	first    8  number of the first entry
//	time     8  of the first entry, Unix nanoseconds
//	payload  4  CRC-32C of the payload
//	head     4  CRC-32C of the 40 bytes before
type blockHead struct {
	kind    blockKind
	salt    uint32
	length  uint32
	raw     uint32
	count   uint32
	first   uint64
	timeNS  int64
	payload uint32
}

type blockKind byte

const (
	headBlock  blockKind = 'H' // the head: what follows is unpacked by itself
	entryBlock blockKind = 'E'
	endBlock   blockKind = 'T' // the trailer
)

const (
	blockMark      = "rtj"
	blockHeadBytes = 44

	// blockBytes is how much is packed into a block, unless one entry is
	// longer.
	blockBytes     = 256 << 10
	maxEntryHead   = 1 + 2*binary.MaxVarintLen64
	maxRaw         = blockBytes + MaxEntry + maxEntryHead
	maxPayload     = maxRaw + maxRaw>>8 + 1<<10 // zstd adds 3 bytes to each 128 KiB that it cannot pack
	maxJournalLine = 4 << 10
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// saltOf ties the blocks of a file to its head. The head holds a drawn text,
// so no message that is recorded can hold a block that would be taken for one.
func saltOf(head []byte) uint32 {
	sum := sha256.Sum256(head)
	return binary.LittleEndian.Uint32(sum[:])
}

// append writes the head of a block and what it tells of the payload.
func (h blockHead) append(b, payload []byte) []byte {
	start := len(b)
	b = append(append(b, blockMark...), byte(h.kind))
	b = binary.LittleEndian.AppendUint32(b, h.salt)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(payload)))
	b = binary.LittleEndian.AppendUint32(b, h.raw)
	b = binary.LittleEndian.AppendUint32(b, h.count)
	b = binary.LittleEndian.AppendUint64(b, h.first)
	b = binary.LittleEndian.AppendUint64(b, uint64(h.timeNS))
	b = binary.LittleEndian.AppendUint32(b, crc32.Checksum(payload, castagnoli))
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b[start:], castagnoli))
}

// parseBlockHead reads the head of a block if there is one that can be.
func parseBlockHead(b []byte) (h blockHead, ok bool) {
	if len(b) < blockHeadBytes || !bytes.HasPrefix(b, []byte(blockMark)) {
		return h, false
	}
	b = b[:blockHeadBytes]
	u32 := func(at int) uint32 { return binary.LittleEndian.Uint32(b[at:]) }
	if u32(40) != crc32.Checksum(b[:40], castagnoli) {
		return h, false
	}
	h = blockHead{
		kind: blockKind(b[3]), salt: u32(4), length: u32(8), raw: u32(12), count: u32(16),
		first: binary.LittleEndian.Uint64(b[20:]), timeNS: int64(binary.LittleEndian.Uint64(b[28:])), payload: u32(36),
	}
	return h, h.possible()
}

// possible bounds what a reader does on the word of a head.
func (h blockHead) possible() bool {
	switch h.kind {
	case headBlock, endBlock:
		return h.length <= maxJournalLine && h.raw == h.length && h.count == 0
	case entryBlock:
		return h.length <= maxPayload && h.raw <= maxRaw && h.count > 0 && h.count <= h.raw && h.first+uint64(h.count) > h.first
	}
	return false
}

// blockAt reads the payload of a block of one kind that text begins with.
func blockAt(text []byte, kind blockKind) (payload []byte, ok bool) {
	head, ok := parseBlockHead(text)
	if !ok || head.kind != kind || uint64(head.length) > uint64(len(text)-blockHeadBytes) {
		return nil, false
	}
	payload = text[blockHeadBytes:][:head.length]
	return payload, crc32.Checksum(payload, castagnoli) == head.payload
}
