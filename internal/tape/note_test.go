package tape

import (
	"errors"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rugtape/internal/engine"
	"rugtape/internal/game"
	"rugtape/internal/guard"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
	"rugtape/internal/round"
	"rugtape/internal/strategy"
)

const script = "def decide(view):\n    return BUY(\"0.01\", why=\"it is \\\"early\\\"\")\n"

// notes are one of each kind, and one with every member of each that has some
// to leave out.
func notes() []Note {
	decision := engine.Decision{
		Tick: 17, Price: 1.2345678901234567, Phase: game.PhaseLive,
		Intent: strategy.Intent{Action: strategy.Buy, Amount: 10_000_001, Why: strategy.Because("%.4fx is below the target of %gx", 1.2346, 2)},
	}
	return []Note{
		NoteStarted{Version: "0.4.0"},
		NoteFeed{State: "offline", URL: "http://127.0.0.1:7900", Why: "the connection was refused"},
		NoteFeed{State: "connected", URL: "https://example.invalid", Source: "arena", Conn: 3},
		NoteClock{JumpNS: -3_600_000_000_000},
		NoteDesk{Session: 1, Balance: money.PerSOL},
		NoteDesk{
			Session: 2, Balance: 1_500_000_000, Strategy: "early.star@c0ffee:stake=0.01",
			Script: NewNoteScript("early", script, map[string]string{"stake": "0.01", "m": "2"}),
			Limits: NoteLimits{
				Stake: 1, SideStake: 2, Exposure: 3, RoundLoss: 4, SessionLoss: 5, DayLoss: 6,
				LosingRounds: 7, PerMinute: 8, MinGap: 9, StaleAfter: 2_500_000_000, Deviation: 0.05, Presale: true, Live: true,
			},
			Model: NoteModel{Delay: 1, Jitter: 2, Refuse: 0.1, Least: 1_000_000, Most: money.PerSOL, Seed: math.MaxUint64},
		},
		NewNotePlace(2, strategy.Intent{Action: strategy.Sell, Part: 0.25}),
		NewNotePlace(2, strategy.Intent{Action: strategy.Side, Amount: 5_000_000}),
		NoteCommand{Session: 2, Command: "stop"},
		NoteCommand{Session: 2, Command: "resume"},
		NewNoteDecision(2, "20251207-1e01ac417e8043ca", decision),
		NewNoteDecision(2, "r", engine.Decision{Price: 1, Phase: game.PhasePresale, ByHand: true, Intent: strategy.Intent{Action: strategy.Sell, Part: 0.5}}),
		NoteRound{Session: 2, Round: "r", Balance: 999_999_999, Digest: "00c0ffee00c0ffee"},
		NoteClosed{Session: 2},
		NoteDesk{Session: 3, Balance: money.PerSOL, Limits: NoteLimits{Stake: 10_000_000}, Real: true},
		NoteDesk{Session: 4, Balance: money.PerSOL, Real: true, Guard: heldGuard()},
		NoteCommand{Session: 4, Command: "new_session"},
		NoteCommand{Session: 4, Command: "wake"},
		NewNoteArm(4, guard.Arming{Host: "127.0.0.1:7900", UntilNS: 1_760_000_600_000_000_001}),
		NoteDisarm{Session: 4, Why: "the page is frozen"},
		NoteGrant{Session: 4, UntilNS: 1_760_000_010_000_000_000},
		NewNoteReport(4, guard.Report{Key: math.MaxUint64, Life: guard.Sent}),
		NewNoteReport(4, guard.Report{Key: 8, Life: guard.Confirmed, Tick: 17, Price: 1.2345678901234567}),
		NewNoteReport(4, guard.Report{Key: 9, Life: guard.Refused, Code: "disabled"}),
		NewNoteAdopt(4, ledger.Books{Balance: 999_999_999}),
		NewNoteAdopt(4, ledger.Books{
			Balance: 1, Quantity: 0.008333333, AvgCost: 1.2, Realised: -0.001, Sidebet: 0.004, Invested: 2, Bet: &ledger.Bet{Start: 3, End: 43, Stake: 4},
		}),
		pressed(pressedSample().Actions[0]),
		pressed(pressedSample().Actions[1]),
	}
}

