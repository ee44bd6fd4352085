package web

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"rugtape/internal/round"
)

// Lab runs backtests and sweeps, one after another, and keeps what came of
// the last few.
type Lab interface {
	Start(ask LabAsk) (id string, err error)
	Cancel(id string) error
	Delete(id string) error
	// Runs lists what is known of the runs, without their results.
	Runs() []LabRun
	Show(id string) (LabRun, error)
	// Report writes the report of a run that is done, "html", "json" or "csv".
	Report(id, format string) ([]byte, error)
	// Watch tells of every change of a run until stop.
	Watch() (news <-chan struct{}, stop func())
}

// LabAsk is what the page asks the lab for.
type LabAsk struct {
	Strategy string              `json:"strategy"` // of the catalogue, with its parameters
	Script   string              `json:"script"`   // the name of a saved script, or
	Source   string              `json:"source"`   // the text of one
	Params   map[string]string   `json:"params"`   // of the script
	Rounds   LabRounds           `json:"rounds"`
	Session  int                 `json:"session"`
	Balance  Amount              `json:"balance"`
	Limits   map[string]Amount   `json:"limits"` // by guard.LimitNames
	Delay    int                 `json:"delay"`
	Jitter   int                 `json:"jitter"`
	Refuse   float64             `json:"refuse"`
	Sweep    map[string][]string `json:"sweep"`
}

// LabRounds says which rounds a run plays.
type LabRounds struct {
	From     string       `json:"from"` // drawn or recorded
	Count    int          `json:"count"`
	Seed     uint64       `json:"seed"`
	Exact    bool         `json:"exact"`
	Source   round.Source `json:"source"`
	Censored string       `json:"censored"` // finish or drop
}

// Amount is a number as it was written, in JSON as a number, a text, true or
// false: so that money is read from its digits.
type Amount string

// UnmarshalJSON takes the text as it stands, without its quotes.
func (a *Amount) UnmarshalJSON(text []byte) error {
	if jsontext.Value(text).Kind() == '"' {
		plain, err := jsontext.AppendUnquote(nil, text)
		*a = Amount(plain)
		return err
	}
	if k := jsontext.Value(text).Kind(); k == '{' || k == '[' {
		return fmt.Errorf("%.40s is neither a number nor a text", text)
	}
	*a = Amount(text)
	return nil
}

// LabRun is a run as the page gets it.
type LabRun struct {
	Change    int      `json:"-"` // rises from 1 with every change
	ID        string   `json:"id"`
	What      string   `json:"what"`
	State     string   `json:"state"` // as a Job's
	Done      int      `json:"done"`  // rounds, of all trials
	Total     int      `json:"total"`
	StartedNS string   `json:"started_ns"`
	TookMS    int64    `json:"took_ms"`
	Error     string   `json:"error"`
	Warnings  []string `json:"warnings"`
	Request   LabAsk   `json:"request"`
	Result    any      `json:"result"` // null while it runs and in lists
}

func (s *server) labRoutes(api *http.ServeMux) {
	api.HandleFunc("POST /api/lab/runs", s.startRun)
	api.HandleFunc("GET /api/lab/runs", s.listRuns)
	api.HandleFunc("GET /api/lab/runs/{id}", s.showRun)
	api.HandleFunc("GET /api/lab/runs/{id}/report", s.reportRun)
	api.HandleFunc("POST /api/lab/runs/{id}/cancel", s.changeRun(Lab.Cancel))
	api.HandleFunc("POST /api/lab/runs/{id}/delete", s.changeRun(Lab.Delete))
}

func (s *server) startRun(w http.ResponseWriter, r *http.Request) {
	var ask LabAsk
	if !read(w, r, &ask) {
		return
	}
	id, err := s.ports.Lab.Start(ask)
	if err != nil {
		s.failed(w, r, err)
		return
	}
	s.answer(w, r, map[string]string{"run": id})
}

func (s *server) listRuns(w http.ResponseWriter, r *http.Request) {
	s.answer(w, r, map[string][]LabRun{"runs": s.ports.Lab.Runs()})
}

func (s *server) showRun(w http.ResponseWriter, r *http.Request) {
	run, err := s.ports.Lab.Show(r.PathValue("id"))
	if err != nil {
		s.failed(w, r, err)
		return
	}
	s.answer(w, r, run)
}

// reportTypes are the kinds of files that a report can be.
var reportTypes = map[string]string{
	"html": "text/html; charset=utf-8", "json": "application/json", "csv": "text/csv; charset=utf-8",
}

func (s *server) reportRun(w http.ResponseWriter, r *http.Request) {
	format, id := r.URL.Query().Get("format"), r.PathValue("id")
	if reportTypes[format] == "" {
		s.failed(w, r, fmt.Errorf("%w: format %.20q: use html, json or csv", round.ErrInvalid, format))
		return
	}
	text, err := s.ports.Lab.Report(id, format)
	if err != nil {
		s.failed(w, r, err)
		return
	}
	name := strings.Trim(id, ". ")
	w.Header().Set("Content-Type", reportTypes[format])
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="rugtape-%s.%s"`, name, format))
	_, _ = bytes.NewReader(text).WriteTo(w) // who asked is gone if this fails
}

func (s *server) changeRun(do func(Lab, string) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := do(s.ports.Lab, r.PathValue("id")); err != nil {
			s.failed(w, r, err)
			return
		}
		s.answer(w, r, struct{}{})
	}
}

// tellRuns tells the runs that have changed, without their results, and those
// that were deleted.
func (v *visitor) tellRuns(ctx context.Context) error {
	type runMessage struct {
		Kind string `json:"kind"`
		LabRun
	}
	seen := map[string]int{}
	for _, run := range v.server.ports.Lab.Runs() {
		seen[run.ID] = run.Change
		if v.runs[run.ID] == run.Change {
			continue
		}
		if err := v.write(ctx, runMessage{"run", run}); err != nil {
			return err
		}
	}
	for id := range v.runs {
		if _, known := seen[id]; known {
			continue
		}
		if err := v.write(ctx, map[string]string{"kind": "run_deleted", "id": id}); err != nil {
			return err
		}
	}
	v.runs = seen
	return nil
}
