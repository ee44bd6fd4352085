package web

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/go-json-experiment/json"

	"rugtape/internal/round"
)

// maxBody bounds the JSON body of a POST. Uploads have their own bound.
const maxBody = 8 << 20

// answer writes a value as JSON.
func answer(w http.ResponseWriter, v any) {
	text, err := json.Marshal(v)
	if err != nil {
		fail(w, http.StatusInternalServerError, "cannot write the answer: "+err.Error(), "report this as a fault of rugtape")
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

func fail(w http.ResponseWriter, status int, what, hint string) {
	text, _ := json.Marshal(problem{what, hint})
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(text)
}

// failed tells an error of the rest of rugtape.
func failed(w http.ResponseWriter, err error) {
	status, hint := http.StatusInternalServerError, "try again; if it stays, see the log where rugtape was started"
	switch {
	case errors.Is(err, round.ErrUnknown):
		status, hint = http.StatusNotFound, "look for it in the library"
	case errors.Is(err, round.ErrInvalid):
		status, hint = http.StatusBadRequest, "correct the request"
	}
	var hinted interface{ Hint() string }
	if errors.As(err, &hinted) {
		hint = hinted.Hint()
	}
	fail(w, status, err.Error(), hint)
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
