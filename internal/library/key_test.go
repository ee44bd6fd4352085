package library

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestTheKeyIsMadeOnce(t *testing.T) {
	ctx := context.Background()
	home := t.TempDir()
	path := filepath.Join(home, keyName)
	l := owner(t, home)
	reader, err := Open(ctx, home, Reader)
	if err != nil {
		t.Fatal(err)
	}
	defer shut(t, reader)
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("there is a key before it is asked for: %v", err)
	}
	if _, err := reader.Key(ctx); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a reader finds a key where there is none: %v", err)
	}
	key, err := l.Key(ctx)
	if err != nil || key == [keyBytes]byte{} {
		t.Fatal(key, err)
	}
	if info, err := os.Lstat(path); err != nil || runtime.GOOS != "windows" && info.Mode() != secretMode {
		t.Errorf("its mode is %v, %v", info.Mode(), err)
	}
	if again, err := l.Key(ctx); err != nil || again != key {
		t.Errorf("asked again: another key, %v", err)
	}
	if read, err := reader.Key(ctx); err != nil || read != key {
		t.Errorf("a reader finds another key, %v", err)
	}
	shut(t, l)
	l = owner(t, home)
	if again, err := l.Key(ctx); err != nil || again != key {
		t.Errorf("after another start: another key, %v", err)
	}
	other, err := owner(t, t.TempDir()).Key(ctx)
	if err != nil || other == key {
		t.Errorf("two homes have one key, %v", err)
	}
	if err := os.WriteFile(path, key[:7], secretMode); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Key(ctx); err == nil || !strings.Contains(err.Error(), "has 7 bytes, and not 32") {
		t.Errorf("a damaged key: %v", err)
	}
	if left, err := os.ReadFile(path); err != nil || len(left) != 7 {
		t.Errorf("it was written over: %d bytes, %v", len(left), err)
	}
}
