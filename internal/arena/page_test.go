package arena

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"rugtape/internal/money"
)

// The controls of the page, met as the site's are: by structure and by the
// beginning of class names.
const (
	pageBuy   = `[class*="_buttonsRow_"] > div[class*="_buy_"]`
	pageSell  = `[class*="_buttonsRow_"] > div[class*="_sell_"]`
	pageField = `input[type="number"][placeholder="Enter amount"]`
	pageSide  = `.sidebet-container .bet-button`
	pageOpen  = `.sidebet-banner button`
)

// Seeds whose first round is long (2,266 ticks), or their first after so many that
// were before: no rug comes between a look at the page and what is done for it.
const (
	longRound        = 1689
	longRoundAfter10 = 1761 // 1,651 ticks
	longRoundAfter12 = 2427 // 1,690
)

// pageKey is the selector of a key of the amount, by its place.
func pageKey(n int) string { return fmt.Sprintf(`[class*="_controlBtn_"]:nth-child(%d)`, n) }

// able tells in JavaScript whether a control can be pressed.
func able(css string) string {
	return `document.querySelector('` + css + `')?.ariaDisabled === 'false'`
}

// TestPagePlays joins by hand, buys, bets and sells by clicks; the arena's
// books say the same as the page.
func TestPagePlays(t *testing.T) {
	b := newTab(t)
	b.open("about:blank") // so that the browser is there before the round
	s := run(t, Options{Seed: longRoundAfter12, Speed: 1, Players: 4, Past: 12})
	b.open(s.URL())
	b.until("it asks for a name", `document.getElementById('ask').open`)
	b.picture("ask")
	b.do("say a name", chromedp.SendKeys("#name", "me\r"))
	b.until("it is connected", `practice.player === 'me' && practice.game.up`)
	b.until("the presale begins", able(pageBuy))
	b.click(pageKey(2))
	b.click(pageKey(3))
	b.click(pageKey(5))
	b.until("the button tells the amount", `document.querySelector('`+pageBuy+`').textContent === 'BUY+0.055 SOL'`)
	b.click(pageBuy)
	b.until("it is bought", `(held = practice.game.purse.positionQty) > 0`)
	b.until("nothing can be sold before the round", `practice.game.phase === 'live' || !(`+able(pageSell)+`)`)
	b.until("it can be sold once the round is live", able(pageSell))
	b.click(pageOpen)
	b.click(pageSide)
	b.until("the bet runs", `practice.game.bet?.stake === 0.055`)
	b.until("there is one at a time", `document.querySelector('`+pageSide+`').ariaDisabled === 'true'`)
	b.picture("playing")
	b.click(`[class*="_percentageBtn_"]:nth-child(3)`)
	b.click(pageSell)
	b.until("half is sold", `Math.abs(practice.game.purse.positionQty - held / 2) < 1e-8`)
	b.until("it says so", `document.getElementById('said').textContent.startsWith('Sold 50 %')`)
	holdPage(t, s, b)

	b.do("reload", chromedp.Reload())
	b.until("the name and the panel are kept", `practice.player === 'me' && practice.game.up && document.querySelector('`+pageSide+`') !== null`)
}

// holdPage holds what the page knows against the arena.
func holdPage(t *testing.T, s *Server, b *tab) {
	t.Helper()
	orders := s.Orders(t.Context(), "me")
	var kinds []string
	for _, o := range orders {
		kinds = append(kinds, fmt.Sprint(o.Kind, o.Amount, o.Part, o.Refused))
	}
	want := fmt.Sprint([]string{
		fmt.Sprint("buy", lamports(0.055), 0.0, ""), fmt.Sprint("sidebet", lamports(0.055), 0.0, ""), fmt.Sprint("sell", money.Lamports(0), 0.5, ""),
	})
	if fmt.Sprint(kinds) != want {
		t.Errorf("the arena had the orders %v, want %v", kinds, want)
	}
	if state, known := s.Account(t.Context(), "me"); !known || fmt.Sprint(state.Quantity) != b.get(`practice.game.purse.positionQty`) {
		t.Errorf("the arena's player holds %v", state.Quantity)
	}
	if got := b.get(`practice.clicks.map(c => c.control).join()`); got != "+0.01,+0.1,1/2,BUY,side panel,SIDEBET,50%,SELL" {
		t.Errorf("pressed was %s", got)
	}
	if got := b.get(`practice.clicks.every(c => c.trusted && c.enabled)`); got != "true" {
		t.Errorf("%s", b.get(`JSON.stringify(practice.clicks)`))
	}
	if got := b.get(`practice.orders.map(o => o.name + o.acks.length + o.acks[0].success).join()`); got != "buyOrder1true,sidebet1true,sellOrder1true" {
		t.Errorf("ordered was %s", got)
	}
}

// TestPageComesBack: the page says that the connection is gone, sends nothing
// meanwhile, and goes on by itself; from the page and from a worker.
func TestPageComesBack(t *testing.T) {
	b := newTab(t)
	for _, query := range []string{"/?player=me", "/?player=me&worker=1"} {
		s, end := runWith(t, Options{Seed: 3, Speed: 2}, limits{maxClients, helloLimit})
		addr := strings.TrimPrefix(s.URL(), "http://")
		b.open(s.URL() + query)
		b.until("the presale begins", able(pageBuy))
		b.click(pageKey(2))
		round := b.get(`practice.game.round`)
		end()
		b.until("it says that it is down", `document.getElementById('connection').dataset.state === 'down'`)
		b.until("nothing can be pressed", `!(`+able(pageBuy)+`)`)
		b.click(pageBuy)
		if got := b.get(`practice.orders.length`); got != "0" {
			t.Errorf("%s: %s orders without a connection", query, got)
		}
		s, end = runWith(t, Options{Seed: longRound, Speed: 2, Listen: addr}, limits{maxClients, helloLimit})
		b.until("it is back, in the new arena's round", `practice.opens === 2 && !['', '`+round+`'].includes(practice.game.round) && `+able(pageBuy))
		b.clickStill(pageBuy)
		b.until("it buys", `practice.game.purse.positionQty > 0`)
		if got := s.Orders(t.Context(), "me"); len(got) != 1 || got[0].Amount != lamports(0.01) {
			t.Errorf("%s: %+v", query, got)
		}
		b.open("about:blank")
		end()
	}
}

