package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rugtape/internal/game"
)

var testFilter = NewFilter([32]byte{1, 2, 3})

func filtered(text string) string { return string(testFilter.Append(nil, []byte(text))) }

// tok is the token of a player.
func tok(id string) string { return string(testFilter.appendToken(nil, []byte(`"`+id+`"`))) }

func TestFilter(t *testing.T) {
	const rest = `"level":7,"at":"2025-01-07T02:00:00.000Z","ok":true,"n":[1.50,-0,1e-7],"\u0061":null,  "created_by" : "admin"`
	for _, tt := range []struct{ name, text, want string }{
		// What has nothing to hide stays, to the byte.
		{"nothing", ``, ``},
		{"no data", `41`, `41`},
		{"probe", `2probe`, `2probe`},
		{"namespace", `42/admin,17["a",{` + rest + `}]`, `42/admin,17["a",{` + rest + `}]`},
		{"bare JSON", `{` + rest + `}`, `{` + rest + `}`},
		{"a trade's id, a round's", `42["standard/newTrade",{"id":"t","gameId":"r","type":"buy"}]`, `42["standard/newTrade",{"id":"t","gameId":"r","type":"buy"}]`},

		// Players.
		{
			"a row", `{"leaderboard":[{"id":"7","username":"Bob","sideBet":{"id":"b","gameId":"r"}}]}`,
			`{"leaderboard":[{"id":` + tok("7") + `,"username":` + tok("Bob") + `,"sideBet":{"id":"b","gameId":"r"}}]}`,
		},
		{"nobody", `{"leaderboard":[{"id":"","username":null}]}`, `{"leaderboard":[{"id":"","username":null}]}`},
		{
			"a bet", `{"globalSidebets":[{"playerId":"did:x","username":"Bob","id":"b"}]}`,
			`{"globalSidebets":[{"playerId":` + tok("did:x") + `,"username":` + tok("Bob") + `,"id":"b"}]}`,
		},
		{
			"one's own", `42["usernameStatus",{"id":"7","hasUsername":true,"username":"Bob"}]`,
			`42["usernameStatus",{"id":` + tok("7") + `,"hasUsername":true,"username":` + tok("Bob") + `}]`,
		},
		{
			"one's own row", `42["gameStatePlayerUpdate",{"__trace":true},{"gameId":"r","leaderboardEntry":{"id":"7","name":"Bob"}}]`,
			`42["gameStatePlayerUpdate",{"__trace":true},{"gameId":"r","leaderboardEntry":{"id":` + tok("7") + `,"name":` + tok("Bob") + `}}]`,
		},
		{"by the look", `[["did:x"],{"did:test:yy":{"to":"\u0064id:z"}}]`, `[[` + tok("did:x") + `],{` + tok("did:test:yy") + `:{"to":` + tok("did:z") + `}}]`},
		{"in another id", `{"roomId":"battle-did:x-1"}`, `{"roomId":` + tok("battle-did:x-1") + `}`},
		{"lists", `{"winners":["Bob",null,["Eve"]],"player_ids":["7"]}`, `{"winners":[` + tok("Bob") + `,null,[` + tok("Eve") + `]],"player_ids":[` + tok("7") + `]}`},
		{"escapes", `{"userN\u0061me":"B\u006fb","username":"Zo` + "\u00eb" + `"}`, `{"userN\u0061me":` + tok("Bob") + `,"username":` + tok("Zo\u00eb") + `}`},
		{"no text", `{"username":"\ud8","username":"` + "\x01" + `"}`, `{"username":"\q","username":"\q"}`},
		{"a pseudonym", `{"playerId":"p-1516ce0466"}`, `{"playerId":` + tok("did:player:1") + `}`},

		// Credentials, and what stands beneath them.
		{"auth", `40{"token":"x","user":{"name":"Bob"},"n":1}`, `40{"token":"","user":{"name":""},"n":1}`},
		{"what the arena says", `40{"sid":"x","arena":"replay"}`, `40{"sid":"","arena":"replay"}`},
		{"what somebody says", `40{"arena":"Bob"}`, `40{"arena":""}`},
		{"handshake", `0{"sid":"x","upgrades":["websocket"],"pingInterval":25000}`, `0{"sid":"","upgrades":["websocket"],"pingInterval":25000}`},
		{
			"names", `{"Auth":"x","JWT":"x","access_token":"x","pass-word":"x","sessionKey":"x","Set-Cookie":"x","privateKey":"x","userEmail":"x"}`,
			`{"Auth":"","JWT":"","access_token":"","pass-word":"","sessionKey":"","Set-Cookie":"","privateKey":"","userEmail":""}`,
		},
		{"beneath", `{"session":{"a":["x",{"id":"y","type":"z","n":5}]}}`, `{"session":{"a":["",{"id":"","type":"","n":5}]}}`},
		{"of an event's name", `42["authenticate","x",{"id":"y"}]`, `42["authenticate","",{"id":""}]`},
		{"by the look", `{"a":"eyJhbGciOi.eyJzdWIi.c2ln","b":"Bearer x","c":"eyJ"}`, `{"a":"","b":"","c":"eyJ"}`},
		{"wallets", `{"address":"7xKX","walletAddress":"7xKX","publicKey":"7xKX"}`, `{"address":"","walletAddress":"","publicKey":""}`},
		{
			"coins", `{"coinAddress":"So111","token":"0xPractice","availableShitcoins":[{"address":"9xQe","name":"Cat"}]}`,
			`{"coinAddress":"So111","token":"0xPractice","availableShitcoins":[{"address":"9xQe","name":"Cat"}]}`,
		},
		{"a name too long to be one", `{"` + strings.Repeat("x", 65) + `":"y"}`, `{"` + strings.Repeat("x", 65) + `":""}`},
		{"no text", `{"token":"\q"}`, `{"token":"\q"}`},

		// Chat.
		{
			"chat", `42["newChatMessage",{"id":"m","playerId":"7","username":"Bob","message":"hi","tag":"x","role":null,"timestamp":5,"type":"t","replyTo":{"text":"ho","name":"Eve"}}]`,
			`42["newChatMessage",{"id":"m","playerId":` + tok("7") + `,"username":` + tok("Bob") + `,"message":"","tag":"","role":null,"timestamp":5,"type":"t","replyTo":{"text":"","name":` + tok("Eve") + `}}]`,
		},
		{"chat elsewhere", `42["a",{"messages":["hi",{"body":"ho"}],"pauseMessage":"soon"}]`, `42["a",{"messages":["",{"body":""}],"pauseMessage":"soon"}]`},
		{"what a call answers", `437[{"success":false,"message":"too late"}]`, `437[{"success":false,"message":"too late"}]`},
		{"what it tells of chat", `437[[{"message":"hi"}],{"message":{"text":"hi"}}]`, `437[[{"message":""}],{"message":{"text":""}}]`},
		{"why one is not let in", `44{"message":"no"}`, `44{"message":"no"}`},

		// What is no JSON.
		{"cut in a string", `42["a",{"username":"Bo`, `42["a",{"username":?`},
		{"cut in between", `42["a",{"username":"Bob"`, `42["a",{"username":?`},
		{"cut behind", `42["a",{"username":"Bob",`, `42["a",{"username":` + tok("Bob") + `,?`},
		{"cut in chat", `42["newChatMessage",{"x":"hi","y":"ho`, `42["newChatMessage",{"x":"","y":?`},
		{"a quote too many", `{"a":"he said "hi", Bob","b":1}`, `{"a":?`},
		{"no quotes", `{"username":Bob}`, `{"username":?`},
		{"words of the letters of numbers", `{"username":stella,"a":[tru,1e,true,1e5]}`, `{"username":-,"a":[-,-,true,1e5]}`},
		{"text", `hello Bob`, `?`},
		{"more behind", `42["a"] Bob`, `42["a"] ?`},
		{"a namespace that is none", `42/a?user=Bob,["a"]`, `42?`},
		{"a mark", `?`, `?`},
		{"mismatched", `{"a":[}`, `{"a":[?`},
		{"colons", `["username":"Bob"]`, `[?`},
		{"too deep", strings.Repeat("[", 70), strings.Repeat("[", 63) + `?`},
	} {
		got := filtered(tt.text)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
		if again := filtered(got); again != got {
			t.Errorf("%s, filtered again: %s", tt.name, again)
		}
	}
}

