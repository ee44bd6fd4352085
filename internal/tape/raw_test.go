package tape

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func events(t *testing.T, name string) (got []string, stats Stats, err error) {
	t.Helper()
	file, err := os.Open(filepath.Join("testdata", "read", name))
	must(t, err)
	defer file.Close()
	stats, err = Events(name, file, func(e RawEvent) error {
		got = append(got, fmt.Sprintf("%d %s %.20s", e.RecvNS/1e6, e.Name, e.Payload))
		return nil
	})
	return got, stats, err
}

func TestEvents(t *testing.T) {
	got, stats, err := events(t, "h_raw.jsonl")
	must(t, err)
	want := []string{
		`1735740010500 gameStateUpdate {"active": true, "pr`,
		`1735740011500 standard/newTrade [{"__trace": true, "`,
		`1735740012500 gameStateUpdate {"active": true, "pr`,
		`1735740013000 disconnect `,
		`1735740014000 gameStateUpdate null`,
	}
	if diff := cmp.Diff(want, got); diff != "" || stats.Format != formatRaw {
		t.Errorf("format %s (-want +got):\n%s", stats.Format, diff)
	}
	for name, n := range map[string]int{"i_cdp.jsonl": 3, "j_samples.jsonl": 11, "a_plain.jsonl": 0, "k_history.json": 0} {
		if got, _, err := events(t, name); err != nil || len(got) != n {
			t.Errorf("%s has %d events, want %d; %v", name, len(got), n, err)
		}
	}
	if _, stats, err := events(t, "j_torn.jsonl"); err != nil || stats.Malformed == 0 {
		t.Errorf("a torn line: %+v, %v", stats, err)
	}
	if _, _, err := events(t, "note.txt"); !errors.Is(err, ErrUnknownFormat) {
		t.Errorf("what is no recording: %v", err)
	}
}

func TestEventsEndWithTheCaller(t *testing.T) {
	enough, n := errors.New("enough"), 0
	line := `{"seq":0,"ts":1735740010500,"event":"x","data":{}}` + "\n"
	_, err := Events("x", strings.NewReader(strings.Repeat(line, 9)), func(RawEvent) error {
		if n++; n == 2 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) || n != 2 {
		t.Errorf("%d events, %v", n, err)
	}
}
