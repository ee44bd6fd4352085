package cli

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"rugtape/internal/library"
)

const testToken = "token-of-this-start"

// fakeOwner owns a home and answers as it is told to.
type fakeOwner struct {
	*httptest.Server
	mu   sync.Mutex
	seen []string // requests, in order
}

// asked gives the requests so far.
func (o *fakeOwner) asked() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.seen)
}

func ownerOf(t *testing.T, home string, answer func(w http.ResponseWriter, request string)) *fakeOwner {
	t.Helper()
	lib, err := library.Open(t.Context(), home, library.Owner)
	if err != nil {
		t.Fatal(err)
	}
	o := &fakeOwner{}
	o.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		request := r.Method + " " + r.URL.Path
		if r.Header.Get("X-Rugtape-Token") != testToken {
			request += " without the token"
		}
		o.mu.Lock()
		o.seen = append(o.seen, request)
		o.mu.Unlock()
		answer(w, request)
	}))
	t.Cleanup(func() {
		o.Close()
		if err := lib.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	if err := lib.SetAddress(o.URL+"/", testToken); err != nil {
		t.Fatal(err)
	}
	return o
}

// The process that owns the home may be busy, ending, or none of ours.
func TestOwnerAnswers(t *testing.T) {
	const begun = `{"job":"j1"}`
	job := func(fields string) string { return `{"jobs":[{"id":"j0","state":"done"},{"id":"j1",` + fields + `}]}` }
	for name, c := range map[string]struct {
		post, jobs string // "" is a connection that breaks off; a status may come first
		code       int
		said       string
	}{
		"done":            {begun, job(`"state":"done","bytes":5,"bytes_done":5,"report":{"files":3,"rounds":2}`), exitDone, ""},
		"failed":          {begun, job(`"state":"failed","error":"cannot import x: gone; correct the path"`), exitFail, "cannot import x: gone; correct the path"},
		"cancelled":       {begun, job(`"state":"cancelled"`), exitFail, fmt.Sprintf("the import was cancelled in process %d: what it had added stays", os.Getpid())},
		"forgotten":       {begun, `{"jobs":[]}`, exitFail, "knows no import j1 any more"},
		"strange report":  {begun, job(`"state":"done","report":[1]`), exitFail, "it may be another version of rugtape"},
		"refused":         {`401 {"error":"the token is of an earlier start","hint":"reload the page"}`, "", exitFail, "the token is of an earlier start; reload the page"},
		"hint in error":   {`500 {"error":"no; go home","hint":"go home"}`, "", exitFail, "rugtape: no; go home\n"},
		"another program": {"404 <html>not here</html>", "", exitFail, "answers 404 Not Found"},
		"no JSON":         {"hello", "", exitFail, "read the answer of process"},
		"breaks off":      {"", "", exitFail, "which owns the library"},
		"breaks off then": {begun, "", exitFail, "which owns the library"},
		"control marks":   {begun, job(`"state":"failed","error":"a\u001b[31m\nb"`), exitFail, `a\x1b[31m; b`},
	} {
		t.Run(name, func(t *testing.T) {
			home := t.TempDir()
			o := ownerOf(t, home, func(w http.ResponseWriter, request string) {
				text := c.jobs
				if request == "POST /api/import" {
					text = c.post
				}
				if text == "" {
					panic(http.ErrAbortHandler)
				}
				if status := 0; text[0] >= '1' && text[0] <= '9' {
					_, _ = fmt.Sscan(text, &status)
					w.WriteHeader(status)
					text = text[4:]
				}
				_, _ = w.Write([]byte(text))
			})
			code, out, errs := run(t, "library", "import", "testdata", "--home", home)
			if code != c.code || !strings.Contains(errs, c.said) {
				t.Errorf("it ended with %d and said %q", code, errs)
			}
			if code == exitDone && !strings.HasPrefix(out, "3 files, 0 lines: 2 rounds,") {
				t.Errorf("it printed %q", out)
			}
			if strings.Count(errs, "\n") != 1+code/exitFail {
				t.Errorf("it said %q", errs)
			}
			if asked := o.asked(); len(asked) == 0 || asked[0] != "POST /api/import" {
				t.Errorf("it asked %q", asked)
			}
		})
	}
}

// An interrupt of who asked cancels the import in the process that does it.
func TestOwnerIsToldOfAnInterrupt(t *testing.T) {
	for name, gone := range map[string]bool{"is cancelled": false, "goes on": true} {
		t.Run(name, func(t *testing.T) {
			home := t.TempDir()
			ctx, interrupt := context.WithCancel(t.Context())
			defer interrupt()
			o := ownerOf(t, home, func(w http.ResponseWriter, request string) {
				switch {
				case request == "POST /api/import":
					_, _ = w.Write([]byte(`{"job":"j7"}`))
				case request == "GET /api/jobs":
					interrupt()
					_, _ = w.Write([]byte(`{"jobs":[{"id":"j7","state":"running"}]}`))
				case gone:
					panic(http.ErrAbortHandler)
				default:
					_, _ = w.Write([]byte(`{}`))
				}
			})
			code, _, errs := runUntil(ctx, "library", "import", "testdata", "--home", home)
			want := fmt.Sprintf("rugtape: stopped: the import in process %d was cancelled; what it had added stays\n", os.Getpid())
			if gone {
				want = "rugtape: stopped, but the import goes on: "
			}
			if code != exitFail || !strings.Contains(errs, want) {
				t.Errorf("it ended with %d and said %q", code, errs)
			}
			asked := o.asked()
			if last := asked[len(asked)-1]; last != "POST /api/jobs/j7/cancel" {
				t.Errorf("it asked %q last", last)
			}
		})
	}
}

func TestOwnerIsNotToldOfStrangePaths(t *testing.T) {
	home := t.TempDir()
	ownerOf(t, home, func(_ http.ResponseWriter, request string) { t.Error(request) })
	_, _, errs := run(t, "library", "import", filepath.Join(t.TempDir(), "\xff"), "--home", home)
	if !strings.Contains(errs, `\xff" is not UTF-8`) {
		t.Errorf("it said %q", errs)
	}
}
