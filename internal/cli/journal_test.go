package cli

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"rugtape/internal/journal"
	"rugtape/internal/tape"
)

// recordedEntries are what journals of tests hold.
var recordedEntries = []struct {
	kind tape.EntryKind
	text string
}{
	{tape.EntryReceived, `0{"sid":"s1","pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}`},
	{tape.EntrySent, `40`},
	{tape.EntryReceived, `42["gameStateUpdate",{"__trace":true,"traceparent":"00-aa"},{"gameId":"20250102-aa","tickCount":3,"price":1.0100000000000000,"price2":"\u00e9"}]`},
	{tape.EntryReceived, `2`},
	{tape.EntrySent, `3`},
	{tape.EntryReceived, `42["standard/newTrade", {"id": "t1", "amount": 0.010}]`},
	{tape.EntryReceived, `431[{"success":true}]`},
	{tape.EntryReceived, "42[\"torn\",{\"a\":1\x1b[31m"},
	{tape.EntryNote, `{"note":"clock","jump_ns":-1500000000}`},
}

// journals is the command of scripts that writes them.
func journals(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 0 {
		ts.Fatalf("usage: journals")
	}
	first, second := journalFile(ts.Check, 1, 6), journalFile(ts.Check, 7, 9)
	damaged := bytes.Clone(first)
	damaged[len(damaged)/2] ^= 1 // in the second of the sections, or the block before it
	for name, text := range map[string][]byte{
		"whole/000000000001-20250102T140315Z.rtj":   first,
		"whole/000000000007-20250102T140515Z.rtj":   second,
		"damaged/000000000001-20250102T140315Z.rtj": damaged,
		"damaged/000000000007-20250102T140515Z.rtj": second,
		"open/000000000001-20250102T140315Z.rtj":    first[:bytes.LastIndex(first, []byte("rtjT"))],
	} {
		path := ts.MkAbs(name)
		ts.Check(os.MkdirAll(filepath.Dir(path), 0o700))
		ts.Check(os.WriteFile(path, text, 0o600))
	}
}

// journalFile is a file of the entries from a number to another.
func journalFile(check func(error), from, to int) []byte {
	var out bytes.Buffer
	w, err := tape.NewJournalWriter(&out, tape.JournalHead{Source: "arena", Rule: "1", Run: "00", First: uint64(from)})
	check(err)
	for i := from; i <= to; i++ {
		e := recordedEntries[i-1]
		check(w.Add(tape.Entry{Seq: uint64(i), TimeNS: 1735826595_000000000 + int64(i)*20e9, Kind: e.kind, Data: []byte(e.text)}))
		check(w.Flush())
	}
	check(w.Close())
	return out.Bytes()
}

// A journal can be followed while it is written, into its next files.
func TestJournalFollowsARecorder(t *testing.T) {
	dir := t.TempDir()
	j, err := journal.Open(journal.Options{Dir: dir, MaxFile: 300})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	out, in := io.Pipe()
	ended := make(chan int)
	var errs bytes.Buffer
	go func() {
		ended <- Run(ctx, Std{In: strings.NewReader(""), Out: in, Err: &errs}, []string{"journal", dir, "--follow", "--json", "--kind", "tick"})
		_ = in.Close()
	}()
	lines := bufio.NewScanner(out)
	for seq := 1; seq <= 6; seq += 2 {
		for i := range 2 {
			kind := []string{"tick", "other"}[i]
			if err := j.Append(tape.EntryReceived, int64(seq), fmt.Appendf(nil, `42["%s",{"n":%d}]`, kind, seq)); err != nil {
				t.Fatal(err)
			}
		}
		if want := fmt.Sprintf(`{"seq":%d,"recv_ns":%d,"dir":"in","kind":"tick","payload":{"n":%d}}`, seq, seq, seq); !lines.Scan() || lines.Text() != want {
			t.Fatalf("it prints %s, want %s: %v", lines.Text(), want, lines.Err())
		}
	}
	stop()
	if code := <-ended; code != exitDone || errs.Len() > 0 {
		t.Errorf("it ended with %d: %s", code, errs.String())
	}
	closing, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := j.Close(closing); err != nil {
		t.Fatal(err)
	}
	if files, err := journal.Files(dir); err != nil || len(files) < 2 {
		t.Errorf("all was in %d files: %v", len(files), err)
	}
}
