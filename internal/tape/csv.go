package tape

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"

	"rugtape/internal/game"
	"rugtape/internal/round"
)

// EncodeCSV writes a recording as a table with one row per tick, the missing
// ones included, and one per rug: source, round, kind (live, missing, rug or
// bound, which is a rug that came at this tick or before), tick, price,
// recv_ns, origin. What is not known is empty.
func EncodeCSV(w io.Writer, rec *round.Recording) error {
	out := csv.NewWriter(w)
	row := func(kind string, at int, t round.Tick) {
		price, received, origin := "", "", ""
		if t.Origin != game.Missing {
			price, origin = strconv.FormatFloat(t.Price, 'f', -1, 64), t.Origin.String()
		}
		if t.RecvNS != 0 {
			received = strconv.FormatInt(t.RecvNS, 10)
		}
		_ = out.Write([]string{string(rec.Source), rec.ID, kind, strconv.Itoa(at), price, received, origin}) // its error sticks
	}
	_ = out.Write([]string{"source", "round", "kind", "tick", "price", "recv_ns", "origin"})
	for at, t := range rec.Ticks {
		kind := "live"
		if !t.Known() {
			kind = "missing"
		}
		row(kind, at, t)
	}
	for _, g := range rec.Rugs {
		kind := "rug"
		if !g.Certain {
			kind = "bound"
		}
		row(kind, g.At, g.Tick)
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write round %s as CSV: %w", rec.ID, err)
	}
	return nil
}
