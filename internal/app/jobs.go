package app

import (
	"context"
	"errors"
	"fmt"
	"io"

	"rugtape/internal/round"
	"rugtape/internal/web"
)

// importer does the work of an import.
type importer interface {
	Import(ctx context.Context, paths []string, source round.Source, progress func(web.Job)) (report any, err error)
	Spool() (spool, error)
}

// spool is a place for uploaded files.
type spool interface {
	Add(name string, r io.Reader) error
	Path() string
	Remove() error
}

// Jobs are the imports; its revision counts the changes of the catalogue.
type Jobs struct {
	*queue[web.Job]
	importer importer
}

// NewJobs makes an empty queue. Run works on it.
func NewJobs(work importer) *Jobs {
	return &Jobs{newQueue[web.Job]("imports", "j"), work}
}

// Import queues an import of files and folders.
func (j *Jobs) Import(paths []string, source round.Source) (string, error) {
	if len(paths) == 0 {
		return "", fmt.Errorf("%w: no path was named", round.ErrInvalid)
	}
	return j.queue.add(j.job(andMore(paths), paths, source, nil))
}

// job is an import of paths; what was uploaded for it goes when it is over.
func (j *Jobs) job(what string, paths []string, source round.Source, uploaded spool) *job[web.Job] {
	next := &job[web.Job]{shown: web.Job{What: what}}
	next.do = func(ctx context.Context, tell func(func(*web.Job))) error {
		report, err := j.importer.Import(ctx, paths, source, func(now web.Job) {
			tell(func(v *web.Job) {
				v.Files, v.FilesDone, v.Bytes, v.BytesDone = now.Files, now.FilesDone, now.Bytes, now.BytesDone
				v.Lines, v.Rounds = now.Lines, now.Rounds
			})
		})
		if uploaded != nil {
			err = errors.Join(err, uploaded.Remove())
		}
		j.Changed()
		tell(func(v *web.Job) { v.Report = report })
		return err
	}
	if uploaded != nil {
		next.drop = uploaded.Remove
	}
	return next
}

// andMore names the first of several things.
func andMore(names []string) string {
	if len(names) == 1 {
		return names[0]
	}
	return fmt.Sprintf("%s and %d more", names[0], len(names)-1)
}

// List gives all imports that are known, oldest first.
func (j *Jobs) List() []web.Job {
	var list []web.Job
	j.each(func(of *job[web.Job]) {
		shown := of.shown
		shown.ID, shown.State, shown.Change, shown.Error = of.id, of.state, of.change, of.err
		list = append(list, shown)
	})
	return list
}

// Spool makes room for an upload.
func (j *Jobs) Spool() (web.Spool, error) {
	s, err := j.importer.Spool()
	if err != nil {
		return nil, err
	}
	return &upload{jobs: j, spool: s}, nil
}

// upload is a spool that becomes an import.
type upload struct {
	jobs  *Jobs
	spool spool
	names []string
	taken bool
}

func (u *upload) Add(name string, r io.Reader) error {
	u.names = append(u.names, name)
	return u.spool.Add(name, r)
}

func (u *upload) Import() (string, error) {
	if len(u.names) == 0 {
		return "", fmt.Errorf("%w: the upload held no file", round.ErrInvalid)
	}
	id, err := u.jobs.queue.add(u.jobs.job(andMore(u.names), []string{u.spool.Path()}, "", u.spool))
	u.taken = err == nil
	return id, err
}

func (u *upload) Discard() {
	if !u.taken {
		_ = u.spool.Remove() // the library empties the spool at its next start
	}
}
