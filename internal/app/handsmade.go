package app

import (
	"log/slog"
	"path/filepath"

	"rugtape/internal/browser"
	"rugtape/internal/journal"
)

// Browser says how a browser of the user's is launched.
type Browser struct {
	Program  string // "" finds Chrome or Chromium
	Args     []string
	Headless bool
}

// ProfileDir is the profile of a browser that is launched from a home: the same
// for the app and every command, so that one logs in once.
func ProfileDir(home string) string { return filepath.Join(home, "browser") }

// HandsOf are the hands of a home, with its selectors and its watchdog.
func HandsOf(home string, log *slog.Logger, b Browser) (*HandsOptions, error) {
	selectors, err := browser.LoadSelectors(home)
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(home, journal.HandsDir)
	return &HandsOptions{
		Dir: dir, Profile: ProfileDir(home), Program: b.Program, Args: b.Args, Headless: b.Headless,
		Selectors: selectors, Watch: watchdogOf(home, log),
	}, nil
}
