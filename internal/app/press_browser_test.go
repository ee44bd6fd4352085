package app

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"rugtape/internal/fair"
	"rugtape/internal/game"
	"rugtape/internal/library"
	"rugtape/internal/money"
	"rugtape/internal/round"
	"rugtape/internal/tape"
)

// pressedHome is a home with one round in which a player, and rugtape, pressed;
// it gives the round's id and the tick of its rug.
func pressedHome(t *testing.T) (home, id string, rug int) {
	t.Helper()
	n := 0
	for ; rug < 150 || rug > 260; n++ {
		id = fmt.Sprintf("20250101-%016x", n)
		rug = fair.V3.Derive(fair.SeedHash(id), id, nil).RugTick
	}
	var file bytes.Buffer
	if _, err := tape.EncodeRound(&file, presses(id), tape.Edition{Revision: 1}); err != nil {
		t.Fatal(err)
	}
	dir, home := t.TempDir(), t.TempDir()
	for name, data := range map[string][]byte{"game.jsonl": recording(1, n-1), "presses.jsonl": file.Bytes()} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	lib, err := library.Open(t.Context(), home, library.Owner)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lib.Import(t.Context(), []string{dir}, library.ImportOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := lib.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	return home, id, rug
}

func presses(id string) *round.Recording {
	rec := round.New(round.Key{Source: round.Site, ID: id})
	start := time.Date(2025, 1, 1, 17, 0, 0, 0, time.UTC).UnixNano()
	add := func(tick int, control round.Control, label string, part float64, came round.Outcome) {
		a := round.Action{
			AtNS: start + int64(tick)*250e6, Control: control, Label: label, Amount: game.Some(money.Lamports(30_000_000)), By: round.ByPlayer, Outcome: came,
			Before: round.Moment{Phase: game.PhaseLive, Tick: game.Some(tick), Price: game.Some(1.5)},
		}
		if part > 0 {
			a.Part = game.Some(part)
		}
		if came == round.Confirmed || came == round.Refused {
			a.ConfirmedNS, a.Evidence = a.AtNS+121e6, round.ByAck
		}
		if came == round.Refused {
			a.Why = "one side bet at a time"
		}
		if tick == 80 {
			a.By, a.Order = round.ByRugtape, 12
		}
		rec.AddAction(a)
	}
	add(20, round.AmountButton, "+0.01", 0, round.NoneExpected)
	add(22, round.AmountButton, "X2", 0, round.NoneExpected)
	add(25, round.BuyButton, "BUY+0.030 SOL", 0, round.Confirmed)
	add(45, round.SideBetButton, "SIDEBET", 0, round.Confirmed)
	add(60, round.SideBetButton, "SIDEBET", 0, round.Refused)
	add(70, round.PercentButton, "25%", 0.25, round.NoneExpected)
	add(80, round.SellButton, "SELL", 0.25, round.Confirmed)
	add(110, round.SellButton, "SELL", 1, round.Unknown)
	return rec
}

// pinned is the JavaScript for whether pins are drawn before the cursor, or after it.
func pinned(before bool) string {
	return fmt.Sprintf(`(() => {
		const over = document.querySelector('.u-over'), canvas = over.querySelectorAll('canvas.past')[1];
		const cursor = document.querySelector('.at-line').getBoundingClientRect().left - over.getBoundingClientRect().left;
		const x = Math.round(cursor * devicePixelRatio), [left, width] = %t ? [0, x] : [x, canvas.width - x];
		return canvas.getContext('2d').getImageData(left, 0, width, canvas.height).data.some((v, i) => i %% 4 === 3 && v > 60);
	})()`, before)
}

// TestPressesInReplay: what was pressed is listed and pinned to the chart, told in words, and
// what comes after the cursor is not shown where the future is hidden.
func TestPressesInReplay(t *testing.T) {
	home, id, rug := pressedHome(t)
	b := open(t, run(t, home), "r/"+id+"?t=100")
	b.atTick(100)
	b.click("tab-info")
	rows := `[...document.querySelectorAll('[data-test=presses] .events-body [role=row]')].map((r) => r.textContent)`
	b.until("those up to the cursor are listed", rows+`.length === 7`)
	b.until("no later one is", `!`+rows+`.join().includes('no answer')`)
	for _, line := range []string{"↑ buy", "✓ 121 ms", "× refused", "key X2", "25 %"} {
		b.until("a row says "+line, rows+`.join().includes(`+fmt.Sprintf("%q", line)+`)`)
	}
	tip := `[...document.querySelectorAll('[data-test=presses] [data-tip]')].map((e) => e.dataset.tip).join(' | ')`
	for _, words := range []string{
		"the player pressed BUY+0.030 SOL at 1.5000x, 0.030000000 SOL in the field; the server confirmed it after 121 ms by its answer",
		"rugtape, for its order 12, pressed SELL", "the server refused it after 121 ms by its answer: one side bet at a time",
	} {
		b.until("a tip says "+words, `(`+tip+`).includes(`+fmt.Sprintf("%q", words)+`)`)
	}
	b.until("they are pinned to the chart", pinned(true))
	b.until("no later one is", `!`+pinned(false))
	b.hover(95, 100)
	b.until("what is hidden is not told", text("crosshair")+`.includes('hidden') && !`+text("crosshair")+`.includes('pressed')`)
	b.picture("hidden")

	b.press("h")
	b.until("all are listed", rows+`.length === 8`)
	b.until("the later one is pinned too", pinned(false))
	b.hover(25, rug)
	b.until("the buy is told", text("crosshair")+`.includes('the player pressed BUY')`)
	b.hover(110, rug)
	b.until("the last is told", text("crosshair")+`.includes('the server did not say')`)
	b.picture("shown")
	if os.Getenv("RUGTAPE_PICTURES") == "" {
		return
	}
	for _, width := range []int64{360, 1280} {
		for _, theme := range []string{"dark", "light"} {
			media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}}}
			if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, media); err != nil {
				t.Fatal(err)
			}
			b.do("show", chromedp.EmulateViewport(width, 800))
			b.until("it is drawn", `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))`)
			b.picture(fmt.Sprintf("%d_%s", width, theme))
			b.get(`document.querySelector('[data-test=presses]')?.scrollIntoView()`)
			b.picture(fmt.Sprintf("%d_%s_list", width, theme))
		}
	}
}
