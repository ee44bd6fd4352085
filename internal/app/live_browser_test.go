package app

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"rugtape/internal/arena"
)

// Seeds of arenas by the rounds that they begin with.
const (
	seedShort = 27429 // 460 ticks, then 1,388
	seedLong  = 16560 // 2,144 ticks
)

// serveGame serves drawn rounds at an address until stop is called.
func serveGame(t *testing.T, o arena.Options) (server *arena.Server, stop func()) {
	t.Helper()
	server, err := arena.Listen(o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- server.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
		http.DefaultClient.CloseIdleConnections()
	})
	t.Cleanup(stop)
	return server, stop
}

// onLive opens the live page, and then has the app follow a game, so that the
// page sees it from its first round on.
func onLive(t *testing.T, seed uint64, speed float64) *tab {
	t.Helper()
	app := runWith(t, Options{Home: t.TempDir(), Listen: "127.0.0.1:0", Record: true})
	b := open(t, app, "live")
	b.until("the page is there, and says that nothing is watched", `document.querySelector('[data-test=live-state]')?.dataset.state === 'off'`)
	server, _ := serveGame(t, arena.Options{Listen: "127.0.0.1:0", Seed: seed, Speed: speed, Players: 8})
	app.follow(t, server.URL())
	return b
}

// follow has the app watch another feed.
func (r *running) follow(t *testing.T, feed string) {
	t.Helper()
	if _, err := r.do("POST", "api/feed", "application/json", strings.NewReader(fmt.Sprintf(`{"feed":%q}`, feed))); err != nil {
		t.Fatal(err)
	}
}

// tickNow is the JavaScript for the tick that shows.
var tickNow = `Number(` + text("tick") + `.replace(',', ''))`

// runs waits until a round is at a tick, or beyond it.
func (b *tab) runs(tick int) {
	b.t.Helper()
	b.until(fmt.Sprintf("the round runs at tick %d", tick), text("phase")+` === 'LIVE' && `+tickNow+` >= `+fmt.Sprint(tick))
}

// TestLiveGoesAlong: the page goes along with the round that runs, stays where
// a hand went back to, and returns to now.
func TestLiveGoesAlong(t *testing.T) {
	b := onLive(t, seedShort, 8)
	b.runs(10)
	b.says("where", "a tick every")
	b.until("the fingerprint was seen before the round", `document.querySelector('[data-test=pinned]')`)
	b.says("proof-sentence", "Pinned")

	b.do("ten back", chromedp.KeyEvent(kb.ArrowLeft, chromedp.KeyModifiers(kb.ModifierShift)))
	b.says("phase", "PAST")
	b.says("now", "Now")
	b.press(kb.Home)
	b.atTick(0)
	b.until("the round goes on meanwhile", `parseInt(`+text("where")+`) > 30`)
	b.picture("back")
	b.until("the next round runs, and the page says so", text("next-runs")+`.includes('running')`)
	b.atTick(0)
	b.says("before", "rugged at tick 460")
	b.says("before", "Proven")
	b.says("before-pinned", "pinned")
	b.picture("aside")
	first := b.get(text("round-id"))
	b.press(kb.End)
	b.runs(1)
	if second := b.get(text("round-id")); second == first {
		t.Error("now is still the round before")
	}
	b.press(" ") // holds
	b.says("where", "back")
	held := b.get(text("tick"))
	b.until("the round goes on", `parseInt(`+text("where")+`) > 20`)
	if got := b.get(text("tick")); got != held {
		t.Errorf("the cursor was held at %s and is at %s", held, got)
	}
	b.press(" ")
	b.says("now", "Live")

	b.do("to the round before", chromedp.Click(`[data-test="before-link"]`))
	b.until("it opens as a recorded round", `location.pathname.startsWith('/r/') && `+text("round-id")+` === '`+first+`'`)
	b.says("proof-sentence", "published before the round")
}

// TestLiveTellsTheRug: the round that is over stays in view with its rug, and
// the next one comes by itself.
func TestLiveTellsTheRug(t *testing.T) {
	b := onLive(t, seedShort, 8)
	// Both are over within a second, so that the page itself has to look.
	if got := b.get(b.inCountdown("presale", text("countdown-says")+` + ' at ' + `+text("price"))); !strings.Contains(got, "taken now") || !strings.HasSuffix(got, " at 1.0000x") {
		t.Errorf("in the presale the page shows %s", got)
	}
	b.picture("presale")
	b.runs(1)
	if got := b.get(b.inCountdown("cooldown", text("phase")+` + ' at ' + `+text("tick"))); got != "RUGGED at 460" {
		t.Errorf("while the countdown begins, the page shows %s", got)
	}
	b.picture("rug")
	b.says("spoken", "A round starts")
	b.runs(1)
}

// inCountdown gives the JavaScript for what a page shows when its countdown is first in a
// phase.
func (b *tab) inCountdown(phase, shows string) string {
	return `new Promise(done => {
		const look = () => document.querySelector('[data-test=countdown]')?.dataset.phase === '` + phase + `' &&
			(seen.disconnect(), done(` + shows + `));
		const seen = new MutationObserver(look);
		seen.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
		look();
	})`
}

