package cli

import (
	"bytes"
	"cmp"
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	gocmp "github.com/google/go-cmp/cmp"

	"rugtape/internal/library"
	"rugtape/internal/peertest"
	"rugtape/internal/round"
	"rugtape/internal/tape"
)

// rawEvents is the corpus's file of 120 events as the site sent them.
func rawEvents(t *testing.T) string {
	t.Helper()
	dir := cmp.Or(os.Getenv("RUGTAPE_CORPUS"), filepath.Join("..", "..", "..", "shared", "corpus"))
	path := filepath.Join(dir, "raw", "websocket_events_000_119.jsonl")
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the corpus is not at %s (set RUGTAPE_CORPUS): %v", dir, err)
	}
	return path
}

// The 120 events of the site, served by the official Socket.IO server, arrive
// at the recorder, and what it seals are the files that an import of the same
// events makes: byte by byte, but for the times at which they came and where
// from.
func TestRecordedIsAsImported(t *testing.T) {
	file := rawEvents(t)
	// Once the recorder says that it was cut off, it has read all of the connection.
	server := peertest.Serve(t, "--events", file, "--ping", "100", "--end", "cut:120"+strings.Repeat(",cut:0", 50))
	recordedAt, importedAt := t.TempDir(), t.TempDir()
	if code, _, errs := command(t, "--home", importedAt, "library", "import", file); code != exitDone {
		t.Fatalf("import: exit %d, %s", code, errs)
	}
	r := recordUntil(t, recordedAt, server.URL, "the server closed the connection")
	// It came in mid-round: the ticks before are one gap, which the first frame's prices fill.
	if r.Messages < 120 || r.Unreadable != 0 || r.Gaps != 1 || r.Filled != 129 || r.Ticks != 102 {
		t.Errorf("record: %+v", r)
	}
	recorded, imported := timeless(t, recordedAt), timeless(t, importedAt)
	if len(imported) != 7 || r.Rounds != 7 {
		t.Errorf("%d rounds were imported, %d recorded, want 7", len(imported), r.Rounds)
	}
	if diff := gocmp.Diff(imported, recorded); diff != "" {
		t.Errorf("(-imported +recorded):\n%.3000s", diff)
	}
}

// recordUntil runs record on a server until it says something.
func recordUntil(t *testing.T, home, url, word string) (r recording) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	var stdout bytes.Buffer
	said := overheard{word: word, stop: stop}
	std := Std{In: strings.NewReader(""), Out: &stdout, Err: &said}
	code := Run(ctx, std, []string{"--home", home, "--json", "record", "--url", url})
	if err := json.Unmarshal(stdout.Bytes(), &r); code != exitDone || err != nil {
		t.Fatalf("record: exit %d, %v, %q, %s", code, err, stdout.String(), said.text)
	}
	if !strings.Contains(string(said.text), word) {
		t.Fatalf("record did not say %q: %s", word, said.text)
	}
	return r
}

// overheard is what a command says, and stops it at a word.
type overheard struct {
	mu   sync.Mutex
	text []byte
	word string
	stop context.CancelFunc
}

func (o *overheard) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.text = append(o.text, p...)
	if bytes.Contains(o.text, []byte(o.word)) {
		o.stop()
	}
	return len(p), nil
}

// timeless are the round files of a library, by id, as they are without the
// receiver's clock and the name of what they were read from.
func timeless(t *testing.T, home string) map[string]string {
	t.Helper()
	lib, err := library.Open(t.Context(), home, library.Reader)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := lib.Close(context.Background()); err != nil {
			t.Error(err)
		}
	}()
	page, err := lib.List(t.Context(), round.Query{})
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, e := range page.Entries {
		if e.Source == round.Sample {
			continue
		}
		rec, _, err := lib.Get(t.Context(), e.Key)
		if err != nil {
			t.Fatal(err)
		}
		rec.OpenedNS, rec.HashSeenNS, rec.From = 0, 0, nil
		for i := range rec.Ticks {
			rec.Ticks[i].RecvNS = 0
		}
		for i := range rec.Rugs {
			rec.Rugs[i].RecvNS = 0
		}
		var file bytes.Buffer
		if _, err := tape.EncodeRound(&file, rec, tape.Edition{Revision: 1}); err != nil {
			t.Fatal(err)
		}
		files[e.ID] = file.String()
	}
	return files
}
