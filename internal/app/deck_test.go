package app

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"rugtape/internal/desk"
	"rugtape/internal/game"
	"rugtape/internal/replay"
	"rugtape/internal/round"
	"rugtape/internal/web"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fakeRounds is a catalogue of rounds r0, r1, r2 with ten ticks each.
type fakeRounds struct{ rounds int }

func (f fakeRounds) Tape(_ context.Context, key round.Key) (*desk.Tape, error) {
	r := round.New(key)
	for tick := range 10 {
		r.Apply(game.Fact{
			Kind: game.Ticked, Round: key.ID, Tick: tick, Price: 1 + float64(tick)/10, Origin: game.FromFrame,
			RecvNS: 1e18 + int64(tick)*int64(250*time.Millisecond),
		})
	}
	r.Apply(game.Fact{Kind: game.Rugged, Round: key.ID, Tick: 10, Price: 0.02, Origin: game.FromHistory})
	return desk.NewTape(r), nil
}

func (f fakeRounds) Next(_ context.Context, key round.Key) (round.Key, error) {
	var n int
	if _, err := fmt.Sscanf(key.ID, "r%d", &n); err != nil || n+1 >= f.rounds {
		return round.Key{}, errLastRound
	}
	return round.Key{Source: key.Source, ID: fmt.Sprintf("r%d", n+1)}, nil
}

var r0 = round.Key{Source: round.Site, ID: "r0"}

func do(t *testing.T, p web.Player, c replay.Command) {
	t.Helper()
	if err := p.Do(t.Context(), c); err != nil {
		t.Fatalf("%+v: %v", c, err)
	}
}

func idOf(p web.Player) string { return p.(*viewer).deck.id }

func closeDecks(t *testing.T, d *Decks) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := d.Close(ctx); err != nil {
		t.Fatal(err)
	}
}

func TestADeckPlaysInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		decks := NewDecks(fakeRounds{1})
		defer closeDecks(t, decks)
		p, err := decks.Open(t.Context(), r0, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer p.Close()
		if s := <-p.States(); s.State.Tick != 0 || s.Viewers != 1 {
			t.Fatalf("the first state is %+v", s)
		}
		do(t, p, replay.Command{Action: replay.Play})
		start := time.Now()
		for {
			s := <-p.States()
			if s.State.Tick == 10 {
				break
			}
		}
		if took := time.Since(start); took < 2500*time.Millisecond || took > 2600*time.Millisecond {
			t.Errorf("ten ticks of 250 ms took %v", took)
		}
	})
}

func TestADeckFollowsOnToTheNextRound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		decks := NewDecks(fakeRounds{3})
		defer closeDecks(t, decks)
		p, err := decks.Open(t.Context(), r0, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer p.Close()
		do(t, p, replay.Command{Action: replay.SetFollow, On: true})
		do(t, p, replay.Command{Action: replay.SetSpeed, Speed: 100})
		do(t, p, replay.Command{Action: replay.Play})
		var seen []string
		for s := range p.States() {
			if id := s.State.Track.Key.ID; len(seen) == 0 || seen[len(seen)-1] != id {
				seen = append(seen, id)
			}
			if len(seen) == 3 && !s.State.Playing {
				break // the last round has no next: it pauses
			}
		}
		if got := strings.Join(seen, " "); got != "r0 r1 r2" {
			t.Errorf("played %s", got)
		}
	})
}

// slowRounds finds the next round only when it is let, or fails to.
type slowRounds struct {
	fakeRounds
	asked  chan round.Key
	answer chan error
}

func (s slowRounds) Next(ctx context.Context, key round.Key) (round.Key, error) {
	s.asked <- key
	if err := <-s.answer; err != nil {
		return round.Key{}, err
	}
	return s.fakeRounds.Next(ctx, key)
}