// TestLiveByHand trades on paper as the game goes on. The desk outlives the
// page, and STOP stops it from anywhere.
func TestLiveByHand(t *testing.T) {
	b := onLive(t, seedLong, 4)
	b.click("tab-trade")
	b.says("trade-first", "Trade live on paper")
	b.until("it can be begun", `document.querySelector('[data-test=desk-open]:not([disabled])')`)
	b.click("desk-open")
	b.says("balance", "1.0000 SOL")
	b.runs(5)
	b.press("b")
	b.says("reply", "You bought for 0.0050 SOL")
	b.says("balance", "0.9950 SOL")
	b.press("d")
	b.says("bet", "ticks to go")
	b.until("the equity is drawn", `Number(document.querySelector('[data-test=equity-chart]')?.dataset.ticks) > 5`)
	b.picture("traded")

	b.press(kb.Home, "b")
	b.says("reply", "You look back")
	b.press("s")
	b.says("reply", "You sold")
	b.says("position", "none")
	b.press(kb.End)

	b.do("reload", chromedp.Reload())
	b.until("the desk is still there", text("balance")+` !== '' && `+text("balance")+` !== '1.0000 SOL'`)
	b.until("so are its marks", `Number(document.querySelector('[data-test=deeds]')?.dataset.count) >= 3`)
	b.click("nav-odds")
	b.until("another screen shows", `location.pathname === '/odds'`)
	b.do("reload it", chromedp.Reload())
	b.until("it knows the feed", `document.querySelector('[data-test=feed-word]')?.dataset.state === 'connected'`)
	b.click("stop")
	b.says("toasts", "On the live desk: The hand takes no new risk")
	b.click("nav-live")
	b.says("stopped", "STOP is on")
	b.runs(1)
	b.press("b")
	b.says("reply", "refused")
	b.click("resume")
	b.until("it goes on", text("stopped")+` === ''`)
}

// TestTheLiveDeskIsAnother: that of a replay waits while the page is live, and
// neither knows of the other's money.
func TestTheLiveDeskIsAnother(t *testing.T) {
	server, _ := serveGame(t, arena.Options{Listen: "127.0.0.1:0", Seed: seedLong, Speed: 4})
	b := onRound(t, runWith(t, Options{Home: t.TempDir(), Listen: "127.0.0.1:0", Feed: server.URL()}), "?t=60")
	begin := func() {
		t.Helper()
		b.until("a desk can be begun", `document.querySelector('[data-test=desk-open]:not([disabled])')`)
		b.click("desk-open")
		b.says("balance", "1.0000 SOL")
	}
	b.click("tab-trade")
	begin()
	b.press("b")
	b.says("balance", "0.9950 SOL")
	b.click("nav-live")
	b.runs(1)
	begin()
	b.retype("amount", "0.2")
	b.press(kb.Enter, "b")
	b.says("balance", "0.8000 SOL")
	for range 2 { // the next screen may begin before the one before has gone
		b.do("back to the replay", chromedp.NavigateBack())
		b.atTick(60)
		b.says("balance", "0.9950 SOL")
		b.says("position", "0.0073")
		b.do("and to the live edge", chromedp.NavigateForward())
		b.until("its desk is as it was", text("balance")+`.startsWith('0.8000')`)
	}
}

// TestLiveBot lets a strategy trade from round to round.
func TestLiveBot(t *testing.T) {
	b := onLive(t, seedShort, 8)
	b.click("tab-bot")
	b.until("it can be chosen", `document.querySelector('[data-test=bot-start]:not([disabled])')`)
	b.retype("param-m", "1.05")
	b.click("bot-start")
	b.says("bot-name", "target")
	b.runs(5)
	b.until("it has bought", `Number(document.querySelector('[data-test=deeds]')?.dataset.count) >= 1`)
	b.until("it says why", text("bot-why")+`.length > 10`)
	b.picture("bot")
	b.until("it goes on in the next round", text("session")+`.includes('2 rounds')`)
}

// TestLiveOfflineAndBack: the page says that the game is gone, keeps what it
// saw, and goes on when it is back.
func TestLiveOfflineAndBack(t *testing.T) {
	o := arena.Options{Listen: "127.0.0.1:0", Seed: seedLong, Speed: 8}
	server, stop := serveGame(t, o)
	app := runWith(t, Options{Home: t.TempDir(), Listen: "127.0.0.1:0", Feed: server.URL()})
	b := open(t, app, "live")
	b.runs(20)
	stop()
	b.until("it says that the game is gone", `document.querySelector('[data-test=live-state]')?.dataset.state === 'offline'`)
	b.until("so does the bar", `document.querySelector('[data-test=feed-word]').dataset.state === 'offline'`)
	b.until("the price is greyed", `document.querySelector('[data-test=live]').dataset.feed === 'offline'`)
	b.until("what it saw is kept", tickNow+` >= 20`)
	b.picture("offline")
	b.press("e")
	b.says("feed-sentence", "It dials")
	b.picture("sheet")
	b.press(kb.Escape)

	o.Listen = strings.TrimPrefix(server.URL(), "http://")
	serveGame(t, o)
	b.until("the game is back", `document.querySelector('[data-test=feed-word]').dataset.state === 'connected'`)
	b.until("the page goes along", text("phase")+` === 'LIVE' && `+text("live-state")+` === ''`)
	b.press("e")
	b.until("the reconnect is counted", `Number(`+text("reconnects")+`) >= 1`)
}

