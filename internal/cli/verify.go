package cli

import (
	"context"
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
			"archives included; without a path it verifies the library.\n\n" +
			"It exits with 1 if a round does not follow from its seed; with --strict also if a\n" +
			"round is anything else than verified.",
		RunE: func(cmd *cobra.Command, paths []string) error {
			return t.verify(cmd.Context(), paths, strict)
		},
	}
	cmd.Flags().BoolVar(&strict, "strict", false, "exit with 1 on any verdict but verified")
	return cmd
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
	Why           string       `json:"why,omitempty"`
}

func (t *tool) verify(ctx context.Context, paths []string, strict bool) error {
	counts := map[fair.Verdict]int{}
	impossible := 0
	each := func(rec *round.Recording) error {
		s, proof := round.Summarize(rec), round.Prove(rec)
		counts[proof.Verdict]++
		if s.Checkable() && !s.LawConsistent {
			impossible++
		}
		return t.showProof(rec, s, proof)
	}
	var err error
	if len(paths) > 0 {
		err = t.gather(ctx, paths, each)
	} else {
		err = t.everyRound(ctx, each)
	}
	if err != nil {
		return err
	}
	total := counts[fair.Verified] + counts[fair.Partial] + counts[fair.NoSeed] + counts[fair.Mismatch]
	if total == 0 {
		return fmt.Errorf("no round was found: name files with recordings, or import some first")
	}
	if !t.json {
		t.say("%d rounds: %d verified, %d verified in part, %d without a seed, %d that do not follow from their seed; %d with something impossible",
			total, counts[fair.Verified], counts[fair.Partial], counts[fair.NoSeed], counts[fair.Mismatch], impossible)
	}
	if counts[fair.Mismatch] > 0 || strict && counts[fair.Verified] < total {
		return errNo
	}
	return nil
}

// everyRound gives the rounds of the library, the oldest first.
func (t *tool) everyRound(ctx context.Context, each func(*round.Recording) error) error {
	lib, err := library.Open(ctx, t.home, library.Reader)
	if err != nil {
		return err
	}
	defer lib.Close()
	page, err := lib.List(ctx, round.Query{Sort: "started"})
	if err != nil {
		return err
	}
	for _, entry := range page.Entries {
		rec, _, err := lib.Get(ctx, entry.Key)
		if err != nil {
			return err
		}
		if err := each(rec); err != nil {
			return err
		}
	}
	return nil
}

func (t *tool) showProof(rec *round.Recording, s round.Summary, p fair.Proof) error {
	if t.json {
		item := verifyItem{
			Source: rec.Source, Round: rec.ID, Law: p.Law, HashOK: tri(p.HashOK),
			PricesChecked: p.PricesChecked, PricesEqual: p.PricesEqual,
			PeakOK: tri(p.PeakOK), RugPriceOK: tri(p.RugPriceOK), Verdict: p.Verdict.String(),
			Why: p.Consistency.Why,
		}
		if p.FirstMismatch >= 0 {
			item.FirstMismatch = &p.FirstMismatch
		}
		if s.Checkable() {
			item.LawConsistent = &s.LawConsistent
		}
		return t.put(item)
	}
	line := fmt.Sprintf("%-10s %s  %s", p.Verdict, rec.ID, counted(s.Seen, "price"))
	switch {
	case p.Verdict == fair.Mismatch && p.HashOK == fair.Failed:
		line += ", the seed does not have the published fingerprint"
	case p.Verdict == fair.Mismatch:
		line += fmt.Sprintf(", differs from tick %d on", p.FirstMismatch)
	case !s.Checkable():
		line += ", nothing to check"
	case !s.LawConsistent:
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

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
