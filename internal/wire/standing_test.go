package wire

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rugtape/internal/game"
)

const standingRow = `{"id":"did:player:1","username":"Somebody","level":43,"pnl":0.025934400000000003,"regularPnl":0.0279344,"sidebetPnl":-0.002,
	"shortPnl":0,"sidebetActive":true,"sideBet":{"startedAtTick":169,"gameId":"x","end":209,"betAmount":0.1,"xPayout":5,"coinAddress":"y"},
	"shortPosition":null,"pnlPercent":20.74752,"hasActiveTrades":true,"positionQty":0.2222919,"avgCost":1.259605046,
	"totalInvested":0.251352892,"selectedCoin":null,"position":1}`

func TestLeaderboard(t *testing.T) {
	want := game.Standing{
		Player: Pseudonym("did:player:1"), PnL: game.Some(0.025934400000000003), RegularPnL: game.Some(0.0279344), SidebetPnL: game.Some(-0.002),
		ShortPnL: game.Some(0.0), Percent: game.Some(20.74752), Quantity: game.Some(0.2222919), AvgCost: game.Some(1.259605046),
		Invested: game.Some(0.251352892), HasTrades: game.Some(true), BetActive: game.Some(true),
		Bet: game.Some(&game.StandingWager{Start: 169, End: 209, Stake: 1e8, Pays: game.Some(5.0)}),
	}
	for _, tt := range []struct {
		name    string
		payload string
		want    []game.Standing
		told    bool
	}{
		{"a row", `{"gameId":"x","leaderboard":[` + standingRow + `]}`, []game.Standing{want}, true},
		{"the last argument", `[{"__trace":true},{"leaderboard":[` + standingRow + `]}]`, []game.Standing{want}, true},
		{"an empty one", `{"leaderboard":[]}`, nil, true},
		{"none", `{"gameId":"x"}`, nil, false},
		{"null", `{"leaderboard":null}`, nil, false},
		{
			"null of a bet is that there is none; of a figure that it is absent",
			`{"leaderboard":[{"id":"did:player:1","sideBet":null,"sidebetActive":null,"pnl":null,"selectedCoin":"0xPractice","shortPosition":{}}]}`,
			[]game.Standing{{
				Player: Pseudonym("did:player:1"), Coin: "0xPractice", BetActive: game.Some(false), Bet: game.Some[*game.StandingWager](nil), Short: true,
			}},
			true,
		},
		{
			"a coin in an object is its address",
			`{"leaderboard":[{"id":"did:player:1","selectedCoin":{"ticker":"FREE","address":"0xPractice"}}]}`,
			[]game.Standing{{Player: Pseudonym("did:player:1"), Coin: "0xPractice"}},
			true,
		},
		{"what is left out is absent", `{"leaderboard":[{"id":"did:player:1"}]}`, []game.Standing{{Player: Pseudonym("did:player:1")}}, true},
	} {
		var lost Lost
		rows, told, err := DecodeLeaderboard([]byte(tt.payload), &lost)
		if err != nil || told != tt.told || lost.Count != 0 {
			t.Errorf("%s: told %v, lost %+v, %v", tt.name, told, lost, err)
		}
		if diff := cmp.Diff(tt.want, rows); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestLostStandings(t *testing.T) {
	change := func(from, to string) string {
		if !strings.Contains(standingRow, from) {
			t.Fatalf("nothing to change: %s", from)
		}
		return strings.Replace(standingRow, from, to, 1)
	}
	for _, tt := range []struct{ row, why string }{
		{`{"pnl":0}`, "id is absent"},
		{`7`, "not a JSON object"},
		{change(`"pnl":0.025934400000000003`, `"pnl":"0.1"`), "pnl: "},
		{change(`"positionQty":0.2222919`, `"positionQty":-1`), "positionQty: "},
		{change(`"betAmount":0.1`, `"betAmount":0.0000000001`), "finer than one lamport"},
		{change(`"startedAtTick":169,`, ``), "startedAtTick is absent"},
		{change(`"end":209`, `"end":1.5`), "end: "},
		{change(`"selectedCoin":null`, `"selectedCoin":{"ticker":"FREE"}`), "selectedCoin: a coin without"},
		{change(`"hasActiveTrades":true`, `"hasActiveTrades":1`), "hasActiveTrades: "},
	} {
		var lost Lost
		rows, _, err := DecodeLeaderboard([]byte(`{"leaderboard":[`+tt.row+`,`+standingRow+`]}`), &lost)
		if err != nil || len(rows) != 1 || lost.Count != 1 || !strings.Contains(lost.Why[0], tt.why) {
			t.Errorf("%.60s: %d rows, lost %+v, %v; want %q", tt.row, len(rows), lost, err, tt.why)
		}
		if strings.Contains(strings.Join(lost.Why, " "), "Somebody") {
			t.Errorf("a player is named: %q", lost.Why)
		}
	}
	for _, payload := range []string{`[]`, `{"leaderboard":{}}`, `{"leaderboard":[`, `7`} {
		if _, _, err := DecodeLeaderboard([]byte(payload), new(Lost)); err == nil {
			t.Errorf("%s was decoded", payload)
		}
	}
}

func FuzzDecodeLeaderboard(f *testing.F) {
	f.Add([]byte(`{"leaderboard":[` + standingRow + `]}`))
	f.Add([]byte(`[{"leaderboard":[{"id":"a","sideBet":{"startedAtTick":1}},null]}]`))
	f.Fuzz(func(t *testing.T, payload []byte) {
		var lost Lost
		rows, told, err := DecodeLeaderboard(payload, &lost)
		if err != nil && (rows != nil || told) {
			t.Errorf("%d rows beside an error", len(rows))
		}
		for _, row := range rows {
			if row.Player == "" || row.Bet.Value != nil && row.Bet.Value.Stake < 0 {
				t.Errorf("%+v", row)
			}
		}
	})
}