// TestALateNextRoundPullsNobodyAway: the user leaves the end of the round
// while the next one is looked for.
func TestALateNextRoundPullsNobodyAway(t *testing.T) {
	for name, answer := range map[string]error{"found": nil, "failed": errLastRound} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				rounds := slowRounds{fakeRounds{2}, make(chan round.Key, 9), make(chan error, 9)}
				decks := NewDecks(rounds)
				defer closeDecks(t, decks)
				p, err := decks.Open(t.Context(), r0, nil)
				if err != nil {
					t.Fatal(err)
				}
				defer p.Close()
				do(t, p, replay.Command{Action: replay.SetFollow, On: true})
				do(t, p, replay.Command{Action: replay.Play})
				<-rounds.asked
				do(t, p, replay.Command{Action: replay.Seek, N: 2})
				do(t, p, replay.Command{Action: replay.SetFollow})
				rounds.answer <- answer
				synctest.Wait()
				if s := (<-p.States()).State; s.Track.Key != r0 || s.Tick != 2 || !s.Playing {
					t.Errorf("round %s, tick %d, playing %v", s.Track.Key.ID, s.Tick, s.Playing)
				}
			})
		})
	}
}

// TestOneNextRoundIsLoadedAtATime: the end is reached again before the answer
// is there, and the answer still counts.
func TestOneNextRoundIsLoadedAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rounds := slowRounds{fakeRounds{2}, make(chan round.Key, 9), make(chan error, 9)}
		decks := NewDecks(rounds)
		defer closeDecks(t, decks)
		p, err := decks.Open(t.Context(), r0, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer p.Close()
		do(t, p, replay.Command{Action: replay.SetFollow, On: true})
		do(t, p, replay.Command{Action: replay.Play})
		<-rounds.asked
		do(t, p, replay.Command{Action: replay.Seek, N: 9})
		pass(10 * time.Second)
		if n := len(rounds.asked); n != 0 {
			t.Errorf("%d loads beside the first", n)
		}
		rounds.answer <- nil
		synctest.Wait()
		if s := (<-p.States()).State; s.Track.Key.ID != "r1" || !s.Playing {
			t.Errorf("round %s, playing %v: the answer was wanted again", s.Track.Key.ID, s.Playing)
		}
	})
}

func TestAnIdleDeckEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		decks := NewDecks(fakeRounds{1})
		defer closeDecks(t, decks)
		p, err := decks.Open(t.Context(), r0, nil)
		if err != nil {
			t.Fatal(err)
		}
		id := idOf(p)
		p.Close()
		pass(idleDeck - time.Second)
		back, err := decks.Join(t.Context(), id)
		if err != nil {
			t.Fatalf("a deck that was idle for less than %v is gone: %v", idleDeck, err)
		}
		pass(3 * idleDeck) // watched, it stays
		back.Close()
		pass(2*idleDeck + time.Second)
		synctest.Wait()
		if _, err := decks.Join(t.Context(), id); !errors.Is(err, errDeckEnded) {
			t.Errorf("after %v alone: %v", idleDeck, err)
		}
		if n := len(decks.decks); n != 0 {
			t.Errorf("%d decks are kept", n)
		}
	})
}

func TestTheNumberOfDecksIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		decks := NewDecks(fakeRounds{1})
		defer closeDecks(t, decks)
		var players []web.Player
		for range maxDecks {
			p, err := decks.Open(t.Context(), r0, nil)
			if err != nil {
				t.Fatal(err)
			}
			players = append(players, p)
		}
		if _, err := decks.Open(t.Context(), r0, nil); err == nil {
			t.Fatal("one deck more than the most was opened")
		}
		players[7].Close()
		synctest.Wait()
		p, err := decks.Open(t.Context(), r0, nil)
		if err != nil {
			t.Fatalf("a deck that nobody watches was not ended for a new one: %v", err)
		}
		if _, err := decks.Join(t.Context(), idOf(players[7])); err == nil {
			t.Error("the deck that was ended can be joined")
		}
		p.Close()
		for _, p := range players {
			p.Close()
		}
	})
}

