package browser

import (
	"context"
	"fmt"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/target"
)

// Step is how a start goes on.
type Step struct {
	Name   string
	State  string // running, done, failed
	Detail string // what was found, or why it failed
}

// step is a part of a start. What it did, it undoes by what it adds to undos.
type step struct {
	name string
	do   func(ctx context.Context) (detail string, err error)
}

// Start attaches to the browser that the options name, or launches one, and
// comes back when the page of the host is followed. From then on the session
// looks after itself, until it is closed.
//
// When a step fails or the context ends, what was done is undone in reverse
// order, and nothing is left. The error is for people.
func Start(ctx context.Context, o Options, to Sink) (*Session, error) {
	s, err := newSession(o, to)
	if err != nil {
		return nil, err
	}
	for _, step := range s.steps() {
		s.o.Step(Step{Name: step.name, State: "running"})
		detail, err := step.do(ctx)
		if err == nil && ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		if err != nil {
			s.undo()
			if ctx.Err() != nil {
				err = fmt.Errorf("the start was cancelled: %w", context.Cause(ctx))
			}
			s.log.Info("the browser did not start", "step", step.name, "why", err)
			s.o.Step(Step{step.name, "failed", err.Error()})
			return nil, err
		}
		s.o.Step(Step{step.name, "done", detail})
	}
	s.undos = nil
	s.change(func(f *facts, _ *Health) { f.started = true })
	go s.keep()
	return s, nil
}

func (s *Session) steps() []step {
	steps := []step{
		{"connect", s.stepConnect},
		{"find the tab", s.stepFind},
		{"listen to its frames", s.stepListen},
		{"look for the controls", s.stepControls},
	}
	if s.o.Port != 0 {
		return steps
	}
	path := ""
	return append([]step{
		{"find the program", func(context.Context) (detail string, err error) {
			path, err = FindProgram(s.o.Program)
			return path, err
		}},
		{"start it", func(context.Context) (string, error) { return s.stepLaunch(path) }},
		{"wait for its port", s.stepPort},
	}, steps...)
}

// undo takes back what the steps did, the last first.
func (s *Session) undo() {
	s.halt()
	for len(s.undos) > 0 {
		last := len(s.undos) - 1
		s.undos[last]()
		s.undos = s.undos[:last]
	}
	close(s.gone)
}

func (s *Session) toUndo(what func()) { s.undos = append(s.undos, what) }

func (s *Session) stepLaunch(path string) (string, error) {
	unmake, err := makeProfile(s.o.Profile)
	if err != nil {
		return "", err
	}
	s.toUndo(unmake)
	p, err := launch(path, s.o.Profile, &s.o)
	if err != nil {
		return "", fmt.Errorf("start %s: %w", path, err)
	}
	s.program = p
	s.toUndo(func() {
		if err := p.end(0); err != nil {
			s.log.Error("a browser is left over", "why", err)
		}
	})
	pid := p.cmd.Process.Pid
	s.change(func(_ *facts, h *Health) {
		h.PID = pid
		s.where.PID, s.where.Profile = pid, s.o.Profile
	})
	return fmt.Sprintf("process %d", pid), nil
}

func (s *Session) stepPort(ctx context.Context) (detail string, err error) {
	s.port, err = s.program.awaitPort(ctx, s.limits.port)
	return fmt.Sprint(s.port), err
}

func (s *Session) stepConnect(ctx context.Context) (string, error) {
	if err := s.connect(ctx); err != nil {
		return "", err
	}
	s.toUndo(func() { s.conn.close() })
	return s.Health().Product, nil
}

// connect connects to the browser at the session's port and follows its tabs.
func (s *Session) connect(ctx context.Context) error {
	c, address, product, err := connect(ctx, s.port, s.limits.answer, s.hear)
	if err != nil {
		return err
	}
	if err := s.roster.follow(ctx, lane{conn: c, limit: s.limits.listen}); err != nil {
		c.close()
		return fmt.Errorf("the browser does not tell its tabs: %w", err)
	}
	s.conn = c
	s.change(func(_ *facts, h *Health) {
		h.Product = product
		s.where.Address = address
	})
	return nil
}

// stepFind attaches to the tab that shows the host, or to an empty one that is
// there for it.
func (s *Session) stepFind(ctx context.Context) (detail string, err error) {
	id, count := s.roster.find(s.host, s.ours)
	if count > 1 {
		detail = fmt.Sprintf("%d tabs show %s, one of them is followed", count, s.host.text())
	}
	if count == 0 {
		if id, err = s.blank(ctx); err != nil {
			return "", fmt.Errorf("open a tab: %w", err)
		}
		detail = "opened " + s.o.Page
	}
	_, err = s.attach(ctx, s.conn, id)
	return detail, err
}

// blank gives an empty tab for the page: the one that the browser which we
// launched came with, or a new one.
func (s *Session) blank(ctx context.Context) (target.ID, error) {
	if s.program != nil {
		if id := s.roster.blank(); id != "" {
			return id, nil
		}
	}
	made, err := do(ctx, lane{conn: s.conn, limit: s.limits.listen}, target.CreateTarget, target.CreateTargetParams{URL: "about:blank"})
	if err != nil {
		return "", err
	}
	s.toUndo(func() { s.closeTab(made.TargetID) })
	return made.TargetID, nil
}

func (s *Session) closeTab(id target.ID) {
	_, _ = do(context.Background(), lane{conn: s.conn}, target.CloseTarget, target.CloseTargetParams{TargetID: id})
}

// stepListen listens to the tab, and only then opens the page in it, if that is
// still to be done: so its sockets are heard from their first word.
func (s *Session) stepListen(ctx context.Context) (string, error) {
	t := s.tab.Load()
	if err := t.listen(ctx); err != nil {
		return "", err
	}
	if s.host.shows(t.shown()) {
		return bare(t.shown()), nil
	}
	ctx, cancel := context.WithTimeoutCause(ctx, s.limits.load,
		fmt.Errorf("%s did not load within %v: see in the browser why", s.o.Page, s.limits.load))
	defer cancel()
	tell(t.lane, page.Navigate, page.NavigateParams{URL: s.o.Page})
	return bare(s.o.Page), t.until(ctx, func() bool { return s.host.shows(t.shown()) })
}

// stepControls tells what is found of the page's controls once it has loaded.
// Whatever that is, it is no reason to fail: a page that asks to log in has others.
func (s *Session) stepControls(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, s.limits.load)
	defer cancel()
	t := s.tab.Load()
	err := t.until(ctx, func() bool { return !t.isLoading() })
	if err != nil {
		return fmt.Sprintf("not yet: %v", err), nil
	}
	found, err := s.Find(ctx)
	if err != nil {
		return fmt.Sprintf("not yet: %v", err), nil
	}
	n := 0
	for _, f := range found {
		if f.Count == 1 {
			n++
		}
	}
	return fmt.Sprintf("%d of %d found", n, len(found)), nil
}

// until waits until something is so of the tab.
func (t *tab) until(ctx context.Context, holds func() bool) error {
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for !holds() {
		select {
		case <-look.C:
		case <-t.life.Done():
			return context.Cause(t.life)
		case <-t.conn.broken:
			return t.conn.err
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}

const lookEvery = 10 * time.Millisecond
