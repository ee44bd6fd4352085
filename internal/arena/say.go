package arena

import (
	"encoding/binary"
	"encoding/hex"
	"slices"

	"rugtape/internal/money"
	"rugtape/internal/wire"
)

// say puts an event for everybody, or for the sockets of one player, among
// what is said.
func (w *world) say(to *player, name string, args ...[]byte) {
	w.out = append(w.out, word{to, name, wire.AppendEvent(nil, name, -1, args...)})
}

// sayTraced says an event as most of the site's are: after an argument that
// is no part of the game.
func (w *world) sayTraced(name string, payload []byte) {
	var b [24]byte
	for i := 0; i < len(b); i += 8 {
		binary.BigEndian.PutUint64(b[i:], w.ids.Uint64())
	}
	trace := `{"__trace":true,"traceparent":"00-` + hex.EncodeToString(b[:16]) + "-" + hex.EncodeToString(b[16:]) + `-01"}`
	w.say(nil, name, []byte(trace), payload)
}

func (w *world) uuid() string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], w.ids.Uint64())
	binary.BigEndian.PutUint64(b[8:], w.ids.Uint64())
	return uuid(b[:])
}

// lateWord is said after so many more beats.
type lateWord struct {
	word  word
	beats int
}

// sayFull says a full frame. With jitter it comes up to so many beats late,
// after younger frames, as the site's do.
func (w *world) sayFull(payload []byte, most int) {
	full := word{nil, wire.StateUpdate, wire.AppendEvent(nil, wire.StateUpdate, -1, payload)}
	late := 0
	if w.jitter {
		late = w.rand.IntN(most + 1)
	}
	if late == 0 {
		w.out = append(w.out, full)
		return
	}
	w.late = append(w.late, lateWord{full, late})
}

// sayLate says what was held back long enough.
func (w *world) sayLate() {
	kept := w.late[:0]
	for _, l := range w.late {
		if l.beats--; l.beats < 0 {
			w.out = append(w.out, l.word)
		} else {
			kept = append(kept, l)
		}
	}
	w.late = kept
}

// sayBooks tells the client of a player what its books say.
func (w *world) sayBooks(p *player) {
	if p.watched == 0 {
		return
	}
	held := p.book.Position()
	var t text
	t.open('{')
	t.sol("cash", p.book.Balance())
	t.sol("cumulativePnL", p.result())
	t.number("positionQty", held.Quantity)
	t.number("avgCost", held.AvgCost)
	t.sol("totalInvested", p.invested())
	t.close('}')
	w.say(p, wire.PlayerUpdate, t.b)
}

// sayOwn tells the clients' players their rows, wherever they rank.
func (w *world) sayOwn() {
	for i, p := range w.ranked() {
		if p.watched == 0 {
			continue
		}
		var t text
		t.open('{')
		t.word("gameId", w.plan.id)
		t.name("leaderboardEntry")
		p.row(&t, w.plan.id, i+1)
		t.close('}')
		w.say(p, wire.PlayerState, t.b)
	}
}

// sayRanks tells players that are watched where they stand over all rounds.
func (w *world) sayRanks(told ...*player) {
	results := make([]money.Lamports, len(w.players))
	for i, p := range w.players {
		results[i] = -p.result()
	}
	slices.Sort(results)
	for _, p := range told {
		if p.watched == 0 {
			continue
		}
		rank, _ := slices.BinarySearch(results, -p.result())
		w.say(p, wire.PlayerPosition, p.standing(rank+1, len(results)))
	}
}

// standing is the player's place among all.
func (p *player) standing(rank, total int) []byte {
	var t text
	t.open('{')
	t.flag("success", true)
	t.word("period", "all")
	t.whole("rank", int64(rank))
	t.whole("total", int64(total))
	t.name("playerEntry")
	t.open('{')
	t.word("playerId", p.id)
	t.wordOrNull("username", p.name)
	t.whole("level", int64(p.level))
	t.sol("pnl", p.result())
	t.close('}')
	t.close('}')
	return t.b
}