// TestASlowViewerDelaysNobody: it never fetches a state, and the other sees
// the round in time.
func TestASlowViewerDelaysNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		decks := NewDecks(fakeRounds{1})
		defer closeDecks(t, decks)
		p, err := decks.Open(t.Context(), r0, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer p.Close()
		slow, err := decks.Join(t.Context(), idOf(p))
		if err != nil {
			t.Fatal(err)
		}
		defer slow.Close()
		do(t, p, replay.Command{Action: replay.Play})
		pass(2501 * time.Millisecond)
		synctest.Wait()
		if s := <-p.States(); s.State.Tick != 10 {
			t.Errorf("the quick viewer is at tick %d", s.State.Tick)
		}
		if s := <-slow.States(); s.State.Tick != 10 {
			t.Errorf("the slow viewer's next state is tick %d: it should be the latest", s.State.Tick)
		}
	})
}

func TestACommandToAnEndedDeckAnswers(t *testing.T) {
	decks := NewDecks(fakeRounds{1})
	p, err := decks.Open(t.Context(), r0, nil)
	if err != nil {
		t.Fatal(err)
	}
	closeDecks(t, decks)
	if err := p.Do(t.Context(), replay.Command{Action: replay.Play}); !errors.Is(err, errDeckEnded) {
		t.Errorf("got %v", err)
	}
	p.Close()
	if _, err := decks.Open(t.Context(), r0, nil); !errors.Is(err, errDeckEnded) {
		t.Errorf("opening after the end: %v", err)
	}
}

// TestDecksStartWhileTheyAreClosed leaves none running, and the race detector
// finds no start beside the wait.
func TestDecksStartWhileTheyAreClosed(t *testing.T) {
	for range 200 {
		decks := NewDecks(fakeRounds{1})
		var opener sync.WaitGroup
		opener.Go(func() {
			if p, err := decks.Open(t.Context(), r0, nil); err == nil {
				p.Close()
			} else if !errors.Is(err, errDeckEnded) {
				t.Error(err)
			}
		})
		closeDecks(t, decks)
		opener.Wait()
		if n := len(decks.decks); n != 0 {
			t.Fatalf("%d decks are left", n)
		}
	}
}

// stressFor is how long the stress tests run: RUGTAPE_STRESS, else a second.
func stressFor(t *testing.T) time.Duration {
	text := os.Getenv("RUGTAPE_STRESS")
	if text == "" {
		return time.Second
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		t.Fatalf("RUGTAPE_STRESS: %v", err)
	}
	return d
}

