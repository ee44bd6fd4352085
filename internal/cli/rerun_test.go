package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"rugtape/internal/app"
	"rugtape/internal/journal"
	"rugtape/internal/tape"
)

// rewritten copies a journal entry by entry into one file, after a change.
func rewritten(t *testing.T, dir string, change func(e *tape.Entry) (keep bool)) string {
	t.Helper()
	r, err := journal.OpenReader(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var out bytes.Buffer
	w, err := tape.NewJournalWriter(&out, tape.JournalHead{Source: "arena", Rule: "1", Run: "again", First: 1})
	if err != nil {
		t.Fatal(err)
	}
	seq := uint64(0)
	for r.Next() {
		e := r.Entry()
		if !change(&e) {
			continue
		}
		seq++
		e.Seq = seq
		if err := w.Add(e); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil || r.Err() != nil {
		t.Fatal(err, r.Err())
	}
	path := filepath.Join(t.TempDir(), "changed.rtj")
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestRerunTellsTheFirstDifference(t *testing.T) {
	home, url := t.TempDir(), fastArena(t, 8)
	mine := filepath.Join(t.TempDir(), "mine.star")
	text := "params = {\"stake\": \"0.02\"}\n" +
		"def decide(view):\n" +
		"    if view.phase == \"presale\":\n" +
		"        return BUY(params[\"stake\"], why=\"at 1x\")\n" +
		"    return WAIT(\"until the rug\")\n"
	if err := os.WriteFile(mine, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	code, _, errs := command(t, "--home", home, "bot", "--strategy", mine+":stake=0.01", "--feed", url, "--rounds", "2")
	if code != exitDone {
		t.Fatalf("bot: exit %d, %s", code, errs)
	}
	if err := os.WriteFile(mine, []byte("def decide(view):\n    return WAIT()\n"), 0o600); err != nil {
		t.Fatal(err) // what was recorded decides, not what the file says now
	}
	dir := app.JournalDir(home)
	all := func(*tape.Entry) bool { return true }
	if code, out, errs := command(t, "--home", home, "rerun", rewritten(t, dir, all)); code != exitDone || !strings.Contains(out, "0 differences") {
		t.Errorf("copied: exit %d, %q, %s", code, out, errs)
	}

	changed := false
	path := rewritten(t, dir, func(e *tape.Entry) bool {
		if was := e.Data; !changed && e.Kind == tape.EntryNote {
			e.Data = bytes.Replace(was, []byte(`"action":"BUY","amount":0.01`), []byte(`"action":"BUY","amount":0.02`), 1)
			changed = !bytes.Equal(was, e.Data)
		}
		return true
	})
	code, out, errs := command(t, "--home", home, "--json", "rerun", path)
	var r rerunReport
	if err := json.Unmarshal([]byte(out), &r); err != nil || code != exitNo {
		t.Fatalf("changed: exit %d, %q, %s", code, out, errs)
	}
	if d := r.First; !changed || r.Differences != 1 || d == nil || d.Round == "" || d.Tick != 0 || d.State != "presale" || d.Field != "amount" || d.Was != "0.02" || d.Now != "0.01" {
		t.Errorf("changed: %s", out)
	}
	code, out, errs = command(t, "--home", home, "rerun", path)
	if code != exitNo || !strings.Contains(out, "tick 0 (presale): amount was 0.02, and is 0.01") {
		t.Errorf("changed, for a person: exit %d, %q, %s", code, out, errs)
	}

	late := rewritten(t, dir, func(e *tape.Entry) bool { return !bytes.HasPrefix(e.Data, []byte(`{"note":"desk"`)) })
	code, out, errs = command(t, "--home", home, "rerun", late)
	if code != exitFail || !strings.Contains(out, "the desk was opened before the recording begins") || !strings.Contains(errs, "there is no decision to make again") {
		t.Errorf("without its desk: exit %d, %q, %s", code, out, errs)
	}

	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, whole[:len(whole)-40], 0o600); err != nil {
		t.Fatal(err)
	}
	code, _, errs = command(t, "--home", home, "rerun", path)
	if code != exitNo || !strings.Contains(errs, "no end") {
		t.Errorf("cut off: exit %d, %s", code, errs)
	}
}

func TestRerunSaysWhatItCannotRead(t *testing.T) {
	home := t.TempDir()
	none := filepath.Join(home, "none.rtj")
	text := filepath.Join(home, "text.rtj")
	if err := os.WriteFile(text, []byte("no journal\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ path, want string }{
		{none, "correct the path"},
		{text, "no journal"},
		{"", "RECORDING is empty"},
	} {
		if code, _, errs := command(t, "--home", home, "rerun", c.path); code != exitFail || !strings.Contains(errs, c.want) {
			t.Errorf("rerun %q: exit %d, %q, want %q", c.path, code, errs, c.want)
		}
	}
}
