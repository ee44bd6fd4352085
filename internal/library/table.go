package library

import (
	"strconv"

	"rugtape/internal/game"
	"rugtape/internal/round"
)

// tickRow is a row of an exported table: one tick whose price is known, with
// what is needed of its round to choose by; or a rug, after the live ticks.
type tickRow struct {
	Source      string  `json:"source" parquet:"source,dict,zstd"`
	Round       string  `json:"round" parquet:"round,dict,zstd"`
	Version     string  `json:"version" parquet:"version,dict,zstd"`                      // of the law, "" where nobody told
	StartedNS   int64   `json:"started_ns" parquet:"started_ns,delta,zstd"`               // tick 0, Unix time; 0 if unknown
	Verdict     string  `json:"verdict" parquet:"verdict,dict,zstd"`                      // as verify gives it
	Complete    bool    `json:"complete" parquet:"complete"`                              // every live price is known, and the rug
	Quarantined bool    `json:"quarantined" parquet:"quarantined"`                        // the evidence contradicts itself
	RugTick     int32   `json:"rug_tick,omitzero" parquet:"rug_tick,optional,delta,zstd"` // from 1; 0 is written as nothing: it is not certain
	Kind        string  `json:"kind" parquet:"kind,dict,zstd"`                            // live, rug, or bound: a rug that came at this tick or before
	Tick        int32   `json:"tick" parquet:"tick,delta,zstd"`
	Price       float64 `json:"price" parquet:"price,zstd"`                             // a multiplier
	RecvNS      int64   `json:"recv_ns,omitzero" parquet:"recv_ns,optional,delta,zstd"` // Unix time; 0 is written as nothing: its own frame was not recorded
	Origin      string  `json:"origin" parquet:"origin,dict,zstd"`                      // frame, on_connect, partial, history, seed
}

var tableHeader = []string{
	"source", "round", "version", "started_ns", "verdict", "complete", "quarantined", "rug_tick",
	"kind", "tick", "price", "recv_ns", "origin",
}

// tableRows gives the rows of a round. Missing ticks have none.
func tableRows(rec *round.Recording, s round.Summary) []tickRow {
	base := tickRow{
		Source: string(rec.Source), Round: rec.ID, Version: rec.Version, StartedNS: s.StartedNS,
		Verdict: s.Verdict.String(), Complete: s.Complete, Quarantined: s.Quarantined,
	}
	if s.Ended && s.Rug.Certain {
		base.RugTick = int32(s.Rug.At)
	}
	rows := make([]tickRow, 0, len(rec.Ticks)+1)
	add := func(kind string, at int, t round.Tick) {
		r := base
		r.Kind, r.Tick, r.Price, r.RecvNS, r.Origin = kind, int32(at), t.Price, t.RecvNS, t.Origin.String()
		rows = append(rows, r)
	}
	for at, t := range rec.Ticks {
		if t.Origin != game.Missing {
			add("live", at, t)
		}
	}
	for _, g := range rec.Rugs {
		kind := "rug"
		if !g.Certain {
			kind = "bound"
		}
		add(kind, g.At, g.Tick)
	}
	return rows
}

// tickTable is the table of all ticks.
var tickTable = table[tickRow]{header: tableHeader, rows: tableRows, cells: (*tickRow).cells}

func (r *tickRow) cells() []string {
	rugTick, recv := "", ""
	if r.RugTick != 0 {
		rugTick = strconv.Itoa(int(r.RugTick))
	}
	if r.RecvNS != 0 {
		recv = strconv.FormatInt(r.RecvNS, 10)
	}
	return []string{
		r.Source, r.Round, r.Version, strconv.FormatInt(r.StartedNS, 10), r.Verdict,
		strconv.FormatBool(r.Complete), strconv.FormatBool(r.Quarantined), rugTick,
		r.Kind, strconv.Itoa(int(r.Tick)), strconv.FormatFloat(r.Price, 'f', -1, 64), recv, r.Origin,
	}
}
