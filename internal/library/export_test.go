package library

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"rugtape/internal/round"
)

// All three formats hold the same table.
func TestExportTables(t *testing.T) {
	l := owner(t, t.TempDir())
	ctx := context.Background()
	imported(t, l, taleFiles(t, 3))
	gapped := tell(7)
	imported(t, l, put(t, t.TempDir(), "g.jsonl", gapped.lines(func(tick int) bool { return tick != 1 && tick != gapped.RugTick })))
	var want []tickRow
	for _, e := range listed(t, l, round.Query{Sort: "started"}).Entries {
		rec, entry, err := l.Get(ctx, e.Key)
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, tableRows(rec, entry.Summary)...)
	}
	out := t.TempDir()
	tables := map[string][]tickRow{}
	for _, format := range ExportFormats {
		path := filepath.Join(out, "rounds."+format)
		put(t, out, "rounds."+format, []byte("what was there before"))
		r, err := l.Export(ctx, round.Query{}, format, path)
		if err != nil {
			t.Fatal(format, err)
		}
		info, err := os.Stat(path)
		if err != nil || r.Rounds != 4 || r.Rows != len(want) || r.Bytes != info.Size() {
			t.Errorf("%s: %+v, %v", format, r, err)
		}
	}
	var err error
	if tables["parquet"], err = parquet.ReadFile[tickRow](filepath.Join(out, "rounds.parquet")); err != nil {
		t.Fatal(err)
	}
	tables["jsonl"] = readJSONTable(t, filepath.Join(out, "rounds.jsonl"))
	tables["csv"] = readCSVTable(t, filepath.Join(out, "rounds.csv"))
	for format, got := range tables {
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %.2000s", format, diff)
		}
	}
	if left, err := os.ReadDir(out); err != nil || len(left) != 3 {
		t.Errorf("left: %v, %v", left, err)
	}
}

func readJSONTable(t *testing.T, path string) (rows []tickRow) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		var r tickRow
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, r)
	}
	return rows
}

func readCSVTable(t *testing.T, path string) (rows []tickRow) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(tableHeader, all[0]); diff != "" {
		t.Error(diff)
	}
	number := func(text string) int64 {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for _, v := range all[1:] {
		r := tickRow{
			Source: v[0], Round: v[1], Version: v[2], StartedNS: number(v[3]), Verdict: v[4], Complete: v[5] == "true",
			Quarantined: v[6] == "true", Kind: v[8], Tick: int32(number(v[9])), Origin: v[12],
		}
		if v[7] != "" {
			r.RugTick = int32(number(v[7]))
		}
		if r.Price, err = strconv.ParseFloat(v[10], 64); err != nil || math.IsNaN(r.Price) {
			t.Fatal(v, err)
		}
		if v[11] != "" {
			r.RecvNS = number(v[11])
		}
		rows = append(rows, r)
	}
	return rows
}

// A directory of round files, imported elsewhere, is the same library.
func TestExportedFilesComeBack(t *testing.T) {
	l := owner(t, t.TempDir())
	ctx := context.Background()
	imported(t, l, taleFiles(t, 5))
	out := filepath.Join(t.TempDir(), "rounds")
	r, err := l.Export(ctx, round.Query{}, "jsonl", out)
	if err != nil || r.Rounds != 5 || r.Bytes == 0 {
		t.Fatalf("%+v, %v", r, err)
	}
	other := owner(t, t.TempDir())
	if r := imported(t, other, out); r.RoundsNew != 5 || r.Complete != 5 {
		t.Errorf("%+v", r)
	}
	if diff := cmp.Diff(hashFiles(t, filepath.Join(l.home, roundsName)), hashFiles(t, filepath.Join(other.home, roundsName))); diff != "" {
		t.Error(diff)
	}
	var text strings.Builder
	if err := l.Write(ctx, &text, tell(1).key(), "jsonl"); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(filepath.Join(out, string(round.Site), tell(1).id+".jsonl"))
	if err != nil || string(file) != text.String() {
		t.Errorf("the file and what Write gives differ: %v", err)
	}
}

func TestExportRefuses(t *testing.T) {
	l := owner(t, t.TempDir())
	imported(t, l, taleFiles(t, 2))
	dir := t.TempDir()
	put(t, dir, "full/x", nil)
	ctx, cancel := context.WithCancel(context.Background())
	for _, c := range []struct{ format, out string }{
		{"xml", "x"},
		{"csv", ""},
		{"csv", filepath.Join(dir, "full")},
		{"csv", filepath.Join(dir, "no", "x.csv")},
		{"jsonl", filepath.Join(dir, "full")},
		{"jsonl", filepath.Join(dir, "full", "x")},
		{"jsonl", filepath.Join(dir, "no", "x")},
	} {
		if _, err := l.Export(ctx, round.Query{}, c.format, c.out); err == nil {
			t.Errorf("%+v was exported", c)
		}
	}
	cancel()
	for _, name := range []string{"a.csv", "a.parquet", "a.jsonl", "a"} {
		format := strings.TrimPrefix(filepath.Ext(name), ".")
		if format == "" {
			format = "jsonl"
		}
		if _, err := l.Export(ctx, round.Query{}, format, filepath.Join(dir, name)); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("left: %v, %v", left, err)
	}
}

func TestWrite(t *testing.T) {
	l := owner(t, t.TempDir())
	ctx := context.Background()
	var b strings.Builder
	for _, format := range []string{"jsonl", "csv"} {
		b.Reset()
		if err := l.Write(ctx, &b, sampleKeys()[2], format); err != nil || strings.Count(b.String(), "\n") < 35 {
			t.Errorf("%s: %v, %.100s", format, err, b.String())
		}
	}
	if err := l.Write(ctx, &b, sampleKeys()[0], "xml"); !errors.Is(err, round.ErrInvalid) {
		t.Errorf("xml: %v", err)
	}
	if err := l.Write(ctx, &b, tell(0).key(), "csv"); !errors.Is(err, round.ErrUnknown) {
		t.Errorf("an unknown round: %v", err)
	}
}
