package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"

	"rugtape/internal/round"
)

// Bounds of a queue.
const (
	maxWaitingJobs = 16 // a further one is refused
	maxKeptJobs    = 32 // finished ones stay to be read, the oldest go
)

// The states of a job.
const (
	jobWaiting   = "waiting"
	jobRunning   = "running"
	jobDone      = "done"
	jobFailed    = "failed"
	jobCancelled = "cancelled"
)

func finished(state string) bool { return state != jobWaiting && state != jobRunning }

// queue does jobs one after another, in the order in which they came. What
// each shows of itself is a T, which only the queue changes.
type queue[T any] struct {
	of     string // what the jobs are, for refusals: "imports"
	prefix string // of their ids

	wake chan struct{} // holds one: there may be a job to do

	mu       sync.Mutex
	count    int
	revision int       // rises with Changed
	jobs     []*job[T] // oldest first

	watchers // of the jobs, and of what Changed tells
}

// job is a piece of work and what is known of it.
type job[T any] struct {
	id     string
	state  string
	change int // rises from 1 with every change
	err    string
	shown  T

	do     func(ctx context.Context, tell func(func(*T))) error
	drop   func() error       // what is left to do if it is cancelled before it began; may be nil
	cancel context.CancelFunc // of a running job
}

func newQueue[T any](of, prefix string) *queue[T] {
	return &queue[T]{of: of, prefix: prefix, wake: make(chan struct{}, 1), revision: 1}
}

// add queues a job and gives its id.
func (q *queue[T]) add(next *job[T]) (string, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	waiting := 0
	for _, other := range q.jobs {
		if other.state == jobWaiting {
			waiting++
		}
	}
	if waiting >= maxWaitingJobs {
		return "", refusal{fmt.Sprintf("%d %s are waiting already", waiting, q.of), "let some end first"}
	}
	q.count++
	next.change, next.id, next.state = 1, q.prefix+strconv.Itoa(q.count), jobWaiting
	q.jobs = append(q.jobs, next)
	q.forget()
	q.tell()
	select {
	case q.wake <- struct{}{}:
	default:
	}
	return next.id, nil
}

// forget drops the oldest finished jobs beyond maxKeptJobs.
func (q *queue[T]) forget() {
	for i := 0; i < len(q.jobs) && len(q.jobs) > maxKeptJobs; {
		if finished(q.jobs[i].state) {
			q.jobs = slices.Delete(q.jobs, i, i+1)
		} else {
			i++
		}
	}
}

// Run does the jobs until ctx ends; a running one is cancelled then.
func (q *queue[T]) Run(ctx context.Context) {
	for {
		if next := q.next(); next != nil {
			q.work(ctx, next)
			continue
		}
		select {
		case <-q.wake:
		case <-ctx.Done():
			return
		}
	}
}

func (q *queue[T]) next() *job[T] {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, next := range q.jobs {
		if next.state == jobWaiting {
			return next
		}
	}
	return nil
}

func (q *queue[T]) work(ctx context.Context, next *job[T]) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if !q.begin(next, cancel) {
		return
	}
	err := next.do(ctx, func(change func(*T)) {
		q.mu.Lock()
		defer q.mu.Unlock()
		change(&next.shown)
		q.set(next, jobRunning)
	})
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case errors.Is(err, context.Canceled):
		q.set(next, jobCancelled)
	case err != nil:
		next.err = err.Error()
		q.set(next, jobFailed)
	default:
		q.set(next, jobDone)
	}
}

// begin makes a waiting job the running one, unless it has been cancelled.
func (q *queue[T]) begin(next *job[T], cancel context.CancelFunc) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if next.state != jobWaiting {
		return false
	}
	next.cancel = cancel
	q.set(next, jobRunning)
	return true
}

// set changes the state of a job. The caller holds mu.
func (q *queue[T]) set(of *job[T], state string) {
	of.state = state
	of.change++
	q.tell()
}

// Changed raises the revision: something beside the jobs has changed.
func (q *queue[T]) Changed() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.revision++
	q.tell()
}

// Revision counts the calls of Changed.
func (q *queue[T]) Revision() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.revision
}

// find gives the place of a job. The caller holds mu.
func (q *queue[T]) find(id string) (int, error) {
	i := slices.IndexFunc(q.jobs, func(of *job[T]) bool { return of.id == id })
	if i < 0 {
		return 0, fmt.Errorf("%w: there is none of the %s called %.20q", round.ErrInvalid, q.of, id)
	}
	return i, nil
}

// Cancel ends a job: a waiting one at once, a running one as soon as it can.
func (q *queue[T]) Cancel(id string) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	i, err := q.find(id)
	if err != nil {
		return err
	}
	switch of := q.jobs[i]; of.state {
	case jobRunning:
		of.cancel()
	case jobWaiting:
		q.set(of, jobCancelled)
		if of.drop != nil {
			return of.drop()
		}
	}
	return nil
}

// Delete forgets a job that is over.
func (q *queue[T]) Delete(id string) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	i, err := q.find(id)
	if err != nil {
		return err
	}
	if !finished(q.jobs[i].state) {
		return fmt.Errorf("%w: %s is not over: cancel it first", round.ErrInvalid, id)
	}
	q.jobs = slices.Delete(q.jobs, i, i+1)
	q.tell()
	return nil
}

// look looks at one job.
func (q *queue[T]) look(id string, look func(*job[T])) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	i, err := q.find(id)
	if err == nil {
		look(q.jobs[i])
	}
	return err
}

// each looks at all jobs that are known, oldest first.
func (q *queue[T]) each(look func(*job[T])) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, of := range q.jobs {
		look(of)
	}
}
