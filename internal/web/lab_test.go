package web

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"rugtape/internal/round"
)

// fakeLab takes what it is asked and has one run.
type fakeLab struct {
	news chan struct{}
	asks []LabAsk
}

func (f *fakeLab) Start(ask LabAsk) (string, error) {
	if ask.Strategy == "nonsense" {
		return "", fmt.Errorf("%w: there is no strategy nonsense", round.ErrInvalid)
	}
	f.asks = append(f.asks, ask)
	return "r1", nil
}

func (f *fakeLab) Cancel(id string) error { return f.known(id) }
func (f *fakeLab) Delete(id string) error { return f.known(id) }

func (f *fakeLab) known(id string) error {
	if id != "r1" {
		return fmt.Errorf("%w: no run %s", round.ErrInvalid, id)
	}
	return nil
}

func (f *fakeLab) Runs() []LabRun {
	return []LabRun{{Change: 1, ID: "r1", State: "running", Done: 10, Total: 100}}
}

func (f *fakeLab) Show(id string) (LabRun, error) {
	return LabRun{ID: id, State: "done", Result: map[string]int{"rounds": 100}}, f.known(id)
}

func (f *fakeLab) Report(id, format string) ([]byte, error) {
	return []byte("a report as " + format), f.known(id)
}
func (f *fakeLab) Watch() (<-chan struct{}, func()) { return f.news, func() {} }

// fakeScripts knows one script.
type fakeScripts struct{ saved map[string]string }

func (f *fakeScripts) List() ([]Script, error) { return []Script{f.Check("mine", "")}, nil }

func (f *fakeScripts) Read(name string) (string, error) {
	if source, ok := f.saved[name]; ok {
		return source, nil
	}
	return "", fmt.Errorf("%w: there is no script %s", round.ErrInvalid, name)
}

func (f *fakeScripts) Save(name, source string) error {
	if source == "too long" {
		return errors.New("the disk is full")
	}
	f.saved[name] = source
	return nil
}

func (f *fakeScripts) Delete(name string) error { delete(f.saved, name); return nil }

func (f *fakeScripts) Check(name, source string) Script {
	s := Script{Name: name, Bytes: len(source), Params: []ScriptParam{{"m", "number", "2"}}}
	if strings.Contains(source, "wrong") {
		s.Error = &ScriptError{3, 7, "it is wrong"}
	}
	return s
}

func (f *fakeScripts) Examples() []ScriptExample {
	return []ScriptExample{{"target", "def decide(view): ..."}}
}

// asking sends requests as the page does.
func asking(t *testing.T, s *Server) (post func(path, body string) (int, string), get func(path string) (int, string)) {
	post = func(path, body string) (int, string) {
		code, text, _ := ask(t, s, "POST", path, body, tokenHeader, s.Token())
		return code, text
	}
	get = func(path string) (int, string) {
		code, text, _ := ask(t, s, "GET", path, "")
		return code, text
	}
	return post, get
}

func TestLabRuns(t *testing.T) {
	s, fake := start(t)
	f := &fake.lab
	post, get := asking(t, s)
	const body = `{"strategy":"target:m=2","rounds":{"from":"drawn","count":1000,"seed":9007199254740993},"balance":0.1,
		"limits":{"stake_sol":0.01,"losing_rounds":3,"live":true,"min_gap_s":"1.5"},"sweep":{"m":["2","3"]}}`
	if code, text := post("/api/lab/runs", body); code != http.StatusOK || text != `{"run":"r1"}` {
		t.Fatalf("%d %s", code, text)
	}
	a := f.asks[0]
	if a.Balance != "0.1" || a.Limits["stake_sol"] != "0.01" || a.Limits["losing_rounds"] != "3" || a.Limits["live"] != "true" ||
		a.Limits["min_gap_s"] != "1.5" || a.Rounds.Seed != 9007199254740993 || len(a.Sweep["m"]) != 2 {
		t.Errorf("the lab was asked for %+v", a)
	}
	for _, c := range []struct{ path, body, want string }{
		{"/api/lab/runs", `{"strategy":"nonsense"}`, "no strategy nonsense"},
		{"/api/lab/runs", `{"balance":{}}`, "not the JSON"},
		{"/api/lab/runs/r9/cancel", `{}`, "no run r9"},
		{"/api/lab/runs/r9/delete", `{}`, "no run r9"},
	} {
		if code, text := post(c.path, c.body); code != http.StatusBadRequest || !strings.Contains(text, c.want) {
			t.Errorf("%s: %d %s", c.path, code, text)
		}
	}
	if code, text := get("/api/lab/runs"); code != http.StatusOK || !strings.Contains(text, `"done":10`) {
		t.Errorf("%d %s", code, text)
	}
	if code, text := get("/api/lab/runs/r1"); code != http.StatusOK || !strings.Contains(text, `"result":{"rounds":100}`) {
		t.Errorf("%d %s", code, text)
	}
	if code, text := get("/api/lab/runs/r1/report?format=csv"); code != http.StatusOK || text != "a report as csv" {
		t.Errorf("%d %s", code, text)
	}
	if code, text := get("/api/lab/runs/r1/report?format=exe"); code != http.StatusBadRequest {
		t.Errorf("%d %s", code, text)
	}
}

func TestScriptsAreKept(t *testing.T) {
	s, _ := start(t)
	post, get := asking(t, s)
	for _, c := range []struct {
		path, body string
		code       int
		want       string
	}{
		{"/api/scripts/check", `{"source":"fine"}`, 200, `"ok":true`},
		{"/api/scripts/check", `{"source":"wrong"}`, 200, `{"ok":false,"line":3,"col":7,"text":"it is wrong"}`},
		{"/api/scripts/mine", `{"source":"wrong"}`, 200, `"error":{"line":3`}, // one that is not finished is kept too
		{"/api/scripts/mine", `{"source":"too long"}`, 500, "the disk is full"},
		{"/api/scripts/mine", `{"source":7}`, 400, "not the JSON"},
	} {
		if code, text := post(c.path, c.body); code != c.code || !strings.Contains(text, c.want) {
			t.Errorf("POST %s %s: %d %s", c.path, c.body, code, text)
		}
	}
	if code, text := get("/api/scripts/mine"); code != 200 || !strings.Contains(text, `"source":"wrong"`) {
		t.Errorf("%d %s", code, text)
	}
	if code, _ := get("/api/scripts/other"); code != http.StatusBadRequest {
		t.Errorf("an unknown script: %d", code)
	}
	if code, text := get("/api/scripts"); code != 200 || !strings.Contains(text, `"examples":[{"name":"target"`) {
		t.Errorf("%d %s", code, text)
	}
}

func TestAmountKeepsItsDigits(t *testing.T) {
	for text, want := range map[string]Amount{`0.1`: "0.1", `"0.005"`: "0.005", `1e-9`: "1e-9", `true`: "true", `0.30000000000000004`: "0.30000000000000004"} {
		var a Amount
		if err := json.Unmarshal([]byte(text), &a); err != nil || a != want {
			t.Errorf("%s is read as %q, %v", text, a, err)
		}
	}
	var a Amount
	if err := json.Unmarshal([]byte(`[1]`), &a); err == nil {
		t.Errorf("a list is read as %q", a)
	}
}
