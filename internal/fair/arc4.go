package fair

import (
	"math"
	"math/bits"
)

// The generator is that of the npm package seedrandom 3.0.5 (David Bau, MIT,
// https://github.com/davidbau/seedrandom, file seedrandom.js), which the site's
// page uses: its mixkey, its ARC4 with 256 discarded bytes ("RC4-drop[256]")
// and the double of its prng. Its other generators (Alea and the like) play no
// part.

const (
	blockLen = 256 // bytes made at a time: one turn of ARC4's index i
	roomLen  = 64  // before the block, for what is left of the block before
	bufLen   = roomLen + blockLen

	// tickRoom is what must be in the buffer when a tick is begun: its five
	// draws take 7 or 8 bytes each. A draw that takes more sees to it that
	// restRoom is there for the four that may follow.
	tickRoom = 64
	restRoom = 4 * 8
)

// arc4 is a generator. Outside the functions that turn it, the next byte to make
// has i = 0.
type arc4 struct {
	s [256]uint8
	j uint8
}

// keystream is a generator and the bytes it has made, a block at a time. A block
// is one turn of i, so every keystream is in step with every other (see Batch).
type keystream struct {
	arc4
	pos int // buf[pos:] is what has been made and not yet taken
	buf [bufLen]byte
}

// unfilled is the pos of a new generator: nothing has been made yet, and one
// byte of the block to come is owed to the discarded ones.
const unfilled = bufLen + 1

// seed sets the generator up for the text that its parts make together.
func (g *keystream) seed(text ...string) {
	var key [256]byte
	setKey(&key, text)
	g.s = identity
	s := &g.s
	j, next := uint8(0), s[0]
	for i := range key {
		_, next, j = turn(s, i, next, j, key[i])
	}
	// 256 bytes are discarded: i = 1..255 here, i = 0 with the first block.
	j, next = 0, s[1]
	for i := 1; i < len(s); i++ {
		_, next, j = turn(s, i, next, j, 0)
	}
	g.j = j
	g.pos = unfilled
}

var identity = func() (s [256]uint8) {
	for i := range s {
		s[i] = uint8(i)
	}
	return s
}()

// setKey mixes text into a key, repeated to 256 bytes.
func setKey(key *[256]byte, text []string) {
	n := max(1, mixkey(key, text)) // the empty key is [0]
	for ; n < len(key); n *= 2 {
		copy(key[n:], key[:n])
	}
}

// mixkey is seedrandom's: it folds text of any length into at most 256 key
// bytes and returns how many. JavaScript counts text in UTF-16 units, and only
// the low eight bits of each matter; text that is no UTF-8 counts as U+FFFD.
func mixkey(key *[256]byte, text []string) int {
	n, smear := 0, 0
	mix := func(unit rune) {
		at := n & 255
		if n >= len(key) { // before, key[at] is undefined, which leaves smear 0
			smear ^= int(key[at]) * 19
		}
		key[at] = byte(smear + int(unit))
		n++
	}
	for _, part := range text {
		for _, r := range part {
			if r >= 0x10000 { // two units, 0xD800 + this and 0xDC00 + r&0x3FF
				mix((r - 0x10000) >> 10)
			}
			mix(r)
		}
	}
	return min(n, len(key))
}

// turn makes one byte: the step of ARC4 at index i, where t = s[i]. It returns
// t of the next step too, read before the swap and put right after it, so that
// the next step need not wait for this one's stores: 1.4 times as fast. The key
// byte is added while the key is set up, and is 0 afterwards.
func turn(s *[256]uint8, i int, t, j, key uint8) (out, next, newJ uint8) {
	j += t + key
	u := s[j]
	next = s[uint8(i+1)]
	s[i], s[j] = u, t
	if j == uint8(i+1) {
		next = t
	}
	return s[t+u], next, j
}

// fill makes the next block behind what is left of the last, which may be
// roomLen bytes at most.
func (g *keystream) fill() {
	g.keep()
	s, out := &g.s, (*[blockLen]byte)(g.buf[roomLen:])
	j, next := g.j, s[0]
	for i := 0; i < blockLen; i += 4 {
		out[i], next, j = turn(s, i, next, j, 0)
		out[i+1], next, j = turn(s, i+1, next, j, 0)
		out[i+2], next, j = turn(s, i+2, next, j, 0)
		out[i+3], next, j = turn(s, i+3, next, j, 0)
	}
	g.j = j
}

// keep moves what is left of a block before the place of the next.
func (g *keystream) keep() {
	left := bufLen - g.pos
	if left > 0 {
		copy(g.buf[roomLen-left:roomLen], g.buf[g.pos:])
	}
	g.pos = roomLen - left
}

// draw takes the next double, as seedrandom's prng does: seven bytes, and as
// many more as it takes until 53 significant bits are there; what is beyond 53
// bits is dropped, not rounded. At least 8 bytes must be in the buffer; a draw
// that takes more leaves at least restRoom in it.
func (g *keystream) draw() float64 {
	w := word(g.buf[g.pos:])
	if w >= longDraw {
		g.pos += drawLen(w)
		return double(w)
	}
	// The first 12 bits are 0: once in 4,096 draws.
	n, exp := uint64(0), 0
	for n < 1<<44 {
		n, exp = n<<8|g.next(), exp-8
	}
	n, exp = n<<8|g.next(), exp-8
	drop := bits.Len64(n) - 53
	if bufLen-g.pos < restRoom {
		g.fill()
	}
	return math.Ldexp(float64(n>>drop), exp+drop)
}

func (g *keystream) next() uint64 {
	if g.pos >= bufLen {
		g.fill()
	}
	b := g.buf[g.pos]
	g.pos++
	return uint64(b)
}

// longDraw: a draw whose next eight bytes, as a number, are below it takes more
// than eight.
const longDraw = 1 << 52

// drawLen returns how many bytes a draw takes that begins with the eight bytes
// w, w >= longDraw. Two returns rather than arithmetic: the processor guesses
// the branch, and need not wait for w to find the next draw.
func drawLen(w uint64) int {
	if w < 1<<60 {
		return 8
	}
	return 7
}

// double returns the draw that begins with the eight bytes w, w >= longDraw:
// the highest 53 bits of w/2^64. An eighth byte that is not part of the draw
// lies below them.
func double(w uint64) float64 {
	drop := uint(bits.Len64(w)-53) & 63
	// The highest bit of the 53 carries into the exponent.
	return math.Float64frombits((1010+uint64(drop))<<52 + w>>drop)
}

// word is the number that the first eight bytes of b make, highest first.
func word(b []byte) uint64 {
	_ = b[7]
	return uint64(b[7]) | uint64(b[6])<<8 | uint64(b[5])<<16 | uint64(b[4])<<24 |
		uint64(b[3])<<32 | uint64(b[2])<<40 | uint64(b[1])<<48 | uint64(b[0])<<56
}
