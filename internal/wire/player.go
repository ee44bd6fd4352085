package wire

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode/utf8"
)

// A player's pseudonym is "p-" and ten hex digits; a token of a [Filter] is
// "k1-", of its rule, and the hex digits of one block of AES, in which the
// five bytes of the pseudonym stand before zeros.
const (
	pseudonymMark = "p-"
	pseudonymSize = 5
	tokenMark     = "k1-"
	tokenSize     = 16
	quotedToken   = len(`"`+tokenMark+`"`) + 2*tokenSize
)

// Pseudonym names a player for as long as the server's id stays the same,
// without telling the id: "p-" and ten hex digits of its SHA-256. What is a
// pseudonym already stays the same.
func Pseudonym(playerID string) string {
	if playerID == "" || isMarked(playerID, pseudonymMark, pseudonymSize) {
		return playerID
	}
	sum := sha256.Sum256([]byte(playerID))
	return pseudonymMark + hex.EncodeToString(sum[:pseudonymSize])
}

// isMarked tells whether s is the mark and so many bytes in hex.
func isMarked[S string | []byte](s S, mark string, size int) bool {
	if len(s) != len(mark)+2*size || string(s[:len(mark)]) != mark {
		return false
	}
	for _, c := range []byte(s[len(mark):]) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// playerLook is what the ids of the site's accounts begin with.
const playerLook = "did:"

// holdsPlayerID knows the ids of players by their look, also where they are
// part of another id. The string has its quotes.
func holdsPlayerID(value []byte, escaped bool) bool {
	if !escaped {
		return bytes.IndexByte(value, ':') > 0 && bytes.Contains(value, []byte(playerLook))
	}
	id, err := text(value)
	return err == nil && strings.Contains(id, playerLook)
}

// isPlainText tells whether a string has no escapes and needs no mending.
func isPlainText(inside []byte) bool {
	ascii := true
	for _, c := range inside {
		if c == '\\' || c < ' ' {
			return false
		}
		ascii = ascii && c < utf8.RuneSelf
	}
	return ascii || utf8.Valid(inside)
}
