package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
)

//go:embed all:ui
var embedded embed.FS

// page is the app's page of one start, and its files.
type page struct {
	index  []byte
	policy string // the Content-Security-Policy of the index
	files  map[string]pageFile
}

// pageFile is a file in memory, as it is served.
type pageFile struct {
	body   []byte
	packed func() []byte // the body in gzip, compressed when it is first asked for
	kind   string
	etag   string
}

// tokenMark stands in index.html for the token of this start.
const tokenMark = "__TOKEN__"

func newPage(token string) (*page, error) {
	files, err := pageFiles()
	if err != nil {
		return nil, fmt.Errorf("read the page's files: %w", err)
	}
	index := files["index.html"].body
	return &page{
		index: bytes.ReplaceAll(index, []byte(tokenMark), []byte(token)), policy: policyFor(index), files: files,
	}, nil
}

// pageFiles are the page's files by their path, read once. They are the same for every start.
var pageFiles = sync.OnceValues(func() (map[string]pageFile, error) {
	ui, err := fs.Sub(embedded, "ui")
	if err != nil {
		return nil, err
	}
	files := map[string]pageFile{}
	err = fs.WalkDir(ui, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || typesOnly(name) {
			return err
		}
		body, err := fs.ReadFile(ui, name)
		if err != nil {
			return err
		}
		kind := mime.TypeByExtension(path.Ext(name))
		switch path.Ext(name) { // not left to what this machine happens to know
		case ".js", ".mjs":
			kind = "text/javascript; charset=utf-8"
		case ".css":
			kind = "text/css; charset=utf-8"
		case ".svg":
			kind = "image/svg+xml"
		}
		sum := sha256.Sum256(body)
		packed := sync.OnceValue(func() []byte { return pack(body) })
		files[name] = pageFile{body, packed, kind, `"` + hex.EncodeToString(sum[:12]) + `"`}
		return nil
	})
	return files, err
})

// typesOnly tells whether a file is for the checker of types alone.
func typesOnly(name string) bool {
	return strings.HasSuffix(name, ".d.ts") && !strings.HasPrefix(name, "vendor/") || name == "tsconfig.json"
}

// policyFor allows the page its own files, its own socket and the one inline
// script it has, the import map, by hash. Nothing else is loaded.
func policyFor(index []byte) string {
	script := "'self'"
	const open, end = `<script type="importmap">`, `</script>`
	if _, rest, found := strings.Cut(string(index), open); found {
		body, _, _ := strings.Cut(rest, end)
		sum := sha256.Sum256([]byte(body))
		script += " 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	return "default-src 'none'; script-src " + script + "; style-src 'self'; img-src 'self' data: blob:; " +
		"connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}

func (p *page) serveIndex(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", p.policy)
	h.Set("Cache-Control", "no-store") // it holds the token
	_, _ = w.Write(p.index)
}

func (p *page) serveFile(w http.ResponseWriter, r *http.Request) {
	file, found := p.files[r.PathValue("path")]
	if !found || r.PathValue("path") == "index.html" {
		fail(w, http.StatusNotFound, "there is no file "+r.URL.Path, "open the start page")
		return
	}
	h := w.Header()
	h.Set("Content-Type", file.kind)
	h.Set("ETag", file.etag)
	h.Set("Cache-Control", "no-cache")
	if r.Header.Get("If-None-Match") == file.etag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Vary", "Accept-Encoding")
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		_, _ = w.Write(file.packed())
		return
	}
	_, _ = w.Write(file.body)
}

// pack compresses a file.
func pack(body []byte) []byte {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // fails for unknown levels only
	_, _ = w.Write(body)                                    // to memory
	_ = w.Close()
	return out.Bytes()
}
