package library

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestHold: nobody else owns a home while it is held, and it is left as clean
// or unclean as it was.
func TestHold(t *testing.T) {
	home := t.TempDir()
	ctx := context.Background()
	l := owner(t, home)
	var owned *ErrOwned
	if _, err := TakeHold(home); !errors.As(err, &owned) || owned.PID != os.Getpid() {
		t.Fatalf("held beside its owner: %v", err)
	}
	if err := l.Close(ctx); err != nil {
		t.Fatal(err)
	}
	hold := func() {
		t.Helper()
		h, err := TakeHold(home)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Open(ctx, home, Owner); !errors.As(err, &owned) {
			t.Errorf("a second owner: %v", err)
		}
		if err := h.Release(); err != nil {
			t.Error(err)
		}
	}
	took := func() bool {
		t.Helper()
		l := owner(t, home)
		defer l.Close(ctx)
		return slices.ContainsFunc(l.Notices(), func(n string) bool { return strings.Contains(n, "took over from process 4711") })
	}
	hold()
	if took() {
		t.Error("a clean home was left unclean")
	}
	died := lock{path: filepath.Join(home, lockName)} // as an owner that was killed leaves it
	if err := died.write(&holder{PID: 4711}); err != nil {
		t.Fatal(err)
	}
	hold()
	if !took() {
		t.Error("an unclean home was left clean")
	}
	if took() {
		t.Error("and stays unclean")
	}
}
