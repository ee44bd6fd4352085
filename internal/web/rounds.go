package web

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"rugtape/internal/round"
)

// maxPage bounds how many rounds one answer lists.
const maxPage = 200

func (s *server) listRounds(w http.ResponseWriter, r *http.Request) {
	q, err := queryOf(r.URL.Query())
	if err != nil {
		s.failed(w, r, err)
		return
	}
	page, err := s.ports.Rounds.List(r.Context(), q)
	if err != nil {
		s.failed(w, r, err)
		return
	}
	out := struct {
		Total   int         `json:"total"`
		Offset  int         `json:"offset"`
		Samples bool        `json:"samples"`
		Rounds  []roundItem `json:"rounds"`
	}{page.Total, q.Offset, page.Samples, make([]roundItem, 0, len(page.Entries))}
	for _, e := range page.Entries {
		out.Rounds = append(out.Rounds, itemOf(e.Summary))
	}
	s.answer(w, r, out)
}

// queryOf reads a query; an unknown, repeated or malformed field is an error,
// so that no filter is silently left out.
func queryOf(v url.Values) (round.Query, error) {
	q := round.Query{Limit: 100}
	var err error
	for name, values := range v {
		text := values[0]
		if len(values) > 1 {
			return q, fmt.Errorf("%w: %s is given %d times: give it once", round.ErrInvalid, name, len(values))
		}
		switch name {
		case "q":
			q.Text = text
		case "source":
			q.Source, err = round.ParseSource(text)
		case "verdict":
			q.Verdict = text
		case "sort":
			q.Sort = text
		case "complete":
			q.Complete, err = strconv.ParseBool(text)
		case "quarantined":
			q.Quarantined, err = strconv.ParseBool(text)
		case "samples":
			q.Samples, err = strconv.ParseBool(text)
		case "peak_min":
			q.PeakMin, err = strconv.ParseFloat(text, 64)
		case "peak_max":
			q.PeakMax, err = strconv.ParseFloat(text, 64)
		case "ticks_min":
			q.TicksMin, err = strconv.Atoi(text)
		case "ticks_max":
			q.TicksMax, err = strconv.Atoi(text)
		case "from_ns":
			q.FromNS, err = strconv.ParseInt(text, 10, 64)
		case "to_ns":
			q.ToNS, err = strconv.ParseInt(text, 10, 64)
		case "offset":
			q.Offset, err = strconv.Atoi(text)
		case "limit":
			q.Limit, err = strconv.Atoi(text)
		default:
			err = fmt.Errorf("there is no such filter")
		}
		if err != nil {
			return q, fmt.Errorf("%w: %s=%.80q: %w", round.ErrInvalid, name, text, err)
		}
	}
	if q.Offset < 0 || q.Limit < 1 || q.Limit > maxPage {
		return q, fmt.Errorf("%w: offset %d, limit %d: use an offset from 0 and a limit from 1 to %d", round.ErrInvalid, q.Offset, q.Limit, maxPage)
	}
	return q, nil
}

// key finds the round that a request is about, or answers and returns false.
func (s *server) key(w http.ResponseWriter, r *http.Request) (round.Key, bool) {
	source := r.URL.Query().Get("source")
	var from round.Source
	var err error
	if source != "" {
		if from, err = round.ParseSource(source); err != nil {
			s.failed(w, r, fmt.Errorf("%w: %w", round.ErrInvalid, err))
			return round.Key{}, false
		}
	}
	key, err := s.ports.Rounds.Resolve(r.Context(), r.PathValue("id"), from)
	if err != nil {
		s.failed(w, r, err)
		return key, false
	}
	return key, true
}

// round reads the round that a request is about, or answers and returns false.
func (s *server) round(w http.ResponseWriter, r *http.Request) (*round.Recording, round.Entry, bool) {
	key, ok := s.key(w, r)
	if !ok {
		return nil, round.Entry{}, false
	}
	rec, entry, err := s.ports.Rounds.Get(r.Context(), key)
	if err != nil {
		s.failed(w, r, err)
	}
	return rec, entry, err == nil
}

func (s *server) showRound(w http.ResponseWriter, r *http.Request) {
	rec, entry, ok := s.round(w, r)
	if !ok {
		return
	}
	detail := detailOf(rec, entry)
	before, after, err := s.ports.Rounds.Neighbours(r.Context(), rec.Key)
	if err != nil {
		s.failed(w, r, err)
		return
	}
	if before != nil {
		detail.Prev = &before.ID
	}
	if after != nil {
		detail.Next = &after.ID
	}
	s.answer(w, r, detail)
}

func (s *server) proveRound(w http.ResponseWriter, r *http.Request) {
	rec, entry, ok := s.round(w, r)
	if !ok {
		return
	}
	s.answer(w, r, proofOf(rec, entry.Summary))
}

func (s *server) downloadRound(w http.ResponseWriter, r *http.Request) {
	key, ok := s.key(w, r)
	if !ok {
		return
	}
	format := r.URL.Query().Get("format")
	types := map[string]string{"jsonl": "application/jsonl", "csv": "text/csv; charset=utf-8"}
	if types[format] == "" {
		s.failed(w, r, fmt.Errorf("%w: format %.20q: use jsonl or csv", round.ErrInvalid, format))
		return
	}
	var file bytes.Buffer // whole before any of it is sent: an error can still be told
	if err := s.ports.Rounds.Write(r.Context(), &file, key, format); err != nil {
		s.failed(w, r, err)
		return
	}
	w.Header().Set("Content-Type", types[format])
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s.%s"`, key.ID, format))
	_, _ = file.WriteTo(w) // who asked is gone if this fails
}

// keyJSON names a round in a request.
type keyJSON struct {
	Source round.Source `json:"source"`
	ID     string       `json:"id"`
}

func (s *server) deleteRounds(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Rounds []keyJSON `json:"rounds"`
	}
	if !read(w, r, &in) {
		return
	}
	keys := make([]round.Key, len(in.Rounds))
	for i, k := range in.Rounds {
		keys[i] = round.Key{Source: k.Source, ID: k.ID}
	}
	undo, n, err := s.ports.Rounds.Delete(r.Context(), keys)
	if err != nil {
		s.failed(w, r, err)
		return
	}
	s.answer(w, r, map[string]any{"undo": undo, "deleted": n})
}

func (s *server) restoreRounds(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Undo string `json:"undo"`
	}
	if !read(w, r, &in) {
		return
	}
	n, err := s.ports.Rounds.Restore(r.Context(), in.Undo)
	if err != nil {
		s.failed(w, r, err)
		return
	}
	s.answer(w, r, map[string]any{"restored": n})
}
