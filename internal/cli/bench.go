package cli

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rugtape/internal/fair"
	"rugtape/internal/round"
	"rugtape/internal/tape"
	"rugtape/internal/wire"
)

func newBench(t *tool) *cobra.Command {
	var each time.Duration
	cmd := &cobra.Command{
		Use:   "bench",
		Short: "Measure rugtape on this machine",
		Long: "bench measures, on one core, how fast rugtape derives rounds from seeds, reads\n" +
			"recordings, decodes the site's frames and tries strategies. The best of five runs counts.\n" +
			"For the same work done by the site's own generator in Node see bench/README.md.",
		Args: takesNothing,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if each <= 0 {
				return seeHelp(cmd, "--for %v: use a time above 0, such as 1s", each)
			}
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
			return t.bench(cmd.Context(), each)
		},
	}
	cmd.Flags().DurationVar(&each, "for", time.Second, "how long each measurement runs")
	return cmd
}

type derived struct {
	RoundsPerS float64 `json:"rounds_per_s"`
	TicksPerS  float64 `json:"ticks_per_s"`
}

type benchResult struct {
	Derive      derived `json:"derive"`
	DeriveBatch derived `json:"derive_batch"`
	Import      struct {
		LinesPerS float64 `json:"lines_per_s"`
	} `json:"import"`
	Decode struct {
		USPerFrame float64 `json:"us_per_frame"`
	} `json:"decode"`
	BacktestDrawn    backtested `json:"backtest_drawn"`
	BacktestRecorded backtested `json:"backtest_recorded"`
	Script           struct {
		DecisionsPerS float64 `json:"decisions_per_s"`
	} `json:"script"`
}

// backtested is a whole backtest: rounds, strategy, guard, venue and books.
type backtested struct {
	TicksPerS     float64 `json:"ticks_per_s"`
	AllocsPerTick float64 `json:"allocs_per_tick"`
}

func (t *tool) bench(ctx context.Context, each time.Duration) error {
	var r benchResult
	r.Derive = benchDerive(ctx, each)
	r.DeriveBatch = benchBatch(ctx, each)
	lines, err := benchRead(ctx, each)
	if err != nil {
		return err
	}
	r.Import.LinesPerS = lines
	if r.Decode.USPerFrame, err = benchDecode(ctx, each); err != nil {
		return err
	}
	if err := benchLab(ctx, each, &r); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if t.json {
		return t.put(r)
	}
	t.say("derive, one round at a time  %9.0f rounds/s  %6.2f M ticks/s", r.Derive.RoundsPerS, r.Derive.TicksPerS/1e6)
	t.say("derive, in a batch           %9.0f rounds/s  %6.2f M ticks/s", r.DeriveBatch.RoundsPerS, r.DeriveBatch.TicksPerS/1e6)
	t.say("read recordings              %9.2f M lines/s", r.Import.LinesPerS/1e6)
	t.say("decode a tick frame          %9.2f us", r.Decode.USPerFrame)
	t.say("backtest on drawn rounds     %9.2f M ticks/s  %.4f allocations a tick", r.BacktestDrawn.TicksPerS/1e6, r.BacktestDrawn.AllocsPerTick)
	t.say("backtest on recorded rounds  %9.2f M ticks/s  %.4f allocations a tick", r.BacktestRecorded.TicksPerS/1e6, r.BacktestRecorded.AllocsPerTick)
	t.say("decisions of a script        %9.2f M/s", r.Script.DecisionsPerS/1e6)
	return nil
}

// rate runs the work again and again for a fifth of the time, five times,
// and gives the best units per second.
func rate(ctx context.Context, each time.Duration, work func() (units int)) float64 {
	best := 0.0
	for range 5 {
		start, units := time.Now(), 0
		for time.Since(start) < each/5 && ctx.Err() == nil {
			units += work()
		}
		best = max(best, float64(units)/time.Since(start).Seconds())
	}
	return best
}

// benchJobs are made-up rounds, the same on every machine and those that the
// Node peer derives (bench/made.mjs).
func benchJobs(n int) []fair.Job {
	jobs := make([]fair.Job, n)
	for i := range jobs {
		jobs[i] = fair.Job{
			Seed:  fair.SeedHash(fmt.Sprint("rugtape seed ", i)),
			Round: "20260101-" + fair.SeedHash(fmt.Sprint("rugtape round ", i))[:16],
		}
	}
	return jobs
}

func benchDerive(ctx context.Context, each time.Duration) derived {
	jobs := benchJobs(1000)
	buf := make([]float64, 0, fair.V3.MaxTicks+1)
	ticks := 0
	rounds := rate(ctx, each, func() int {
		ticks = 0
		for _, job := range jobs {
			ticks += fair.V3.Derive(job.Seed, job.Round, buf).RugTick
		}
		return len(jobs)
	})
	return derived{rounds, rounds * float64(ticks) / float64(len(jobs))}
}

