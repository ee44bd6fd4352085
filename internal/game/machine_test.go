package game

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
)

var rewrite = flag.Bool("rewrite", false, "write what the machine tells into the transcripts")

// TestTranscripts plays testdata/*.txt. A line that is not indented is an
// event; the indented lines below it are the facts it must give. Run with
// -rewrite after a change that is meant, and read the difference.
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
				t.Errorf("the facts differ (-transcript +machine):\n%s", diff)
			}
		})
	}
}

// play answers every event of a transcript with the machine's facts.
func play(t *testing.T, transcript string) string {
	var out strings.Builder
	var m Machine
	lines := bufio.NewScanner(strings.NewReader(transcript))
	at := int64(0)
	for lines.Scan() {
		line := lines.Text()
		if strings.HasPrefix(line, "\t") {
			continue
		}
		fmt.Fprintln(&out, line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		at++
		event := parseEvent(t, line)
		event.RecvNS = at
		for _, fact := range m.Step(event) {
			fmt.Fprintf(&out, "\t%s\n", describe(fact))
		}
	}
	return out.String()
}

// parseEvent reads "frame ROUND field ..." or "past ROUND field ...". A
// field is a flag or name=value; a field that is not written is absent.
func parseEvent(t *testing.T, line string) Event {
	t.Helper()
	words := strings.Fields(line)
	kind, id, fields := words[0], words[1], words[2:]
	if id == "-" {
		id = ""
	}
	if kind == "past" {
		return Event{Past: parsePast(t, id, fields)}
	}
	f := &Frame{Round: id}
	for _, field := range fields {
		name, value, _ := strings.Cut(field, "=")
		switch name {
		case "active":
			f.Active = Some(value != "no")
		case "rugged":
			f.Rugged = Some(value != "no")
		case "tick":
			f.Tick = Some(number(t, value))
		case "price":
			f.Price = Some(price(t, value))
		case "timer":
			f.CooldownMS = Some(number(t, value))
		case "paused":
			f.Paused = Some(value != "no")
		case "presale":
			f.PreRoundBuys = Some(value != "no")
		case "hash":
			f.SeedHash = value
		case "version":
			f.Version = value
		case "prices":
			f.Prices = prices(t, value)
		case "partial":
			from, list, _ := strings.Cut(value, ":")
			for i, p := range prices(t, list) {
				f.Partial = append(f.Partial, PricePoint{number(t, from) + i, p})
			}
		case "history":
			for _, past := range strings.Split(value, ";") {
				part := strings.Split(past, "/")
				f.History = append(f.History, *parsePast(t, part[0], part[1:]))
			}
		default:
			t.Fatalf("unknown field %q in %q", name, line)
		}
	}
	return Event{Frame: f}
}

func parsePast(t *testing.T, id string, fields []string) *Past {
	p := &Past{Round: id}
	for _, field := range fields {
		name, value, _ := strings.Cut(field, "=")
		switch name {
		case "seed":
			p.Seed = value
		case "hash":
			p.SeedHash = value
		case "prices":
			p.Prices = prices(t, value)
		default:
			t.Fatalf("unknown field %q of a past round", name)
		}
	}
	return p
}

func number(t *testing.T, s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func price(t *testing.T, s string) float64 {
	p, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func prices(t *testing.T, list string) []float64 {
	var all []float64
	for _, s := range strings.Split(list, ",") {
		all = append(all, price(t, s))
	}
	return all
}

func describe(f Fact) string {
	s := fmt.Sprintf("%s %s", f.Kind, f.Round)
	switch f.Kind {
	case PhaseChanged:
		s += fmt.Sprintf(" %s -> %s", f.From, f.Phase)
	case TimerExtended:
		s += fmt.Sprintf(" %d ms", f.Tick)
	case Gapped:
		s += fmt.Sprintf(" %d..%d", f.Tick, f.To)
	case Resumed:
		s += fmt.Sprintf(" at %d", f.Tick)
	case Ticked, Repeated, Conflicted, Rugged, Filled:
		s += fmt.Sprintf(" %d %v %s", f.Tick, f.Price, f.Origin)
		if f.Uncertain {
			s += " uncertain"
		}
	case HashSeen, VersionSeen, Refused:
		s += " " + f.Text
	case Revealed:
		s += fmt.Sprintf(" seed=%s, %d prices", f.Past.Seed, len(f.Past.Prices))
	}
	return s
}

// TestTheMachineForgets shows that what a machine keeps is bounded, whatever
// a source sends, and that it goes on working.
func TestTheMachineForgets(t *testing.T) {
	var m Machine
	for i := range 1000 {
		id := fmt.Sprintf("r%d", i)
		m.Step(Event{Frame: &Frame{Round: id, Active: Some(true), Tick: Some(MaxTick), Price: Some(1.5)}})
		m.Step(Event{Past: &Past{Round: id, Seed: "s"}})
	}
	if len(m.courses) > maxCourses || len(m.revealed) > maxRevealed {
		t.Errorf("it keeps %d rounds and %d past ones", len(m.courses), len(m.revealed))
	}
	for _, c := range m.courses {
		if len(c.prices) > MaxTick+1 {
			t.Errorf("it keeps %d prices of a round", len(c.prices))
		}
	}
	facts := m.Step(Event{Frame: &Frame{Round: "r999", Active: Some(true), Tick: Some(3), Price: Some(1.5)}})
	if len(facts) != 1 || facts[0].Kind != Ticked || facts[0].Tick != 3 {
		t.Errorf("a late tick of the last round gives %v", facts)
	}
}

// FuzzStep feeds frames of any content: nothing may panic, and what is told
// of ticks must be finite, in range and never twice for one tick.
func FuzzStep(f *testing.F) {
	f.Add([]byte("0123456789"), 1.5)
	f.Fuzz(func(t *testing.T, script []byte, seed float64) {
		var m Machine
		told := map[int]bool{}
		for i, b := range script {
			frame := &Frame{Round: "r", Active: Some(b&1 == 0), Price: Some(seed * float64(b))}
			if b&2 == 0 {
				frame.Tick = Some(int(b>>3) - 2)
			}
			if b&4 == 0 {
				frame.Rugged = Some(i > 4)
			}
			if b&64 == 0 {
				frame.Partial = []PricePoint{{int(b>>4) - 1, seed}, {int(b >> 4), seed + 1}}
			}
			for _, fact := range m.Step(Event{RecvNS: int64(i), Frame: frame}) {
				if fact.Kind != Ticked && fact.Kind != Filled {
					continue
				}
				if told[fact.Tick] {
					t.Fatalf("tick %d was told twice", fact.Tick)
				}
				told[fact.Tick] = true
				if fact.Tick < 0 || fact.Tick > MaxTick {
					t.Fatalf("tick %d is out of range", fact.Tick)
				}
			}
		}
	})
}
