//go:build unix

package browser

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/target"
)

// TestReload: the page is followed through a reload, and our world with it.
func TestReload(t *testing.T) {
	s, e := session(t, launching(t, newGameServer(t)))
	e.untilMessages(t, 10)
	for conn := 2; conn <= 4; conn++ {
		run(t, s, "() => { globalThis.mark = 1; location.reload(); return 1 }")
		e.until(t, "the new page's socket is heard", func(e *ear) bool { return e.lastConn() == conn })
		if run(t, s, "() => globalThis.mark ?? 'none'") != "none" {
			t.Error("our world outlived its page")
		}
	}
	e.until(t, "it is ready, with one socket", func(e *ear) bool {
		last := e.states[len(e.states)-1]
		return last.State == StateReady && last.Sockets == 1
	})
}

// TestBack: the page is followed back and forth in the tab's history.
func TestBack(t *testing.T) {
	s, e := session(t, launching(t, newGameServer(t)))
	e.untilMessages(t, 10)
	for i, step := range []struct{ js, path string }{
		{"location.href = '/next'", "/next"}, {"history.back()", "/"}, {"history.forward()", "/next"},
	} {
		inPage(t, s, step.js)
		e.until(t, fmt.Sprintf("step %d is done", i), func(e *ear) bool {
			last := e.states[len(e.states)-1]
			return last.State == StateReady && strings.HasSuffix(last.URL, step.path) && last.Sockets == 1
		})
		e.untilMessages(t, 10)
		if got := run(t, s, "() => location.pathname"); got != step.path {
			t.Errorf("after step %d our world is at %v", i, got)
		}
	}
}

// TestNavigation: a page of another host is let go of at once, and the host's
// own is found again.
func TestNavigation(t *testing.T) {
	g, stranger := newGameServer(t), newGameServer(t)
	o, _ := attaching(t, g)
	s, e := session(t, o)
	e.untilMessages(t, 10)
	user := ask(t, o.Port)
	id := target.ID(s.Where().Target)
	_, states := e.mark()
	navigate(t, user, id, stranger.url)
	e.untilState(t, states, StateLost)
	stranger.until(t, 50)
	for _, m := range e.heard() {
		if m.Conn != 1 {
			t.Fatalf("another page's socket was heard: %+v %s", m, m.Text)
		}
	}
	if err := s.call(t.Context(), "() => 1", nil, nil); !errors.Is(err, errUnsent) {
		t.Errorf("a call to the other page: %v", err)
	}
	_, states = e.mark()
	navigate(t, user, id, g.url)
	e.untilState(t, states, StateReady)
	e.until(t, "the socket is heard again", func(e *ear) bool { return e.lastConn() == 2 })
	if got := s.Where().Target; got != string(id) {
		t.Errorf("it follows %s, not %s", got, id)
	}
}

// TestSecondTab: the first stays ours, and the second takes its place when it
// is closed. When that is closed too, it is waited for another.
func TestSecondTab(t *testing.T) {
	g := newGameServer(t)
	o, _ := attaching(t, g)
	s, e := session(t, o)
	user := ask(t, o.Port)
	first := s.Where().Target
	second := openTab(t, user, g.url)
	e.until(t, "two tabs are counted", func(e *ear) bool { return e.states[len(e.states)-1].Tabs == 2 })
	e.untilMessages(t, 20)
	if got := s.Where().Target; got != first {
		t.Errorf("it follows %s, not the first", got)
	}
	closeTab(t, user, target.ID(first))
	e.until(t, "the second is followed", func(e *ear) bool {
		last := e.states[len(e.states)-1]
		return last.State == StateReady && last.Target == string(second)
	})
	e.untilMessages(t, 10)
	_, states := e.mark()
	closeTab(t, user, second)
	h := e.untilState(t, states, StateLost)
	if !strings.Contains(h.Why, "closed") {
		t.Errorf("it is lost because %q", h.Why)
	}
	third := openTab(t, user, g.url)
	e.until(t, "the third is followed", func(e *ear) bool {
		last := e.states[len(e.states)-1]
		return last.State == StateReady && last.Target == string(third)
	})
}

// TestTabCrash: a tab that crashed is brought back.
func TestTabCrash(t *testing.T) {
	g := newGameServer(t)
	for _, how := range []string{"by the protocol", "by its address"} {
		t.Run(how, func(t *testing.T) {
			s, e := session(t, launching(t, g))
			e.untilMessages(t, 10)
			ours := s.Where().Target
			_, states := e.mark()
			l := s.tab.Load().lane
			if how == "by its address" {
				tell(l, page.Navigate, page.NavigateParams{URL: "chrome://crash"})
			} else {
				tell(l, page.Crash, cdp.Empty{})
			}
			h := e.untilState(t, states, StateLost)
			t.Logf("it is lost because %q", h.Why)
			e.untilState(t, states, StateReady)
			e.until(t, "its socket is heard again", func(e *ear) bool { return e.lastConn() == 2 })
			if got := run(t, s, "() => 1"); got != 1.0 || s.Where().Target != ours {
				t.Errorf("it says %v, at %+v", got, s.Where())
			}
		})
	}
}

// TestChromeRestart: Chrome is killed and comes back on the same port.
func TestChromeRestart(t *testing.T) {
	g := newGameServer(t)
	o, p := attaching(t, g)
	s, e := session(t, o)
	e.untilMessages(t, 10)
	_, states := e.mark()
	if err := p.end(0); err != nil {
		t.Fatal(err)
	}
	e.untilState(t, states, StateLost)
	e.until(t, "it is told that nobody answers", func(e *ear) bool {
		return strings.Contains(e.states[len(e.states)-1].Why, fmt.Sprint(o.Port))
	})
	o.Args = append(o.Args, fmt.Sprintf("--remote-debugging-port=%d", o.Port))
	o.Profile += "2"
	_, states = e.mark()
	again := start(t, o)
	if port := portOf(t, again); port != o.Port {
		t.Fatalf("Chrome is on port %d, not %d", port, o.Port)
	}
	openTab(t, ask(t, o.Port), g.url)
	e.untilState(t, states, StateReady)
	e.untilMessages(t, 10)
	if w := s.Where(); w.Port() != o.Port {
		t.Errorf("it is at %+v", w)
	}
}
