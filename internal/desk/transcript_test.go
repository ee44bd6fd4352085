package desk

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rugtape/internal/game"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

var rewrite = flag.Bool("rewrite", false, "write what the live desk does into the transcripts")

// TestTranscripts plays testdata/*.txt at the live edge. A line that is not
// indented is an input, one that begins with # a comment; the indented lines below
// are what follows. Run with -rewrite after a change that is meant, and read the
// difference.
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
			got := answered(t, string(text))
			if *rewrite {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(text), got); diff != "" {
				t.Errorf("what follows differs (-transcript +desk):\n%s", diff)
			}
		})
	}
}

// scribe writes down what follows from each input.
type scribe struct {
	t    *testing.T
	live *Live
	now  int64
	out  strings.Builder
	last State
}

func answered(t *testing.T, transcript string) string {
	s := &scribe{t: t, now: 1e18}
	lines := bufio.NewScanner(strings.NewReader(transcript))
	for lines.Scan() {
		line := lines.Text()
		if strings.HasPrefix(line, "\t") {
			continue
		}
		fmt.Fprintln(&s.out, line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		s.input(strings.Fields(line))
	}
	return s.out.String()
}

func (s *scribe) line(format string, args ...any) { fmt.Fprintf(&s.out, "\t"+format+"\n", args...) }

// input reads one of
//
//	desk [strategy=SPEC] [delay=TICKS]   of 1 SOL
//	wait SECONDS
//	frame ROUND FIELD ...                tick=N price=X rugged timer=MS presale prices=X,... partial=N:X,... history=ROUND:X,...
//	BUY 0.1 | SELL 0.5 | SIDE 0.1        by hand
//	stop | resume
func (s *scribe) input(words []string) {
	switch words[0] {
	case "desk":
		s.open(words[1:])
		return
	case "wait":
		s.now += int64(s.decimal(words[1]) * 1e9)
		return
	case "frame":
		s.now += 250e6
		s.live.Event(s.now, game.Event{RecvNS: s.now, Frame: s.frame(words)})
	case "stop":
		s.live.Stop(s.now)
	case "resume":
		s.live.Resume(s.now)
	default:
		if err := s.live.Place(s.now, s.intent(words)); err != nil {
			s.line("error: %v", err)
		}
	}
	for _, c := range s.live.Decisions() {
		if c.Intent.Action == strategy.Wait {
			s.line("waits at tick %d, %vx (%s): %v", c.Tick, c.Price, c.Phase, c.Intent.Why)
		}
	}
	s.tell()
}

// tell writes down what is new since the last input.
func (s *scribe) tell() {
	now, last := s.live.State(), s.last
	if now.Epoch != last.Epoch {
		before := s.live.Before()
		s.marks(before.Marks[len(last.Marks):])
		s.equities(len(last.Equities), before.Equities)
		s.line("epoch %d, the round before brought %v", now.Epoch, before.Net)
		last.Marks, last.Equities = nil, nil
	}
	s.marks(now.Marks[len(last.Marks):])
	s.equities(len(last.Equities), now.Equities)
	bet := ""
	if now.HasBet {
		bet = fmt.Sprintf(", bet %v until tick %d", now.Bet.Stake, now.Bet.End)
	}
	s.line("tick %d at %vx: balance %v, held %v, waiting %d%s, stopped %v, settled %v",
		now.Tick, now.Price, now.Balance, now.Position.Quantity, now.Waiting, bet, now.Stopped, now.Settled)
	s.last = now
}

func (s *scribe) marks(marks []Mark) {
	for _, line := range strings.Split(told(State{Marks: marks}), "\n") {
		if line != "" {
			s.line("%s", line)
		}
	}
}

func (s *scribe) equities(from int, all []money.Lamports) {
	for tick := from; tick < len(all); tick++ {
		if n := len(all); tick == from+1 && n-tick > 2 {
			s.line("... the same for %d ticks", n-1-tick)
			for ; tick < n-1; tick++ {
				if all[tick] != all[from] {
					s.t.Fatalf("equities %v", all[from:])
				}
			}
		}
		s.line("equity at tick %d: %v", tick, all[tick])
	}
}

func (s *scribe) open(words []string) {
	c := Config{Balance: sol}
	for _, word := range words {
		name, value, _ := strings.Cut(word, "=")
		switch name {
		case "strategy":
			c.Strategy = built(s.t, value).Strategy
		case "delay":
			c.Model.Delay = s.number(value)
		default:
			s.t.Fatalf("unknown setting %q", word)
		}
	}
	var err error
	if s.live, err = NewLive(c); err != nil {
		s.t.Fatal(err)
	}
	s.last = s.live.State()
}

func (s *scribe) intent(words []string) strategy.Intent {
	value := s.decimal(words[1])
	switch words[0] {
	case "BUY":
		return buy(money.Lamports(value*1e9 + 0.5))
	case "SIDE":
		return bet(money.Lamports(value*1e9 + 0.5))
	case "SELL":
		return sell(value)
	}
	s.t.Fatalf("unknown input %q", words)
	return strategy.Intent{}
}

func (s *scribe) frame(words []string) *game.Frame {
	f := &game.Frame{Round: words[1]}
	for _, field := range words[2:] {
		name, value, _ := strings.Cut(field, "=")
		switch name {
		case "tick":
			f.Active, f.Tick = game.Some(true), game.Some(s.number(value))
		case "price":
			f.Price = game.Some(s.decimal(value))
		case "rugged":
			f.Rugged = game.Some(true)
		case "timer":
			f.CooldownMS = game.Some(s.number(value))
		case "presale":
			f.PreRoundBuys = game.Some(true)
		case "prices":
			f.Prices = s.list(value)
		case "partial":
			from, list, _ := strings.Cut(value, ":")
			for i, price := range s.list(list) {
				f.Partial = append(f.Partial, game.PricePoint{Tick: s.number(from) + i, Price: price})
			}
		case "history":
			id, list, _ := strings.Cut(value, ":")
			f.History = append(f.History, game.Past{Round: id, Prices: s.list(list)})
		default:
			s.t.Fatalf("unknown field %q", field)
		}
	}
	return f
}

func (s *scribe) list(text string) (all []float64) {
	for value := range strings.SplitSeq(text, ",") {
		all = append(all, s.decimal(value))
	}
	return all
}

func (s *scribe) number(text string) int { return int(s.decimal(text)) }

func (s *scribe) decimal(text string) float64 {
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		s.t.Fatal(err)
	}
	return x
}
