package peertest

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Line is what a process printed. tools/peer/serve.mjs and play.mjs say which
// of the fields go together.
type Line struct {
	Raw []byte `json:"-"` // as printed, without the line's end; all there is of what is no JSON

	// Of the server.
	URL    string
	Conn   int  // the n-th transport, from 1
	Opened bool // it was opened
	Sent   string
	Got    string
	Text   string // of a packet, without the Engine.IO type before it
	Bytes  int    // of a binary message
	Served *int   // events that this client was sent
	Gone   string // also of the client

	// Of the client.
	Connected string // the session's id
	Event     string
	Args      []json.RawMessage // of an event or an ack
	Asks      bool              // the event wanted an ack
	Emitted   *int              // the id of an order that was sent
	Name      string            // of an order
	Round     string            // of an order
	Tick      *int              // of an order, nil in the presale
	Ack       *int              // of the order with this id
	Failed    string            // there was no ack
	Refused   string            // why a connection failed
}

// Serve starts the official Socket.IO server and waits until it answers.
func Serve(t testing.TB, options ...string) *Process {
	t.Helper()
	p := start(t, "the official server", node(t, "serve.mjs", options)...)
	p.URL = p.Await("its address", func(l Line) bool { return l.URL != "" }).URL
	return p
}

// Play starts the official Socket.IO client and lets it connect to a URL.
func Play(t testing.TB, url string, options ...string) *Process {
	t.Helper()
	return start(t, "the official client", node(t, "play.mjs", append([]string{url}, options...))...)
}

// Node starts a JavaScript module beside which the official packages lie.
func Node(t testing.TB, source string, args ...string) *Process {
	t.Helper()
	argv := node(t, "node_modules", nil)
	dir := t.TempDir()
	module := filepath.Join(dir, "program.mjs")
	if err := os.Symlink(argv[1], filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(module, []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	return start(t, "the JavaScript program", append([]string{argv[0], module}, args...)...)
}

// Python starts a Python program with an interpreter that has python-socketio
// and aiohttp. Debian's packages are Debian's python3's, which need not be the
// first on the PATH.
func Python(t testing.TB, source string, args ...string) *Process {
	t.Helper()
	for _, python := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(python, "-c", "import socketio, aiohttp").Run() == nil {
			return start(t, "the Python program", append([]string{python, "-u", "-c", source}, args...)...)
		}
	}
	t.Skip("no python3 has python-socketio and aiohttp: run tools/setup.sh, or install Debian's python3-socketio and python3-aiohttp")
	return nil
}

// node gives the command line of a file of tools/peer, and skips the test
// where it cannot run.
func node(t testing.TB, file string, options []string) []string {
	t.Helper()
	program, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed: nothing is tested beside the official Socket.IO (run tools/setup.sh, or install node 20 or later)")
	}
	dir := filepath.Join(Root(t), "tools", "peer")
	if _, err := os.Stat(filepath.Join(dir, "node_modules", "socket.io")); err != nil {
		t.Skip("tools/peer/node_modules is missing: nothing is tested beside the official Socket.IO (run 'npm ci' in tools/peer)")
	}
	return append([]string{program, filepath.Join(dir, file)}, options...)
}

// Root is the repository's top: the nearest folder above the test's with a go.mod.
func Root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no folder above the test has a go.mod")
		}
	}
}
