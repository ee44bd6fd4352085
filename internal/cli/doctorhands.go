package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"rugtape/internal/browser"
	"rugtape/internal/journal"
	"rugtape/internal/tape"
	"rugtape/internal/watchdog"
)

// seeBrowser looks for a browser that could be launched; with --browser it
// launches one.
func (d *doctor) seeBrowser(ctx context.Context) (string, error) {
	if err := d.settle(); err != nil {
		return "", err
	}
	b := d.browser()
	path, err := browser.FindProgram(b.Program)
	switch {
	case err != nil && b.Program == "" && !d.launches:
		return "no Chrome and no Chromium was found: nothing can be pressed without one, all else can be done", nil
	case err != nil:
		return "", faulty("install Chrome or Chromium, or name its program under [browser] in config.toml", "%v", err)
	case !d.launches:
		return path + " was found; rugtape doctor --browser starts it", nil
	}
	return tryBrowser(ctx, path, b.Args)
}

// browserLimit is how long a browser may take from its start to a page that
// answers, and to its end.
const browserLimit = 45 * time.Second

// tryBrowser starts a browser without a window and with a profile for the time,
// shows it a page of our own, and ends it.
func tryBrowser(ctx context.Context, path string, args []string) (seen string, err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	page := &http.Server{Handler: http.HandlerFunc(blankPage), ReadHeaderTimeout: browserLimit}
	served := make(chan struct{})
	go func() { defer close(served); _ = page.Serve(listener) }() // until it is closed
	defer func() { err = errors.Join(err, page.Close()); <-served }()
	profile, err := os.MkdirTemp("", "rugtape-doctor-*")
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(profile)) }()
	ctx, stop := context.WithTimeout(ctx, browserLimit)
	defer stop()
	begun := time.Now()
	s, err := browser.Start(ctx, browser.Options{
		Program: path, Profile: filepath.Join(profile, "profile"), Headless: true, Args: args, Host: listener.Addr().String(),
	}, deaf{})
	if err != nil {
		return "", faulty("see docs/live.md; more arguments for it stand under [browser] in config.toml", "%s: %v", path, err)
	}
	took, health := time.Since(begun), s.Health()
	_ = s.Close(ctx) // what takes longer is waited for below
	select {
	case <-s.Gone():
	case <-ctx.Done():
		return "", faulty("end it by hand", "process %d, %s, does not end", health.PID, path)
	}
	return fmt.Sprintf("%s is %s; it showed a page of ours after %v, and has ended with all its processes", path, health.Product, took.Round(time.Millisecond)), nil
}

func blankPage(w http.ResponseWriter, _ *http.Request) {
	_, _ = w.Write([]byte("<!doctype html><title>rugtape doctor</title>")) // who asked is gone if this fails
}

// deaf hears nothing of a page.
type deaf struct{}

func (deaf) Message(browser.Message) {}
func (deaf) Press(browser.Seen)      {}
func (deaf) Health(browser.Health)   {}

// seeSelectors reads how the controls of the page are found.
func (d *doctor) seeSelectors(context.Context) (string, error) {
	s, err := browser.LoadSelectors(d.home)
	if err != nil {
		return "", faulty("mend the file, or take it away: there are built-in rules", "%v", err)
	}
	from := "the built-in rules"
	if _, err := os.Stat(filepath.Join(d.home, browser.SelectorsFile)); err == nil {
		from = browser.SelectorsFile + " in the home and the built-in rules"
	}
	return fmt.Sprintf("%s tell how %d controls are found", from, len(s.Controls)), nil
}

// allOrders is more than an orders journal holds.
const allOrders = 1 << 20

// seeOrders reads the orders journal to its end.
func (d *doctor) seeOrders(context.Context) (string, error) {
	records, err := journal.ReadOrders(filepath.Join(d.home, journal.HandsDir), allOrders)
	if err != nil {
		return "", err
	}
	if len(records) == 0 {
		return "nothing was ever armed here", nil
	}
	for i := range records {
		if err := d.orders.Take(&records[i]); err != nil {
			return "", faulty("keep the file, and a copy of it: nothing can be armed until it is whole", "record %d of the orders journal: %v", i+1, err)
		}
	}
	return fmt.Sprintf("%s, read and whole; the last order was number %d", counted(len(records), "record"), d.orders.LastKey), nil
}

// seeArmed tells what the orders journal says of an arming, of alarms and of
// orders that nobody has explained.
func (d *doctor) seeArmed(context.Context) (string, error) {
	s := &d.orders
	unknown := 0
	for i := range s.Open {
		if s.Open[i].Stage >= tape.StageUnknown {
			unknown++
		}
	}
	switch {
	case len(s.Alarms) > 0:
		last := s.Alarms[len(s.Alarms)-1]
		return "", faulty("look at the page of the game, then say in the app that it was seen", "an alarm of %s UTC was not seen yet: %s", timeOf(last.TimeNS), last.Why)
	case unknown > 0:
		return "", faulty("look at the page of the game, then say in the app what became of them", "nobody knows what became of %s", counted(unknown, "order"))
	case s.Armed != nil:
		return fmt.Sprintf("it was armed for %s at %s UTC, and is so if the app runs; else its next start disarms", s.Armed.Host, timeOf(s.Armed.TimeNS)), nil
	case s.Disarmed != nil:
		return fmt.Sprintf("nothing is armed; it was disarmed at %s UTC: %s", timeOf(s.Disarmed.TimeNS), s.Disarmed.Why), nil
	}
	return "nothing is armed, and no alarm is left over", nil
}

func timeOf(ns int64) string { return time.Unix(0, ns).UTC().Format("2006-01-02 15:04:05") }

// watchdogLimit is how long a watchdog may take to say its first word, and to
// end.
const watchdogLimit = 10 * time.Second

// seeWatchdog starts a watchdog that has nothing to watch, and ends it.
func (d *doctor) seeWatchdog(ctx context.Context) (string, error) {
	begun := time.Now()
	w, err := watchdog.Start(watchdog.ProcessOptions{Home: d.home, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return "", faulty("look whether this program can be run where it lies: nothing can be armed without a watchdog", "%v", err)
	}
	ctx, stop := context.WithTimeout(ctx, watchdogLimit)
	defer stop()
	w.Beat(watchdog.Beat{})
	select {
	case <-w.News():
	case <-w.Gone():
	case <-ctx.Done():
	}
	took := time.Since(begun)
	state, why := w.State()
	if err := w.Close(ctx); err != nil {
		return "", faulty("look what holds processes up on this machine", "%v", err)
	}
	if state != watchdog.Blind && state != watchdog.Watching { // it sees no page: there is none
		return "", faulty("nothing can be armed without a watchdog: run rugtape watchdog --help where this program lies", "it does not answer: %s %s", state, why)
	}
	return fmt.Sprintf("a second process of this program answered after %v, and has ended", took.Round(time.Millisecond)), nil
}
