package web

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"rugtape/internal/round"
)

// Bounds of the answers about the wire.
const (
	headBytes  = 300 // of an event that is listed
	mostEvents = 1000
	fewEvents  = 200 // where no limit is asked for
)

func (s *server) wireRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /api/wire", s.listWire)
	mux.HandleFunc("GET /api/wire/{seq}", s.showWire)
	mux.HandleFunc("GET /api/wire/export", s.exportWire)
}

// wireItem is an event in a list.
type wireItem struct {
	Seq    uint64 `json:"seq"`
	RecvNS string `json:"recv_ns"`
	Kind   string `json:"kind"`
	Dir    string `json:"dir"`
	Bytes  int    `json:"bytes"`
	Head   string `json:"head"`
}

func (s *server) listWire(w http.ResponseWriter, r *http.Request) {
	q, err := wireQuery(r, fewEvents)
	if err != nil {
		s.failed(w, r, err)
		return
	}
	log := s.ports.Live.Wire()
	out := struct {
		WireSpan
		Events []wireItem `json:"events"`
	}{log.Span(), []wireItem{}}
	for _, e := range log.Find(q) {
		out.Events = append(out.Events, wireItem{e.Seq, ns(e.RecvNS), e.Kind, e.Dir, len(e.Text), head(e.Text)})
	}
	s.answer(w, r, out)
}

func wireQuery(r *http.Request, limit int) (q WireQuery, err error) {
	values := r.URL.Query()
	whole := func(name string, otherwise uint64) uint64 {
		n, fault := scalar(values.Get(name)).whole(name)
		if fault != nil {
			err = fault
		}
		if values.Get(name) == "" {
			return otherwise
		}
		return n
	}
	q = WireQuery{After: whole("after", 0), Before: whole("before", 0), Kind: values.Get("kind"), Text: values.Get("text")}
	q.Limit = int(min(whole("limit", uint64(limit)), mostEvents))
	return q, err
}

// head is the begin of a text, cut between two characters.
func head(text []byte) string {
	if len(text) <= headBytes {
		return string(text)
	}
	n := headBytes
	for n > headBytes-utf8.UTFMax && !utf8.RuneStart(text[n]) {
		n--
	}
	return string(text[:n])
}

func (s *server) showWire(w http.ResponseWriter, r *http.Request) {
	seq, err := strconv.ParseUint(r.PathValue("seq"), 10, 64)
	if err != nil {
		s.failed(w, r, fmt.Errorf("%w: %.20q is no number of an event", round.ErrInvalid, r.PathValue("seq")))
		return
	}
	e, found := s.ports.Live.Wire().Event(seq)
	if !found {
		fail(w, http.StatusNotFound, fmt.Sprintf("event %d is no longer held", seq), "the journal has it, if the recorder was on: rugtape journal")
		return
	}
	s.answer(w, r, struct {
		Seq    uint64 `json:"seq"`
		RecvNS string `json:"recv_ns"`
		Kind   string `json:"kind"`
		Dir    string `json:"dir"`
		Text   string `json:"text"`
	}{e.Seq, ns(e.RecvNS), e.Kind, e.Dir, string(e.Text)})
}

// exportWire sends what is held as lines of JSON, each with the message as text.
func (s *server) exportWire(w http.ResponseWriter, r *http.Request) {
	q, err := wireQuery(r, 0)
	if err != nil {
		s.failed(w, r, err)
		return
	}
	q.Limit = 0
	w.Header().Set("Content-Type", "application/jsonl")
	w.Header().Set("Content-Disposition", `attachment; filename="rugtape-wire.jsonl"`)
	var line []byte
	for _, e := range s.ports.Live.Wire().Find(q) {
		line = append(line[:0], `{"seq":`...)
		line = strconv.AppendUint(line, e.Seq, 10)
		line = append(line, `,"recv_ns":`...)
		line = strconv.AppendInt(line, e.RecvNS, 10)
		line, _ = jsontext.AppendQuote(append(line, `,"kind":`...), e.Kind)
		line, _ = jsontext.AppendQuote(append(line, `,"dir":`...), e.Dir)
		line, _ = jsontext.AppendQuote(append(line, `,"text":`...), e.Text) // broken text is mended
		if _, err := w.Write(append(line, "}\n"...)); err != nil {
			return // who asked is gone
		}
	}
}

// turnWire begins or ends telling the page of new events.
func (v *visitor) turnWire(on bool) {
	if v.wireStop != nil {
		v.wireStop()
		v.wireNews, v.wireStop = nil, nil
	}
	if on {
		v.wireNews, v.wireStop = v.server.ports.Live.Wire().Watch()
	}
}

func (v *visitor) tellWire(ctx context.Context) error {
	span := v.server.ports.Live.Wire().Span()
	return v.write(ctx, map[string]any{"kind": "wire", "newest": span.Newest, "oldest": span.Oldest, "held": span.Held, "bytes": span.Bytes})
}

func (v *visitor) tellStatus(ctx context.Context) error {
	return v.write(ctx, struct {
		Kind string `json:"kind"`
		Status
	}{"status", v.server.ports.Live.Status()})
}
