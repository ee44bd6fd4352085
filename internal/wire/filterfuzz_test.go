package wire

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// FuzzFilter: no text makes it panic, and whatever is in it, as a message of
// its own or as an event that is decoded, is filtered as checkFilter says.
func FuzzFilter(f *testing.F) {
	for _, text := range []string{
		`{"gameId":"r","leaderboard":[{"id":"7","username":"Bob","sideBet":null}],"gameHistory":[{"id":"x","globalSidebets":[{"playerId":"a","betAmount":1,"type":"placed","startedAtTick":0,"end":40}]}]}`,
		`{"id":"t","gameId":"r","playerId":"did:x","type":"buy","price":1,"qty":1,"amount":1,"tickIndex":1,"token":"eyJh.b"}`,
		`42["newChatMessage",{"__trace":true},{"username":"B\u006fb","message":"hi \"you\"","replyTo":null}]`,
		`40{"sid":"x","arena":"arena"}`, `437[[{"message":"hi"}],"k1-00112233445566778899aabbccddeeff"]`, `{"a":"b"c","d":[tru]}`, `["p-1516ce0466",{"did:test:yy":1e5}]`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		checkFilter(t, text)
		checkFilter(t, AppendAck(nil, 7, text))
		for _, name := range []string{StateUpdate, NewTrade, UsernameStatus, PlayerUpdate, PlayerState, PlayerPosition} {
			checkFilter(t, AppendEvent(nil, name, -1, text))
		}
		testFilter.Reveal(nil, text)
	})
}

// fullFrame builds a frame of the shape and size of a real one that comes on
// connecting.
func fullFrame() []byte {
	var rounds []string
	for r := range 10 {
		var prices, bets []string
		for i := range 260 {
			prices = append(prices, fmt.Sprintf("1.%016d", 9007199254740881*(r+i)%1e16))
		}
		for i := range 80 {
			bets = append(bets, fmt.Sprintf(`{"playerId":"did:privy:player%019d","username":"Player%04d","gameId":"20250101-%016d","betAmount":0.033,"xPayout":5,`+
				`"coinAddress":"So11111111111111111111111111111111111111112","bonusPortion":0,"realPortion":0.033,"timestamp":1735689601%03d,"type":"placed",`+
				`"startedAtTick":%d,"end":%d,"id":"1f2bee4f-fe31-4ebb-b55e-%012d"}`, i, i, r, i, i, i+40, i))
		}
		rounds = append(rounds, fmt.Sprintf(`{"id":"20250101-%016d","timestamp":1735689600123,"prices":[%s],"peakMultiplier":1.5,"rugged":true,"globalTrades":[],`+
			`"globalSidebets":[%s],"provablyFair":{"serverSeed":"%s","serverSeedHash":"%[4]s"},"gameVersion":"v3"}`,
			r, strings.Join(prices, ","), strings.Join(bets, ","), hashText))
	}
	tick := tickFrame()
	return append(fmt.Appendf(nil, `{"gameHistory":[%s],`, strings.Join(rounds, ",")), tick[1:]...)
}

func TestFilterAllocatesNothing(t *testing.T) {
	for _, frame := range [][]byte{tickFrame(), fullFrame()} {
		message := AppendEvent(nil, StateUpdate, -1, frame)
		safe := testFilter.Append(nil, message)
		shown := testFilter.Reveal(nil, safe)
		if n := testing.AllocsPerRun(10, func() {
			safe = testFilter.Append(safe[:0], message)
			shown = testFilter.Reveal(shown[:0], safe)
		}); n != 0 {
			t.Errorf("%v allocations for a frame of %d bytes", n, len(frame))
		}
	}
}

// BenchmarkFilter times frames of 10 and 350 kB next to encoding/json, which
// takes them apart, changes the same and puts them together again.
func BenchmarkFilter(b *testing.B) {
	for _, size := range []struct {
		name  string
		frame []byte
	}{{"tick", tickFrame()}, {"full", fullFrame()}} {
		message := AppendEvent(nil, StateUpdate, -1, size.frame)
		b.Run(size.name+"/wire", func(b *testing.B) {
			b.SetBytes(int64(len(message)))
			b.ReportAllocs()
			var safe []byte
			for b.Loop() {
				safe = testFilter.Append(safe[:0], message)
			}
		})
		b.Run(size.name+"/reveal", func(b *testing.B) {
			safe := testFilter.Append(nil, message)
			b.SetBytes(int64(len(message)))
			b.ReportAllocs()
			var shown []byte
			for b.Loop() {
				shown = testFilter.Reveal(shown[:0], safe)
			}
		})
		b.Run(size.name+"/encoding-json", func(b *testing.B) {
			b.SetBytes(int64(len(message)))
			b.ReportAllocs()
			for b.Loop() {
				var v any
				if err := json.Unmarshal(message[2:], &v); err != nil {
					b.Fatal(err)
				}
				if _, err := json.Marshal(disguised(v)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// disguised changes what encoding/json has taken apart.
func disguised(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, value := range v {
			if s, ok := value.(string); ok && (name == "playerId" || name == "username" || strings.HasPrefix(s, "did:")) {
				v[name] = Pseudonym(s)
				continue
			}
			v[name] = disguised(value)
		}
	case []any:
		for i := range v {
			v[i] = disguised(v[i])
		}
	}
	return v
}
