package wire

import (
	"errors"
	"runtime"
	"strings"
	"testing"
)

// TestHostile: whatever a server sends, of any length, costs memory in
// proportion to it and ends in an error that says what it is, or in losses
// that are counted.
func TestHostile(t *testing.T) {
	const size = 1 << 20
	many := func(before, entry, after string) string {
		return before + entry + strings.Repeat(","+entry, size/(len(entry)+1)) + after
	}
	endless := strings.Repeat("1", size)
	for _, tt := range []struct {
		name, payload string
		err           error
		lost          bool
	}{
		{"nested", strings.Repeat(`{"a":`, size/5), ErrTooDeep, false},
		{"nested in what is used", `{"gameId":"x","prices":` + strings.Repeat("[", size), ErrEvent, false},
		{"nested in history", `{"gameId":"x","gameHistory":[` + strings.Repeat(`[`, 30) + strings.Repeat(`]`, 30) + `]}`, nil, true},
		{"a string without end", `{"gameId":"` + endless, ErrEvent, false},
		{"a name without end", `{"` + endless, ErrEvent, false},
		{"a long id", `{"gameId":"` + endless + `"}`, nil, false},
		{"a long number", `{"gameId":"x","price":` + endless + `}`, ErrEvent, false},
		{"a long tick", `{"gameId":"x","tickCount":` + endless + `}`, ErrEvent, false},
		{"a long hash", `{"gameId":"x","provablyFair":{"serverSeedHash":"` + endless + `"}}`, nil, false},
		{"prices", many(`{"gameId":"x","prices":[`, `1`, `]}`), ErrEvent, false},
		{"partial prices", many(`{"gameId":"x","partialPrices":{"values":{`, `"1":1`, `}}}`), ErrEvent, false},
		{"members", many(`{"gameId":"x",`, `"a":1`, `}`), nil, false},
		{"rounds", many(`{"gameId":"x","gameHistory":[`, `{"id":"y"}`, `]}`), nil, true},
		{"no rounds", many(`{"gameId":"x","gameHistory":[`, `0`, `]}`), nil, true},
		{"a round's prices", many(`{"gameId":"x","gameHistory":[{"id":"y","prices":[`, `1`, `]}]}`), nil, true},
		{"a round's bets", many(`{"gameId":"x","gameHistory":[{"id":"y","globalSidebets":[`, `0`, `]}]}`), nil, true},
		{"a bet's amount", `{"gameId":"x","gameHistory":[{"id":"y","globalSidebets":[{"type":"placed","betAmount":` + endless + `}]}]}`, nil, true},
		{"a bet's id", `{"gameId":"x","gameHistory":[{"id":"y","globalSidebets":[{"type":"x","betAmount":1,"id":"` + endless + `"}]}]}`, nil, true},
		{"rows", many(`{"gameId":"x","leaderboard":[`, `{"id":"a"}`, `]}`), nil, true},
		{"arguments", many(`[`, `0`, `]`), ErrEvent, false},
	} {
		message := AppendEvent(nil, StateUpdate, -1, []byte(tt.payload))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		p, packetErr := ParsePacket(message)
		said, err := DecodeEvent(StateUpdate, []byte(tt.payload), 1)
		lost := said.Lost
		_, _, boardErr := DecodeLeaderboard([]byte(tt.payload), &lost)
		ClockOf(p.Payload())
		safe := testFilter.Append(nil, message)
		runtime.ReadMemStats(&after)
		if grown := after.TotalAlloc - before.TotalAlloc; grown > 64*uint64(len(message))+1<<20 {
			t.Errorf("%s: %d bytes took %d", tt.name, len(message), grown)
		}
		if len(safe) > 10*len(message)+64 {
			t.Errorf("%s: %d bytes were filtered to %d", tt.name, len(message), len(safe))
		}
		if !errors.Is(err, tt.err) || lost.Count > 0 != tt.lost {
			t.Errorf("%s: %v, %d lost; want %v", tt.name, err, lost.Count, tt.err)
		}
		for _, err := range []error{packetErr, err, boardErr, errors.New(strings.Join(lost.Why, ""))} {
			if err != nil && len(err.Error()) > 200*maxWhy {
				t.Errorf("%s: the error has %d bytes", tt.name, len(err.Error()))
			}
		}
	}
}
