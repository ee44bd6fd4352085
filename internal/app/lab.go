package app

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"

	"rugtape/internal/lab"
	"rugtape/internal/report"
	"rugtape/internal/round"
	"rugtape/internal/web"
)

// Lab runs what the page asks it for, one run after another.
type Lab struct {
	*queue[labRun]
	rounds  recordings
	scripts *Scripts
}

// labRun is a run and what came of it.
type labRun struct {
	web.LabRun
	sweep *report.Sweep
	only  *report.Result // of a run that is no sweep
}

// NewLab makes an empty queue of runs on the rounds of a library.
func NewLab(rounds recordings, scripts *Scripts) *Lab {
	return &Lab{newQueue[labRun]("runs", "r"), rounds, scripts}
}

// Start checks what is asked and queues it.
func (l *Lab) Start(ask web.LabAsk) (string, error) {
	trials, err := l.choose(ask)
	if err != nil {
		return "", fmt.Errorf("%w: %w", round.ErrInvalid, err)
	}
	plan, err := planOf(ask)
	if err != nil {
		return "", fmt.Errorf("%w: %w", round.ErrInvalid, err)
	}
	what := trials[0].Name
	if len(trials) > 1 {
		what = fmt.Sprintf("%s, %d trials", nameOf(ask), len(trials))
	}
	next := &job[labRun]{shown: labRun{LabRun: web.LabRun{What: what, Request: ask, Total: plan.Rounds.Count * len(trials)}}}
	next.do = func(ctx context.Context, tell func(func(*labRun))) error {
		return l.do(ctx, plan, trials, ask, tell)
	}
	return l.queue.add(next)
}

// choose finds the strategies of what is asked: one, or those of a sweep.
func (l *Lab) choose(ask web.LabAsk) ([]Chosen, error) {
	if ask.Strategy != "" {
		if len(ask.Sweep) == 0 {
			one, err := Choose(context.Background(), ask.Strategy, false)
			return []Chosen{one}, err
		}
		return ChooseGrid(context.Background(), ask.Strategy, ask.Sweep, false)
	}
	source := ask.Source
	if ask.Script != "" && source == "" {
		var err error
		if source, err = l.scripts.Read(ask.Script); err != nil {
			return nil, err
		}
	}
	if source == "" {
		return nil, errors.New("no strategy was named")
	}
	combinations, err := lab.Grid(ask.Sweep).Combinations()
	if err != nil {
		return nil, err
	}
	return scriptTrials(nameOf(ask), source, ask.Params, combinations)
}

// name is what the strategy of a run is called without its parameters.
func nameOf(ask web.LabAsk) string { return cmp.Or(ask.Strategy, ask.Script, "script") }

// Runs lists the runs, oldest first, without their results.
func (l *Lab) Runs() []web.LabRun {
	list := []web.LabRun{}
	l.each(func(of *job[labRun]) {
		shown := shownRun(of)
		shown.Result = nil
		list = append(list, shown)
	})
	return list
}

// Show gives a run with its result.
func (l *Lab) Show(id string) (run web.LabRun, err error) {
	err = l.look(id, func(of *job[labRun]) { run = shownRun(of) })
	return run, err
}

func shownRun(of *job[labRun]) web.LabRun {
	run := of.shown.LabRun
	run.ID, run.State, run.Change, run.Error = of.id, of.state, of.change, of.err
	return run
}

// Report writes the report of a run that is done.
func (l *Lab) Report(id, format string) ([]byte, error) {
	f, err := report.ParseFormat(format)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", round.ErrInvalid, err)
	}
	var run labRun
	if err := l.look(id, func(of *job[labRun]) { run = of.shown }); err != nil {
		return nil, err
	}
	var text bytes.Buffer
	switch {
	case run.only != nil:
		err = f.Write(&text, *run.only)
	case run.sweep != nil:
		err = f.WriteSweep(&text, *run.sweep)
	default:
		err = fmt.Errorf("%w: run %s has no result to report", round.ErrInvalid, id)
	}
	return text.Bytes(), err
}
