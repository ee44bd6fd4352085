package cli

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"rugtape/internal/app"
	"rugtape/internal/journal"
	"rugtape/internal/library"
	"rugtape/internal/tape"
	"rugtape/internal/wire"
)

// rerunReport is the JSON of a rerun.
type rerunReport struct {
	Decisions   int              `json:"decisions"` // held against the recording
	Differences int              `json:"differences"`
	First       *rerunDifference `json:"first_difference"`
	Rounds      int              `json:"rounds"` // whose digest and balance were
	Desks       int              `json:"desks"`
	Messages    int              `json:"messages"`
	NotCompared map[string]int   `json:"not_compared"`
}

type rerunDifference struct {
	Seq   uint64 `json:"seq"`
	Round string `json:"round"`
	Tick  int    `json:"tick"`
	State string `json:"state"`
	Field string `json:"field"`
	Was   string `json:"was"`
	Now   string `json:"now"`
}

func newRerun(t *tool) *cobra.Command {
	return &cobra.Command{
		Use:   "rerun RECORDING",
		Short: "Make a bot's decisions again from a recording",
		Long: "rerun reads a journal, a folder of files or one of them, and makes every decision in it\n" +
			"again: the messages are decoded again, the strategies are those that the recording names,\n" +
			"scripts run from the text that was recorded. It compares them one by one, and what each\n" +
			"round came to, and tells the first difference. It changes nothing.\n\n" +
			"It exits with 1 if anything differs.",
		Args: takes("RECORDING", 1, 1),
		RunE: func(cmd *cobra.Command, args []string) error { return t.rerun(cmd.Context(), args[0]) },
	}
}

func (t *tool) rerun(ctx context.Context, path string) error {
	entries, err := journal.OpenReader(path)
	if err != nil {
		return err
	}
	defer entries.Close()
	reveal, err := t.reveal(ctx)
	if err != nil {
		return err
	}
	found, err := app.RerunJournal(until{entries, ctx}, reveal)
	hurt := errors.Is(err, tape.ErrJournalDamaged) || errors.Is(err, tape.ErrJournalCut)
	if err != nil && !hurt {
		return err
	}
	report := rerunReport{
		found.Decisions, found.Differences, (*rerunDifference)(found.First), found.Rounds, found.Desks, found.Messages, found.NotCompared,
	}
	if err := t.showRerun(report); err != nil {
		return err
	}
	if hurt {
		t.note("%s", forPeople(err))
	}
	switch {
	case report.Differences > 0:
		return errNo
	case report.Decisions+report.Rounds == 0:
		return errors.New("there is no decision to make again: record one with rugtape bot, or with a desk on the live page")
	}
	return nil
}

// until ends a journal when ctx ends.
type until struct {
	*journal.Reader
	ctx context.Context
}

func (u until) Next() bool { return u.ctx.Err() == nil && u.Reader.Next() }
func (u until) Err() error { return cmp.Or(u.ctx.Err(), u.Reader.Err()) }

// reveal undoes the filter as far as the key of the home does. Without one,
// players have other names than they had, which decides nothing.
func (t *tool) reveal(ctx context.Context) (reveal func(dst, message []byte) []byte, err error) {
	err = t.read(ctx, func(lib *library.Library) error {
		key, err := lib.Key(ctx)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err == nil:
			reveal = wire.NewFilter(key).Reveal
		}
		return err
	})
	return reveal, err
}

func (t *tool) showRerun(r rerunReport) error {
	if t.json {
		return t.put(r)
	}
	t.say("%s of %s made again from %s: %s", counted(r.Decisions, "decision"), counted(r.Desks, "desk"),
		counted(r.Messages, "message"), counted(r.Differences, "difference"))
	t.say("what %s came to was compared as well", counted(r.Rounds, "round"))
	if d := r.First; d != nil {
		t.say("first at entry %d: round %s, tick %d (%s): %s was %s, and is %s", d.Seq, d.Round, d.Tick, d.State, d.Field, d.Was, d.Now)
	}
	for _, why := range slices.Sorted(maps.Keys(r.NotCompared)) {
		t.say("not compared  %6d  %s", r.NotCompared[why], why)
	}
	return nil
}
