package wire

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rugtape/internal/game"
)

const (
	roundID  = "20250101-00000000000000aa"
	nextID   = "20250101-00000000000000bb"
	hashText = "aa11aa11aa11aa11aa11aa11aa11aa11aa11aa11aa11aa11aa11aa11aa11aa11"
)

func TestStateUpdate(t *testing.T) {
	fair := `"provablyFair":{"serverSeedHash":"` + hashText + `","version":"v3"}`
	tests := []struct {
		name, payload string
		want          game.Frame
	}{
		{
			"tick",
			`{"active":true,"price":1.25,"partialPrices":{"startTick":8,"endTick":10,"values":{"10":1.25,"8":1.5,"9":1}},
			"tradeCount":7,"rugged":false,"tickCount":10,"cooldownTimer":0,"cooldownPaused":false,"pauseMessage":"",
			"allowPreRoundBuys":false,"leaderboard":[{"id":"x","username":"}]\"{["}],"gameId":"` + roundID + `",` + fair + `}`,
			game.Frame{
				Round: roundID, Active: game.Some(true), Rugged: game.Some(false), Tick: game.Some(10), Price: game.Some(1.25),
				CooldownMS: game.Some(0), Paused: game.Some(false), PreRoundBuys: game.Some(false), SeedHash: hashText, Version: "v3",
				Partial: []game.PricePoint{{Tick: 8, Price: 1.5}, {Tick: 9, Price: 1}, {Tick: 10, Price: 1.25}},
			},
		},
		{
			"light: what is absent stays absent",
			`{"gameId":"` + nextID + `","cooldownTimer":14900,"cooldownPaused":false,"allowPreRoundBuys":false,"leaderboard":[],` + fair + `}`,
			game.Frame{
				Round: nextID, CooldownMS: game.Some(14900), Paused: game.Some(false), PreRoundBuys: game.Some(false),
				SeedHash: hashText, Version: "v3",
			},
		},
		{
			"full, on connect: the prices so far",
			`{"gameHistory":[],"active":true,"price":1.5,"rugged":false,"tickCount":2,"gameId":"` + roundID + `","prices":[1,1.25,1.5],"gameVersion":"v3"}`,
			game.Frame{
				Round: roundID, Active: game.Some(true), Rugged: game.Some(false), Tick: game.Some(2), Price: game.Some(1.5),
				Prices: []float64{1, 1.25, 1.5},
			},
		},
		{
			"null is absent",
			`{"gameId":"` + roundID + `","active":null,"price":null,"tickCount":null,"partialPrices":null,"provablyFair":null,"prices":null,"gameHistory":null}`,
			game.Frame{Round: roundID},
		},
		{
			"as the last of the arguments, with an escaped name",
			`[{"__trace":true}, {"g\u0061meId":"` + roundID + `","tickCount":5.0,"cooldownTimer":1e4}]`,
			game.Frame{Round: roundID, Tick: game.Some(5), CooldownMS: game.Some(10000)},
		},
		{
			"text that is none is mended",
			"{\"gameId\":\"x\",\"provablyFair\":{\"serverSeedHash\":\"a\xffb\",\"version\":\"\\ud800\"}}",
			game.Frame{Round: "x", SeedHash: "a\ufffdb", Version: "\ufffd"},
		},
		{
			"damage in what is not used costs nothing",
			`{"leaderboard":[tru,,"\q"],"gameId":"` + roundID + `"}`,
			game.Frame{Round: roundID},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			said, err := DecodeEvent(StateUpdate, []byte(tt.payload), 42)
			if err != nil || !said.Known || said.Lost.Count != 0 {
				t.Fatalf("known %v, lost %+v, error %v", said.Known, said.Lost, err)
			}
			if said.Event.RecvNS != 42 {
				t.Errorf("received at %d, want 42", said.Event.RecvNS)
			}
			if diff := cmp.Diff(&tt.want, said.Event.Frame); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestNewTrade(t *testing.T) {
	body := func(changes ...string) string {
		s := `{"id":"t1","gameId":"` + roundID + `","playerId":"did:player:1","price":1.5,"type":"buy","qty":0.093157865,` +
			`"tickIndex":127,"coin":"solana","amount":0.1,"leverage":1,"username":"Somebody","level":24}`
		for i := 0; i < len(changes); i += 2 {
			if !strings.Contains(s, changes[i]) {
				t.Fatalf("nothing to change: %s", changes[i])
			}
			s = strings.Replace(s, changes[i], changes[i+1], 1)
		}
		return s
	}
	want := game.Trade{
		ID: "t1", Round: roundID, Player: Pseudonym("did:player:1"), Side: game.Buy, Tick: 127, Price: 1.5,
		Quantity: 93157865, Amount: 100000000, Coin: "solana",
	}
	for _, payload := range []string{body(), "[" + body() + "]", `[{"__trace":true,"traceparent":"00-1"},` + body() + `]`} {
		said, err := DecodeEvent(NewTrade, []byte(payload), 1)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(&want, said.Event.Trade); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
	refused := []struct{ name, payload, why string }{
		{"finer than a lamport", body(`"amount":0.1`, `"amount":0.0000000001`), "finer than one lamport"},
		{"amount as text", body(`"amount":0.1`, `"amount":"0.1"`), "amount"},
		{"amount below 0", body(`"amount":0.1`, `"amount":-0.1`), "below 0"},
		{"no quantity", body(`"qty":0.093157865,`, ``), "qty is absent"},
		{"no price", body(`"price":1.5,`, ``), "price"},
		{"no tick", body(`"tickIndex":127`, `"tickIndex":null`), "tickIndex is absent"},
		{"a tick out of range", body(`"tickIndex":127`, `"tickIndex":100000`), "not within"},
		{"half a tick", body(`"tickIndex":127`, `"tickIndex":1.5`), "whole number"},
		{"another kind", body(`"buy"`, `"short"`), "neither buy nor sell"},
		{"no round", body(`"gameId":"`+roundID+`",`, ``), "gameId is absent"},
		{"cut", body()[:40], "trade"},
		{"no argument", `[]`, "no argument"},
	}
	for _, tt := range refused {
		t.Run(tt.name, func(t *testing.T) {
			said, err := DecodeEvent(NewTrade, []byte(tt.payload), 1)
			if err == nil {
				t.Fatalf("decoded: %+v", said.Event.Trade)
			}
			if !strings.Contains(err.Error(), tt.why) {
				t.Errorf("%q does not say %q", err, tt.why)
			}
		})
	}
}

func TestOtherEventsAreCarried(t *testing.T) {
	for _, name := range []string{"newChatMessage", "rugRoyaleUpdate", "", "standard/newtrade"} {
		said, err := DecodeEvent(name, []byte("not even JSON"), 1)
		if err != nil || said.Known || said.Event.Frame != nil || said.Event.Trade != nil {
			t.Errorf("%q: %+v, %v", name, said, err)
		}
	}
}

func TestHistory(t *testing.T) {
	const (
		placed = `{"playerId":"did:player:1","username":"Somebody","gameId":"` + roundID + `","betAmount":0.033,"xPayout":5,` +
			`"coinAddress":"0xPractice","type":"placed","startedAtTick":37,"end":77,"id":"b1"}`
		paid = `{"playerId":"did:player:1","gameId":"` + roundID + `","betAmount":0.007,"payout":0.035,"profit":0.028000000000000004,` +
			`"xPayout":5,"coinAddress":"0xPractice","endTick":40,"startTick":0,"tickIndex":2,"type":"payout","id":"b2"}`
		product  = `{"betAmount":0.011,"payout":0.05499999999999999,"xPayout":5,"endTick":40,"startTick":0,"type":"payout","id":"b3"}`
		fine     = `{"betAmount":0.011,"payout":0.05499999999999998,"xPayout":5,"endTick":40,"startTick":0,"type":"payout","id":"b4"}`
		stranger = `{"betAmount":0.011,"gameId":"` + nextID + `","startedAtTick":0,"end":40,"type":"placed","id":"b5"}`
		trade    = `{"id":"t1","price":1.25,"type":"sell","qty":1,"amount":1.25,"tickIndex":1,"coin":"solana"}`
		badTrade = `{"id":"t2","price":1.25,"type":"sell","qty":1,"amount":1.2500000001,"tickIndex":1,"coin":"solana"}`
	)
	entry := `{"id":"` + roundID + `","timestamp":1735689600123,"prices":[1,1.25,0.02],"peakMultiplier":1.25,"rugged":true,
		"globalTrades":[` + trade + `,` + badTrade + `],"globalSidebets":[` + strings.Join([]string{placed, paid, product, fine, stranger}, ",") + `],
		"provablyFair":{"serverSeed":"ee","serverSeedHash":"` + hashText + `"},"gameVersion":"v3"}`
	frame := `{"gameId":"` + nextID + `","gameHistory":[` + entry + `,{"prices":[1]},{"id":"x","prices":[1,null]},{"id":"y","timestamp":"soon"}]}`
	player := Pseudonym("did:player:1")
	want := []game.Past{{
		Round: roundID, EndedNS: 1735689600123000000, Version: "v3", Seed: "ee", SeedHash: hashText,
		Peak: game.Some(1.25), Prices: []float64{1, 1.25, 0.02},
		SideBets: []game.SideBet{
			{ID: "b1", Player: player, Start: 37, End: 77, Stake: 33000000, Coin: "0xPractice"},
			{ID: "b2", Player: player, Settled: true, Start: 0, End: 40, Stake: 7000000, Payout: 35000000, Coin: "0xPractice"},
			{ID: "b3", Settled: true, Start: 0, End: 40, Stake: 11000000, Payout: 55000000},
		},
		Trades: []game.Trade{{ID: "t1", Round: roundID, Side: game.Sell, Tick: 1, Price: 1.25, Quantity: 1e9, Amount: 1.25e9, Coin: "solana"}},
	}}
	said, err := DecodeEvent(StateUpdate, []byte(frame), 1)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, said.Event.Frame.History); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if said.Lost.Count != 6 {
		t.Errorf("lost %d entries, want 6: %q", said.Lost.Count, said.Lost.Why)
	}
	for i, why := range []string{"b4: payout", "b5: it belongs", "t2: amount", "id is absent", "round x: prices: tick 1", "round y: timestamp"} {
		if i < len(said.Lost.Why) && !strings.Contains(said.Lost.Why[i], why) {
			t.Errorf("loss %d: %q does not say %q", i, said.Lost.Why[i], why)
		}
	}
	if all := fmt.Sprintf("%+v", said.Event.Frame.History); strings.Contains(all, "Somebody") || strings.Contains(all, "did:player") {
		t.Errorf("a player's name or id is kept: %s", all)
	}
}

func TestPseudonym(t *testing.T) {
	// printf 'did:player:1' | sha256sum
	if got := Pseudonym("did:player:1"); got != "p-1516ce0466" {
		t.Errorf("got %s", got)
	}
	if got := Pseudonym(""); got != "" {
		t.Errorf("a player without an id is called %s", got)
	}
}

func TestLostIsBounded(t *testing.T) {
	said, err := DecodeEvent(StateUpdate, []byte(`{"gameId":"x","gameHistory":[{"id":"y","globalSidebets":[{}`+strings.Repeat(",{}", 999)+`]}]}`), 1)
	if err != nil || said.Lost.Count != 1000 || len(said.Lost.Why) != maxWhy {
		t.Errorf("%d lost, %d said, %v", said.Lost.Count, len(said.Lost.Why), err)
	}
}

func TestBrokenFrames(t *testing.T) {
	tests := []struct{ payload, why string }{
		{``, "not a JSON object"},
		{`7`, "not a JSON object"},
		{`{"gameId":"x"`, "cut"},
		{`{"gameId":"x"} {`, "out of place"},
		{`{"gameId":"x",}`, "out of place"},
		{`{"gameId" "x"}`, "out of place"},
		{`{"gameId":}`, "out of place"},
		{`{"price":1}`, "gameId is absent"},
		{`{"gameId":"x","price":"1"}`, "price"},
		{`{"gameId":"x","price":-1}`, "below 0"},
		{`{"gameId":"x","price":1e999}`, "out of range"},
		{`{"gameId":"x","price":0x1p4}`, "out of place"},
		{`{"gameId":"x","price":01}`, "not a number"},
		{`{"gameId":"x","tickCount":1.5}`, "whole number"},
		{`{"gameId":"x","active":1}`, "active"},
		{`{"gameId":"x","prices":[1,null]}`, "tick 1"},
		{`{"gameId":"x","partialPrices":{"values":{"a":1}}}`, "no tick"},
		{`{"gameId":"x","partialPrices":{"values":{"-1":1}}}`, "no tick"},
		{`{"gameId":"x","gameHistory":{}}`, "not a JSON array"},
	}
	for _, tt := range tests {
		said, err := DecodeEvent(StateUpdate, []byte(tt.payload), 1)
		if err == nil {
			t.Errorf("%s was decoded: %+v", tt.payload, said.Event.Frame)
		} else if !strings.Contains(err.Error(), tt.why) {
			t.Errorf("%s: %q does not say %q", tt.payload, err, tt.why)
		}
	}
}

func TestNumberEnd(t *testing.T) {
	for text, want := range map[string]int{
		"": 0, "-": 0, "0": 1, "01": 0, "10": 2, "-0.5": 4, "1.": 0, ".5": 0, "1e5": 3, "1e+05": 5, "1e": 0, "1E-": 0, "12]": 2, "+1": 0, "1.25,": 4, "NaN": 0,
	} {
		if got := NumberEnd([]byte(text)); got != want {
			t.Errorf("NumberEnd(%q) = %d, want %d", text, got, want)
		}
	}
}
