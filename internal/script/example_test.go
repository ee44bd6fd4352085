//go:build unix

package script

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"rugtape/internal/game"
	"rugtape/internal/ledger"
	"rugtape/internal/strategy"
)

const examples = "examples"

// player takes a strategy through rounds by hand: orders are done at once.
type player struct {
	t      *testing.T
	s      Strategy
	view   strategy.View
	action []string
}

func (p *player) round(prices ...float64) {
	p.s.Observe(strategy.Fact{Kind: strategy.RoundOpened})
	p.view = strategy.View{Round: p.view.Round + 1, Phase: game.PhasePresale, Price: 1, High: 1, Low: 1, Balance: 1_000_000_000}
	p.decide()
	for tick, price := range prices {
		p.view.Phase, p.view.Tick, p.view.Price = game.PhaseLive, tick, price
		p.view.High, p.view.Low = max(p.view.High, price), min(p.view.Low, price)
		p.view.Prices = append(p.view.Prices, price)
		p.decide()
	}
	if p.view.Holds() {
		p.book(ledger.Rugged)
	}
	p.s.Observe(strategy.Fact{Kind: strategy.Rugged, Tick: len(prices), Price: 0.01})
}

func (p *player) decide() {
	p.t.Helper()
	intent := p.s.Decide(&p.view)
	if err := p.s.Err(); err != nil {
		p.t.Fatal(err)
	}
	switch intent.Action {
	case strategy.Buy:
		p.view.Position = ledger.Position{Quantity: intent.Amount.Float() / p.view.Price, AvgCost: p.view.Price, Since: p.view.Tick}
		p.book(ledger.Bought)
	case strategy.Sell:
		p.view.Position = ledger.Position{}
		p.book(ledger.Sold)
	default:
		return
	}
	p.action = append(p.action, intent.Action.String()+" "+intent.Why.String())
}

func (p *player) book(kind ledger.Kind) {
	p.s.Observe(strategy.Fact{Kind: strategy.Booked, Tick: p.view.Tick, Entry: ledger.Entry{Kind: kind, Price: p.view.Price}})
}

// The examples of docs/strategies.md do what they say.
func TestStarlarkExample(t *testing.T) {
	maker, err := Open(filepath.Join(examples, "careful.star")+":target=2,patience=3", Options{})
	if err != nil {
		t.Fatal(err)
	}
	p := &player{t: t, s: begun(t, maker)}
	p.round(1, 1.2, 2.5, 3)        // the target
	p.round(1, 1.1, 1.2, 1.3, 1.4) // patience
	p.round(1, 0.9)                // rugged
	p.round(1, 0.9)                // again: two rounds of rest
	p.round(1, 2)                  //
	p.round(1, 2)                  //
	p.round(1, 2)                  // and on
	want := []string{
		"BUY the round opens", "SELL the target is reached: 2.5", "BUY the round opens", "SELL held for 3 ticks",
		"BUY the round opens", "BUY the round opens", "BUY the round opens", "SELL the target is reached: 2.0",
	}
	if got := strings.Join(p.action, "; "); got != strings.Join(want, "; ") {
		t.Errorf("got  %s\nwant %s", got, strings.Join(want, "; "))
	}
	if _, err := Open(filepath.Join(examples, "careful.star")+":target=high", Options{}); err == nil {
		t.Error("a target of high is taken")
	}
}

func TestPythonExample(t *testing.T) {
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("python3 is not installed: the Python example of docs/strategies.md is not run")
	}
	leavesNothing(t)
	maker, err := Open("program:python3 "+filepath.Join(examples, "dip.py"), Options{Answer: patient})
	if err != nil {
		t.Fatal(err)
	}
	s := begun(t, maker)
	defer s.Close()
	for range 2 {
		p := &player{t: t, s: s}
		p.round(1, 1.5, 1.3, 1.1, 1.2, 1.25, 1.0) // dips at 1.1, recovers at 1.25, dips again
		p.round(1, 0.7)
		want := "BUY 1.1000 is a dip; SELL a gain of 13.6%; BUY 0.7000 is a dip"
		if got := strings.Join(p.action, "; "); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		if err := s.Renew(); err != nil {
			t.Fatal(err)
		}
	}
}
