package library

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rugtape/internal/round"
)

// dump reads the whole catalogue, samples left out, by key.
func dump(t *testing.T, l *Library) []map[string]any {
	t.Helper()
	var all []map[string]any
	err := l.view(context.Background(), func(db *sql.DB) error {
		rows, err := db.Query("SELECT * FROM rounds WHERE " + notSample + " ORDER BY source, id")
		if err != nil {
			return err
		}
		defer rows.Close()
		names, err := rows.Columns()
		if err != nil {
			return err
		}
		for rows.Next() {
			values := make([]any, len(names))
			into := make([]any, len(names))
			for i := range values {
				into[i] = &values[i]
			}
			if err := rows.Scan(into...); err != nil {
				return err
			}
			one := map[string]any{}
			for i, name := range names {
				one[name] = values[i]
			}
			all = append(all, one)
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestRebuiltCatalogueIsTheSame(t *testing.T) {
	l := owner(t, t.TempDir())
	dir := taleFiles(t, 12)
	paths, _ := filepath.Glob(filepath.Join(dir, "*"))
	for _, path := range paths { // one by one, so that the split ones are revised
		imported(t, l, path)
	}
	want := dump(t, l)
	r, err := Open(context.Background(), l.home, Reader)
	if err != nil {
		t.Fatal(err)
	}
	defer shut(t, r)
	if err := l.Check(context.Background(), true, func(CheckItem) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, dump(t, l)); diff != "" {
		t.Errorf("made anew it differs: %s", diff)
	}
	imported(t, l, put(t, t.TempDir(), "one.jsonl", tell(99).lines(nil)))
	if page := listed(t, r, round.Query{}); page.Total != 13 {
		t.Errorf("a reader from before sees %d rounds", page.Total)
	}
}

func TestUnusableCatalogueIsMadeAnew(t *testing.T) {
	home := t.TempDir()
	l := owner(t, home)
	imported(t, l, taleFiles(t, 5))
	want := dump(t, l)
	shut(t, l)
	path := filepath.Join(home, catalogueName)
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func() error{
		"missing": func() error { return os.Remove(path) },
		"junk":    func() error { return os.WriteFile(path, []byte(strings.Repeat("no database ", 999)), 0o600) },
		"empty":   func() error { return os.WriteFile(path, nil, 0o600) },
		"cut":     func() error { return os.WriteFile(path, good[:len(good)/2], 0o600) },
		"torn": func() error {
			return os.WriteFile(path, slices.Concat(good[:4096], make([]byte, len(good)-4096)), 0o600)
		},
		"another version": func() error {
			db, err := sql.Open("sqlite", dataSource(path))
			if err != nil {
				return err
			}
			_, err = db.Exec("PRAGMA user_version = 99")
			return errors.Join(err, db.Close())
		},
	} {
		t.Run(name, func(t *testing.T) {
			if err := spoil(); err != nil {
				t.Fatal(err)
			}
			if name != "torn" { // a Reader does not look at every page
				r, err := Open(context.Background(), home, Reader)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want, dump(t, r)); diff != "" && name != "cut" {
					t.Errorf("a reader sees another catalogue: %s", diff)
				}
				if err := r.Close(context.Background()); err != nil {
					t.Error(err)
				}
			}
			l := owner(t, home)
			defer shut(t, l)
			if diff := cmp.Diff(want, dump(t, l)); diff != "" {
				t.Errorf("made anew it differs: %s", diff)
			}
			if n := l.Notices(); len(n) != 1 || !strings.Contains(n[0], "anew") {
				t.Errorf("it says %q", n)
			}
		})
	}
}

func TestCheckTellsFaults(t *testing.T) {
	l := owner(t, t.TempDir())
	imported(t, l, taleFiles(t, 6))
	at := func(n int) string { return filepath.Join(l.home, roundPath(tell(n).key())) }
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	change := func(n int, do func([]byte) []byte) {
		t.Helper()
		data, err := os.ReadFile(at(n))
		must(err)
		must(os.Remove(at(n)))
		must(os.WriteFile(at(n), do(data), roundMode))
	}
	change(0, func(b []byte) []byte { return b[:len(b)-1] })
	change(1, func(b []byte) []byte { b[len(b)/2] ^= 1; return b })
	must(os.Remove(at(2)))
	must(os.Chmod(at(3), 0o644))
	data, err := os.ReadFile(at(4))
	must(err)
	must(os.WriteFile(at(9), data, roundMode)) // a round under another's name
	put(t, filepath.Dir(at(0)), "notes.txt", []byte("x"))
	bad, files := faults(t, l)
	if files != 8 || len(bad) != 6 {
		t.Errorf("%d items, faults: %v", files, bad)
	}
	for _, item := range bad {
		if item.Fault == "" || strings.Contains(item.Path, "game_") || filepath.IsAbs(item.Path) {
			t.Errorf("%+v", item)
		}
	}
	// Made anew, the catalogue has what is whole.
	must(l.Check(context.Background(), true, func(CheckItem) error { return nil }))
	if page := listed(t, l, round.Query{}); page.Total != 3 {
		t.Errorf("%d rounds are listed", page.Total)
	}
	// A damaged round can be imported again; the damaged file is set aside.
	if r := imported(t, l, put(t, t.TempDir(), "x.jsonl", tell(1).lines(nil))); r.Complete != 1 {
		t.Errorf("%+v", r)
	}
	if _, _, err := l.Get(context.Background(), tell(1).key()); err != nil {
		t.Error(err)
	}
	if aside, _ := filepath.Glob(filepath.Join(l.home, quarantineName, "*.why")); len(aside) != 1 {
		t.Errorf("set aside: %v", aside)
	}
}

func TestList(t *testing.T) {
	l := owner(t, t.TempDir())
	ctx := context.Background()
	imported(t, l, taleFiles(t, 20))
	gapped := tell(30)
	imported(t, l, put(t, t.TempDir(), "g.jsonl", gapped.lines(func(tick int) bool { return tick != 1 })))
	all := listed(t, l, round.Query{}).Entries
	if len(all) != 21 || all[0].ID != gapped.id {
		t.Fatalf("%d rounds, the youngest is %s", len(all), all[0].ID)
	}
	is := func(name string, q round.Query, keep func(round.Entry) bool) {
		t.Helper()
		var want []string
		for _, e := range all {
			if keep(e) {
				want = append(want, e.ID)
			}
		}
		page := listed(t, l, q)
		var got []string
		for _, e := range page.Entries {
			got = append(got, e.ID)
		}
		if diff := cmp.Diff(want, got); diff != "" || page.Total != len(want) {
			t.Errorf("%s: total %d: %s", name, page.Total, diff)
		}
	}
	some := all[7]
	is("complete", round.Query{Complete: true}, func(e round.Entry) bool { return e.ID != gapped.id })
	is("peak", round.Query{PeakMin: some.Peak, PeakMax: 2 * some.Peak}, func(e round.Entry) bool { return e.Peak >= some.Peak && e.Peak <= 2*some.Peak })
	is("ticks", round.Query{TicksMin: some.Live, TicksMax: 300}, func(e round.Entry) bool { return e.Live >= some.Live && e.Live <= 300 })
	is("time", round.Query{FromNS: some.StartedNS, ToNS: all[2].StartedNS}, func(e round.Entry) bool {
		return e.StartedNS >= some.StartedNS && e.StartedNS <= all[2].StartedNS
	})
	is("beginning of an id", round.Query{Text: some.ID[:12]}, func(e round.Entry) bool { return strings.HasPrefix(e.ID, some.ID[:12]) })
	is("middle of an id", round.Query{Text: " " + strings.ToUpper(some.ID[20:]) + " "}, func(e round.Entry) bool { return strings.Contains(e.ID, some.ID[20:]) })
	is("a pattern is no pattern", round.Query{Text: "%"}, func(round.Entry) bool { return false })
	is("source", round.Query{Source: round.Arena}, func(round.Entry) bool { return false })
	is("quarantined", round.Query{Quarantined: true}, func(round.Entry) bool { return false })
	is("no seed", round.Query{Verdict: "no-seed"}, func(round.Entry) bool { return true })
	is("verified", round.Query{Verdict: "verified"}, func(round.Entry) bool { return false })
	page := listed(t, l, round.Query{Offset: 5, Limit: 3})
	if len(page.Entries) != 3 || page.Total != 21 || page.Entries[0].ID != all[5].ID {
		t.Errorf("the second page: %+v", page)
	}
	for sort, less := range map[string]func(a, b round.Entry) bool{
		"started": func(a, b round.Entry) bool { return a.StartedNS <= b.StartedNS },
		"ticks":   func(a, b round.Entry) bool { return a.Live <= b.Live },
		"-ticks":  func(a, b round.Entry) bool { return a.Live >= b.Live },
		"peak":    func(a, b round.Entry) bool { return a.Peak <= b.Peak },
		"-peak":   func(a, b round.Entry) bool { return a.Peak >= b.Peak },
	} {
		got := listed(t, l, round.Query{Sort: sort}).Entries
		for i := range got[1:] {
			if !less(got[i], got[i+1]) {
				t.Errorf("sorted by %s, %d and %d are the wrong way round", sort, i, i+1)
			}
		}
	}
	for _, q := range []round.Query{{Sort: "id; DROP TABLE rounds"}, {Verdict: "x"}, {Offset: -1}, {Limit: -1}} {
		if _, err := l.List(ctx, q); !errors.Is(err, round.ErrInvalid) {
			t.Errorf("%+v: %v", q, err)
		}
	}
	// A listed entry is what the file says.
	for _, e := range all {
		_, want, err := l.Get(ctx, e.Key)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, e); diff != "" {
			t.Errorf("%s: %s", e.ID, diff)
		}
	}
}

// Rounds of which no price is known come last whichever way, and each order
// that a list can have is one of an index.
func TestUnpricedRoundsComeLast(t *testing.T) {
	l := owner(t, t.TempDir())
	ctx := context.Background()
	var rows []row
	for i, s := range []round.Summary{{}, {Live: 5, Seen: 4, Peak: 2}, {Live: 9}, {Live: 3, Seen: 3, Peak: 1}} {
		s.Key = round.Key{Source: round.Site, ID: fmt.Sprint("r", i)}
		rows = append(rows, row{Entry: round.Entry{Summary: s}})
	}
	if err := l.cat.change(ctx, func(ctx context.Context, t *sql.Tx) error { return putRows(ctx, t, rows) }); err != nil {
		t.Fatal(err)
	}
	for sort, want := range map[string]string{
		"peak": "r3 r1 r0 r2", "-peak": "r1 r3 r2 r0", "ticks": "r3 r1 r0 r2", "-ticks": "r1 r3 r2 r0",
	} {
		var got []string
		for _, e := range listed(t, l, round.Query{Sort: sort}).Entries {
			got = append(got, e.ID)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("by %s: %v, want %s", sort, got, want)
		}
	}
	for _, sort := range []string{"", "started", "peak", "-peak", "ticks", "-ticks"} {
		order, err := orderOf(sort)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := l.cat.db.Query("EXPLAIN QUERY PLAN SELECT source, id FROM rounds WHERE " + notSample + " ORDER BY " + order + " LIMIT 100")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var id, parent, unused int
			var step string
			if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(step, "INDEX rounds_") {
				t.Errorf("by %q: %s", sort, step)
			}
		}
		if err := rows.Err(); err != nil {
			t.Error(err)
		}
	}
}

func TestResolveAndNeighbours(t *testing.T) {
	l := owner(t, t.TempDir())
	ctx := context.Background()
	imported(t, l, taleFiles(t, 4))
	for id, want := range map[string]string{
		tell(1).id: tell(1).id, tell(2).id[len(tell(2).id)-4:]: tell(2).id, " " + tell(3).id + "\n": tell(3).id,
	} {
		if key, err := l.Resolve(ctx, id, ""); err != nil || key.ID != want || key.Source != round.Site {
			t.Errorf("%q is %v, %v", id, key, err)
		}
	}
	if key, err := l.Resolve(ctx, sampleKeys()[0].ID, ""); err != nil || key.Source != round.Sample {
		t.Errorf("a sample is %v, %v", key, err)
	}
	for id, want := range map[string]error{"20251029": round.ErrInvalid, "": round.ErrInvalid, "nothing": round.ErrUnknown} {
		if _, err := l.Resolve(ctx, id, ""); !errors.Is(err, want) {
			t.Errorf("%q: %v", id, err)
		}
	}
	if _, err := l.Resolve(ctx, tell(1).id, round.Arena); !errors.Is(err, round.ErrUnknown) {
		t.Errorf("of another source: %v", err)
	}
	for i := range 4 {
		before, after, err := l.Neighbours(ctx, tell(i).key())
		if err != nil {
			t.Fatal(err)
		}
		if (before == nil) != (i == 0) || before != nil && *before != tell(i-1).key() {
			t.Errorf("before %d is %v", i, before)
		}
		if (after == nil) != (i == 3) || after != nil && *after != tell(i+1).key() {
			t.Errorf("after %d is %v", i, after)
		}
	}
	if _, _, err := l.Neighbours(ctx, tell(9).key()); !errors.Is(err, round.ErrUnknown) {
		t.Errorf("of an unknown round: %v", err)
	}
}
