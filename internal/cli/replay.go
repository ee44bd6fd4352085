package cli

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"rugtape/internal/game"
	"rugtape/internal/library"
	"rugtape/internal/replay"
	"rugtape/internal/round"
)

func newReplay(t *tool) *cobra.Command {
	var speed string
	var from int
	cmd := &cobra.Command{
		Use:   "replay ID",
		Short: "Replay a round in the terminal",
		Long: "replay prints what happened in a round, one fact a line, in the time it took - or\n" +
			"faster, or with --speed max as fast as it can be printed. A part of the round's id is\n" +
			"enough where no other round has it.",
		Args: takes("ID", 1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			pace, err := parseSpeed(speed)
			if err != nil {
				return err
			}
			if from < 0 {
				return seeHelp(cmd, "--from %d: ticks begin at 0", from)
			}
			return t.replay(cmd.Context(), args[0], pace, from)
		},
	}
	cmd.Flags().StringVar(&speed, "speed", "1", "how many times as fast as it was, from 0.1 to 100, or max")
	cmd.Flags().IntVar(&from, "from", 0, "the tick to start at")
	return cmd
}

// parseSpeed reads a speed; +Inf stands for max.
func parseSpeed(s string) (float64, error) {
	if s == "max" {
		return math.Inf(1), nil
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || !(v >= replay.MinSpeed && v <= replay.MaxSpeed) {
		return 0, fmt.Errorf("--speed %q: use a number from %v to %v, or max", s, replay.MinSpeed, replay.MaxSpeed)
	}
	return v, nil
}

// replayFact is the JSON of a fact. Null is: not known, or not of this fact.
type replayFact struct {
	Fact   string   `json:"fact"`
	Round  string   `json:"round"`
	Tick   int      `json:"tick"`
	To     *int     `json:"to"` // the last tick of a gap
	Price  *float64 `json:"price"`
	Origin *string  `json:"origin"`
	RecvNS *int64   `json:"recv_ns"`
	AtS    float64  `json:"at_s"` // since tick 0
}

func (t *tool) replay(ctx context.Context, id string, pace float64, from int) error {
	var rec *round.Recording
	err := t.read(ctx, func(lib *library.Library) (err error) {
		rec, _, err = find(ctx, lib, id)
		return err
	})
	if err != nil {
		return err
	}
	facts := factsOf(rec)
	if len(facts) == 0 {
		t.note("nothing is known of the ticks of round %s", rec.ID)
		return nil
	}
	if last := facts[len(facts)-1].last(); from > last {
		return fmt.Errorf("--from %d: round %s ends at tick %d", from, rec.ID, last)
	}
	for facts[0].last() < from {
		facts = facts[1:]
	}
	start := time.Now()
	for _, fact := range facts {
		due := start.Add(time.Duration((fact.AtS - facts[0].AtS) / pace * float64(time.Second)))
		if err := waitUntil(ctx, due); err != nil {
			return err
		}
		if err := t.showFact(fact); err != nil {
			return err
		}
	}
	return nil
}

// factsOf lists what a recording tells of its ticks, in their order.
func factsOf(rec *round.Recording) []replayFact {
	var facts []replayFact
	track := replay.NewTrack(rec)
	at := func(tick int) float64 { return track.Offset(tick, replay.Recorded).Seconds() }
	price := func(kind game.FactKind, tick int, seen round.Tick) {
		fact := replayFact{
			Fact: kind.String(), Round: rec.ID, Tick: tick, Price: &seen.Price,
			Origin: known(seen.Origin.String()), AtS: at(tick),
		}
		if seen.RecvNS != 0 {
			fact.RecvNS = &seen.RecvNS
		}
		facts = append(facts, fact)
	}
	gaps := rec.Gaps()
	for tick := range rec.Live() + 1 { // a gap may follow the last live tick
		if len(gaps) > 0 && gaps[0].From == tick {
			facts = append(facts, replayFact{Fact: game.Gapped.String(), Round: rec.ID, Tick: tick, To: &gaps[0].To, AtS: at(tick)})
			gaps = gaps[1:]
		}
		if tick == rec.Live() || tick >= len(rec.Ticks) || !rec.Ticks[tick].Known() {
			continue
		}
		kind := game.Ticked
		if rec.Ticks[tick].Origin != game.FromFrame {
			kind = game.Filled
		}
		price(kind, tick, rec.Ticks[tick])
	}
	if rug, ok := rec.Rug(); ok {
		price(game.Rugged, rug.At, rug.Tick)
	}
	return facts
}

// last is the last tick that a fact tells of.
func (f *replayFact) last() int {
	if f.To != nil {
		return *f.To
	}
	return f.Tick
}

// waitUntil waits for a moment, or for the end of ctx.
func waitUntil(ctx context.Context, due time.Time) error {
	wait := time.Until(due)
	if wait <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (t *tool) showFact(f replayFact) error {
	if t.json {
		return t.put(f)
	}
	line := fmt.Sprintf("%8.2f s  %-6s tick %d", f.AtS, f.Fact, f.Tick)
	switch {
	case f.To != nil:
		line += fmt.Sprintf(" to %d: missing", *f.To)
	case f.Fact == game.Rugged.String():
		line += fmt.Sprintf("  %.6fx", *f.Price)
	case f.Fact == game.Filled.String():
		line += fmt.Sprintf("  %.4fx  (from %s)", *f.Price, *f.Origin)
	default:
		line += fmt.Sprintf("  %.4fx", *f.Price)
	}
	t.say("%s", line)
	return nil
}
