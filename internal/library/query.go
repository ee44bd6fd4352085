package library

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"rugtape/internal/round"
)

// List gives the rounds that match, in the order asked for, equal ones by
// their ids. A start that is not known counts as the earliest; by ticks or
// peak, rounds of which no live price is known come last whichever way. An
// unknown sort or verdict is round.ErrInvalid.
//
// While nothing is imported it lists the built-in samples and says so in
// Page.Samples; later only for Query.Samples or Query.Source round.Sample.
func (l *Library) List(ctx context.Context, q round.Query) (round.Page, error) {
	var page round.Page
	order, err := orderOf(q.Sort)
	if err != nil {
		return page, err
	}
	if q.Verdict != "" && parseVerdict(q.Verdict).String() != q.Verdict {
		return page, fmt.Errorf("%w: verdict %.40q: use one of %v", round.ErrInvalid, q.Verdict, verdicts)
	}
	if q.Offset < 0 || q.Limit < 0 {
		return page, fmt.Errorf("%w: offset %d, limit %d: neither can be negative", round.ErrInvalid, q.Offset, q.Limit)
	}
	err = l.view(ctx, func(db *sql.DB) error {
		imported := false
		if err := db.QueryRowContext(ctx, anyImported).Scan(&imported); err != nil {
			return err
		}
		page.Samples = !imported
		where, args := conditions(q, imported)
		if err := db.QueryRowContext(ctx, "SELECT count(*) FROM rounds"+where, args...).Scan(&page.Total); err != nil {
			return err
		}
		limit := q.Limit
		if limit == 0 {
			limit = -1
		}
		// The inner query runs over an index alone.
		rows, err := db.QueryContext(ctx, "SELECT "+entryColumns+" FROM rounds JOIN (SELECT source, id FROM rounds"+where+
			" ORDER BY "+order+" LIMIT ? OFFSET ?) USING (source, id) ORDER BY "+order,
			append(args, limit, q.Offset)...)
		if err != nil {
			return err
		}
		page.Entries, err = readEntries(rows)
		return err
	})
	return page, failed("list rounds of", l.home, err)
}

const (
	notSample   = "source <> '" + string(round.Sample) + "'"
	anyImported = "SELECT EXISTS (SELECT 1 FROM rounds WHERE " + notSample + ")"
)

func orderOf(sort string) (string, error) {
	column, falling := strings.CutPrefix(sort, "-")
	switch {
	case sort == "":
		column, falling = "started_ns", true
	case column == "started":
		column = "started_ns"
	case column != "ticks" && column != "peak":
		return "", fmt.Errorf("%w: sort %.40q: use started, ticks or peak, with - in front for the other way", round.ErrInvalid, sort)
	}
	up, down := "seen = 0, ", "seen > 0 DESC, " // each has an index that begins so
	if column == "started_ns" {
		up, down = "", ""
	}
	if falling {
		return down + column + " DESC, id DESC, source DESC", nil
	}
	return up + column + ", id, source", nil
}

// conditions writes a query as SQL, " WHERE ..." or nothing.
func conditions(q round.Query, imported bool) (string, []any) {
	var all []string
	var args []any
	add := func(when bool, text string, values ...any) {
		if when {
			all, args = append(all, text), append(args, values...)
		}
	}
	add(imported && !q.Samples && q.Source == "", notSample)
	add(q.Source != "", "source = ?", string(q.Source))
	add(q.Text != "", "instr(lower(id), lower(?)) > 0", strings.TrimSpace(q.Text))
	add(q.Verdict != "", "verdict = ?", q.Verdict)
	add(q.Complete, "complete")
	add(q.Quarantined, "quarantined")
	add(q.PeakMin != 0, "peak >= ?", q.PeakMin)
	add(q.PeakMax != 0, "peak <= ?", q.PeakMax)
	add(q.TicksMin != 0, "ticks >= ?", q.TicksMin)
	add(q.TicksMax != 0, "ticks <= ?", q.TicksMax)
	add(q.FromNS != 0, "started_ns >= ?", q.FromNS)
	add(q.ToNS != 0, "started_ns <= ? AND started_ns <> 0", q.ToNS)
	if len(all) == 0 {
		return "", nil
	}
	return " WHERE " + strings.Join(all, " AND "), args
}

// Resolve finds the round that an id means: the whole id, in the first of
// round.Sources that has it unless a source is named; else a part of an id
// that only one round has. It fails with round.ErrUnknown, or with
// round.ErrInvalid where several rounds are meant.
func (l *Library) Resolve(ctx context.Context, id string, source round.Source) (round.Key, error) {
	id = strings.TrimSpace(id)
	var none round.Key
	if id == "" {
		return none, fmt.Errorf("%w: no round id was given", round.ErrInvalid)
	}
	for _, from := range round.Sources {
		if source != "" && source != from {
			continue
		}
		has := false
		err := l.view(ctx, func(db *sql.DB) error {
			return db.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM rounds WHERE source = ? AND id = ?)",
				string(from), id).Scan(&has)
		})
		if err != nil {
			return none, failed("look for", id, err)
		}
		if has {
			return round.Key{Source: from, ID: id}, nil
		}
	}
	page, err := l.List(ctx, round.Query{Text: id, Source: source, Limit: 2})
	if err != nil {
		return none, err
	}
	found := page.Entries
	switch len(found) {
	case 0:
		return none, fmt.Errorf("%w: %.80q is no id, nor a part of one", round.ErrUnknown, id)
	case 1:
		return found[0].Key, nil
	}
	return none, fmt.Errorf("%w: %.80q is a part of %d ids, such as %s and %s: give more of it",
		round.ErrInvalid, id, page.Total, found[0].ID, found[1].ID)
}

// Neighbours gives the rounds of the same source that started before and
// after a round, nil where there is none. It fails with round.ErrUnknown.
func (l *Library) Neighbours(ctx context.Context, key round.Key) (before, after *round.Key, err error) {
	err = l.view(ctx, func(db *sql.DB) error {
		var started int64
		err := db.QueryRowContext(ctx, "SELECT started_ns FROM rounds WHERE source = ? AND id = ?",
			string(key.Source), key.ID).Scan(&started)
		if errors.Is(err, sql.ErrNoRows) {
			return unknownRound(key)
		}
		if err != nil {
			return err
		}
		beside := func(comparison, direction string) (*round.Key, error) {
			next := round.Key{Source: key.Source}
			err := db.QueryRowContext(ctx, "SELECT id FROM rounds WHERE source = ? AND (started_ns, id) "+comparison+
				" (?, ?) ORDER BY started_ns "+direction+", id "+direction+" LIMIT 1",
				string(key.Source), started, key.ID).Scan(&next.ID)
			if errors.Is(err, sql.ErrNoRows) {
				return nil, nil
			}
			return &next, err
		}
		if before, err = beside("<", "DESC"); err != nil {
			return err
		}
		after, err = beside(">", "ASC")
		return err
	})
	return before, after, failed("find the neighbours of", key.ID, err)
}

func unknownRound(key round.Key) error {
	return fmt.Errorf("%w: %s of source %s", round.ErrUnknown, key.ID, key.Source)
}
