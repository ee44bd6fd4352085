package app

import (
	"context"
	"errors"
	"testing"
	"time"

	"rugtape/internal/game"
	"rugtape/internal/round"
)

func TestAFingerprintThatIsNoneHoldsNothingUp(t *testing.T) {
	lib := openHome(t)
	r := newRecorder(LiveOptions{Keep: lib}, clock{time.Now()})
	r.state = recorderOn
	r.start()
	for _, f := range []game.Fact{
		{Kind: game.RoundOpened, Round: "20250101-00000000000000aa"},
		{Kind: game.HashSeen, Round: "20250101-00000000000000aa", Text: "NO FINGERPRINT", Phase: game.PhaseCooldown, RecvNS: 1},
		{Kind: game.Ticked, Round: "20250101-00000000000000aa", Price: 1, RecvNS: 2},
		{Kind: game.RoundOpened, Round: "20250101-00000000000000bb"},
	} {
		r.apply(round.Arena, &f)
	}
	s := <-r.results
	r.sealed(&s)
	if s.err != nil || r.alarm != nil || len(r.due)+len(r.pins) > 0 || r.rounds != 1 {
		t.Errorf("%d rounds sealed, %d and %d fingerprints wait, alarm %+v: %v", r.rounds, len(r.due), len(r.pins), r.alarm, s.err)
	}
	r.end()
}

// mendedKeeper fails once.
type mendedKeeper struct {
	Keeper
	failed bool
}

func (k *mendedKeeper) Seal(ctx context.Context, recs []*round.Recording) ([]round.Entry, error) {
	if !k.failed {
		k.failed = true
		return nil, errors.New("the disk is full")
	}
	return k.Keeper.Seal(ctx, recs)
}

func TestTheAlarmOfASealingEndsWithTheFault(t *testing.T) {
	r := newRecorder(LiveOptions{Keep: &mendedKeeper{Keeper: openHome(t)}}, clock{time.Now()})
	r.state = recorderOn
	r.start()
	r.apply(round.Arena, &game.Fact{Kind: game.Ticked, Round: "20250101-00000000000000aa", Price: 1, RecvNS: 1})
	r.flush()
	s := <-r.results
	r.sealed(&s)
	if r.alarm == nil || len(r.due) != 1 {
		t.Fatalf("what could not be sealed is no alarm: %+v", r.alarm)
	}
	r.retryNS = 0
	r.seal()
	s = <-r.results
	r.sealed(&s)
	if r.alarm != nil || r.rounds != 1 {
		t.Errorf("with %d rounds sealed the alarm goes on: %+v", r.rounds, r.alarm)
	}
	r.end()
}
