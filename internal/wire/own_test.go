package wire

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rugtape/internal/game"
)

// own reads an event that tells a player of itself, whichever it is.
func own(name string, payload []byte) (any, error) {
	switch name {
	case UsernameStatus:
		return DecodeUsername(payload)
	case PlayerUpdate:
		return DecodePlayer(payload)
	case PlayerState:
		return DecodePlayerState(payload)
	case PlayerPosition:
		return DecodePosition(payload)
	}
	return DecodeOrderAck(payload)
}

const someAck = "" // of own: no event has this name

func TestOwn(t *testing.T) {
	me := Pseudonym("did:player:1")
	row := &game.Standing{Player: me, PnL: game.Some(-0.5), Bet: game.Some[*game.StandingWager](nil)}
	for _, tt := range []struct {
		name, payload string
		want          any
	}{
		{UsernameStatus, `[{"__trace":true},{"id":"did:player:1","hasUsername":true,"username":"Somebody"}]`, Username{me, game.Some(true)}},
		{UsernameStatus, `{"hasUsername":false,"username":null}`, Username{Named: game.Some(false)}},
		{UsernameStatus, `{}`, Username{}},

		{
			PlayerUpdate, `{"cash":1.5,"cumulativePnL":-0.25,"positionQty":0,"avgCost":0,"totalInvested":0.1,"more":{}}`,
			game.Purse{Cash: game.Some(1.5), CumulativePnL: game.Some(-0.25), Quantity: game.Some(0.0), AvgCost: game.Some(0.0), Invested: game.Some(0.1)},
		},
		{PlayerUpdate, `{"cash":0}`, game.Purse{Cash: game.Some(0.0)}}, // what is absent is not 0
		{PlayerUpdate, `{"cash":null,"positionQty":null}`, game.Purse{}},

		{PlayerState, `{"gameId":"r","leaderboardEntry":{"id":"did:player:1","username":"Somebody","pnl":-0.5,"sideBet":null}}`, OwnStanding{"r", row}},
		{PlayerState, `{"gameId":"r","leaderboardEntry":null}`, OwnStanding{Round: "r"}},
		{PlayerState, `{}`, OwnStanding{}},

		{
			PlayerPosition, `{"success":true,"period":"day","rank":12,"total":300,"playerEntry":{"playerId":"did:player:1","pnl":-0.5,"sideBet":null}}`,
			Position{game.Some(true), "day", game.Some(12), game.Some(300), row},
		},
		{PlayerPosition, `{"success":false,"rank":null,"playerEntry":null}`, Position{Success: game.Some(false)}},

		{someAck, `{"success":true,"timestamp":1735689600123,"executedPrice":1.25}`, OrderAck{Success: game.Some(true), Price: game.Some(1.25), AtNS: 1735689600123000000}},
		{someAck, `[{"success":false,"error":"the round is over"}]`, OrderAck{Success: game.Some(false), Why: "the round is over"}},
		{someAck, `{"success":false,"reason":{"code":7},"timestamp":-1}`, OrderAck{Success: game.Some(false)}},
		{someAck, `{"timestamp":1e14}`, OrderAck{}}, // milliseconds of no year that nanoseconds reach
		{someAck, `{}`, OrderAck{}},
	} {
		got, err := own(tt.name, []byte(tt.payload))
		if err != nil {
			t.Errorf("%s %s: %v", tt.name, tt.payload, err)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s %s (-want +got):\n%s", tt.name, tt.payload, diff)
		}
	}
}

func TestBrokenOwn(t *testing.T) {
	for _, tt := range []struct{ name, payload, why string }{
		{UsernameStatus, `{"id":7}`, "usernameStatus: id: 7 is not a string"},
		{UsernameStatus, `{"hasUsername":"yes"}`, "hasUsername: "},
		{PlayerUpdate, ``, "playerUpdate: not a JSON object"},
		{PlayerUpdate, `[]`, "no argument"},
		{PlayerUpdate, `{"cash":"1.5"}`, "cash: "},
		{PlayerUpdate, `{"positionQty":-1}`, "positionQty: "},
		{PlayerUpdate, `{"cash":1`, "cut short"},
		{PlayerState, `{"leaderboardEntry":{"pnl":1}}`, "leaderboardEntry: id is absent"},
		{PlayerState, `{"leaderboardEntry":[]}`, "leaderboardEntry: not a JSON object"},
		{PlayerState, `{"gameId":` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `}`, "nested too deep"},
		{PlayerPosition, `{"rank":1.5}`, "rank: "},
		{PlayerPosition, `{"period":5}`, "period: "},
		{someAck, `{"success":1}`, "an order's ack: success: "},
		{someAck, `{"executedPrice":-1}`, "executedPrice: "},
		{someAck, `{"timestamp":"now"}`, "timestamp: "},
		{someAck, `{"error":"\q"}`, "error: "},
	} {
		got, err := own(tt.name, []byte(tt.payload))
		if !errors.Is(err, ErrEvent) || !strings.Contains(err.Error(), tt.why) {
			t.Errorf("%s %.60s: %+v, %v; want %q", tt.name, tt.payload, got, err, tt.why)
		}
	}
}

// TestErrEvent: whoever reads events can tell what cannot be read, and what
// is nested too deep.
func TestErrEvent(t *testing.T) {
	deep := strings.Repeat(`{"a":`, 33) + "1" + strings.Repeat("}", 33)
	_, err := DecodeEvent(StateUpdate, []byte(`{"gameId":"x","rugRoyale":`+deep+`}`), 1)
	if !errors.Is(err, ErrEvent) || !errors.Is(err, ErrTooDeep) {
		t.Errorf("%v", err)
	}
	if said, err := DecodeEvent(StateUpdate, []byte(`{"gameId":"x","rugRoyale":`+deep[5:len(deep)-1]+`,"connectedPlayers":236}`), 1); err != nil || said.Connected != game.Some(236) {
		t.Errorf("%+v, %v", said, err)
	}
	if _, _, err := DecodeLeaderboard([]byte(`{"leaderboard":7}`), new(Lost)); !errors.Is(err, ErrEvent) {
		t.Errorf("%v", err)
	}
	if said, err := DecodeEvent(StateUpdate, []byte(`{"gameId":"x","connectedPlayers":"many"}`), 1); err != nil || said.Connected.Present {
		t.Errorf("%+v, %v: how many are connected is worth no frame", said, err)
	}
}
