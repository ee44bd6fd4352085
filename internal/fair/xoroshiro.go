package fair

import "math/bits"

// xoroshiro is the generator xoroshiro128++ 1.0 of David Blackman and Sebastiano
// Vigna (2019, public domain, https://prng.di.unimi.it/xoroshiro128plusplus.c):
// two words of state, period 2^128-1, 64 bits a step. It is written out here
// because what it makes is part of every result that names a seed: no version
// of Go may change it.
type xoroshiro struct{ a, b uint64 }

// newXoroshiro returns the generator of a stream of a seed. The state is made by
// splitmix64, as its authors advise, and is another for each stream of one seed.
// That two of n streams of m words meet has about the probability n*n*m/2^128;
// that streams of two seeds are the same, that of a hash of 64 bits.
func newXoroshiro(seed, stream uint64) xoroshiro {
	first := mix(seed+weyl) + stream + weyl
	return xoroshiro{mix(first), mix(first + weyl)}
}

// next makes 64 bits.
func (g *xoroshiro) next() uint64 {
	a, b := g.a, g.b^g.a
	out := bits.RotateLeft64(a+g.b, 17) + a
	g.a = bits.RotateLeft64(a, 49) ^ b ^ b<<21
	g.b = bits.RotateLeft64(b, 28)
	return out
}

// weyl and mix are splitmix64 (Steele, Lea and Flood 2014; the constants of
// Vigna's public domain https://prng.di.unimi.it/splitmix64.c): its state grows
// by weyl, and each state, mixed, is an output.
const weyl uint64 = 0x9e3779b97f4a7c15

func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
