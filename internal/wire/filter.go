package wire

import (
	"crypto/aes"
	"crypto/cipher"
	"fmt"
)

// FilterRule names what [Filter] does; a journal says by which rule it was
// written. The rule stands in docs/format/filter.md.
const FilterRule = "1"

// Filter takes out of a message what must not be written down: credentials
// and chat are blanked, ids and names of players become tokens, which only
// the key turns into pseudonyms. Every other byte stays as received.
//
// It goes by the names of members, and takes any text for a message of
// Engine.IO. Where the text stops being JSON nobody knows what in it is a
// string, and the rest becomes a question mark. A Filter has no state: any
// number of goroutines may use it.
type Filter struct {
	block cipher.Block
}

// NewFilter is the filter with that key. One key gives a player the same
// token in all that is filtered with it.
func NewFilter(key [32]byte) *Filter {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic(fmt.Sprintf("a key of %d bytes: %v", len(key), err))
	}
	return &Filter{block: block}
}

// cutMark ends a message that stopped being JSON there. It is out of place in
// any JSON text, so that nothing reads a cut message as a whole one.
const cutMark = '?'

// Append appends the message as it may be written. It makes at most 10 bytes
// of one, and 64 more; filtering what was filtered changes nothing.
func (f *Filter) Append(dst, message []byte) []byte {
	front := frontOf(message)
	if front == len(message) || string(message) == "2probe" || string(message) == "3probe" {
		return append(dst, message...)
	}
	p := pass{filter: f, dst: dst}
	p.text, p.at = message, front
	p.begin(message[:front])
	for {
		switch p.next() {
		case tokenOpen:
			p.enter()
		case tokenName:
			p.disguiseName()
		case tokenText:
			p.judge()
		case tokenWord:
			p.mend()
		case tokenFault:
			p.copyTo(p.from)
			return append(p.dst, cutMark)
		case tokenEnd:
			p.copyTo(len(message))
			return p.dst
		}
	}
}

// frontOf is the length of what stands before the data of a packet: its kind,
// attachments, namespace and id. A namespace that is no plain word is data
// that is out of place.
func frontOf(message []byte) int {
	i := digitsEnd(message, 0)
	if 0 < i && i < len(message) && message[i] == '-' {
		i++
	}
	if 0 < i && i < len(message) && message[i] == '/' {
		end := i
		for end < len(message) && isPlain(message[end]) {
			end++
		}
		switch {
		case end == len(message):
			return end
		case message[end] != ',':
			return i
		}
		i = end + 1
	}
	return digitsEnd(message, i)
}

func digitsEnd(text []byte, i int) int {
	for i < len(text) && '0' <= text[i] && text[i] <= '9' {
		i++
	}
	return i
}

func isPlain(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '/' || c == '-' || c == '_'
}
