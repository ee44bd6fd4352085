package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"rugtape/internal/round"
)

// maxBody bounds the JSON body of a POST. Uploads have their own bound.
const maxBody = 8 << 20

// answer writes a value as JSON.
func (s *server) answer(w http.ResponseWriter, r *http.Request, v any) {
	text, err := json.Marshal(v, jsontext.AllowInvalidUTF8(true)) // names of files may be anything
	if err != nil {
		s.failed(w, r, fmt.Errorf("write the answer: %w", err))
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(text) // who asked is gone if this fails
}

// problem is how the API tells an error.
type problem struct {
	Error string `json:"error"`
	Hint  string `json:"hint"`
}

// fail tells what is wrong with a request and what to do.
func fail(w http.ResponseWriter, status int, what, hint string) {
	text, _ := json.Marshal(problem{what, hint}, jsontext.AllowInvalidUTF8(true)) // two strings
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(text)
}

// failed tells an error of the rest of rugtape.
func (s *server) failed(w http.ResponseWriter, r *http.Request, err error) {
	status, p := problemOf(err)
	s.note(status, r.URL.Path, err)
	fail(w, status, p.Error, p.Hint)
}

// note logs what is a fault of rugtape or of its machine, and where it was
// met. That nobody waits for an answer any more is none.
func (s *server) note(status int, where string, err error) {
	if status == http.StatusInternalServerError && !errors.Is(err, context.Canceled) {
		s.log.Error("a request failed", "path", where, "error", err)
	}
}

// problemOf says how an error is told.
func problemOf(err error) (status int, p problem) {
	status, p = http.StatusInternalServerError, problem{err.Error(), "try again; if it stays, see the log where rugtape was started"}
	switch {
	case errors.Is(err, round.ErrUnknown):
		status, p.Hint = http.StatusNotFound, "look for it in the library"
	case errors.Is(err, round.ErrInvalid):
		status, p.Hint = http.StatusBadRequest, "correct the request"
	}
	var hinted interface{ Hint() string }
	if errors.As(err, &hinted) {
		p.Hint = hinted.Hint()
	}
	return status, p
}

// read decodes the JSON body of a POST, or answers and returns false.
func read(w http.ResponseWriter, r *http.Request, into any) bool {
	err := json.UnmarshalRead(http.MaxBytesReader(w, r.Body, maxBody), into)
	if err != nil {
		fail(w, http.StatusBadRequest, "the body is not the JSON that is expected: "+err.Error(), "see docs/api.md")
	}
	return err == nil
}

// ns writes a time for a page: JavaScript numbers would lose its last digits.
func ns(t int64) string { return strconv.FormatInt(t, 10) }
