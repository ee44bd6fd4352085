package library

import (
	"context"
	"database/sql"
	"encoding/binary"
	"math"
	"strings"

	"rugtape/internal/fair"
	"rugtape/internal/game"
	"rugtape/internal/round"
)

// row is a round in the catalogue: its entry, and how its file was found.
type row struct {
	round.Entry
	bytes, mtimeNS int64
}

const (
	entryColumns = "source, id, started_ns, ticks, seen, peak, peak_tick, ended, rug_tick, rug_price, rug_recv_ns, rug_origin, " +
		"rug_certain, complete, gaps, missing, repaired, trades, side_bets, seeded, pinned, quarantined, resumed, " +
		"verdict, law_consistent, spark, formats, revision, file_hash"
	rowColumns = entryColumns + ", file_bytes, file_mtime_ns"
)

var putRow = "INSERT OR REPLACE INTO rounds (" + rowColumns + ") VALUES (?" +
	strings.Repeat(", ?", strings.Count(rowColumns, ",")) + ")"

// putRows puts rounds in the catalogue, in place of what it says of them.
func putRows(ctx context.Context, t *sql.Tx, rows []row) error {
	if len(rows) == 0 {
		return nil
	}
	put, err := t.PrepareContext(ctx, putRow)
	if err != nil {
		return err
	}
	defer put.Close()
	for i := range rows {
		r := &rows[i]
		_, err := put.ExecContext(ctx,
			string(r.Source), r.ID, r.StartedNS, r.Live, r.Seen, r.Peak, r.PeakTick, r.Ended,
			r.Rug.At, r.Rug.Price, r.Rug.RecvNS, int(r.Rug.Origin), r.Rug.Certain,
			r.Complete, r.Gaps, r.Missing, r.Repaired, r.Trades, r.SideBets,
			r.Seeded, r.Pinned, r.Quarantined, r.Resumed,
			r.Verdict.String(), r.LawConsistent, packPrices(r.Spark), strings.Join(r.From, "\n"),
			r.Revision, r.Hash, r.bytes, r.mtimeNS)
		if err != nil {
			return err
		}
	}
	return nil
}

// copyRows takes the rounds over from another catalogue, samples left out.
func copyRows(ctx context.Context, t *sql.Tx, from *sql.DB) error {
	put, err := t.PrepareContext(ctx, putRow)
	if err != nil {
		return err
	}
	defer put.Close()
	rows, err := from.QueryContext(ctx, "SELECT "+rowColumns+" FROM rounds WHERE "+notSample)
	if err != nil {
		return err
	}
	defer rows.Close()
	values := make([]any, strings.Count(rowColumns, ",")+1)
	into := make([]any, len(values))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		if _, err := put.ExecContext(ctx, values...); err != nil {
			return err
		}
	}
	return rows.Err()
}

func dropRows(ctx context.Context, t *sql.Tx, keys []round.Key) error {
	for _, key := range keys {
		if _, err := t.ExecContext(ctx, "DELETE FROM rounds WHERE source = ? AND id = ?", string(key.Source), key.ID); err != nil {
			return err
		}
	}
	return nil
}

// readEntries takes the rows of a query for entryColumns.
func readEntries(rows *sql.Rows) ([]round.Entry, error) {
	defer rows.Close()
	var all []round.Entry
	for rows.Next() {
		var e round.Entry
		var verdict, formats string
		var spark []byte
		var origin int
		err := rows.Scan(
			&e.Source, &e.ID, &e.StartedNS, &e.Live, &e.Seen, &e.Peak, &e.PeakTick, &e.Ended,
			&e.Rug.At, &e.Rug.Price, &e.Rug.RecvNS, &origin, &e.Rug.Certain,
			&e.Complete, &e.Gaps, &e.Missing, &e.Repaired, &e.Trades, &e.SideBets,
			&e.Seeded, &e.Pinned, &e.Quarantined, &e.Resumed,
			&verdict, &e.LawConsistent, &spark, &formats, &e.Revision, &e.Hash)
		if err != nil {
			return nil, err
		}
		e.Rug.Origin, e.Verdict, e.Spark = game.Origin(origin), parseVerdict(verdict), unpackPrices(spark)
		if formats != "" {
			e.From = strings.Split(formats, "\n")
		}
		all = append(all, e)
	}
	return all, rows.Err()
}

func parseVerdict(name string) fair.Verdict {
	for _, v := range verdicts {
		if v.String() == name {
			return v
		}
	}
	return fair.NoSeed
}

var verdicts = []fair.Verdict{fair.Verified, fair.Mismatch, fair.NoSeed, fair.Partial}

func packPrices(prices []float64) []byte {
	b := make([]byte, 0, 8*len(prices))
	for _, p := range prices {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(p))
	}
	return b
}

func unpackPrices(b []byte) []float64 {
	var prices []float64
	for ; len(b) >= 8; b = b[8:] {
		prices = append(prices, math.Float64frombits(binary.LittleEndian.Uint64(b)))
	}
	return prices
}
