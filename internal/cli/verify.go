package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"rugtape/internal/fair"
	"rugtape/internal/library"
	"rugtape/internal/round"
)

func newVerify(t *tool) *cobra.Command {
	var strict bool
	cmd := &cobra.Command{
		Use:   "verify [PATH...]",
		Short: "Prove rounds tick by tick",
		Long: "verify holds every price of every round against the law: with a revealed seed bit for\n" +
			"bit, without one as far as it goes. It reads files and folders in any known format,\n" +
			"archives included; without a PATH it verifies the library.\n\n" +
			"It exits with 1 if a round does not follow from its seed; with --strict also if a\n" +
			"round is anything else than verified or something could not be read.",
		Args: takes("PATH", 0, 0),
		RunE: func(cmd *cobra.Command, paths []string) error {
			v := verification{tool: t, counts: map[fair.Verdict]int{}}
			var err error
			if len(paths) > 0 {
				err = v.files(cmd.Context(), paths)
			} else {
				err = t.read(cmd.Context(), func(lib *library.Library) error { return v.library(cmd.Context(), lib) })
			}
			if err != nil {
				return err
			}
			return v.answer(strict)
		},
	}
	cmd.Flags().BoolVar(&strict, "strict", false, "exit with 1 on any verdict but verified")
	return cmd
}

// verification is what verify has found so far.
type verification struct {
	*tool
	counts        map[fair.Verdict]int
	impossible    int
	damaged, left unread // what should have been read, and what was passed over
}

func (v *verification) files(ctx context.Context, paths []string) error {
	g, err := gather(ctx, paths)
	if err != nil {
		return err
	}
	v.damaged, v.left = g.named, g.found
	for _, rec := range g.settled() {
		if err := v.prove(ctx, rec); err != nil {
			return err
		}
	}
	return nil
}

// library proves the rounds of the library, the oldest first.
func (v *verification) library(ctx context.Context, lib *library.Library) error {
	rounds, err := entries(ctx, lib, round.Query{Sort: "started"})
	if err != nil {
		return err
	}
	for _, entry := range rounds {
		rec, _, err := lib.Get(ctx, entry.Key)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			v.damaged.add(err)
			continue
		}
		if err := v.prove(ctx, rec); err != nil {
			return err
		}
	}
	return nil
}

func (v *verification) prove(ctx context.Context, rec *round.Recording) error {
	s, proof := round.Summarize(rec), round.Prove(rec)
	v.counts[proof.Verdict]++
	if s.LawConsistent == fair.Failed {
		v.impossible++
	}
	if err := v.showProof(rec, s, proof); err != nil {
		return err
	}
	return ctx.Err()
}

// answer sums up.
func (v *verification) answer(strict bool) error {
	total := 0
	for _, n := range v.counts {
		total += n
	}
	if total == 0 {
		if err := cmp.Or(v.damaged.err(), v.left.err()); err != nil {
			return err
		}
		return errors.New("no round was found: name files with recordings, or import some with rugtape library import PATH")
	}
	if !v.json {
		v.say("%s: %d verified, %d verified in part, %d without a seed, %d that do not follow from their seed; %d with something impossible",
			counted(total, "round"), v.counts[fair.Verified], v.counts[fair.Partial], v.counts[fair.NoSeed], v.counts[fair.Mismatch], v.impossible)
	}
	if err := v.left.err(); err != nil {
		v.note("left out: %s", forPeople(err))
	}
	switch {
	case v.counts[fair.Mismatch] > 0:
		if err := v.damaged.err(); err != nil {
			v.note("left out: %s", forPeople(err))
		}
		return errNo
	case v.damaged.n > 0:
		return v.damaged.err()
	case strict && (v.counts[fair.Verified] < total || v.left.n > 0):
		return errNo
	}
	return nil
}

// verifyItem is the JSON of one round's proof. Null is: not known, not checked.
type verifyItem struct {
	Source        round.Source `json:"source"`
	Round         string       `json:"round"`
	Law           string       `json:"law"`
	HashOK        *bool        `json:"hash_ok"`
	PricesChecked int          `json:"prices_checked"`
	PricesEqual   int          `json:"prices_equal"`
	FirstMismatch *int         `json:"first_mismatch"`
	PeakOK        *bool        `json:"peak_ok"`
	RugPriceOK    *bool        `json:"rug_price_ok"`
	Verdict       string       `json:"verdict"`
	LawConsistent *bool        `json:"law_consistent"`
	Why           *string      `json:"why"`
}

func (t *tool) showProof(rec *round.Recording, s round.Summary, p fair.Proof) error {
	if t.json {
		item := verifyItem{
			Source: rec.Source, Round: rec.ID, Law: p.Law, HashOK: tri(p.HashOK),
			PricesChecked: p.PricesChecked, PricesEqual: p.PricesEqual,
			PeakOK: tri(p.PeakOK), RugPriceOK: tri(p.RugPriceOK), Verdict: p.Verdict.String(),
			LawConsistent: tri(p.Consistency.Check), Why: known(p.Consistency.Why),
		}
		if p.FirstMismatch >= 0 {
			item.FirstMismatch = &p.FirstMismatch
		}
		return t.put(item)
	}
	line := fmt.Sprintf("%-10s %s  %s", p.Verdict, rec.ID, counted(s.Seen, "live price"))
	switch {
	case p.Verdict == fair.Mismatch && p.HashOK == fair.Failed:
		line += ", the seed does not have the published fingerprint"
	case p.Verdict == fair.Mismatch:
		line += fmt.Sprintf(", differs from tick %d on", p.FirstMismatch)
	case p.Verdict == fair.Partial:
		line += ", what was seen of it is equal"
	case s.LawConsistent == fair.NotChecked:
		line += ", nothing to check"
	case s.LawConsistent == fair.Failed:
		line += ", impossible: " + p.Consistency.Why
	case p.Verdict == fair.NoSeed:
		line += ", nothing impossible"
	}
	t.say("%s", line)
	return nil
}

// tri is null for a check that was not made.
func tri(c fair.Check) *bool {
	if c == fair.NotChecked {
		return nil
	}
	passed := c == fair.Passed
	return &passed
}
