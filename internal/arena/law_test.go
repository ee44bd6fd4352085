package arena

import (
	"testing"

	"rugtape/internal/fair"
	"rugtape/internal/round"
)

// TestServedRoundsAreProven listens to a few rounds: each is complete in the
// listener's recording, its fingerprint was seen before it, and its seed proves
// every price.
func TestServedRoundsAreProven(t *testing.T) {
	s := run(t, Options{Seed: 3, Speed: 0, Players: 12})
	c := join(t, s, "")
	var l listener
	for len(l.ids) < 6 {
		l.hear(t, c.next())
	}
	if len(l.refused) > 0 {
		t.Errorf("%q", l.refused)
	}
	for _, id := range l.ids[:5] {
		rec := l.rounds[id]
		rec.Settle()
		sum := round.Summarize(rec)
		proof := round.Prove(rec)
		if proof.Verdict != fair.Verified || proof.PricesChecked != rec.Live()+1 || !sum.Complete || sum.Gaps > 0 || sum.Repaired > 0 {
			t.Errorf("round %s: %v, %d of %d prices equal: %+v", id, proof.Verdict, proof.PricesEqual, proof.PricesChecked, sum)
		}
		if !sum.Pinned || sum.Quarantined {
			t.Errorf("round %s: pinned %v, conflicts %+v", id, sum.Pinned, rec.Conflicts)
		}
	}
}