// TestFeedAndRecorder are chosen on the page, on any screen.
func TestFeedAndRecorder(t *testing.T) {
	app := runWith(t, Options{Home: t.TempDir(), Listen: "127.0.0.1:0", Feed: FeedPractice, Practice: Practice{Seed: 1, Speed: 4}, Record: true})
	b := open(t, app, "live")
	b.says("feed-word", "practice")
	b.until("it records", `document.querySelector('[data-test=rec-word]').dataset.state === 'recording' && /[1-9].* [kM]?B/.test(`+text("rec-word")+`)`)
	b.press("e")
	b.says("rec-sentence", "Names are replaced")
	b.click("rec-switch")
	b.says("rec-word", "off")
	b.click("rec-raw")
	b.says("feed-sheet", "Keep such a journal to yourself")
	b.click("raw-sure")
	b.says("rec-sentence", "names and chat too")
	b.click("feed-off")
	b.says("feed-word", "off")
	b.press(kb.Escape)
	b.until("the page offers a feed", `document.querySelector('[data-test=live-state]')?.dataset.state === 'off'`)
	b.picture("off")
	b.click("live-practice")
	b.runs(1)

	b.press("e")
	b.write("feed-url", "http://127.0.0.1:1")
	b.click("feed-use")
	b.until("an address where nobody answers is offline", `document.querySelector('[data-test=feed-word]').dataset.state === 'offline'`)
	b.write("feed-url", "http://no port")
	b.click("feed-use")
	b.until("what is no address is refused in words", text("feed-fault")+` !== ''`)
	b.click("sound-rug")
	b.click("toast-round")
	b.do("reload", chromedp.Reload())
	b.until("the page is there again", `document.querySelector('[data-test=feed]')`)
	b.press("e")
	b.until("what was chosen is kept", `document.querySelector('[data-test=sound-rug]')?.checked && !document.querySelector('[data-test=toast-round]').checked`)
}

// TestLiveSizesAndThemes leaves pictures for eyes, and finds what needs none: a
// page that is wider than its window, or weighs too much.
func TestLiveSizesAndThemes(t *testing.T) {
	b := onLive(t, seedLong, 8)
	b.runs(30)
	weight, err := strconv.Atoi(b.get(`performance.getEntriesByType('resource').reduce((n, e) => n + e.decodedBodySize, performance.getEntriesByType('navigation')[0].decodedBodySize)`))
	if err != nil || weight > 300_000 {
		t.Errorf("the live page weighs %d bytes unpacked before a desk is open, more than 300 kB (%v)", weight, err)
	}
	t.Logf("the live page weighs %d bytes unpacked; first paint after %s ms", weight, b.get(`performance.getEntriesByName('first-contentful-paint')[0].startTime`))
	for _, size := range [][2]int64{{360, 740}, {1280, 800}, {3840, 2160}} {
		for _, theme := range []string{"dark", "light"} {
			media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}}}
			if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, media); err != nil {
				t.Fatal(err)
			}
			b.do("resize", chromedp.EmulateViewport(size[0], size[1]))
			for _, path := range []string{"live", "wire"} {
				b.do("show", chromedp.Click(`[data-test="nav-`+path+`"]`))
				b.until("it is there", `document.querySelector('[data-test=wire-row], [data-test=live] canvas')`)
				b.until("it is drawn", `new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))`)
				name := fmt.Sprintf("%s_%d_%s", path, size[0], theme)
				b.picture(name)
				if got := b.get(`document.documentElement.scrollWidth > innerWidth`); got != "false" {
					t.Errorf("%s is wider than its window", name)
				}
				if got := b.get(`(r => r.top < 20 && r.right <= innerWidth)(document.querySelector('[data-test=stop]').getBoundingClientRect())`); got != "true" {
					t.Errorf("%s: STOP is not at its place", name)
				}
			}
		}
	}
}

// With a feed the app begins with what runs; without one TestFirstStart says.
func TestTheAppBeginsWithWhatRuns(t *testing.T) {
	server, _ := serveGame(t, arena.Options{Listen: "127.0.0.1:0", Seed: seedShort, Speed: 50})
	b := open(t, runWith(t, Options{Home: t.TempDir(), Listen: "127.0.0.1:0", Feed: server.URL()}), "")
	b.until("the live page opens", `location.pathname === '/live' && document.querySelector('[data-test=live]')`)
	b.until("a round runs", tickNow+` > 3`)
}
