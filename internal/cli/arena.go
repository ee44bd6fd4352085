package cli

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rugtape/internal/arena"
	"rugtape/internal/library"
	"rugtape/internal/money"
	"rugtape/internal/round"
)

// arenaFlags are what the arena is asked to be.
type arenaFlags struct {
	listen, speed, faults, passwordFile string
	seed, faultSeed                     uint64
	fromLibrary, jitter                 bool
	players, past                       int
	balance                             string
}

func newArena(t *tool) *cobra.Command {
	var f arenaFlags
	cmd := &cobra.Command{
		Use:   "arena",
		Short: "Run a practice game server that speaks the site's protocol",
		Long: "arena serves the game to any client of the site's protocol (Socket.IO v4 over a\n" +
			"websocket): rounds drawn by the exact law from a seed, or those of the library. Who\n" +
			"connects with a username plays with practice SOL; its address opened in a browser is a\n" +
			"page to play on. docs/arena.md says what it speaks. Ctrl-C ends it.",
		Args: takesNothing,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o, err := f.options(cmd)
			if err != nil {
				return err
			}
			o.Log = t.log()
			if !f.fromLibrary {
				return t.serveArena(cmd.Context(), o)
			}
			return t.read(cmd.Context(), func(lib *library.Library) error {
				o.Rounds = (&reel{lib: lib}).next
				return t.serveArena(cmd.Context(), o)
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.listen, "listen", "127.0.0.1:0", "the address to answer at; port 0 takes a free one")
	flags.Uint64Var(&f.seed, "seed", 0, "what rounds and simulated players are drawn from (default: another one each time)")
	flags.StringVar(&f.speed, "speed", "1", "how many times as fast as the site, from 0.1 to 1000, or max: as fast as the clients follow")
	flags.BoolVar(&f.fromLibrary, "from-library", false, "serve the complete rounds of the library, oldest first, over and over")
	flags.IntVar(&f.players, "players", arena.DefaultPlayers, "how many simulated players there are; none with --from-library unless this is given")
	flags.IntVar(&f.past, "past", 10, "how many rounds were played before the first that is served")
	flags.BoolVar(&f.jitter, "jitter", false, "make ticks uneven and full frames late, as the site's are")
	flags.StringVar(&f.balance, "balance", "10", "SOL that each player begins with")
	flags.StringVar(&f.faults, "faults", "", "what goes wrong, such as drop=0.01,cut=0.02: "+strings.Join(arena.FaultNames(), ", ")+"; see docs/arena.md")
	flags.Uint64Var(&f.faultSeed, "fault-seed", 1, "what faults are drawn from")
	flags.StringVar(&f.passwordFile, "password-file", "", "a file with the password that clients must give; needed where others can reach the address")
	return cmd
}

// options reads the flags.
func (f *arenaFlags) options(cmd *cobra.Command) (o arena.Options, err error) {
	o = arena.Options{Listen: f.listen, Seed: f.seed, Players: f.players, Past: f.past, Jitter: f.jitter}
	given := cmd.Flags().Changed
	if !given("seed") {
		o.Seed, o.Start = rand.Uint64(), time.Now()
	}
	if f.fromLibrary && !given("players") {
		o.Players = 0
	}
	if f.players < 0 || f.players > maxArenaPlayers || f.past < 0 || f.past > maxArenaPast {
		return o, seeHelp(cmd, "--players goes from 0 to %d, --past from 0 to %d", maxArenaPlayers, maxArenaPast)
	}
	if f.speed != "max" {
		if o.Speed, err = strconv.ParseFloat(f.speed, 64); err != nil || !(o.Speed >= arena.MinSpeed && o.Speed <= arena.MaxSpeed) {
			return o, seeHelp(cmd, "--speed %q: use a number from %v to %v, or max", f.speed, arena.MinSpeed, arena.MaxSpeed)
		}
	}
	if o.Faults, err = arena.ParseFaults(f.faults); err != nil {
		return o, seeHelp(cmd, "%v", err)
	}
	o.Faults.Seed = f.faultSeed
	if o.Balance, err = money.Parse(f.balance); err != nil || o.Balance <= 0 || o.Balance > maxArenaBalance {
		return o, seeHelp(cmd, "--balance %q: use a number of SOL, above 0 and at most %v", f.balance, maxArenaBalance)
	}
	o.Password, err = readPassword(f.passwordFile)
	return o, err
}

// Bounds of what the arena can be asked for.
const (
	maxArenaPlayers = 1000
	maxArenaPast    = 1000
	maxArenaBalance = 10_000 * money.PerSOL
)

// readPassword reads the first line of a file.
func readPassword(path string) (string, error) {
	if path == "" {
		return "", nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("read the password from %s: %w; correct the path", path, reason(err))
	}
	password, _, _ := strings.Cut(string(data), "\n")
	if password = strings.TrimSuffix(password, "\r"); password == "" {
		return "", fmt.Errorf("the first line of %s is empty: write the password there", path)
	}
	return password, nil
}

func (t *tool) serveArena(ctx context.Context, o arena.Options) error {
	server, err := arena.Listen(o)
	if err != nil {
		return err
	}
	if t.json {
		_ = t.put(map[string]string{"url": server.URL()}) // output notices an error
	} else {
		t.say("the arena answers at %s: open it in a browser to play (end it with Ctrl-C)", server.URL())
		if o.Rounds == nil {
			t.say("its rounds can be had again with --seed %d", o.Seed)
		}
	}
	return server.Run(ctx)
}

// reel gives the rounds of a library one after the other, over and over.
type reel struct {
	lib  *library.Library
	keys []round.Key // still to come in this turn
}

var errNoRounds = errors.New("the library has no complete round to serve: import some first, or leave out --from-library")

func (r *reel) next(ctx context.Context) (*round.Recording, error) {
	if len(r.keys) == 0 {
		page, err := r.lib.List(ctx, round.Query{Sort: "started", Complete: true})
		if err != nil {
			return nil, err
		}
		for _, e := range page.Entries {
			r.keys = append(r.keys, e.Key)
		}
		if len(r.keys) == 0 {
			return nil, errNoRounds
		}
	}
	key := r.keys[0]
	r.keys = r.keys[1:]
	rec, _, err := r.lib.Get(ctx, key)
	return rec, err
}
