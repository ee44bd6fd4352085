package library

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"rugtape/internal/game"
	"rugtape/internal/money"
	"rugtape/internal/round"
	"rugtape/internal/tape"
)

// pressed is a round file of a tale's round with presses in it, the last of
// which says all there is to say.
func pressed(t *testing.T, s tale) []byte {
	t.Helper()
	rec := round.New(s.key())
	at := s.start.UnixNano()
	rec.AddAction(round.Action{AtNS: at, Control: round.AmountButton, Label: "+0.01", By: round.ByPlayer, Outcome: round.NoneExpected})
	rec.AddAction(round.Action{AtNS: at + 1, Control: round.BuyButton, Label: `a "label", with; signs`, By: round.ByScript, Outcome: round.Unknown, Amount: game.Some[money.Lamports](0)})
	before := round.Moment{
		Phase: game.PhaseLive, Tick: game.Some(0), Price: game.Some(1.0625),
		Ours: round.Books{
			Balance: game.Some(money.Lamports(1)), Quantity: game.Some(0.1), AvgCost: game.Some(1.5),
			Bet: game.Some(money.Lamports(0)), BetEnd: game.Some(42), PnL: game.Some(-0.25),
		},
		Server: round.Purse{Cash: game.Some(0.0), Quantity: game.Some(0.2), AvgCost: game.Some(1.25), PnL: game.Some(1e-9)},
	}
	after := before
	after.Phase, after.Tick = game.PhaseRugged, game.Some(9)
	rec.AddAction(round.Action{
		AtNS: at + 2, Control: round.SellButton, Label: "SELL", Amount: game.Some(money.Lamports(30_000_000)), Part: game.Some(0.25),
		By: round.ByRugtape, Order: 1 << 63, Outcome: round.Refused, ConfirmedNS: at + 2 + 120_500_000, Evidence: round.ByAck,
		DonePrice: game.Some(1.125), Why: "nothing held", Before: before, After: after,
	})
	var file bytes.Buffer
	if _, err := tape.EncodeRound(&file, rec, tape.Edition{Revision: 1}); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// TestExportPresses: all three formats hold the same rows, one a press, and what
// was not known is not 0 in any of them.
func TestExportPresses(t *testing.T) {
	l := owner(t, t.TempDir())
	imported(t, l, taleFiles(t, 3))
	imported(t, l, put(t, t.TempDir(), "pressed.jsonl", pressed(t, tell(1))))
	rec, entry, err := l.Get(context.Background(), tell(1).key())
	if err != nil {
		t.Fatal(err)
	}
	want := pressRows(rec, entry.Summary)
	if len(want) != 3 || want[2].LatencyMS == nil || *want[2].LatencyMS != 120.5 || want[0].AmountSOL != nil || *want[1].AmountSOL != 0 ||
		*want[2].AmountSOL != 0.03 || int(*want[2].RugTick) != entry.Rug.At {
		t.Fatalf("%+v", want)
	}
	out := t.TempDir()
	for _, format := range ExportFormats {
		r, err := l.ExportPresses(context.Background(), round.Query{}, format, filepath.Join(out, "presses."+format))
		if err != nil || r.Rounds != 1 || r.Rows != 3 || r.Bytes == 0 {
			t.Errorf("%s: %+v, %v", format, r, err)
		}
	}
	got, err := parquet.ReadFile[pressRow](filepath.Join(out, "presses.parquet"))
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("parquet: %v %s", err, diff)
	}
	text, err := os.ReadFile(filepath.Join(out, "presses.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		var row pressRow
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want[i], row); diff != "" {
			t.Errorf("jsonl: %s", diff)
		}
		for _, name := range pressTable.header {
			if !strings.Contains(line, `"`+name+`":`) {
				t.Errorf("line %d has no member %s", i+1, name)
			}
		}
	}
	if first, _, _ := strings.Cut(string(text), "\n"); !strings.Contains(first, `"amount_sol":null`) {
		t.Errorf("what is not known is not null: %s", first)
	}
	comparePressCSV(t, filepath.Join(out, "presses.csv"), string(text))
}

// comparePressCSV holds the CSV against the JSON, member by member.
func comparePressCSV(t *testing.T, path, lines string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	all, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil || len(all) != 4 {
		t.Fatalf("%d rows: %v", len(all), err)
	}
	for i, line := range strings.Split(strings.TrimSpace(lines), "\n") {
		var row map[string]json.RawMessage
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatal(err)
		}
		for j, name := range all[0] {
			cell := all[i+1][j]
			var same bool
			switch value := row[name]; value[0] {
			case 'n':
				same = cell == ""
			case '"':
				var s string
				same = json.Unmarshal(value, &s) == nil && cell == s
			default:
				var a, b float64
				same = json.Unmarshal(value, &a) == nil && json.Unmarshal([]byte(cell), &b) == nil && a == b
			}
			if !same {
				t.Errorf("row %d, %s: %q in CSV, %s in JSON", i+1, name, cell, row[name])
			}
		}
	}
}

// TestPressColumnsAreDocumented: each column has its row in the page.
func TestPressColumnsAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/format/demonstrations.md")
	if err != nil {
		t.Fatal(err)
	}
	if len(pressTable.header) < 30 {
		t.Fatalf("only %d columns", len(pressTable.header))
	}
	for _, name := range pressTable.header {
		name = strings.TrimPrefix(strings.TrimPrefix(name, "before_"), "after_")
		if !bytes.Contains(page, []byte("`"+name+"`")) && !bytes.Contains(page, []byte("`_"+name+"`")) {
			t.Errorf("docs/format/demonstrations.md has no row for %s", name)
		}
	}
}

// TestPressesJoinTheirRound: what another recorder noted of a player is part of
// the round that its ticks came in, whatever comes first; twice is once.
func TestPressesJoinTheirRound(t *testing.T) {
	s := tell(1)
	demo := `{"_header": {"game_id": "` + s.id + `"}}` + "\n" +
		`{"type": "action", "category": "TRADE_BUY", "button": "BUY", "timestamp_pressed": 1735740015250, "timestamp_confirmed": 1735740015371}` + "\n" +
		`{"_footer": {"action_count": 1}}` + "\n" +
		`{"type": "action", "category": "TRADE_BUY", "button": "BUY", "timestamp_pressed": 1735740015250}` + "\n"
	var hashes []string
	for _, order := range [][2][]byte{{s.lines(nil), []byte(demo)}, {[]byte(demo), s.lines(nil)}} {
		l := owner(t, t.TempDir())
		for _, data := range order {
			imported(t, l, put(t, t.TempDir(), "x.jsonl", data))
		}
		r := imported(t, l, put(t, t.TempDir(), "again.jsonl", []byte(demo)))
		if r.Duplicates != 1 || r.Updated != 0 || r.Damage["press of no round"] != 1 {
			t.Errorf("%+v", r)
		}
		rec, entry, err := l.Get(context.Background(), s.key())
		if err != nil || len(rec.Actions) != 1 || len(rec.Ticks) == 0 || rec.Actions[0].Outcome != round.Confirmed {
			t.Fatalf("%+v, %v", rec, err)
		}
		var text bytes.Buffer
		if err := l.Write(context.Background(), &text, entry.Key, "jsonl"); err != nil {
			t.Fatal(err)
		}
		mark, err := fingerprint(rec)
		if err != nil {
			t.Fatal(err)
		}
		hashes = append(hashes, mark)
	}
	if hashes[0] != hashes[1] {
		t.Error("the order of the files makes a difference")
	}
}
