package tape

import (
	"encoding/binary"
)

// appendEntry writes an entry of a block as its kind, the time since the
// block's first entry (signed), the length and the data.
func appendEntry(b []byte, e Entry, blockNS int64) []byte {
	b = append(b, byte(e.Kind))
	b = binary.AppendVarint(b, e.TimeNS-blockNS)
	b = binary.AppendUvarint(b, uint64(len(e.Data)))
	return append(b, e.Data...)
}

// cutEntry reads an entry from the front of a block. Its data is part of raw.
func cutEntry(raw []byte, blockNS int64) (e Entry, rest []byte, ok bool) {
	if len(raw) == 0 {
		return e, raw, false
	}
	e.Kind = EntryKind(raw[0])
	since, n := binary.Varint(raw[1:])
	if n <= 0 || !e.Kind.known() {
		return e, raw, false
	}
	rest = raw[1+n:]
	length, n := binary.Uvarint(rest)
	if n <= 0 || length > MaxEntry || length > uint64(len(rest)-n) {
		return e, raw, false
	}
	end := n + int(length)
	e.TimeNS, e.Data = blockNS+since, rest[n:end:end]
	return e, rest[end:], true
}
