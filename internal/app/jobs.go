package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"sync"

	"rugtape/internal/round"
	"rugtape/internal/web"
)

// Bounds of the jobs.
const (
	maxWaitingJobs = 16 // a further one is refused
	maxKeptJobs    = 32 // finished ones stay to be read, the oldest go
)

// importer does the work of a job.
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

// Jobs runs imports one after another, in the order in which they came.
type Jobs struct {
	work importer
	wake chan struct{} // holds one: there may be a job to run

	mu       sync.Mutex
	count    int
	revision int
	jobs     []*job // oldest first
	watchers map[chan struct{}]struct{}
}

// job is an import and what it needs.
type job struct {
	web.Job
	paths  []string
	source round.Source
	spool  spool              // nil unless the files were uploaded
	cancel context.CancelFunc // of a running job
}

const (
	jobWaiting   = "waiting"
	jobRunning   = "running"
	jobDone      = "done"
	jobFailed    = "failed"
	jobCancelled = "cancelled"
)

// NewJobs makes an empty queue. Run works on it.
func NewJobs(work importer) *Jobs {
	return &Jobs{work: work, wake: make(chan struct{}, 1), revision: 1, watchers: map[chan struct{}]struct{}{}}
}

// Import queues an import of files and folders.
func (j *Jobs) Import(paths []string, source round.Source) (string, error) {
	if len(paths) == 0 {
		return "", fmt.Errorf("%w: no path was named", round.ErrInvalid)
	}
	return j.add(&job{Job: web.Job{What: andMore(paths)}, paths: paths, source: source})
}

// andMore names the first of several things.
func andMore(names []string) string {
	if len(names) == 1 {
		return names[0]
	}
	return fmt.Sprintf("%s and %d more", names[0], len(names)-1)
}

func (j *Jobs) add(next *job) (string, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	waiting := 0
	for _, other := range j.jobs {
		if other.State == jobWaiting {
			waiting++
		}
	}
	if waiting >= maxWaitingJobs {
		return "", refusal{fmt.Sprintf("%d imports are waiting already", waiting), "let some end first"}
	}
	j.count++
	next.Change, next.ID, next.State = 1, "j"+strconv.Itoa(j.count), jobWaiting
	j.jobs = append(j.jobs, next)
	j.forget()
	j.tell()
	select {
	case j.wake <- struct{}{}:
	default:
	}
	return next.ID, nil
}

// forget drops the oldest finished jobs beyond maxKeptJobs.
func (j *Jobs) forget() {
	for i := 0; i < len(j.jobs) && len(j.jobs) > maxKeptJobs; {
		if finished(j.jobs[i].State) {
			j.jobs = slices.Delete(j.jobs, i, i+1)
		} else {
			i++
		}
	}
}

func finished(state string) bool { return state != jobWaiting && state != jobRunning }

// Run works on the queue until ctx ends; a running import is cancelled then.
func (j *Jobs) Run(ctx context.Context) {
	for {
		if next := j.next(); next != nil {
			j.do(ctx, next)
			continue
		}
		select {
		case <-j.wake:
		case <-ctx.Done():
			return
		}
	}
}

func (j *Jobs) next() *job {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, next := range j.jobs {
		if next.State == jobWaiting {
			return next
		}
	}
	return nil
}

func (j *Jobs) do(ctx context.Context, next *job) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if !j.begin(next, cancel) {
		return
	}
	report, err := j.work.Import(ctx, next.paths, next.source, func(now web.Job) {
		j.change(next, func(v *web.Job) {
			v.Files, v.FilesDone, v.Bytes, v.BytesDone = now.Files, now.FilesDone, now.Bytes, now.BytesDone
			v.Lines, v.Rounds = now.Lines, now.Rounds
		})
	})
	if next.spool != nil {
		err = errors.Join(err, next.spool.Remove())
	}
	j.mu.Lock()
	j.revision++
	j.mu.Unlock()
	j.change(next, func(v *web.Job) {
		v.Report = report
		switch {
		case errors.Is(err, context.Canceled):
			v.State = jobCancelled
		case err != nil:
			v.State, v.Error = jobFailed, err.Error()
		default:
			v.State = jobDone
		}
	})
}

// begin makes a waiting job the running one, unless it has been cancelled.
func (j *Jobs) begin(next *job, cancel context.CancelFunc) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	if next.State != jobWaiting {
		return false
	}
	next.cancel = cancel
	j.set(next, jobRunning)
	return true
}

// set changes the state of a job. The caller holds mu.
func (j *Jobs) set(of *job, state string) {
	of.State = state
	of.Change++
	j.tell()
}

func (j *Jobs) change(of *job, change func(*web.Job)) {
	j.mu.Lock()
	defer j.mu.Unlock()
	change(&of.Job)
	of.Change++
	j.tell()
}

// Changed notes that the catalogue has changed by other means than a job.
func (j *Jobs) Changed() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.revision++
	j.tell()
}

// tell wakes the watchers. One that has not woken yet will see all at once.
func (j *Jobs) tell() {
	for news := range j.watchers {
		select {
		case news <- struct{}{}:
		default:
		}
	}
}

// Cancel ends a job: a waiting one at once, a running one as soon as it can.
// What it has sealed stays.
func (j *Jobs) Cancel(id string) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	i := slices.IndexFunc(j.jobs, func(of *job) bool { return of.ID == id })
	if i < 0 {
		return fmt.Errorf("%w: there is no job %.20q", round.ErrInvalid, id)
	}
	switch of := j.jobs[i]; of.State {
	case jobRunning:
		of.cancel()
	case jobWaiting:
		j.set(of, jobCancelled)
		if of.spool != nil {
			return of.spool.Remove()
		}
	}
	return nil
}

// List gives all jobs that are known, oldest first.
func (j *Jobs) List() []web.Job {
	j.mu.Lock()
	defer j.mu.Unlock()
	list := make([]web.Job, len(j.jobs))
	for i, of := range j.jobs {
		list[i] = of.Job
	}
	return list
}

// Revision counts the changes of the catalogue.
func (j *Jobs) Revision() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.revision
}

// Watch tells of changes until stop is called.
func (j *Jobs) Watch() (news <-chan struct{}, stop func()) {
	c := make(chan struct{}, 1)
	j.mu.Lock()
	defer j.mu.Unlock()
	j.watchers[c] = struct{}{}
	return c, func() {
		j.mu.Lock()
		defer j.mu.Unlock()
		delete(j.watchers, c)
	}
}

// Spool makes room for an upload.
func (j *Jobs) Spool() (web.Spool, error) {
	s, err := j.work.Spool()
	if err != nil {
		return nil, err
	}
	return &upload{jobs: j, spool: s}, nil
}

// upload is a spool that becomes a job.
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
	id, err := u.jobs.add(&job{Job: web.Job{What: andMore(u.names)}, paths: []string{u.spool.Path()}, spool: u.spool})
	u.taken = err == nil
	return id, err
}

func (u *upload) Discard() {
	if !u.taken {
		_ = u.spool.Remove() // the library empties the spool at its next start
	}
}
