package engine_test

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rugtape/internal/engine"
	"rugtape/internal/game"
	"rugtape/internal/guard"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
	"rugtape/internal/paper"
	"rugtape/internal/strategy"
)

var rewrite = flag.Bool("rewrite", false, "write what the engine does into the transcripts")

// TestTranscripts plays testdata/*.txt. A line that is not indented is an
// input, one that begins with # a comment; the indented lines below are what
// follows. Run with -rewrite after a change that is meant, and read the difference.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := play(t, string(text))
			if *rewrite {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(text), got); diff != "" {
				t.Errorf("what follows differs (-transcript +engine):\n%s", diff)
			}
		})
	}
}

// play answers every input of a transcript. The venue is one on paper, but for
// a live trader: there the transcript says what becomes of orders.
func play(t *testing.T, transcript string) string {
	var b strings.Builder
	var tr *trader
	lines := bufio.NewScanner(strings.NewReader(transcript))
	for lines.Scan() {
		line := lines.Text()
		if strings.HasPrefix(line, "\t") {
			continue
		}
		fmt.Fprintln(&b, line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		words := strings.Fields(line)
		switch words[0] {
		case "trader":
			tr = makeTrader(t, words[1:])
			continue
		case "continue":
			tr = goOn(t, tr, words[1:])
			continue
		}
		tr.trace = tr.trace[:0]
		input(t, tr, words)
		for _, text := range tr.trace {
			b.WriteString(text)
		}
		position, g := tr.engine.Account().Position(), tr.engine.Guard()
		fmt.Fprintf(&b, "\tbalance %v, held %v, round %v, session %v, waiting %d\n",
			tr.engine.Account().Balance(), position.Quantity, g.RoundNet, g.SessionNet, tr.engine.View().Waiting)
	}
	return b.String()
}

// makeTrader reads "strategy=... delay=2 live limit=value".
func makeTrader(t *testing.T, words []string) *trader {
	s := setup{balance: sol}
	limits, live := map[string]string{}, false
	for _, word := range words {
		name, value, _ := strings.Cut(word, "=")
		switch name {
		case "strategy":
			s.spec = value
		case "delay":
			s.model.Delay = number(t, value)
		case "armed":
			live = true
		default:
			limits[name] = value
		}
	}
	var err error
	if s.limits, err = guard.NamedLimits(limits); err != nil {
		t.Fatal(err)
	}
	config := s.config(t)
	config.Live = live
	return &trader{t: t, engine: engine.New(config), venue: paper.New(s.model), start: s.balance, byHand: live, now: 1e9}
}

// goOn makes a live trader that goes on from another one's guard and balance,
// under the limits that are given.
func goOn(t *testing.T, from *trader, words []string) *trader {
	tr := makeTrader(t, append(words, "armed"))
	g, err := guard.Continue(from.engine.Guard(), tr.engine.Guard().Limits, true)
	if err != nil {
		t.Fatal(err)
	}
	tr.start, tr.now = from.engine.Account().Balance(), from.now
	tr.engine = engine.New(engine.Config{Balance: tr.start, Guard: &g})
	return tr
}

// input reads one of
//
//	wait SECONDS
//	frame ROUND FIELD ...         as in package game's transcripts
//	past ROUND PRICE,PRICE,...    the server's history
//	BUY 0.1 | SELL 0.5 | SIDE 0.1 [DECIDED] by hand
//	report KEY LIFE [TICK PRICE]
//	stop | resume | new_session | disarm | arm HOST SECONDS | grant_exit SECONDS
//	adopt BALANCE [QUANTITY AVGCOST [BETSTART STAKE]]
func input(t *testing.T, tr *trader, words []string) {
	switch words[0] {
	case "wait":
		tr.now += int64(decimal(t, words[1]) * float64(time.Second))
		tr.step(engine.Input{})
	case "frame":
		tr.tell(tr.now+tickNS, game.Event{Frame: frame(t, words)})
	case "past":
		past := &game.Past{Round: words[1]}
		for price := range strings.SplitSeq(words[2], ",") {
			past.Prices = append(past.Prices, decimal(t, price))
		}
		tr.tell(tr.now+tickNS, game.Event{Past: past})
	case "BUY", "SELL", "SIDE":
		c := engine.Command{Kind: engine.Place}
		switch words[0] {
		case "BUY":
			c.Intent = strategy.Intent{Action: strategy.Buy, Amount: lamports(t, words[1])}
		case "SIDE":
			c.Intent = strategy.Intent{Action: strategy.Side, Amount: lamports(t, words[1])}
		default:
			c.Intent = strategy.Intent{Action: strategy.Sell, Part: decimal(t, words[1])}
		}
		if len(words) > 2 {
			c.Decided = decimal(t, words[2])
		}
		tr.order(c)
	case "report":
		tr.step(engine.Input{Report: report(t, words)})
	default:
		command(t, tr, words)
	}
}

func report(t *testing.T, words []string) *guard.Report {
	r := &guard.Report{Key: uint64(number(t, words[1]))}
	for r.Life = guard.Approval; r.Life.String() != words[2]; r.Life++ {
		if r.Life > guard.Escalated {
			t.Fatalf("no life is called %s", words[2])
		}
	}
	if len(words) > 3 {
		r.Tick, r.Price = number(t, words[3]), decimal(t, words[4])
	}
	return r
}

func command(t *testing.T, tr *trader, words []string) {
	until := func(seconds string) int64 { return tr.now + int64(decimal(t, seconds)*float64(time.Second)) }
	for kind := engine.Place; kind <= engine.GrantExit; kind++ {
		if kind.String() != words[0] {
			continue
		}
		c := engine.Command{Kind: kind}
		switch kind {
		case engine.Arm:
			c.Arming = guard.Arming{Host: words[1], UntilNS: until(words[2])}
		case engine.GrantExit:
			c.UntilNS = until(words[1])
		case engine.Adopt:
			c.Books = books(t, words[1:])
		}
		tr.order(c)
		return
	}
	t.Fatalf("unknown input %q", words)
}

func books(t *testing.T, words []string) ledger.Books {
	b := ledger.Books{Balance: lamports(t, words[0])}
	if len(words) > 1 {
		b.Quantity, b.AvgCost = decimal(t, words[1]), decimal(t, words[2])
	}
	if len(words) > 3 {
		start := number(t, words[3])
		b.Bet = &ledger.Bet{Start: start, End: start + ledger.BetWindow, Stake: lamports(t, words[4])}
	}
	return b
}

func frame(t *testing.T, words []string) *game.Frame {
	f := &game.Frame{Round: words[1]}
	for _, field := range words[2:] {
		name, value, _ := strings.Cut(field, "=")
		switch name {
		case "tick":
			f.Active, f.Tick = game.Some(true), game.Some(number(t, value))
		case "price":
			f.Price = game.Some(decimal(t, value))
		case "rugged":
			f.Rugged = game.Some(true)
		case "timer":
			f.CooldownMS = game.Some(number(t, value))
		case "partial":
			from, list, _ := strings.Cut(value, ":")
			for price := range strings.SplitSeq(list, ",") {
				f.Partial = append(f.Partial, game.PricePoint{Tick: number(t, from) + len(f.Partial), Price: decimal(t, price)})
			}
		case "history":
			id, list, _ := strings.Cut(value, ":")
			past := game.Past{Round: id}
			for price := range strings.SplitSeq(list, ",") {
				past.Prices = append(past.Prices, decimal(t, price))
			}
			f.History = append(f.History, past)
		default:
			t.Fatalf("unknown field %q", field)
		}
	}
	return f
}

func number(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func decimal(t *testing.T, s string) float64 {
	t.Helper()
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func lamports(t *testing.T, s string) money.Lamports {
	t.Helper()
	l, err := money.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return l
}
