package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"rugtape/internal/app"
	"rugtape/internal/desk"
	"rugtape/internal/engine"
	"rugtape/internal/money"
	"rugtape/internal/paper"
	"rugtape/internal/script"
	"rugtape/internal/strategy"
	"rugtape/internal/web"
)

// botItem is a decision as bot prints it.
type botItem struct {
	Round   string         `json:"round"`
	Tick    int            `json:"tick"`
	Price   float64        `json:"price"`
	Phase   string         `json:"phase"`
	Action  string         `json:"action"`
	Amount  money.Lamports `json:"amount"`
	Part    float64        `json:"part"`
	Why     string         `json:"why"`
	Balance money.Lamports `json:"balance"` // once the decision was carried out, as far as it could be
	Equity  money.Lamports `json:"equity"`
	TimeNS  int64          `json:"time_ns"`
}

// bot is what the command asks for.
type bot struct {
	*tool
	strategy, feed, balance, limits string
	lasts                           time.Duration
	rounds                          int
	waits, paper, armed             bool
	hand                            armed
	model                           paper.Model
}

func newBot(t *tool) *cobra.Command {
	b := bot{tool: t}
	cmd := &cobra.Command{
		Use:   "bot --strategy NAME[:PARAM=VALUE,...]",
		Short: "Run a strategy on a live feed: on paper, or armed in your browser",
		Long: "bot follows a live feed and has a strategy trade on it with paper money, through the same\n" +
			"guard, venue and books as everywhere. It prints what the strategy decides, and records the\n" +
			"feed and the decisions in the home: rugtape rerun makes the decisions again from the\n" +
			"journal. Without --armed it places no real order. No strategy has a positive mean.\n\n" +
			"With --armed it presses the buttons of the game's page in a browser of yours instead, once\n" +
			"you have typed the loss limit: read docs/live.md first. Every limit must be set with\n" +
			"--limits, and --for says when it ends. Ctrl-C disarms; it does not sell what is held.",
		Example: "  rugtape bot --strategy target:m=2 --feed practice --rounds 10\n" +
			"  rugtape bot --strategy ./mine.star:m=3 --feed live --limits limits.toml --for 2h\n" +
			"  rugtape bot --strategy target:m=2 --feed http://127.0.0.1:7979 --armed --limits limits.toml --for 30m",
		Args: takesNothing,
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch {
			case b.strategy == "":
				return seeHelp(cmd, "--strategy is missing")
			case !b.paper && !b.armed:
				return seeHelp(cmd, "--paper=false: say --armed to press real buttons")
			case b.armed && (b.limits == "" || b.lasts == 0):
				return seeHelp(cmd, "--armed needs --limits with every limit, and --for")
			case !b.armed && b.hand != (armed{}):
				return seeHelp(cmd, "--attach, --profile, --page and --confirm are for --armed")
			case b.lasts < 0 || b.rounds < 0:
				return seeHelp(cmd, "--for %v, --rounds %d: neither can be below 0", b.lasts, b.rounds)
			}
			if b.armed {
				return b.runArmed(cmd.Context())
			}
			return b.run(cmd.Context())
		},
		DisableFlagsInUseLine: true,
	}
	f := cmd.Flags()
	f.StringVar(&b.strategy, "strategy", "", "NAME[:PARAM=VALUE,...] of rugtape strategies, or a script FILE.star[:...]")
	f.StringVar(&b.feed, "feed", app.FeedPractice, "practice for an arena of its own, live for rugs.fun, or http(s)://host:port")
	f.BoolVar(&b.paper, "paper", true, "with paper money, as it is without --armed")
	f.BoolVar(&b.armed, "armed", false, "press the buttons of the game's page in a browser of yours: docs/live.md")
	f.IntVar(&b.hand.attach, "attach", 0, "with --armed: the port of a Chrome that runs and listens; without it one is launched")
	f.StringVar(&b.hand.profile, "profile", "", "with --armed: the directory of the launched one's profile (default one in the home)")
	f.StringVar(&b.hand.page, "page", "", "with --armed: the game's page (default that of the feed)")
	f.StringVar(&b.hand.confirm, "confirm", "", "with --armed: the session's loss limit in SOL, in the place of typing it")
	f.StringVar(&b.balance, "balance", "1", "to begin with, in SOL")
	f.StringVar(&b.limits, "limits", "", "a TOML file of the guard's limits; see docs/lab.md (default: none that bind)")
	f.DurationVar(&b.lasts, "for", 0, "how long; without it until Ctrl-C")
	f.IntVar(&b.rounds, "rounds", 0, "end after so many rounds")
	f.BoolVar(&b.waits, "waits", false, "print the decisions to wait too")
	f.IntVar(&b.model.Delay, "delay", 0, "ticks between a decision and its fill")
	f.IntVar(&b.model.Jitter, "jitter", 0, "up to so many ticks more, by dice")
	f.Float64Var(&b.model.Refuse, "refuse", 0, "the chance that an order is refused")
	f.Uint64Var(&b.model.Seed, "seed", 1, "of the venue's dice")
	return cmd
}

