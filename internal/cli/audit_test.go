package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rugtape/internal/ledger"
)

// TestAuditOfRealRows holds the books against every row of a real capture.
// 15 players; the books of each were begun once, and once more for the one
// that came back with another P&L. None is excluded: one player had bought twice before the
// capture, for half a SOL each, which only two ticks explain.
func TestAuditOfRealRows(t *testing.T) {
	path := filepath.Join(corpus(t), "raw", "websocket_events_000_119.jsonl")
	got := items[auditReport](t, done(t, "library", "audit", path, "--json"))[0]
	want := auditReport{
		Rounds: 1, Players: 15, Opened: 16, Rows: 1030, Compared: 1030, Equal: 1030, Excluded: map[ledger.Reason]int{},
		FieldsCompared: 14297, FieldsInferred: 123, Trades: 10, TradesEqual: 10, Differences: []auditDifference{},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestAuditOfChangedRows changes one figure of one real row, about half-way,
// in the last digit that is written: the audit says no and names it.
func TestAuditOfChangedRows(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(corpus(t), "raw", "websocket_events_000_119.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(data, []byte("\n"))
	for _, c := range []struct{ field, was, is string }{
		{"pnl", `"pnl": 0.05112763,`, `"pnl": 0.05112764,`},
		{"regularPnl", `"regularPnl": 0.05112763,`, `"regularPnl": 0.05112762,`},
		{"pnlPercent", `"pnlPercent": `, `"pnlPercent": 1`},
		{"avgCost", `"positionQty": 0.`, `"positionQty": 1.`}, // it would be a buy at another average
		{"avgCost", `"avgCost": 2.`, `"avgCost": 1.`},
		{"totalInvested", `"totalInvested": 0.`, `"totalInvested": 1.`},
		{"shortPnl", `"shortPnl": 0,`, `"shortPnl": 1e-9,`},
		{"sidebetPnl", `"sidebetPnl": 0,`, `"sidebetPnl": 1e-9,`},
		{"sidebetActive", `"sidebetActive": null`, `"sidebetActive": true`},
		{"hasActiveTrades", `"hasActiveTrades": true`, `"hasActiveTrades": false`},
		{"sideBet.betAmount", `"betAmount": 0.002,`, `"betAmount": 0.003,`},
		{"sideBet.end", `"end": 209,`, `"end": 210,`},
		{"sideBet.xPayout", `"xPayout": 5,`, `"xPayout": 4,`},
	} {
		changed := false
		path := filepath.Join(t.TempDir(), "changed.jsonl")
		var out bytes.Buffer
		for i, line := range lines {
			if i > 60 && !changed && bytes.Contains(line, []byte(c.was)) {
				line, changed = bytes.Replace(line, []byte(c.was), []byte(c.is), 1), true
			}
			out.Write(line)
		}
		if !changed {
			t.Errorf("%s: no row has %s", c.field, c.was)
			continue
		}
		if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		code, text, _ := run(t, "library", "audit", path)
		if code != exitNo || !strings.Contains(text, ", "+c.field+": our books say ") {
			t.Errorf("%s was changed: %d, %s", c.field, code, text)
		}
	}
}
