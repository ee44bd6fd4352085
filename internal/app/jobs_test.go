package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"
	"testing/synctest"

	"rugtape/internal/round"
	"rugtape/internal/web"
)

// fakeImporter does an import when it is told to, or until it is cancelled.
type fakeImporter struct {
	began chan []string
	end   chan error
	spool fakeSpool
}

func (f *fakeImporter) Import(ctx context.Context, paths []string, _ round.Source, progress func(web.Job)) (any, error) {
	progress(web.Job{Files: len(paths)})
	f.began <- paths
	select {
	case err := <-f.end:
		return "report", err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (f *fakeImporter) Spool() (spool, error) { return &f.spool, nil }

// fakeSpool notes whether it was removed.
type fakeSpool struct{ removed bool }

func (s *fakeSpool) Add(string, io.Reader) error { return nil }
func (s *fakeSpool) Path() string                { return "spool" }
func (s *fakeSpool) Remove() error               { s.removed = true; return nil }

// inJobs runs a test with a queue of imports.
func inJobs(t *testing.T, test func(*testing.T, *Jobs, *fakeImporter)) {
	synctest.Test(t, func(t *testing.T) {
		f := &fakeImporter{began: make(chan []string, 100), end: make(chan error)}
		jobs := NewJobs(f)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); jobs.Run(ctx) }()
		test(t, jobs, f)
		cancel()
		<-done
	})
}

func states(j *Jobs) string {
	text := ""
	for _, job := range j.List() {
		text += job.ID + " " + job.State + "; "
	}
	return text
}

func add(t *testing.T, j *Jobs, path string) string {
	t.Helper()
	id, err := j.Import([]string{path}, round.Site)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestImportsRunOneAfterAnother(t *testing.T) {
	inJobs(t, func(t *testing.T, j *Jobs, f *fakeImporter) {
		revision := j.Revision()
		add(t, j, "a")
		add(t, j, "b")
		cancelled := add(t, j, "c")
		add(t, j, "d")
		synctest.Wait()
		if got := states(j); got != "j1 running; j2 waiting; j3 waiting; j4 waiting; " {
			t.Fatal(got)
		}
		if err := j.Cancel(cancelled); err != nil {
			t.Fatal(err)
		}
		f.end <- nil
		f.end <- errors.New("the disk is full")
		synctest.Wait()
		if got := states(j); got != "j1 done; j2 failed; j3 cancelled; j4 running; " {
			t.Fatal(got)
		}
		if err := j.Cancel("j4"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if got := states(j); got != "j1 done; j2 failed; j3 cancelled; j4 cancelled; " {
			t.Fatal(got)
		}
		list := j.List()
		if list[0].Report != "report" || list[0].Files != 1 || list[1].Error != "the disk is full" {
			t.Errorf("%+v", list)
		}
		if j.Revision() == revision {
			t.Error("the catalogue's revision has not changed")
		}
		if err := j.Cancel("j9"); !errors.Is(err, round.ErrInvalid) {
			t.Errorf("cancel of an unknown job: %v", err)
		}
	})
}

// TestAWaitingImportIsCancelledAtOnce: its uploaded files go and its place is
// free while the one before it still runs.
func TestAWaitingImportIsCancelledAtOnce(t *testing.T) {
	inJobs(t, func(t *testing.T, j *Jobs, f *fakeImporter) {
		add(t, j, "a")
		synctest.Wait()
		uploaded, err := j.Spool()
		if err != nil {
			t.Fatal(err)
		}
		if err := uploaded.Add("b", nil); err != nil {
			t.Fatal(err)
		}
		id, err := uploaded.Import()
		if err != nil {
			t.Fatal(err)
		}
		news, stop := j.Watch()
		defer stop()
		if err := j.Cancel(id); err != nil {
			t.Fatal(err)
		}
		if got := states(j); got != "j1 running; j2 cancelled; " || !f.spool.removed || len(news) != 1 {
			t.Errorf("%s spool removed: %v, watchers told: %v", got, f.spool.removed, len(news) == 1)
		}
		if err := j.Cancel(id); err != nil {
			t.Errorf("once more: %v", err)
		}
		f.end <- nil
		synctest.Wait()
		if got := states(j); got != "j1 done; j2 cancelled; " || len(f.began) != 1 {
			t.Errorf("%s %d imports began", got, len(f.began))
		}
	})
}

func TestTheQueueOfImportsIsBounded(t *testing.T) {
	inJobs(t, func(t *testing.T, j *Jobs, f *fakeImporter) {
		add(t, j, "running")
		synctest.Wait()
		for i := range maxWaitingJobs {
			add(t, j, fmt.Sprint(i))
		}
		if _, err := j.Import([]string{"one more"}, round.Site); err == nil {
			t.Error("one import more than may wait was taken")
		}
		for range maxWaitingJobs + 1 {
			f.end <- nil
		}
		for range 2 * maxKeptJobs {
			add(t, j, "x")
			f.end <- nil
			synctest.Wait()
		}
		if n := len(j.List()); n > maxKeptJobs {
			t.Errorf("%d jobs are kept", n)
		}
	})
}

func TestWatchersHearOfChanges(t *testing.T) {
	inJobs(t, func(t *testing.T, j *Jobs, f *fakeImporter) {
		news, stop := j.Watch()
		add(t, j, "a")
		<-news
		synctest.Wait()
		select {
		case <-news:
		default:
			t.Error("a watcher did not hear that the job began")
		}
		f.end <- nil
		synctest.Wait()
		<-news
		stop()
		j.Changed()
		select {
		case <-news:
			t.Error("a watcher that has gone hears of a change")
		default:
		}
	})
}