// TestManyClients lets 32 clients seek, play, step, loop, trade and change the
// speed of shared players at once. Every viewer must see states that are whole, in
// order and the same for all under the same number.
func TestManyClients(t *testing.T) {
	decks := NewDecks(fakeRounds{5})
	defer closeDecks(t, decks)
	ctx, cancel := context.WithTimeout(t.Context(), stressFor(t))
	defer cancel()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)

	var shared []string
	for range 4 {
		p, err := decks.Open(t.Context(), r0, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer p.Close()
		shared = append(shared, idOf(p))
	}
	open := with(t, "random:chance=0.5")
	var seen sync.Map // player and seq -> state
	var trades atomic.Int64
	var clients sync.WaitGroup
	for i := range 32 {
		clients.Go(func() {
			c := client{decks: decks, random: rand.New(rand.NewPCG(seed, uint64(i))), seen: &seen, trades: &trades, open: open}
			for ctx.Err() == nil {
				if err := c.visit(ctx, shared[c.random.IntN(len(shared))]); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	clients.Wait()
	if trades.Load() == 0 {
		t.Error("nothing was traded")
	}
}

// client is one of many.
type client struct {
	decks  *Decks
	random *rand.Rand
	seen   *sync.Map
	trades *atomic.Int64
	open   web.Trade
}

// visit joins a player, sends some commands, watches, and goes.
func (c *client) visit(ctx context.Context, id string) error {
	p, err := c.decks.Join(context.Background(), id)
	if err != nil {
		return err
	}
	defer p.Close()
	var last web.PlayerState
	for range 50 {
		if err := c.send(ctx, p); err != nil && ctx.Err() != nil {
			return nil
		}
		select {
		case s := <-p.States():
			if err := consistent(s, last, c.seen); err != nil {
				return err
			}
			last = s
		default:
		}
	}
	return nil
}

func (c *client) send(ctx context.Context, p web.Player) error {
	if c.random.IntN(2) == 0 {
		return p.Do(ctx, replay.Command{
			Action: replay.Action(1 + c.random.IntN(int(replay.SetFollow))),
			N:      c.random.IntN(12) - 1, To: c.random.IntN(12) - 1,
			Speed: []float64{0, 0.1, 1, 50, 100}[c.random.IntN(5)], On: c.random.IntN(2) == 0,
		})
	}
	all := []web.Trade{buyFor(sol / 1000), buyFor(sol / 1000), sellAll(), {Stop: true}, {Resume: true}, {Resume: true}, c.open, byHand(), {Close: true}}
	err := p.Trade(ctx, all[c.random.IntN(len(all))])
	if err == nil {
		c.trades.Add(1)
	}
	return err
}

// consistent checks a state by itself, against the one before and against
// what another viewer saw under the same number.
func consistent(s, last web.PlayerState, seen *sync.Map) error {
	state := s.State
	if s.Seq < last.Seq {
		return fmt.Errorf("player %s: state %d came after %d", s.Player, s.Seq, last.Seq)
	}
	if state.Tick < 0 || state.Tick > state.Track.Last {
		return fmt.Errorf("tick %d of 0..%d", state.Tick, state.Track.Last)
	}
	if l := state.Loop; l.On && (l.From < 0 || l.From > l.To || l.To > state.Track.Last) {
		return fmt.Errorf("loop %+v in a round of %d", l, state.Track.Last)
	}
	text := fmt.Sprint(state.Track.Key, state.Tick, state.Playing, state.Speed, state.Timing, state.Loop, state.Follow)
	if d := s.Desk; d != nil {
		if err := consistentDesk(d, state.Tick, last.Desk); err != nil {
			return fmt.Errorf("state %d of player %s: %w", s.Seq, s.Player, err)
		}
		text += fmt.Sprint(d.Epoch, d.Tick, d.Session, d.Balance, d.Stopped, d.Marks, d.Equities)
	}
	other, loaded := seen.LoadOrStore(fmt.Sprint(s.Player, "/", s.Seq), text)
	if loaded && other != text {
		return fmt.Errorf("state %d of player %s is %s for one viewer and %s for another", s.Seq, s.Player, text, other)
	}
	return nil
}

// consistentDesk checks a desk by itself and against the one before.
func consistentDesk(d *desk.State, tick int, last *desk.State) error {
	if d.Tick > tick || len(d.Equities) != d.Tick+1 {
		return fmt.Errorf("the desk is at tick %d of %d and has %d equities", d.Tick, tick, len(d.Equities))
	}
	for _, m := range d.Marks {
		if m.Tick > d.Tick {
			return fmt.Errorf("a mark of tick %d at tick %d", m.Tick, d.Tick)
		}
	}
	switch {
	case last == nil:
	case d.Epoch < last.Epoch || d.Session < last.Session:
		return fmt.Errorf("epoch %d of session %d came after %d of %d", d.Epoch, d.Session, last.Epoch, last.Session)
	case d.Epoch > last.Epoch:
	case d.Tick < last.Tick || len(d.Marks) < len(last.Marks):
		return fmt.Errorf("epoch %d shrank from %d marks at tick %d to %d at tick %d", d.Epoch, len(last.Marks), last.Tick, len(d.Marks), d.Tick)
	case fmt.Sprint(d.Marks[:len(last.Marks)], d.Equities[:len(last.Equities)]) != fmt.Sprint(last.Marks, last.Equities):
		return fmt.Errorf("what epoch %d told has changed", d.Epoch)
	}
	return nil
}

// pass lets the time of a synctest bubble pass.
func pass(d time.Duration) { <-time.After(d) }
