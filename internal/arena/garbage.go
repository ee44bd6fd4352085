package arena

import "math/rand/v2"

// garbage is what a broken proxy might make of a message.
func garbage(r *rand.Rand, text []byte) *message {
	switch r.IntN(6) {
	case 0:
		return &message{text: text[:len(text)/2]}
	case 1:
		return &message{text: []byte(`42["gameStateUpdate",{"gameId":7,"tickCount":"x"}]`)}
	case 2:
		return &message{text: []byte(`42["gameStateUpdate"`)}
	case 3:
		return &message{text: []byte("<html><body>502 Bad Gateway</body></html>")}
	case 4:
		return &message{text: nil}
	}
	junk := make([]byte, 1+r.IntN(64))
	for i := range junk {
		junk[i] = byte(r.Uint32())
	}
	return &message{text: junk, binary: true}
}
