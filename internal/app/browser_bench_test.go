package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// longRound writes a made-up round of 5,000 ticks, the longest there can be.
func longRound() []byte {
	var w bytes.Buffer
	price := 1.0
	for tick := range 5001 {
		fmt.Fprintf(&w, `{"type": "tick", "timestamp": "2025-01-02T12:%02d:%02d.%06d", "game_id": "20250102-00000000000l0ng0", "tick": %d, "price": %v, `+
			`"phase": "ACTIVE_GAMEPLAY", "active": true, "rugged": %v, "cooldown_timer": 0, "trade_count": 1}`+"\n",
			tick/240, tick/4%60, tick%4*250000, tick, price, tick == 5000)
		price *= 1 + 0.02*float64(tick%7-3)/3
	}
	return w.Bytes()
}

// BenchmarkPage measures what a user waits for, in a real Chromium: the first
// paint, the frames a second while a round of 5,000 ticks plays at 100x, and
// the drawing after a jump from one end of it to the other.
func BenchmarkPage(b *testing.B) {
	dir := b.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "long.jsonl"), longRound(), 0o600); err != nil {
		b.Fatal(err)
	}
	app := run(b, b.TempDir())
	if _, err := app.do("POST", "api/import", "application/json", strings.NewReader(fmt.Sprintf(`{"paths":[%q]}`, dir))); err != nil {
		b.Fatal(err)
	}
	p := open(b, app, "library")
	p.until("the round is imported", `document.querySelector('[data-test=job]')?.dataset.state === 'done'`)
	for b.Loop() {
		p.do("open", chromedp.Navigate(app.url+"r/20250102-00000000000l0ng0"))
		p.until("it is there", `document.querySelector('[data-test=round][aria-busy=false] canvas')`)
		p.until("it can be played", `document.querySelector('[data-test=play]:not([disabled])')`)
		paint := figures(b, p, `(() => ({paint: performance.getEntriesByName('first-contentful-paint')[0].startTime}))()`)
		b.ReportMetric(paint["paint"], "first-paint-ms")

		played := figures(b, p, `(async () => {
			const press = key => dispatchEvent(new KeyboardEvent('keydown', {key}));
			const playing = () => document.querySelector('[data-test=play]').ariaLabel === 'Pause';
			press('Home'); press('9');
			if (!playing()) press(' ');
			await new Promise(r => setTimeout(r, 1000));
			const before = __rugtape.drawing().frames, start = performance.now();
			let possible = 0, on = true;
			requestAnimationFrame(function count() { possible++; if (on) requestAnimationFrame(count); });
			await new Promise(r => setTimeout(r, 5000));
			on = false;
			const s = (performance.now() - start) / 1000;
			if (playing()) press(' ');
			return {drawn: (__rugtape.drawing().frames - before) / s, possible: possible / s, longest: __rugtape.drawing().longestDrawMs};
		})()`)
		b.ReportMetric(played["drawn"], "frames/s")
		b.ReportMetric(played["possible"], "possible-frames/s")

		jumps := figures(b, p, `(async () => {
			let worst = 0, sum = 0;
			for (let i = 0; i < 100; i++) {
				const before = __rugtape.drawing().frames;
				dispatchEvent(new KeyboardEvent('keydown', {key: i % 2 ? 'Home' : 'End'}));
				while (__rugtape.drawing().frames === before) await new Promise(r => setTimeout(r));
				const ms = __rugtape.drawing().lastDrawMs;
				worst = Math.max(worst, ms); sum += ms;
			}
			return {worst, mean: sum / 100};
		})()`)
		b.ReportMetric(jumps["worst"], "worst-seek-ms")
		b.ReportMetric(jumps["mean"], "seek-ms")
	}
}

// figures evaluates JavaScript that gives an object of numbers.
func figures(b *testing.B, p *tab, js string) map[string]float64 {
	b.Helper()
	text := p.get(`Promise.resolve(` + js + `).then(JSON.stringify)`)
	var out map[string]float64
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		b.Fatalf("%s: %v", text, err)
	}
	return out
}
