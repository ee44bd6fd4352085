package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rugtape/internal/report"
	"rugtape/internal/round"
	"rugtape/internal/web"
)

// startLab runs a lab on no recordings until the test ends.
func startLab(t *testing.T) (*Lab, *Scripts) {
	t.Helper()
	scripts := NewScripts(t.TempDir())
	l := NewLab(noRounds{}, scripts)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); l.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-done })
	return l, scripts
}

// noRounds is a library in which nothing is.
type noRounds struct{}

func (noRounds) List(context.Context, round.Query) (round.Page, error) { return round.Page{}, nil }

func (noRounds) Get(context.Context, round.Key) (*round.Recording, round.Entry, error) {
	return nil, round.Entry{}, round.ErrUnknown
}

// over waits until a run is over and gives it.
func over(t *testing.T, l *Lab, id string) web.LabRun {
	t.Helper()
	news, stop := l.Watch()
	defer stop()
	enough := time.After(20 * time.Second)
	for {
		run, err := l.Show(id)
		if err != nil {
			t.Fatal(err)
		}
		if finished(run.State) {
			return run
		}
		select {
		case <-news:
		case <-enough:
			t.Fatalf("%s is still %s", id, run.State)
		}
	}
}

func drawn(strategy string, count int) web.LabAsk {
	return web.LabAsk{Strategy: strategy, Rounds: web.LabRounds{From: "drawn", Count: count, Seed: 1}, Balance: "1"}
}

func TestARunOfTheLab(t *testing.T) {
	l, _ := startLab(t)
	id, err := l.Start(drawn("target:m=2", 3_000))
	if err != nil {
		t.Fatal(err)
	}
	run := over(t, l, id)
	result, ok := run.Result.(report.Result)
	if run.State != jobDone || run.Done != 3_000 || run.Total != 3_000 || !ok || result.Rounds != 3_000 || result.Drawing == nil {
		t.Fatalf("%+v", run)
	}
	if listed := l.Runs(); len(listed) != 1 || listed[0].Result != nil || listed[0].State != jobDone {
		t.Errorf("the list is %+v", listed)
	}
	for _, format := range report.Formats {
		text, err := l.Report(id, string(format))
		if err != nil || !strings.Contains(string(text), result.Hash) {
			t.Errorf("%s: %v", format, err)
		}
	}
	if _, err := l.Report(id, "pdf"); !errors.Is(err, round.ErrInvalid) {
		t.Errorf("a report as pdf: %v", err)
	}
	if err := l.Delete(id); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Show(id); !errors.Is(err, round.ErrInvalid) {
		t.Errorf("a deleted run: %v", err)
	}
}

func TestASweepOfTheLab(t *testing.T) {
	l, scripts := startLab(t)
	ask := drawn("target", 500)
	ask.Sweep = map[string][]string{"m": {"1.5", "2", "3"}}
	id, err := l.Start(ask)
	if err != nil {
		t.Fatal(err)
	}
	run := over(t, l, id)
	sweep, ok := run.Result.(report.Sweep)
	if !ok || sweep.Trials != 3 || run.Total != 1_500 || sweep.Cells[2].Params["m"] != "3" || sweep.Cells[0].Adjusted == nil {
		t.Errorf("%+v", run)
	}
	if err := scripts.Save("mine", "params = {\"m\": 2.0}\ndef decide(view):\n    return WAIT(why = str(params[\"m\"]))\n"); err != nil {
		t.Fatal(err)
	}
	ask = drawn("", 100)
	ask.Script, ask.Sweep = "mine", map[string][]string{"m": {"2", "3"}}
	if id, err = l.Start(ask); err != nil {
		t.Fatal(err)
	}
	if run := over(t, l, id); run.State != jobDone || run.Total != 200 {
		t.Errorf("a sweep of a script: %+v", run)
	}
}

