package wire

import "bytes"

// role is what an object or array is known to hold.
type role uint8

const (
	secret role = 1 << iota // every string in it is blanked, at any depth
	spoken                  // chat: so are they, but for ids, types and times
	coins                   // addresses in it are of coins, at any depth
	person                  // its own id and name are a player's
	answer                  // its own message says how a call went

	inherited = secret | spoken | coins
)

// verdict is what becomes of a string.
type verdict uint8

const (
	keep verdict = iota
	blank
	disguise // by a token
)

// verdict judges a string, with its quotes, of that class in a place of that
// role. What blanks comes first, so that a token is judged as what it stands
// for was.
func (r role) verdict(c class, value []byte, escaped bool) verdict {
	switch {
	case isCredential(value):
		return blank
	case c == classSource && (string(value) == `"arena"` || string(value) == `"replay"`):
		return keep
	case r&secret != 0 || c == classSecret:
		return blank
	case c == classAddress && r&coins == 0 && !isCoin(value):
		return blank
	case c == classSpoken && r&answer == 0:
		return blank
	case r&spoken != 0 && !c.staysInChat():
		return blank
	case c == classPlayer, r&person != 0 && (c == classID || c == className), r&spoken != 0 && c == className:
		return disguise
	case holdsPlayerID(value, escaped):
		return disguise
	}
	return keep
}

// isCredential knows some credentials by their look, whatever their name.
func isCredential(value []byte) bool {
	switch inside := value[1:]; inside[0] {
	case 'e':
		return bytes.HasPrefix(inside, []byte("eyJ")) && bytes.IndexByte(inside, '.') > 0 // a JSON Web Token
	case 'B':
		return bytes.HasPrefix(inside, []byte("Bearer ")) || bytes.HasPrefix(inside, []byte("Basic "))
	}
	return false
}

// isCoin knows the coins that the protocol names.
func isCoin(value []byte) bool {
	switch string(value) {
	case `"0xPractice"`, `"solana"`, `"SOL"`, `"So11111111111111111111111111111111111111112"`:
		return true
	}
	return false
}

// unreadable is a string that is none, as no escape is like this.
const unreadable = `"\q"`

// blanked is what becomes of a string: one that cannot be read stays one, as
// what is around it may be decoded or not by that.
func blanked(value []byte) string {
	if !isPlainText(value[1 : len(value)-1]) {
		if _, err := text(value); err != nil {
			return unreadable
		}
	}
	return `""`
}
