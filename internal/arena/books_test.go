package arena

import (
	"slices"
	"testing"

	"rugtape/internal/game"
	"rugtape/internal/ledger"
	"rugtape/internal/wire"
)

// TestBooksAreTheServers audits what a listener hears with the same audit that
// was held against captures of the site: no row of the leaderboard differs in any
// field, and trades are done at the price of their tick.
func TestBooksAreTheServers(t *testing.T) {
	d := direct(Options{Seed: 11, Players: 16, Jitter: true})
	guest := d.guest(t, "guest")
	var audit ledger.Audit
	prices := map[string]map[int]float64{}
	trades := 0
	for beat := range 2500 {
		words := slices.Clone(d.next())
		if d.stage == live && beat%7 == 0 { // whatever is refused changes nothing
			o := [...]order{buying(0.012), selling(0.5), betting(0.003), selling(1)}[beat/7%4]
			_, more, _ := d.do(d.clock, guest, o)
			words = append(words, more...)
		}
		for _, w := range words {
			p := packetOf(t, w.text)
			said, err := wire.DecodeEvent(w.name, p.Payload(), int64(beat+1))
			switch {
			case err != nil || said.Lost.Count > 0:
				t.Fatalf("%s: %v %v", w.name, err, said.Lost)
			case said.Event.Frame != nil:
				var lost wire.Lost
				rows, told, err := wire.DecodeLeaderboard(p.Payload(), &lost)
				if err != nil || lost.Count > 0 {
					t.Fatal(err, lost)
				}
				audit.Step(said.Event, rows, told)
				note(prices, said.Event.Frame)
			case said.Event.Trade != nil:
				trades++
				checkTrade(t, said.Event.Trade, prices)
			}
		}
	}
	r := audit.Report()
	if r.Equal != r.Compared || r.DifferencesTotal > 0 {
		t.Errorf("of %d rows %d are equal: %+v", r.Compared, r.Equal, r.Differences[:min(5, len(r.Differences))])
	}
	if r.Compared < 10_000 || r.Compared < r.Rows*8/10 || trades < 70 {
		t.Errorf("of %d rows %d were compared, for others: %v; %d trades", r.Rows, r.Compared, r.Excluded, trades)
	}
}

// note keeps the prices of live ticks.
func note(prices map[string]map[int]float64, f *game.Frame) {
	if f.Phase() == game.PhaseLive || f.Phase() == game.PhaseActivation {
		if prices[f.Round] == nil {
			prices[f.Round] = map[int]float64{}
		}
		prices[f.Round][f.Tick.Value] = f.Price.Value
	}
}

// checkTrade holds a told trade against its round: its price is that of its
// tick, and its quantity or amount follows from it.
func checkTrade(t *testing.T, trade *game.Trade, prices map[string]map[int]float64) {
	t.Helper()
	if prices[trade.Round][trade.Tick] != trade.Price {
		t.Errorf("a trade at tick %d was done at %v, which had %v", trade.Tick, trade.Price, prices[trade.Round][trade.Tick])
	}
	// Floors take less than a lamport for each of a few lots.
	if off := trade.Quantity.Float()*trade.Price - trade.Amount.Float(); off < -1e-8*(1+trade.Price) || off > 1e-8*(1+trade.Price) {
		t.Errorf("%v of %v at %v was told for %v", trade.Side, trade.Quantity, trade.Price, trade.Amount)
	}
}

// TestSizes holds the sizes of frames, ten rounds after the start, against the
// site's as captured: ticks of about 10.4 kB, light frames of 3.6 kB, full ones of
// 310 to 350 kB, which depends on how long the last ten rounds were.
func TestSizes(t *testing.T) {
	d := direct(Options{Seed: 11, Players: DefaultPlayers})
	for range 10 {
		d.until(t, "the next round", func() bool { return d.timerMS == cooldownMS })
	}
	sum, count := map[string]int{}, map[string]int{}
	for range 12_000 {
		for _, w := range d.next() {
			if w.name != wire.StateUpdate {
				continue
			}
			shape := "tick"
			switch {
			case len(w.text) > 50_000:
				shape = "full"
			case d.stage == countdown && d.timerMS > presaleMS:
				shape = "light" // with the whole leaderboard of the round before
			case d.stage == countdown:
				continue
			}
			sum[shape] += len(w.text)
			count[shape]++
		}
	}
	for shape, want := range map[string][2]int{"tick": {9_500, 12_000}, "light": {3_000, 5_000}, "full": {200_000, 450_000}} {
		if mean := sum[shape] / max(1, count[shape]); mean < want[0] || mean > want[1] {
			t.Errorf("a %s frame has %d bytes in the mean of %d, want %d to %d", shape, mean, count[shape], want[0], want[1])
		} else {
			t.Logf("a %s frame has %d bytes in the mean of %d", shape, mean, count[shape])
		}
	}
}
