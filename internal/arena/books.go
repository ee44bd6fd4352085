package arena

import (
	"context"

	"rugtape/internal/ledger"
)

// Who tests a client of the arena holds the client's books against the
// arena's. Both questions are answered between two beats; once the arena has
// ended, with what there was at its end.

// Account lays open the books of the player of that name; false if there is
// none, or ctx ends before there is an answer.
func (s *Server) Account(ctx context.Context, username string) (state ledger.State, known bool) {
	return asked(ctx, s, func(l *loop) (ledger.State, bool) {
		if p := l.world.byID[playerID(username)]; p != nil {
			return p.book.State(), true
		}
		return ledger.State{}, false
	})
}

// Orders are those of the player of that name, refused ones too, oldest first:
// as many as are among the newest 16,384 of all players.
func (s *Server) Orders(ctx context.Context, username string) []OrderSeen {
	all, _ := asked(ctx, s, func(l *loop) ([]OrderSeen, bool) {
		if p := l.world.byID[playerID(username)]; p != nil {
			return l.orders.of(p), true
		}
		return nil, false
	})
	return all
}

// asked lets the loop answer a question.
func asked[T any](ctx context.Context, s *Server, question func(*loop) (T, bool)) (answer T, ok bool) {
	type reply struct {
		value T
		ok    bool
	}
	replies := make(chan reply, 1)
	look := func(l *loop) {
		value, ok := question(l)
		replies <- reply{value, ok}
	}
	select {
	case s.inbox <- input{what: asks, look: look}:
	case <-s.over:
	case <-ctx.Done():
		return answer, false
	}
	select {
	case r := <-replies:
		return r.value, r.ok
	case <-s.over:
	case <-ctx.Done():
		return answer, false
	}
	// The loop has ended, so that nobody changes anything any more; it may
	// have answered just before.
	select {
	case r := <-replies:
		return r.value, r.ok
	default:
		return question(s.ended)
	}
}
