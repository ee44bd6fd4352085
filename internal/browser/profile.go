package browser

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// makeProfile makes the profile's directory, where it is missing, and gives what
// takes it away again with all that the browser put there: nothing that was
// there before.
func makeProfile(path string) (undo func(), err error) {
	var made []string // the profile, then what leads to it
	for at := path; ; at = filepath.Dir(at) {
		if _, err := os.Stat(at); !errors.Is(err, fs.ErrNotExist) {
			break // it is there, or MkdirAll will say what is wrong with it
		}
		made = append(made, at)
	}
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, fmt.Errorf("make the profile's directory: %w", err)
	}
	return func() {
		if len(made) > 0 {
			_ = os.RemoveAll(path)
		}
		for _, at := range made {
			_ = os.Remove(at) // unless somebody else has put something there
		}
	}, nil
}
