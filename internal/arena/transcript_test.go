package arena

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rugtape/internal/wire"
)

var rewrite = flag.Bool("rewrite", false, "write the transcripts in testdata anew")

// TestTranscript plays a whole short round, with a guest in it, and writes
// down what is said when.
func TestTranscript(t *testing.T) {
	d := direct(Options{Seed: shortRound, Players: 0})
	guest := d.guest(t, "guest")
	var b strings.Builder
	act := func(what string, o order) {
		price, words, err := d.do(d.clock, guest, o)
		fmt.Fprintf(&b, "> %s: price %v, %v\n", what, price, err)
		tellWords(t, &b, words)
	}
	for opened := 0; opened < 2; {
		at := d.due
		words := d.next()
		if d.stage == countdown && d.timerMS == cooldownMS {
			opened++
		}
		quiet := d.stage == countdown && d.timerMS%2500 != 0 && len(words) == 1
		if !quiet {
			fmt.Fprintf(&b, "%v\n", at)
			tellWords(t, &b, words)
		}
		switch {
		case d.stage == countdown && d.timerMS == 12_000:
			act("buy in the cooldown", buying(0.1))
		case d.stage == countdown && d.timerMS == 5_000:
			act("buy in the presale", buying(0.1))
			act("sell in the presale", selling(1))
			act("bet in the presale", betting(0.01))
		case d.stage == live && d.tick == 1:
			act("sell a quarter", selling(0.25))
			act("bet while one runs", betting(0.01))
		case d.stage == live && d.tick == 3:
			act("buy", buying(0.05))
		case d.stage == rugged:
			act("sell after the rug", selling(1))
		}
	}
	golden(t, "round.txt", b.String())
}

// shortRound is a seed whose first round rugs soon.
const shortRound = 197

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *rewrite {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// tellWords writes what is said in few words.
func tellWords(t *testing.T, b *strings.Builder, words []word) {
	t.Helper()
	for _, w := range words {
		p := packetOf(t, w.text)
		payload := string(p.Payload())
		if w.name != p.Name {
			t.Errorf("%s is said as %s", w.name, p.Name)
		}
		switch {
		case w.name == wire.StateUpdate:
			b.WriteString(tellFrame(t, p.Payload()))
		case w.to != nil:
			fmt.Fprintf(b, "  to %s: %s %s\n", w.to.name, w.name, payload)
		default:
			fmt.Fprintf(b, "  %s, %d bytes\n", w.name, len(payload))
		}
	}
}

// tellFrame writes what a frame says.
func tellFrame(t *testing.T, payload []byte) string {
	t.Helper()
	var f struct {
		Active        *bool
		Rugged        *bool
		TickCount     *int
		Price         *float64
		CooldownTimer int
		AllowPreRound bool `json:"allowPreRoundBuys"`
		GameID        string
		TradeCount    *int
		Partial       *struct {
			StartTick int
			EndTick   int
			Values    map[string]float64
		} `json:"partialPrices"`
		Prices      []float64
		GameHistory []struct {
			ID           string
			ProvablyFair struct{ ServerSeed string }
		}
		Leaderboard []struct {
			Username      string
			Pnl           float64
			PositionQty   float64
			TotalInvested float64
			SideBet       *struct{ StartedAtTick, End int }
		}
		ProvablyFair struct{ ServerSeedHash string }
	}
	unmarshal(t, payload, &f)
	var b strings.Builder
	shape := "light"
	switch {
	case f.GameHistory != nil:
		shape = "full"
	case f.Active != nil:
		shape = "tick"
	}
	fmt.Fprintf(&b, "  %s %s %d ms, hash %.6s, presale %v", shape, f.GameID[9:15], f.CooldownTimer, f.ProvablyFair.ServerSeedHash, f.AllowPreRound)
	if f.Active != nil {
		fmt.Fprintf(&b, ", active %v, rugged %v, tick %d, price %v", *f.Active, *f.Rugged, *f.TickCount, *f.Price)
	}
	if f.Partial != nil {
		fmt.Fprintf(&b, ", partial %d..%d of %d", f.Partial.StartTick, f.Partial.EndTick, len(f.Partial.Values))
	}
	if f.TradeCount != nil {
		fmt.Fprintf(&b, ", trades %d", *f.TradeCount)
	}
	for _, past := range f.GameHistory {
		fmt.Fprintf(&b, ", past %s seed %.6s", past.ID[9:15], past.ProvablyFair.ServerSeed)
	}
	b.WriteByte('\n')
	for _, row := range f.Leaderboard {
		fmt.Fprintf(&b, "    %s: pnl %v, holds %v, invested %v, bet %v\n", row.Username, row.Pnl, row.PositionQty, row.TotalInvested, row.SideBet)
	}
	return b.String()
}
