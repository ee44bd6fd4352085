package fair

import (
	"crypto/sha256"
	"encoding/hex"
)

// SeedHash is the fingerprint that the site publishes of a seed before the
// round: the SHA-256 of the seed's text, in hex.
func SeedHash(seed string) string {
	sum := sha256.Sum256([]byte(seed))
	return hex.EncodeToString(sum[:])
}