func benchBatch(ctx context.Context, each time.Duration) derived {
	jobs := benchJobs(1000)
	batch := fair.NewBatch(fair.V3)
	ticks := 0
	rounds := rate(ctx, each, func() int {
		ticks = 0
		batch.Derive(jobs, func(_ int, r fair.Round) { ticks += r.RugTick })
		return len(jobs)
	})
	return derived{rounds, rounds * float64(ticks) / float64(len(jobs))}
}

// benchRead reads a recording of format A of 200 rounds from memory: the
// whole way from bytes to merged evidence, without the writing of files.
func benchRead(ctx context.Context, each time.Duration) (float64, error) {
	var text bytes.Buffer
	for _, job := range benchJobs(200) {
		writeFormatA(&text, fair.V3.Derive(job.Seed, job.Round, nil), job.Round)
	}
	lines := bytes.Count(text.Bytes(), []byte("\n"))
	var failed error
	perS := rate(ctx, each, func() int {
		_, err := tape.Read("bench", bytes.NewReader(text.Bytes()), round.Site, func(*round.Recording) error { return nil })
		if err != nil {
			failed = err
		}
		return lines
	})
	return perS, failed
}

func writeFormatA(w *bytes.Buffer, r fair.Round, id string) {
	at := time.Date(2025, 10, 30, 12, 0, 0, 0, time.UTC)
	for tick, price := range r.Prices {
		at = at.Add(250123 * time.Microsecond)
		fmt.Fprintf(w, `{"type": "tick", "timestamp": %q, "game_id": %q, "tick": %d, "price": %v, "phase": "ACTIVE_GAMEPLAY", `+
			`"active": true, "rugged": %v, "cooldown_timer": 0, "trade_count": %d}`+"\n",
			at.Format("2006-01-02T15:04:05.000000"), id, tick, price, tick == r.RugTick, tick+7)
	}
}

func benchDecode(ctx context.Context, each time.Duration) (float64, error) {
	frame := benchFrame()
	var failed error
	perS := rate(ctx, each, func() int {
		for range 100 {
			if _, err := wire.DecodeEvent(wire.StateUpdate, frame, 1); err != nil {
				failed = err
			}
		}
		return 100
	})
	return 1e6 / perS, failed
}

// benchFrame is a tick frame of the usual 10 kB, with ten leaders.
func benchFrame() []byte {
	leader := `{"id":"did:privy:cm00000000000000000000","username":"a player","level":43,"pnl":0.264879755,"regularPnl":0.264879755,` +
		`"sidebetPnl":0,"shortPnl":0,"sidebetActive":null,"sideBet":null,"shortPosition":null,"pnlPercent":105.38162218559235,` +
		`"hasActiveTrades":true,"positionQty":0.2222919,"avgCost":1.259605046,"totalInvested":0.251352892,"selectedCoin":null,"position":1}`
	event := `{"id":"00000000-0000-4000-8000-000000000000","startTime":"2025-12-07T02:00:00.000Z","endTime":"2025-12-07T03:00:00.000Z",` +
		`"prepTimeMinutes":30,"levelRequired":10,"status":"SCHEDULED","startingBalance":100,"customPrizes":{"1":1,"2":0.5,"3":0.25}}`
	return []byte(`{"active":true,"price":1.061531247396796,"partialPrices":{"startTick":125,"endTick":129,"values":{` +
		`"125":1.2749526227232495,"126":1.3019525694480605,"127":1.073446660724414,"128":1.0654483722620864,"129":1.061531247396796}},` +
		`"tradeCount":281,"rugged":false,"tickCount":129,"cooldownTimer":0,"cooldownPaused":false,"pauseMessage":"","allowPreRoundBuys":false,` +
		`"averageMultiplier":9.7615303000043,"count2x":40,"count10x":7,"count50x":4,"count100x":2,` +
		`"leaderboard":[` + strings.Repeat(leader+",", 9) + leader + `],"gameId":"20251207-e8186dbf38e046d1","connectedPlayers":236,` +
		`"rugpool":{"instarugCount":2,"threshold":10,"rugpoolAmount":1.025240591000001},` +
		`"rugRoyale":{"status":"SCHEDULED","events":[` + strings.Repeat(event+",", 19) + event + `]},` +
		`"provablyFair":{"serverSeedHash":"4660f3a18f8b937b9d115d5e64200cd7b6f101da871cd976739817096afadcac","version":"v3"}}`)
}
