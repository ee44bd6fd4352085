package web

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

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
		s.failed(w, r, err)
		return
	}
	s.answer(w, r, map[string]string{"job": id})
}

// steadyBody is a body that may take as long as it likes, but not stall: each
// read has a limit of its own, and the answer time after the last one.
type steadyBody struct {
	io.ReadCloser
	control *http.ResponseController
	limit   time.Duration
}

func (b *steadyBody) Read(p []byte) (int, error) {
	now := time.Now()
	err := errors.Join(b.control.SetReadDeadline(now.Add(b.limit)), b.control.SetWriteDeadline(now.Add(b.limit+writeLimit)))
	if err != nil {
		return 0, err
	}
	return b.ReadCloser.Read(p)
}

// upload takes files as they stream in and imports them once all are there.
func (s *server) upload(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, &steadyBody{r.Body, http.NewResponseController(w), s.stallLimit}, maxUpload)
	parts, err := r.MultipartReader()
	if err != nil {
		s.failed(w, r, fmt.Errorf("%w: the upload is not a form with files: %w", round.ErrInvalid, err))
		return
	}
	spool, err := s.ports.Jobs.Spool()
	if err != nil {
		s.failed(w, r, err)
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
			s.failed(w, r, fmt.Errorf("the upload broke off: %w", err))
			return
		}
	}
	id, err := spool.Import()
	if err != nil {
		s.failed(w, r, err)
		return
	}
	s.answer(w, r, map[string]string{"job": id})
}

func (s *server) listJobs(w http.ResponseWriter, r *http.Request) {
	s.answer(w, r, map[string][]Job{"jobs": s.ports.Jobs.List()})
}

func (s *server) cancelJob(w http.ResponseWriter, r *http.Request) {
	if err := s.ports.Jobs.Cancel(r.PathValue("id")); err != nil {
		s.failed(w, r, err)
		return
	}
	s.answer(w, r, struct{}{})
}

func (s *server) showHome(w http.ResponseWriter, r *http.Request) {
	page, err := s.ports.Rounds.List(r.Context(), round.Query{Limit: 1})
	if err != nil {
		s.failed(w, r, err)
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
	s.answer(w, r, out)
}
