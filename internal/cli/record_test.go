package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"rugtape/internal/app"
	"rugtape/internal/arena"
)

// fastArena serves drawn rounds at 200 times the pace until the test ends.
func fastArena(t *testing.T, seed uint64) string {
	t.Helper()
	server, err := arena.Listen(arena.Options{Listen: "127.0.0.1:0", Seed: seed, Speed: 200, Players: 4, Past: 2})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- server.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return server.URL()
}

// command runs rugtape in this process.
func command(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var stdout, stderr bytes.Buffer
	code = Run(ctx, Std{In: strings.NewReader(""), Out: &stdout, Err: &stderr}, args)
	return code, stdout.String(), stderr.String()
}

func TestRecordSealsRoundsThatVerify(t *testing.T) {
	home, url := t.TempDir(), fastArena(t, 5)
	code, out, errs := command(t, "--home", home, "--json", "record", "--url", url, "--for", "4s")
	var r recording
	if err := json.Unmarshal([]byte(out), &r); code != exitDone || err != nil {
		t.Fatalf("record: exit %d, %q, %s", code, out, errs)
	}
	if r.Rounds < 3 || r.Ticks < 20 || r.Messages < 100 || r.Bytes == 0 || r.Unreadable != 0 {
		t.Errorf("record: %+v", r)
	}
	code, out, errs = command(t, "--home", home, "verify")
	if code != exitDone || !strings.Contains(out, "verified") || strings.Contains(out, "mismatch") {
		t.Errorf("verify: exit %d, %q, %s", code, out, errs)
	}
	if code, out, errs = command(t, "--home", home, "--json", "library", "list"); code != exitDone || strings.Count(out, `"source":"arena"`) != r.Rounds {
		t.Errorf("list: exit %d, want %d rounds, %q, %s", code, r.Rounds, out, errs)
	}
	if code, out, errs = command(t, "--home", home, "library", "check"); code != exitDone {
		t.Errorf("check: exit %d, %q, %s", code, out, errs)
	}
}

func TestABotPrintsWhatItDecidesAndDecidesItAgain(t *testing.T) {
	home, url := t.TempDir(), fastArena(t, 6)
	code, out, errs := command(t, "--home", home, "--json", "bot", "--strategy", "aggressive", "--feed", url, "--rounds", "3", "--balance", "2")
	if code != exitDone {
		t.Fatalf("bot: exit %d, %s", code, errs)
	}
	for line := range strings.Lines(out) {
		var item botItem
		if err := json.Unmarshal([]byte(line), &item); err != nil || item.Round == "" || item.Action == "" || item.Action == "WAIT" {
			t.Fatalf("bot printed %q: %v", line, err)
		}
	}
	if !strings.Contains(out, `"action":"BUY"`) {
		t.Errorf("no buy in three rounds: %q", out)
	}
	code, out, errs = command(t, "--home", home, "--json", "rerun", app.JournalDir(home))
	var again rerunReport
	if err := json.Unmarshal([]byte(out), &again); code != exitDone || err != nil {
		t.Fatalf("rerun: exit %d, %q, %s", code, out, errs)
	}
	if again.Differences != 0 || again.Decisions == 0 || again.Rounds < 3 || len(again.NotCompared) != 0 {
		t.Errorf("rerun: %+v", again)
	}
}

func TestRecordAndBotSayWhatTheyCannotDo(t *testing.T) {
	home := t.TempDir()
	for _, c := range []struct{ args, want string }{
		{"record --url nonsense", "practice, live, off or an address"},
		{"record --source sample", "use site, arena or replay"},
		{"record --for -1s", "use a duration"},
		{"bot", "--strategy is missing"},
		{"bot --strategy nothing", `there is no strategy "nothing"`},
		{"bot --strategy program:cat", "a program runs in the lab"},
		{"bot --strategy target --balance x", "--balance"},
		{"bot --strategy " + filepath.Join(home, "no.star"), "no.star"},
	} {
		code, _, errs := command(t, append([]string{"--home", home}, strings.Fields(c.args)...)...)
		if code != exitFail || !strings.Contains(errs, c.want) {
			t.Errorf("%s: exit %d, %q, want %q", c.args, code, errs, c.want)
		}
	}
}

func TestRecordAndBotSayThatNothingIsRecorded(t *testing.T) {
	home := t.TempDir()
	if err := os.WriteFile(filepath.Join(home, "key"), []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range []string{"record --url practice --for 1s", "bot --strategy never --feed practice --for 1s"} {
		code, _, errs := command(t, append([]string{"--home", home}, strings.Fields(args)...)...)
		if code != exitFail || strings.Count(errs, "The recording has halted") != 2 { // at once, and at the end
			t.Errorf("%s: exit %d, %q", args, code, errs)
		}
	}
}
