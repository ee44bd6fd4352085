package wire

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rugtape/internal/game"
)

var testFilter = NewFilter([32]byte{1, 2, 3})

func filtered(text string) string { return string(testFilter.Append(nil, []byte(text))) }

// tok is the token of a player.
func tok(id string) string { return string(testFilter.appendToken(nil, []byte(`"`+id+`"`))) }

const rest = `"level":7,"at":"2025-01-07T02:00:00.000Z","ok":true,"n":[1.50,-0,1e-7],"\u0061":null,  "created_by" : "admin"`

var filterTests = []struct{ name, text, want string }{
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
	{"in the name of an event", `42["x did:privy:cm1",{"a":1}]`, `42[` + tok("x did:privy:cm1") + `,{"a":1}]`},
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
	{"words of the letters of numbers", `{"username":stella,"a":[tru,1e,true,1e5]}`, `{"username":+,"a":[+,+,true,1e5]}`},
	{"text", `hello Bob`, `?`},
	{"more behind", `42["a"] Bob`, `42["a"] ?`},
	{"a namespace that is none", `42/a?user=Bob,["a"]`, `42?`},
	{"a mark", `?`, `?`},
	{"mismatched", `{"a":[}`, `{"a":[?`},
	{"colons", `["username":"Bob"]`, `[?`},
	{"too deep", strings.Repeat("[", 70), strings.Repeat("[", 63) + `?`},
}

func TestFilter(t *testing.T) {
	for _, tt := range filterTests {
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
	Own   any
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
	switch p.Name {
	case someAck, UsernameStatus, PlayerUpdate, PlayerState, PlayerPosition:
		if said, err := own(p.Name, p.Payload()); err == nil {
			all.Own = said
		}
	}
	return all
}

// looksHidden are strings that the filter hides by their look. No event that is
// decoded has them but as a player's id.
var looksHidden = regexp.MustCompile(`did:|"(eyJ|Bearer |Basic )`)

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
	if known, _ := json.Marshal(want); looksHidden.Match(known) {
		return safe // an id of something else has the look of a player's, or of a credential
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("decoded from %q (-as received +filtered):\n%s", message, diff)
	}
	return safe
}

// TestClassify: the names that are known by heart are of the class that their
// words give them, but for those that the rule excepts.
func TestClassify(t *testing.T) {
	excepted := map[string]class{"arena": classSource, "traceparent": classStamp}
	for _, name := range []string{
		"gameId", "type", "timestamp", "startTime", "endTime", "createdAt", "traceparent", "activeEventId", "id", "name", "playerId", "username",
		"leaderboard", "leaderboardEntry", "playerEntry", "coin", "selectedCoin", "availableShitcoins", "message", "address", "token", "arena",
		"coinAddress", "createdBy", "status", "serverSeed", "serverSeedHash", "version", "gameVersion", "pauseMessage", "ticker", "partialPrices",
		"values", "prices", "rugpool", "rugRoyale", "currentEvent", "upcomingEvents", "events", "customPrizes", "provablyFair", "gameHistory",
		"globalTrades", "globalSidebets", "sideBet", "shortPosition", "highestTodayPrices", "config", "prizeTiers",
	} {
		want, known := excepted[name]
		if !known {
			want = classifyByWords([]byte(`"` + name + `"`))
		}
		if got := classify([]byte(`"` + name + `"`)); got != want {
			t.Errorf("%s is of class %d, and %d by its words", name, got, want)
		}
	}
}

// TestFilterDoc: the page that states the rule names each word of it.
func TestFilterDoc(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "format", "filter.md"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(page, []byte("This is rule "+FilterRule)) {
		t.Errorf("the page states another rule than %s", FilterRule)
	}
	for _, known := range words {
		for _, word := range known.words {
			if !bytes.Contains(page, []byte("`"+word+"`")) {
				t.Errorf("the page does not name %q", word)
			}
		}
	}
}
