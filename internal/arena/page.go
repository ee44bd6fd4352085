package arena

import (
	"bytes"
	"embed"
	"net/http"
	"path"
	"time"
)

// The practice page: the arena's game with buttons in the structure of the
// site's page. It is a client like any other.

//go:embed page/*.html page/*.css page/*.js
var pageFiles embed.FS

// pagePolicy lets the page load its own files and connect to its own arena.
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; " +
	"worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// pageKinds are the kinds of the files, which are not left to what a machine
// happens to know.
var pageKinds = map[string]string{
	".html": "text/html; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
}

// servePage answers for the page: / is its index, its files lie under /page/.
func servePage(mux *http.ServeMux) {
	entries, _ := pageFiles.ReadDir("page") // it is in the program
	for _, entry := range entries {
		body, _ := pageFiles.ReadFile("page/" + entry.Name())
		at := "/page/" + entry.Name()
		if entry.Name() == "index.html" {
			at = "/{$}"
		}
		kind := pageKinds[path.Ext(entry.Name())]
		mux.HandleFunc("GET "+at, func(w http.ResponseWriter, r *http.Request) {
			h := w.Header()
			h.Set("Content-Type", kind)
			h.Set("Content-Security-Policy", pagePolicy)
			h.Set("Cache-Control", "no-cache")
			http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
		})
	}
}