// TestPageKnobs: each does to the page what it says.
func TestPageKnobs(t *testing.T) {
	s := run(t, Options{Seed: 3, Speed: 10})
	b := newTab(t)
	open := func(query string) {
		t.Helper()
		b.open(s.URL() + "/?player=me&" + query)
		b.until("it is connected", `practice.game.up && practice.game.phase !== 'unknown'`)
	}
	names := `[...document.querySelectorAll('#trade [class]')].map(e => e.className).join(' ')`
	open("labels=1")
	one := b.get(names)
	open("labels=1")
	if b.get(names) == one {
		t.Error("two starts have the same class names")
	}
	open("labels=2")
	if got := b.get(`document.querySelector('` + pageBuy + `').textContent + document.querySelector('[class*="_clearButton_"]').textContent`); got != "BUY NOW✕" {
		t.Errorf("with other labels it says %q", got)
	}
	open("banner=1")
	covered := `document.elementFromPoint(...(r => [r.x + r.width / 2, r.y + r.height / 2])(document.querySelector('` + pageBuy + `').getBoundingClientRect())).closest('#cookies') !== null`
	b.until("the banner covers the button", covered)
	b.picture("banner")
	b.click(`#cookies button[value=declined]`)
	b.until("it is gone", `!(`+covered+`)`)
	open("move=1")
	at := b.get(`JSON.stringify(document.querySelector('` + pageBuy + `').getBoundingClientRect())`)
	b.until("the button is elsewhere", `JSON.stringify(document.querySelector('`+pageBuy+`').getBoundingClientRect()) !== '`+at+`'`)
	open("slow=500")
	b.until("it may be pressed a while before it can", `['presale', 'live'].includes(practice.game.phase) && !(`+able(pageBuy)+`)`)
	b.until("it can at last", able(pageBuy))
	b.open(s.URL() + "/?player=me&late=10000")
	b.until("frames are heard and not shown", `practice.heard.gameStateUpdate > 5 && practice.game.phase === 'unknown'`)
	b.until("they are shown at last", `practice.game.phase !== 'unknown'`)
}

// TestPageRests: between two rounds no order can be given, and a press on what
// cannot be pressed does nothing.
func TestPageRests(t *testing.T) {
	b := newTab(t)
	b.open("about:blank") // so that the browser is there before the first round, which is short
	s := run(t, Options{Seed: shortRound, Speed: 5})
	b.open(s.URL() + "/?player=me")
	b.until("the round is over", `practice.game.phase === 'rugged' || practice.game.phase === 'cooldown' && practice.game.past.length > 0`)
	b.until("it rests", `['rugged', 'cooldown'].includes(practice.game.phase) &&
		[...document.querySelectorAll('[aria-disabled]')].every(e => e.ariaDisabled === 'true' && e.className.includes('_disabled_')) &&
		(document.querySelector('`+pageBuy+`').click(), practice.clicks.length === 1 && !practice.clicks[0].enabled && !practice.clicks[0].trusted)`)
	if got := b.get(`practice.orders.length`); got != "0" {
		t.Errorf("%s orders were given", got)
	}
}

// TestPageFits: from a phone to a wide screen nothing is cut off, dark and
// light, and a dialog can be read and closed by keys.
func TestPageFits(t *testing.T) {
	b := newTab(t)
	b.open("about:blank") // so that the browser is there before the round
	s := run(t, Options{Seed: longRoundAfter10, Speed: 5, Players: 4, Past: 10})
	b.open(s.URL() + "/?player=me&move=0")
	b.until("the round is live", `practice.game.phase === 'live' && practice.game.tick > 1`)
	b.click(pageKey(3))
	b.click(pageBuy)
	b.until("it is bought", `practice.game.purse.positionQty > 0`)
	for _, width := range []int64{360, 768, 1280, 2560} {
		for _, scheme := range []string{"dark", "light"} {
			b.do("take a size", chromedp.EmulateViewport(width, max(700, width*9/16)))
			media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
			if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, media); err != nil {
				t.Fatal(err)
			}
			b.until("nothing is cut off", `document.documentElement.scrollWidth <= innerWidth &&
				[...document.querySelectorAll('button, dd, [class*="_buttonSection_"], .bet-button')].every(e => e.scrollWidth <= e.clientWidth + 1)`)
			b.picture(fmt.Sprint(width, "_", scheme))
		}
	}
	b.do("open the help by keys", chromedp.Focus("#help-open"), chromedp.KeyEvent("\r"))
	b.until("it is open", `document.getElementById('help').open && document.querySelectorAll('#knobs a').length === 6`)
	b.picture("help")
	b.do("close it", chromedp.KeyEvent("\u001b"))
	b.until("it is closed", `!document.getElementById('help').open`)
	b.do("press BUY by keys", chromedp.Focus(pageBuy), chromedp.KeyEvent(" "))
	b.until("it was pressed", `practice.clicks.filter(c => c.control === 'BUY').length === 2`)
}