func TestWhatTheLabRefuses(t *testing.T) {
	l, _ := startLab(t)
	for want, ask := range map[string]web.LabAsk{
		"no strategy was named":      drawn("", 10),
		"no strategy \"nonsense\"":   drawn("nonsense", 10),
		"out of range":               drawn("target:m=0", 10),
		"0 rounds":                   drawn("target", 0),
		"there is no script missing": {Script: "missing", Rounds: web.LabRounds{From: "drawn", Count: 10}},
		"star:2:":                    {Source: "def decide(view):\n    retrun 1\n", Rounds: web.LabRounds{From: "drawn", Count: 10}},
		"use drawn or recorded":      {Strategy: "never", Rounds: web.LabRounds{From: "thin air", Count: 10}},
		"use finish or drop":         {Strategy: "never", Rounds: web.LabRounds{From: "recorded", Censored: "maybe"}},
		"not a decimal number":       {Strategy: "never", Rounds: web.LabRounds{From: "drawn", Count: 10}, Balance: "NaN"},
		"no limit \"steak_sol\"":     {Strategy: "never", Rounds: web.LabRounds{From: "drawn", Count: 10}, Limits: map[string]web.Amount{"steak_sol": "1"}},
	} {
		if _, err := l.Start(ask); !errors.Is(err, round.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("want an error with %q, got %v", want, err)
		}
	}
	id, err := l.Start(web.LabAsk{Strategy: "never", Rounds: web.LabRounds{From: "recorded"}})
	if err != nil {
		t.Fatal(err)
	}
	if run := over(t, l, id); run.State != jobFailed || !strings.Contains(run.Error, "no recorded round") {
		t.Errorf("on an empty library: %+v", run)
	}
}

func TestAScriptThatFailsEndsItsRun(t *testing.T) {
	l, _ := startLab(t)
	id, err := l.Start(web.LabAsk{
		Source: "def decide(view):\n    return WAIT() if view.tick < 3 else BUY(1 // 0)\n",
		Rounds: web.LabRounds{From: "drawn", Count: 1000, Seed: 1},
	})
	if err != nil {
		t.Fatal(err)
	}
	if run := over(t, l, id); run.State != jobFailed || !strings.Contains(run.Error, ":2:") || !strings.Contains(run.Error, "zero") {
		t.Errorf("%s: %s", run.State, run.Error)
	}
}

func TestARunIsCancelled(t *testing.T) {
	l, _ := startLab(t)
	first, err := l.Start(drawn("target:m=2", 1_000_000_000))
	if err != nil {
		t.Fatal(err)
	}
	second, err := l.Start(drawn("target:m=2", 1_000))
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Delete(first); !errors.Is(err, round.ErrInvalid) {
		t.Errorf("a run that is not over was deleted: %v", err)
	}
	if err := l.Cancel(first); err != nil {
		t.Fatal(err)
	}
	if run := over(t, l, first); run.State != jobCancelled || run.Result != nil {
		t.Errorf("%+v", run)
	}
	if run := over(t, l, second); run.State != jobDone {
		t.Errorf("the run after a cancelled one: %+v", run)
	}
}

func TestScripts(t *testing.T) {
	home := t.TempDir()
	s := NewScripts(home)
	for _, e := range s.Examples() {
		if checked := s.Check(e.Name, e.Source); checked.Error != nil {
			t.Errorf("the example %s: %+v", e.Name, checked.Error)
		}
	}
	if list, err := s.List(); err != nil || len(list) != 0 {
		t.Errorf("%v, %v", list, err)
	}
	const good, bad = "params = {\"m\": 2.0}\ndef decide(view):\n    return WAIT()\n", "def decide(view)\n    return WAIT()\n"
	for name, source := range map[string]string{"good": good, "Not finished-1": bad} {
		if err := s.Save(name, source); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Read(name); err != nil || got != source {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if err := os.WriteFile(filepath.Join(home, "scripts", "notes.txt"), []byte("not a script"), 0o600); err != nil {
		t.Fatal(err)
	}
	list, err := s.List()
	if err != nil || len(list) != 2 || list[0].Error == nil || list[0].Error.Line != 1 || list[1].Error != nil || len(list[1].Params) != 1 || list[1].Params[0].Name != "m" {
		t.Errorf("%+v, %v", list, err)
	}
	for _, name := range []string{"", "..", "../up", "a/b", ".hidden", "a.b", strings.Repeat("x", 65), "a\x00b"} {
		if err := s.Save(name, good); !errors.Is(err, round.ErrInvalid) {
			t.Errorf("saved as %q: %v", name, err)
		}
		if _, err := s.Read(name); !errors.Is(err, round.ErrInvalid) {
			t.Errorf("read as %q: %v", name, err)
		}
		if err := s.Delete(name); !errors.Is(err, round.ErrInvalid) {
			t.Errorf("deleted as %q: %v", name, err)
		}
	}
	if err := s.Save("long", strings.Repeat("#", maxScript+1)); !errors.Is(err, round.ErrInvalid) {
		t.Errorf("a script that is too long: %v", err)
	}
	if err := s.Delete("good"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Read("good"); !errors.Is(err, round.ErrInvalid) {
		t.Errorf("a deleted script: %v", err)
	}
}