func pressed(a round.Action) NotePress {
	n, err := NewNotePress(round.Key{Source: round.Arena, ID: "20251207-1e01ac417e8043ca"}, a)
	if err != nil {
		panic(err)
	}
	return n
}

// heldGuard is what a guard had come to while an order was on its way.
func heldGuard() *guard.State {
	g := guard.New(guard.Limits{Stake: money.PerSOL}, false)
	g.NewRound("20251207-1e01ac417e8043ca")
	_, refusal := g.Check(strategy.Intent{Action: strategy.Buy, Amount: 1}, guard.Now{TimeNS: 5, Phase: game.PhasePresale, Price: 1, Decided: 1, Balance: 1})
	if refusal.Code != "" {
		panic(refusal.String())
	}
	s := g.State()
	return &s
}

// TestNotes: the notes of testdata are those of the format, byte by byte.
func TestNotes(t *testing.T) {
	var text strings.Builder
	for _, n := range notes() {
		line, err := EncodeNote(n)
		if err != nil {
			t.Fatal(err)
		}
		back, err := ParseNote(line)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if diff := cmp.Diff(n, back); diff != "" {
			t.Errorf("%s comes back changed:\n%s", line, diff)
		}
		text.Write(append(line, '\n'))
	}
	const path = "testdata/notes.jsonl"
	if *rewrite {
		if err := os.WriteFile(path, []byte(text.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), text.String()); diff != "" {
		t.Errorf("the format has changed (-testdata +now):\n%s", diff)
	}
}

func TestWhatIsNoNote(t *testing.T) {
	for _, c := range []struct {
		text string
		want error
	}{
		{``, ErrNoteLayout},
		{`{}`, ErrNoteLayout},
		{`{"note":"closed"}`, ErrNoteLayout},
		{`{"note":"dream","session":1}`, ErrNoteKind},
		{`{"note":"closed","session":1} `, ErrNoteLayout},
		{`{"note":"closed", "session":1}`, ErrNoteLayout},
		{`{"note":"closed","session":1,"more":2}`, ErrNoteLayout},
		{`{"note":"closed","session":1,"session":1}`, ErrNoteLayout},
		{`{"note":"closed","session":1.0}`, ErrNoteLayout},
		{`{"note":"closed","session":"1"}`, ErrNoteLayout},
		{`{"note":"clock","jump_ns":0}`, ErrNoteLayout},
		{`{"note":"feed","state":"","url":"","conn":0}`, ErrNoteLayout},
		{`{"note":"feed","state":"up","url":"","conn":-1}`, ErrNoteLayout},
		{`{"note":"feed","state":"up","url":"","conn":1,"why":""}`, ErrNoteLayout},
		{`{"note":"desk","session":1,"balance":0,"limits":{},"model":{}}`, ErrNoteLayout},
		{`{"note":"desk","session":1,"balance":1.0,"limits":{},"model":{}}`, ErrNoteLayout},
		{`{"note":"desk","session":1,"balance":1,"limits":{"stake_sol":-1},"model":{}}`, ErrNoteLayout},
		{`{"note":"desk","session":1,"balance":1,"limits":{},"model":{"delay":99}}`, ErrNoteLayout},
		{`{"note":"desk","session":1,"balance":1,"strategy":"s","script":{"name":"s","params":{},"sha256":"00","source":""},"limits":{},"model":{}}`, ErrNoteLayout},
		{`{"note":"command","session":1,"command":"jump"}`, ErrNoteLayout},
		{`{"note":"command","session":1,"command":"stop","action":"BUY"}`, ErrNoteLayout},
		{`{"note":"command","session":1,"command":"place"}`, ErrNoteLayout},
		{`{"note":"command","session":1,"command":"place","action":"buy"}`, ErrNoteLayout},
		{`{"note":"decision","session":1,"round":"r","tick":-1,"price":1,"phase":"live","action":"WAIT"}`, ErrNoteLayout},
		{`{"note":"decision","session":1,"round":"r","tick":1,"price":1,"phase":"dawn","action":"WAIT"}`, ErrNoteLayout},
		{`{"note":"round","session":1,"round":"r","balance":1,"digest":"c0ffee"}`, ErrNoteLayout},
		{`{"note":"desk","session":1,"balance":1,"limits":{},"model":{},"real":true,"guard":{}}`, ErrNoteLayout},
		{`{"note":"report","session":1,"key":0,"life":"sent"}`, ErrNoteLayout},
		{`{"note":"report","session":1,"key":1,"life":"approved"}`, ErrNoteLayout},
		{`{"note":"report","session":1,"key":1,"life":"none"}`, ErrNoteLayout},
		{`{"note":"report","session":1,"key":1,"life":"confirmed","price":null}`, ErrNoteLayout},
		{`{"note":"report","session":1,"key":18446744073709551616,"life":"sent"}`, ErrNoteLayout},
		{`{"note":"disarm","session":1,"why":""}`, ErrNoteLayout},
		{`{"note":"adopt","session":1,"balance":1,"quantity":null}`, ErrNoteLayout},
		{`{"note":"adopt","session":1,"balance":1,"bet":null}`, ErrNoteLayout},
		{`{"note":"press","source":"arena","round":"r","press":{"action":"sell"}}`, ErrNoteLayout},
		{`{"note":"press","source":"arena","round":"a round","press":{"action":"sell","at_ns":1,"by":"player","outcome":"none"}}`, ErrNoteLayout},
		{`{"note":"press","source":"arena","round":"r","press":{"action":"sell","by":"player","at_ns":1,"outcome":"none"}}`, ErrNoteLayout},
		{`{"note":"round","session":1,"round":"r","balance":1,"digest":"00C0FFEE00C0FFEE"}`, ErrNoteLayout},
	} {
		if n, err := ParseNote([]byte(c.text)); !errors.Is(err, c.want) {
			t.Errorf("%s: %+v, %v; want %v", c.text, n, err, c.want)
		}
	}
}

func TestNotesThatCannotBeWritten(t *testing.T) {
	for _, n := range []Note{
		NoteDesk{Session: 1, Balance: money.PerSOL, Strategy: "s", Script: NewNoteScript("s", "\xff", nil)},
		NoteDesk{Session: 1, Balance: money.PerSOL, Script: NewNoteScript("s", "", nil)},
		NoteDecision{Price: math.NaN(), Phase: "live", Action: "WAIT"},
		NewNotePlace(1, strategy.Intent{Action: strategy.Sell, Part: math.Inf(1)}),
		NewNotePlace(1, strategy.Intent{Action: 9}),
		NoteFeed{State: "connected", Why: "\xff"},
		NewNoteReport(1, guard.Report{Key: 1, Life: guard.Approval}),
		NewNoteReport(1, guard.Report{Key: 1, Life: guard.Confirmed, Price: math.NaN()}),
		NewNoteAdopt(1, ledger.Books{Quantity: math.Inf(1)}),
		NoteDesk{Session: 1, Balance: money.PerSOL, Real: true, Guard: &guard.State{}},
	} {
		if line, err := EncodeNote(n); err == nil {
			t.Errorf("%+v was written as %s", n, line)
		}
	}
	odd := NewNoteDecision(1, "r", engine.Decision{Intent: strategy.Intent{Why: strategy.Because("caf\xe9")}})
	if line, err := EncodeNote(odd); err != nil || odd.Why != "caf" {
		t.Errorf("a reason that is no UTF-8: %s, %v", line, err)
	}
}

func FuzzParseNote(f *testing.F) {
	for _, n := range notes() {
		line, err := EncodeNote(n)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		n, err := ParseNote(text)
		if err != nil {
			if !errors.Is(err, ErrNoteLayout) && !errors.Is(err, ErrNoteKind) {
				t.Fatalf("an error without a name: %v", err)
			}
			return
		}
		if again, err := EncodeNote(n); err != nil || string(again) != string(text) {
			t.Fatalf("%s is written again as %s, %v", text, again, err)
		}
	})
}