// config makes the desk that the strategy trades at, and reads the source of
// a script.
func (b *bot) config() (c desk.Config, source func(string) (string, error), err error) {
	if c.Balance, err = money.Parse(b.balance); err != nil {
		return c, nil, fmt.Errorf("--balance: %w", err)
	}
	if c.Limits, err = readLimits(b.limits); err != nil {
		return c, nil, err
	}
	c.Model = b.model
	if strings.HasPrefix(b.strategy, "program:") {
		return c, nil, errors.New("a program runs in the lab, or as a client of rugtape arena (docs/bots.md): use a built-in strategy or a script here")
	}
	if !script.Names(b.strategy) {
		spec, err := strategy.Parse(b.strategy)
		if err != nil {
			return c, nil, err
		}
		c.Name, c.Strategy = spec.String(), func() (strategy.Strategy, error) { return spec.New(), nil }
		return c, nil, nil
	}
	path, params, _ := strings.Cut(b.strategy, ".star:")
	path = strings.TrimSuffix(path, ".star") + ".star"
	c.Script, c.Name = strings.TrimSuffix(filepath.Base(path), ".star"), filepath.Base(path)
	if params != "" {
		c.Name += ":" + params
	}
	return c, func(string) (string, error) {
		text, err := os.ReadFile(path)
		return string(text), err
	}, nil
}

// told is how many decisions may wait to be printed. When they are printed
// slower than they come, the rest is counted and told.
const told = 4096

func (b *bot) run(ctx context.Context) error {
	config, source, err := b.config()
	if err != nil {
		return err
	}
	items := make(chan app.Decided, told)
	var dropped atomic.Int64
	o := app.LiveOptions{Feed: b.feed, Record: true, Script: source, Decided: func(d app.Decided) {
		select {
		case items <- d:
		default:
			dropped.Add(1)
		}
	}}
	last, err := b.live(ctx, o, b.lasts, func(ctx context.Context, live *app.Live) error {
		if err := live.Trade(ctx, web.Trade{Open: &config}); err != nil {
			return err
		}
		return b.tellDecisions(ctx, live, items)
	})
	if err == nil && dropped.Load() > 0 {
		b.note("what the strategy made of %d inputs was not printed: the output was slower than the feed; the journal has it", dropped.Load())
	}
	return cmp.Or(err, b.recorded(&last))
}

// tellDecisions prints decisions as they come, and alarms, until ctx ends or
// enough rounds are over.
func (b *bot) tellDecisions(ctx context.Context, live *app.Live, items <-chan app.Decided) error {
	news, stop := live.Watch()
	defer stop()
	alarm := b.tellAlarm(live.Status().Alarm, "")
	for rounds := 0; ; {
		select {
		case <-ctx.Done():
			return nil
		case <-news:
			alarm = b.tellAlarm(live.Status().Alarm, alarm)
		case d := <-items:
			for i := range d.Decisions {
				if err := b.tell(&d, &d.Decisions[i]); err != nil {
					return err
				}
			}
			if d.Ended == "" {
				continue
			}
			if !b.json {
				b.say("round %s is over: balance %v SOL, %s", d.Ended, d.Desk.Balance, counted(d.Desk.Bets, "bet"))
			}
			if rounds++; rounds == b.rounds {
				return nil
			}
		}
	}
}

func (b *bot) tell(d *app.Decided, c *engine.Decision) error {
	if c.Intent.Action == strategy.Wait && !b.waits {
		return nil
	}
	if b.json {
		return b.put(botItem{
			d.Round, c.Tick, c.Price, c.Phase.String(), c.Intent.Action.String(), c.Intent.Amount, c.Intent.Part,
			c.Intent.Why.String(), d.Desk.Balance, d.Desk.Equity, d.TimeNS,
		})
	}
	b.say("tick %4d  %.4fx  %-4s  %s  %s", c.Tick, c.Price, c.Intent.Action, b.sized(&c.Intent), c.Intent.Why)
	return nil
}

// sized is how much an intent is about.
func (b *bot) sized(in *strategy.Intent) string {
	switch in.Action {
	case strategy.Buy, strategy.Side:
		return in.Amount.String() + " SOL"
	case strategy.Sell:
		return fmt.Sprintf("%.0f %%", 100*in.Part)
	}
	return ""
}
