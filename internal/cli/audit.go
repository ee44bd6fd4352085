package cli

import (
	"cmp"
	"context"
	"errors"
	"io"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"rugtape/internal/ledger"
	"rugtape/internal/tape"
	"rugtape/internal/wire"
)

func newAudit(t *tool) *cobra.Command {
	return &cobra.Command{
		Use:   "audit PATH...",
		Short: "Hold our books against the server's leaderboard",
		Long: "audit reads raw recordings of the server's events and books what each player on the\n" +
			"leaderboard does. Every row is compared with our books, field by field and to the\n" +
			"last bit, at the tick whose state the server shows. What a player did is inferred\n" +
			"from some fields of one row; those are not compared in that row.\n\n" +
			"It exits with 1 if a row differs. docs/books.md says how the server books.",
		Args: takes("PATH", 1, 0),
		RunE: func(cmd *cobra.Command, paths []string) error { return t.audit(cmd.Context(), paths) },
	}
}

// auditing is what audit has read so far.
type auditing struct {
	books  ledger.Audit
	lost   wire.Lost // rows that could not be read
	events int       // that could not be read
}

// unreadable is the reason of rows that could not be read.
const unreadable ledger.Reason = "unreadable"

func (t *tool) audit(ctx context.Context, paths []string) error {
	var a auditing
	g := &gathered{ctx: ctx, dirs: map[string]bool{}, take: a.stream}
	if err := g.visitAll(paths); err != nil {
		return err
	}
	report := newAuditReport(a.books.Report(), &a)
	if report.Rows == 0 {
		if err := cmp.Or(g.named.err(), g.found.err()); err != nil {
			return err
		}
	}
	if err := t.showAudit(report); err != nil {
		return err
	}
	if err := g.found.err(); err != nil {
		t.note("left out: %s", forPeople(err))
	}
	switch {
	case report.Rows == 0:
		return errors.New("there is nothing to audit: no leaderboard has a row; name raw recordings of the server's events")
	case report.Equal < report.Compared || report.TradesEqual < report.Trades:
		return errNo
	}
	return g.named.err()
}

// stream audits one recording.
func (a *auditing) stream(name string, in io.Reader) error {
	_, err := tape.Events(name, in, a.event)
	return err
}

func (a *auditing) event(e tape.RawEvent) error {
	said, err := wire.DecodeEvent(e.Name, e.Payload, e.RecvNS)
	if err != nil {
		a.events++
		return nil // it costs itself
	}
	if said.Event.Frame == nil {
		a.books.Step(said.Event, nil, false)
		return nil
	}
	rows, told, err := wire.DecodeLeaderboard(e.Payload, &a.lost)
	if err != nil {
		a.events++
		told = false
	}
	a.books.Step(said.Event, rows, told)
	return nil
}

// auditReport is the JSON of an audit.
type auditReport struct {
	Rounds           int                   `json:"rounds"`
	Players          int                   `json:"players"`
	Opened           int                   `json:"opened"`
	Rows             int                   `json:"rows"`
	Compared         int                   `json:"compared"`
	Equal            int                   `json:"equal"`
	Excluded         map[ledger.Reason]int `json:"excluded"`
	FieldsCompared   int                   `json:"fields_compared"`
	FieldsInferred   int                   `json:"fields_inferred_from"`
	Trades           int                   `json:"trades"`
	TradesEqual      int                   `json:"trades_equal"`
	UnreadableEvents int                   `json:"unreadable_events"`
	Differences      []auditDifference     `json:"differences"`
	DifferencesTotal int                   `json:"differences_total"`
}

type auditDifference struct {
	Round  string  `json:"round"`
	Tick   int     `json:"tick"`
	Player string  `json:"player"`
	Field  string  `json:"field"`
	Ours   float64 `json:"ours"`
	Theirs float64 `json:"theirs"`
}

func newAuditReport(r ledger.AuditReport, a *auditing) auditReport {
	report := auditReport{
		Rounds: r.Rounds, Players: r.Players, Opened: r.Opened, Rows: r.Rows + a.lost.Count, Compared: r.Compared, Equal: r.Equal,
		Excluded: map[ledger.Reason]int{}, FieldsCompared: r.Fields, FieldsInferred: r.Evidence,
		Trades: r.Trades, TradesEqual: r.TradesEqual, UnreadableEvents: a.events,
		Differences: []auditDifference{}, DifferencesTotal: r.DifferencesTotal,
	}
	maps.Copy(report.Excluded, r.Excluded)
	if a.lost.Count > 0 {
		report.Excluded[unreadable] = a.lost.Count
	}
	for _, d := range r.Differences {
		report.Differences = append(report.Differences, auditDifference(d))
	}
	return report
}

func (t *tool) showAudit(r auditReport) error {
	if t.json {
		return t.put(r)
	}
	t.say("%s of %s in %s: %d compared, %d equal, %d excluded",
		counted(r.Rows, "row"), counted(r.Players, "player"), counted(r.Rounds, "round"), r.Compared, r.Equal, r.Rows-r.Compared)
	t.say("%s compared; %d more told what the players did", counted(r.FieldsCompared, "field"), r.FieldsInferred)
	t.say("trades of these players that the server told: %d, as inferred: %d", r.Trades, r.TradesEqual)
	for _, why := range slices.Sorted(maps.Keys(r.Excluded)) {
		t.say("excluded  %-20s %d", why, r.Excluded[why])
	}
	for _, d := range r.Differences {
		t.say("differs   %s tick %d, %s, %s: our books say %v, the server %v", d.Round, d.Tick, d.Player, d.Field, d.Ours, d.Theirs)
	}
	if more := r.DifferencesTotal - len(r.Differences); more > 0 {
		t.say("          and %d more", more)
	}
	return nil
}
