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
			"faster, or with --speed max as fast as it can be printed.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			pace, err := parseSpeed(speed)
			if err != nil {
				return err
			}
			return t.replay(cmd.Context(), args[0], pace, from)
		},
	}
	cmd.Flags().StringVar(&speed, "speed", "1", "how many times as fast as it was, or max")
	cmd.Flags().IntVar(&from, "from", 0, "the tick to start at")
	return cmd
}

// parseSpeed reads a speed; +Inf stands for max.
func parseSpeed(s string) (float64, error) {
	if s == "max" {
		return math.Inf(1), nil
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || !(v > 0) || math.IsInf(v, 0) {
		return 0, fmt.Errorf("speed %q: use a number above 0, or max", s)
	}
	return v, nil
}

// replayFact is the JSON of a fact. At is in seconds since tick 0.
type replayFact struct {
	Fact   string   `json:"fact"`
	Round  string   `json:"round"`
	Tick   int      `json:"tick"`
	To     *int     `json:"to,omitempty"`
	Price  *float64 `json:"price,omitempty"`
	Origin string   `json:"origin,omitempty"`
	RecvNS int64    `json:"recv_ns,omitempty"`
	AtS    float64  `json:"at_s"`
}

func (t *tool) replay(ctx context.Context, id string, pace float64, from int) error {
	lib, err := library.Open(ctx, t.home, library.Reader)
	if err != nil {
		return err
	}
	defer lib.Close()
	key, err := lib.Resolve(ctx, id, "")
	if err != nil {
		return err
	}
	rec, _, err := lib.Get(ctx, key)
	if err != nil {
		return err
	}
	start := time.Now()
	var first float64
	for i, fact := range factsOf(rec, from) {
		if i == 0 {
			first = fact.AtS
		}
		due := start.Add(time.Duration((fact.AtS - first) / pace * float64(time.Second)))
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
func factsOf(rec *round.Recording, from int) []replayFact {
	var facts []replayFact
	track := replay.NewTrack(rec)
	at := func(tick int) float64 { return track.Offset(tick, replay.Recorded).Seconds() }
	gaps := rec.Gaps()
	for tick := range rec.Live() {
		if len(gaps) > 0 && gaps[0].From == tick {
			to := gaps[0].To
			facts = append(facts, replayFact{Fact: game.Gapped.String(), Round: rec.ID, Tick: tick, To: &to, AtS: at(tick)})
			gaps = gaps[1:]
		}
		if tick >= len(rec.Ticks) || !rec.Ticks[tick].Known() {
			continue
		}
		seen := rec.Ticks[tick]
		kind := game.Ticked
		if seen.Origin != game.FromFrame {
			kind = game.Filled
		}
		facts = append(facts, replayFact{
			Fact: kind.String(), Round: rec.ID, Tick: tick, Price: &seen.Price,
			Origin: seen.Origin.String(), RecvNS: seen.RecvNS, AtS: at(tick),
		})
	}
	if rug, ok := rec.Rug(); ok {
		facts = append(facts, replayFact{
			Fact: game.Rugged.String(), Round: rec.ID, Tick: rug.At, Price: &rug.Price,
			Origin: rug.Origin.String(), RecvNS: rug.RecvNS, AtS: at(rug.At),
		})
	}
	for i, f := range facts {
		if f.Tick >= from {
			return facts[i:]
		}
	}
	return nil
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
		line += fmt.Sprintf("  %.4fx  (from %s)", *f.Price, f.Origin)
	default:
		line += fmt.Sprintf("  %.4fx", *f.Price)
	}
	t.say("%s", line)
	return nil
}
