package web

import (
	"errors"
	"fmt"
	"io"
	"net/http"

	"rugtape/internal/round"
)

// maxUpload bounds the bytes of one upload. Larger recordings are imported by
// their path, which copies nothing.
const maxUpload = 4 << 30

func (s *server) importPaths(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Paths  []string     `json:"paths"`
		Source round.Source `json:"source"` // round.Site if left out
	}
	if !read(w, r, &in) {
		return
	}
	id, err := s.ports.Jobs.Import(in.Paths, in.Source)
	if err != nil {
		failed(w, err)
		return
	}
	answer(w, map[string]string{"job": id})
}

// upload takes files as they stream in and imports them once all are there.
func (s *server) upload(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	parts, err := r.MultipartReader()
	if err != nil {
		failed(w, fmt.Errorf("%w: the upload is not a form with files: %w", round.ErrInvalid, err))
		return
	}
	spool, err := s.ports.Jobs.Spool()
	if err != nil {
		failed(w, err)
		return
	}
	defer spool.Discard()
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil && part.FileName() != "" {
			err = spool.Add(part.FileName(), part)
		}
		if err != nil {
			failed(w, fmt.Errorf("the upload broke off: %w", err))
			return
		}
	}
	id, err := spool.Import()
	if err != nil {
		failed(w, err)
		return
	}
	answer(w, map[string]string{"job": id})
}

func (s *server) listJobs(w http.ResponseWriter, _ *http.Request) {
	answer(w, map[string][]Job{"jobs": s.ports.Jobs.List()})
}

func (s *server) cancelJob(w http.ResponseWriter, r *http.Request) {
	if err := s.ports.Jobs.Cancel(r.PathValue("id")); err != nil {
		failed(w, err)
		return
	}
	answer(w, struct{}{})
}

func (s *server) showHome(w http.ResponseWriter, r *http.Request) {
	page, err := s.ports.Rounds.List(r.Context(), round.Query{Limit: 1})
	if err != nil {
		failed(w, err)
		return
	}
	out := map[string]any{
		"version": s.ports.Home.Version, "home": s.ports.Home.Path,
		"rounds": page.Total, "samples": page.Samples, "first": nil,
	}
	if len(page.Entries) > 0 {
		key := page.Entries[0].Key
		out["first"] = keyJSON{key.Source, key.ID}
	}
	answer(w, out)
}
