package app

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"rugtape/internal/arena"
)

// reboundName is a name that the browser of these tests finds at this machine,
// as if somebody had bound it anew after the browser had asked for it.
const reboundName = "rebound.test"

// attempts is what a foreign page tries: to read, to change something, and to
// open a socket, with and without the token, which it cannot have. It gives what it got
// from each.
const attempts = `(async (app, arena, token) => {
	const tried = [];
	const told = async (what, job) => {
		try { tried.push(what + ': ' + await job()); } catch { tried.push(what + ': failed'); }
	};
	const socket = (address) => new Promise((done) => {
		const ws = new WebSocket(address);
		ws.onopen = () => { done('OPEN'); ws.close(); };
		ws.onerror = () => done('refused');
	});
	const status = async (answer) => (await answer).status + ' ' + (await (await answer).text()).slice(0, 40);
	await told('read', () => status(fetch(app + '/api/home')));
	await told('page', () => status(fetch(app + '/')));
	await told('change', () => status(fetch(app + '/api/feed', {method: 'POST', body: '{"feed":"off"}', headers: {'X-Rugtape-Token': token}})));
	await told('simple change', () => status(fetch(app + '/api/feed', {method: 'POST', mode: 'no-cors', body: '{"feed":"off"}'})));
	await told('form', () => new Promise((done) => {
		const frame = document.createElement('iframe');
		frame.name = 'to';
		document.body.append(frame);
		const form = Object.assign(document.createElement('form'), {method: 'post', action: app + '/api/feed', target: 'to'});
		document.body.append(form);
		frame.onload = () => done('sent');
		form.submit();
		setTimeout(() => done('sent'), 1000);
	}));
	await told('figures', () => status(fetch(app + '/metrics')));
	await told('stream', () => socket(app.replace('http', 'ws') + '/api/stream?token=' + token));
	await told('arena', () => socket(arena.replace('http', 'ws') + '/socket.io/?EIO=4&transport=websocket'));
	return tried.join('; ');
})`

// foreign starts an app that follows an arena, a page of somebody else, and a
// Chromium that finds reboundName here.
func foreign(t *testing.T) (b *tab, app *running, game *arena.Server, page string) {
	t.Helper()
	game, _ = serveGame(t, arena.Options{Listen: "127.0.0.1:0", Seed: seedShort, Speed: 10})
	app = runWith(t, Options{Home: t.TempDir(), Listen: "127.0.0.1:0", Feed: game.URL()})
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "<!doctype html><title>somebody else</title><body>")
	}))
	t.Cleanup(other.Close)
	b = chromium(t, app, chromedp.Flag("host-resolver-rules", "MAP "+reboundName+" 127.0.0.1"))
	return b, app, game, other.URL
}

// port is that of an address.
func port(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.Port()
}

func TestAForeignPageGetsNothing(t *testing.T) {
	b, app, game, page := foreign(t)
	b.do("open a page of somebody else", chromedp.Navigate(page))
	// It may know everything but the token.
	got := b.get(fmt.Sprintf("%s(%q, %q, 'guess')", attempts, strings.TrimSuffix(app.url, "/"), strings.TrimSuffix(game.URL(), "/")))
	want := "read: failed; page: failed; change: failed; simple change: failed; form: sent; figures: failed; stream: refused; arena: refused"
	if got != want {
		t.Errorf("a page of another origin: %s\nwant %s", got, want)
	}
	stillFollows(t, app, game)
}

func TestAReboundNameGetsNothing(t *testing.T) {
	b, app, game, _ := foreign(t)
	at := func(address string) string { return "http://" + net.JoinHostPort(reboundName, port(t, address)) }
	b.do("open the app by another name", chromedp.Navigate(at(app.url)+"/"))
	if text := b.get("document.body.innerText"); !strings.Contains(text, "this address is not rugtape's") {
		t.Errorf("the app by another name says %q", text)
	}
	// The page has the app's own origin now, as far as the browser knows.
	got := b.get(fmt.Sprintf("%s(%q, %q, 'guess')", attempts, at(app.url), at(game.URL())))
	for _, one := range strings.Split(got, "; ") {
		what, got, _ := strings.Cut(one, ": ")
		if got != "failed" && got != "refused" && got != "sent" && !strings.HasPrefix(got, "403 ") {
			t.Errorf("a rebound name got %s: %s", what, got)
		}
	}
	b.do("open the arena by another name", chromedp.Navigate(at(game.URL())+"/"))
	if text := b.get("document.body.innerText"); strings.Contains(text, "socket.io") {
		t.Errorf("the arena by another name says %q", text)
	}
	stillFollows(t, app, game)
}

// stillFollows makes sure that nothing was changed.
func stillFollows(t *testing.T, app *running, game *arena.Server) {
	t.Helper()
	text, err := app.get("api/live/status")
	if err != nil {
		t.Fatal(err)
	}
	var status struct {
		Feed struct{ Feed, State string }
	}
	if err := json.Unmarshal([]byte(text), &status); err != nil {
		t.Fatal(err)
	}
	if status.Feed.Feed != game.URL() || status.Feed.State == "offline" {
		t.Errorf("the feed is %+v now, and was %s", status.Feed, game.URL())
	}
}
