package wire

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
)

// appendToken writes the token of a player's id or name, which has its
// quotes. A token stays as it is; a string that cannot be read becomes one
// that cannot be read either.
func (f *Filter) appendToken(dst, value []byte) []byte {
	id := value[1 : len(value)-1]
	if !isPlainText(id) {
		s, err := text(value)
		if err != nil {
			return append(dst, unreadable...)
		}
		id = []byte(s)
	}
	if isMarked(id, tokenMark, tokenSize) {
		return append(append(append(dst, '"'), id...), '"')
	}
	start := len(dst)
	dst = append(dst, `"k1-00000000000000000000000000000000"`...)
	// The block is worked on where it is: the cipher is behind an interface,
	// so that anything else would be allocated for each token.
	block := dst[start+len(`"k1-`):][:tokenSize]
	clear(block)
	if isMarked(id, pseudonymMark, pseudonymSize) {
		_, _ = hex.Decode(block, id[len(pseudonymMark):])
	} else {
		sum := sha256.Sum256(id)
		copy(block, sum[:pseudonymSize])
	}
	f.block.Encrypt(block, block)
	cipher := [tokenSize]byte(block)
	hex.Encode(dst[start+len(`"k1-`):], cipher[:])
	return dst
}

// Reveal appends the message with the tokens of this key turned into
// pseudonyms, so that decoding it gives what decoding the message that was
// filtered gave. Other tokens stay: they are names too.
func (f *Filter) Reveal(dst, message []byte) []byte {
	quoted := []byte(`"` + tokenMark)
	for {
		i := bytes.Index(message, quoted)
		if i < 0 {
			return append(dst, message...)
		}
		dst = append(dst, message[:i]...)
		message = message[i:]
		if len(message) >= quotedToken && message[quotedToken-1] == '"' && isMarked(message[1:quotedToken-1], tokenMark, tokenSize) {
			var known bool
			if dst, known = f.appendPseudonym(dst, message[len(quoted):quotedToken-1]); known {
				message = message[quotedToken:]
				continue
			}
		}
		dst = append(dst, quoted...)
		message = message[len(quoted):]
	}
}

// appendPseudonym writes what the hex digits of a token stand for, if they
// are of this key.
func (f *Filter) appendPseudonym(dst, digits []byte) (out []byte, known bool) {
	start := len(dst)
	dst = append(dst, digits...)
	block := dst[start:][:tokenSize]
	_, _ = hex.Decode(block, digits)
	f.block.Decrypt(block, block)
	plain := [tokenSize]byte(block)
	if [tokenSize - pseudonymSize]byte(plain[pseudonymSize:]) != [tokenSize - pseudonymSize]byte{} {
		return dst[:start], false
	}
	dst = append(dst[:start], `"`+pseudonymMark...)
	dst = hex.AppendEncode(dst, plain[:pseudonymSize])
	return append(dst, '"'), true
}
