package arena

import (
	"cmp"
	"slices"
)

// rows is how many players the leaderboard shows.
const rows = 10

// ranked lists the players of the round as the leaderboard ranks them: by the
// P&L that is shown, then by who was first.
func (w *world) ranked() []*player {
	w.rank = w.rank[:0]
	for _, p := range w.players {
		if p.shown.taken || p.fresh > 0 {
			w.rank = append(w.rank, p)
		}
	}
	slices.SortFunc(w.rank, func(a, b *player) int {
		return cmp.Or(cmp.Compare(b.shown.pnl.Total, a.shown.pnl.Total), cmp.Compare(a.order, b.order))
	})
	return w.rank
}

// drawBoard writes the standings into board.
func (w *world) drawBoard() {
	var t text
	t.b = w.board[:0]
	t.open('[')
	ranked := w.ranked()
	for i, p := range ranked[:min(rows, len(ranked))] {
		p.row(&t, w.plan.id, i+1)
	}
	t.close(']')
	w.board = t.b
}

// look takes a new view of everybody who plays, at a price.
func (w *world) look(price float64) {
	for _, p := range w.players {
		if p.order > 0 {
			p.look(price)
		}
	}
}