func TestReveal(t *testing.T) {
	const other = `"k1-00112233445566778899aabbccddeeff"`
	for _, tt := range []struct{ name, text, want string }{
		{"nothing", ``, ``},
		{"a player", `{"id":` + tok("did:player:1") + `}`, `{"id":"p-1516ce0466"}`},
		{"two", `[` + tok("a") + `,` + tok("b") + `]`, `["` + Pseudonym("a") + `","` + Pseudonym("b") + `"]`},
		{"of another key", `{"id":` + other + `}`, `{"id":` + other + `}`},
		{"no token", `["k1-","k1-xx",` + tok("a")[:20] + `",` + tok("a")[:36] + `]`, `["k1-","k1-xx",` + tok("a")[:20] + `",` + tok("a")[:36] + `]`},
		{"the end", tok("a")[:len(tok("a"))-1], tok("a")[:len(tok("a"))-1]},
	} {
		if got := string(testFilter.Reveal(nil, []byte(tt.text))); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
	if stranger := NewFilter([32]byte{9}); string(stranger.Reveal(nil, []byte(tok("a")))) != tok("a") {
		t.Error("another key reveals a player")
	}
	if p := Pseudonym(strings.Trim(tok("a"), `"`)); p == Pseudonym("a") || !strings.HasPrefix(p, "p-") {
		t.Errorf("without the key the player is %s", p)
	}
}

// told is all that the decoders read out of a message.
type told struct {
	Event game.Event
	Rows  []game.Standing
	Lost  int
}

func readAll(message []byte) (all told) {
	p, err := ParsePacket(message)
	if err != nil {
		return told{}
	}
	if said, err := DecodeEvent(p.Name, p.Payload(), 1); err == nil {
		all.Event, all.Lost = said.Event, said.Lost.Count
	}
	if p.Name == StateUpdate {
		var lost Lost
		if all.Rows, _, err = DecodeLeaderboard(p.Payload(), &lost); err == nil {
			all.Lost += lost.Count
		}
	}
	return all
}

// checkFilter holds what was filtered against what came.
func checkFilter(t *testing.T, message []byte) []byte {
	t.Helper()
	safe := testFilter.Append(nil, message)
	if len(safe) > 10*len(message)+64 {
		t.Errorf("%d bytes became %d", len(message), len(safe))
	}
	if again := testFilter.Append(nil, safe); !bytes.Equal(again, safe) {
		t.Errorf("filtered again, from %q (-once +twice):\n%s", message, cmp.Diff(string(safe), string(again)))
	}
	shown := testFilter.Reveal(nil, safe)
	want, got := readAll(message), readAll(shown)
	if known, _ := json.Marshal(want); bytes.Contains(known, []byte("did:")) || bytes.Contains(known, []byte("eyJ")) {
		return safe // an id of something else has the look of a player's, or of a credential
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("decoded from %q (-as received +filtered):\n%s", message, diff)
	}
	return safe
}

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
		checkFilter(t, AppendEvent(nil, StateUpdate, -1, text))
		checkFilter(t, AppendEvent(nil, NewTrade, 1, text))
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
