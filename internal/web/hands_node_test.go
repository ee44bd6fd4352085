package web

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestThePagesModulesOfTheHands runs the pure ones in node, the connection dialog with a fake
// clock: it closes 1.5 s after success, works again at once after a failure, closes 30 s after it
// unless it is used, can always be cancelled and keeps nothing.
func TestThePagesModulesOfTheHands(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("no node on this machine: install it (tools/setup.sh does) to test the page's modules")
	}
	dir := t.TempDir()
	ui, err := fs.Sub(embedded, "ui")
	if err == nil {
		err = os.CopyFS(dir, ui)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "package.json"), []byte(`{"type": "module"}`), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	run := exec.CommandContext(t.Context(), node, "--test", "testdata/hands.mjs")
	run.Env = append(os.Environ(), "RUGTAPE_UI="+dir)
	if out, err := run.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
