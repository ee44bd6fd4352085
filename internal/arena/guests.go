package arena

import (
	"fmt"
	"unicode"
	"unicode/utf8"

	"rugtape/internal/ledger"
	"rugtape/internal/wire"
)

// Bounds of the clients' players. Accounts are kept while the arena runs, so
// that who comes back finds what they had.
const (
	maxName   = 32 // characters
	maxGuests = 5000
)

// player is the player of a client that gives a name: the same name, the same
// player.
func (w *world) player(name string) (*player, error) {
	if n := utf8.RuneCountInString(name); n == 0 || n > maxName || !utf8.ValidString(name) {
		return nil, fmt.Errorf("a username has 1 to %d characters", maxName)
	}
	for _, r := range name {
		if !unicode.IsPrint(r) {
			return nil, refusal("a username has only characters that can be seen")
		}
	}
	id := playerID(name)
	if p := w.byID[id]; p != nil {
		return p, nil
	}
	if len(w.byID) == maxGuests {
		return nil, refusal("the arena has no room for another player")
	}
	p := &player{id: id, name: name, level: 1, book: ledger.Open(w.balance)}
	w.byID[id] = p
	w.players = append(w.players, p)
	return p, nil
}

// greet is what a player is told on joining.
func (w *world) greet(p *player) []word {
	w.out = w.out[:0]
	var t text
	t.open('{')
	t.word("id", p.id)
	t.flag("hasUsername", true)
	t.word("username", p.name)
	t.close('}')
	w.say(p, wire.UsernameStatus, t.b)
	w.sayBooks(p)
	w.sayRanks(p)
	return w.out
}
