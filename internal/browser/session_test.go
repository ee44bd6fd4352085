//go:build unix

package browser

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"
)

// TestLaunch: a browser that was launched shows the page, its socket is heard
// from the first word, and nothing of it is left in the end but the profile.
func TestLaunch(t *testing.T) {
	o := launching(t, newGameServer(t))
	s, e := session(t, o)
	e.untilMessages(t, 20)
	if first := e.heard()[0]; !strings.HasPrefix(string(first.Text), `0{"sid"`) || first.Out || first.Conn != 1 {
		t.Errorf("the first message is %+v %s", first, first.Text)
	}
	if second := e.heard()[1]; string(second.Text) != "40" || !second.Out {
		t.Errorf("the second message is %+v %s", second, second.Text)
	}
	h, w := s.Health(), s.Where()
	if h.State != StateReady || h.URL != o.Page || h.Tabs != 1 || h.Sockets != 1 || h.PID == 0 || !isChrome(h.Product) {
		t.Errorf("it is %+v", h)
	}
	if w.PID != h.PID || w.Target != h.Target || w.Profile != o.Profile || w.Port() == 0 {
		t.Errorf("it is at %+v", w)
	}
	if !isAlive(w.PID) {
		t.Fatal("the browser is not in a group of its own")
	}
	closed(t, s)
	if isAlive(w.PID) {
		t.Error("something of the browser lives on")
	}
	if _, err := os.Stat(o.Profile); err != nil {
		t.Errorf("the profile is gone: %v", err)
	}
	if last := e.states[len(e.states)-1]; last.State != StateEnded {
		t.Errorf("the last state is %+v", last)
	}
}

// TestAttach: a socket that was opened before is heard, in the page or in a
// worker, with and without an address that tells what it is; another one is not.
// What we attached to goes on without us.
func TestAttach(t *testing.T) {
	g := newGameServer(t)
	o, p := attaching(t, g)
	user := ask(t, o.Port)
	for _, query := range []string{"?plain=1&chat=1", "?worker=1&plain=1", "?frame=1&plain=1", "?frame=1&worker=1", ""} {
		conns := g.conns.Load()
		id := openTab(t, user, g.url+query)
		g.untilConns(t, conns+1)
		before := g.said.Load()
		g.until(t, before+20)
		s, e := session(t, o)
		e.untilMessages(t, 20)
		for _, m := range e.heard() {
			if m.Conn != 1 || strings.Contains(string(m.Text), "chat") || !m.Out && frameField(m.Text, "n") <= before {
				t.Errorf("%q: a message is %+v %s", query, m, m.Text)
			}
		}
		if w := s.Where(); w.Target != string(id) || w.PID != 0 {
			t.Errorf("%q: it is at %+v, the tab is %s", query, w, id)
		}
		closed(t, s)
		mark := g.said.Load()
		g.until(t, mark+20) // the page goes on
		closeTab(t, user, id)
		g.untilQuiet(t)
	}
	if !isAlive(p.cmd.Process.Pid) {
		t.Error("the browser was ended")
	}
}

// TestFirstWords: of sockets that are opened later, the first word is heard too:
// of the page, of a worker, of a frame in another process, of a worker there.
func TestFirstWords(t *testing.T) {
	for _, query := range []string{"?worker=1", "?frame=1", "?frame=1&worker=1&chat=1"} {
		t.Run(query, func(t *testing.T) {
			o := launching(t, newGameServer(t))
			o.Page += query
			_, e := session(t, o)
			e.untilMessages(t, 20)
			if first := e.heard()[0]; !strings.HasPrefix(string(first.Text), `0{"sid"`) {
				t.Errorf("the first message is %s", first.Text)
			}
			n := int64(0)
			for _, m := range e.heard() {
				if now := frameField(m.Text, "n"); now != 0 {
					if now != n+1 {
						t.Errorf("frame %d follows %d", now, n)
					}
					n = now
				}
			}
		})
	}
}

// TestOpensTab: where no tab shows the host one is opened, and others are left
// alone, whatever their address is like.
func TestOpensTab(t *testing.T) {
	g, stranger := newGameServer(t), newGameServer(t)
	o, _ := attaching(t, g)
	user := ask(t, o.Port)
	alike := openTab(t, user, stranger.url+"?"+g.url)
	stranger.until(t, 10)
	s, e := session(t, o)
	e.untilMessages(t, 10)
	if id := s.Where().Target; id == string(alike) || id == "" {
		t.Errorf("it follows %q", id)
	}
	if h := s.Health(); h.Tabs != 1 {
		t.Errorf("it counts %d tabs", h.Tabs)
	}
	for _, tab := range tabs(t, user) {
		if string(tab.TargetID) != s.Where().Target && tab.Attached && tab.TargetID != "" && tab.URL == stranger.url {
			t.Errorf("it is attached to %s", tab.URL)
		}
	}
}

// TestWorld: the page's code cannot touch ours, an exception is told, what
// loops for ever is cut off, and a call that could not begin says so.
func TestWorld(t *testing.T) {
	s, e := session(t, launching(t, newGameServer(t)))
	e.untilMessages(t, 3)
	inPage(t, s, `document.querySelector = () => null; Object.prototype.tricked = 1; window.rugtape = 'page'; String(1)`)
	if got := run(t, s, "() => document.querySelector('button').textContent"); got != "BUY" {
		t.Errorf("our world sees %v", got)
	}
	if got := run(t, s, "(...all) => all.length + JSON.stringify(all)", 1, "a\u2028</script>", nil); got != "3[1,\"a\u2028</script>\",null]" {
		t.Errorf("the arguments are %v", got)
	}
	thrown := new(Exception)
	if err := s.call(t.Context(), "() => { throw new Error('no way') }", nil, nil); !errors.As(err, &thrown) || !strings.Contains(thrown.Text, "no way") {
		t.Errorf("an exception is %v", err)
	}
	page := s.tab.Load()
	page.limit = callLimit
	began := time.Now()
	if err := s.call(t.Context(), "() => { for (;;); }", nil, nil); err == nil || errors.Is(err, errUnsent) {
		t.Errorf("a loop is %v", err)
	}
	if took := time.Since(began); took > eventually/2 {
		t.Errorf("a loop took %v", took)
	}
	page.limit = eventually
	e.untilState(t, 0, StateReady)
	if got := run(t, s, "() => 1"); got != 1.0 {
		t.Errorf("after the loop: %v", got)
	}
	closed(t, s)
	if err := s.call(t.Context(), "() => 1", nil, nil); !errors.Is(err, errUnsent) {
		t.Errorf("a call after the end is %v", err)
	}
}

// TestTimes: a message is told with the time when the page got it.
func TestTimes(t *testing.T) {
	s, e := session(t, launching(t, newGameServer(t)))
	e.untilMessages(t, 10)
	line := &s.tab.Load().time
	line.mu.Lock()
	low, high := line.low, line.high
	line.mu.Unlock()
	known := time.Now().UnixNano() // what was sent before may have been stamped when less was
	e.until(t, "later frames are heard", func(e *ear) bool {
		return len(e.messages) > 50 && frameField(e.messages[len(e.messages)-50].Text, "sent") > known
	})
	if low == never || high-low > int64(eventually) {
		t.Errorf("the browser's clock is known within %v only", time.Duration(high-low))
	}
	t.Logf("the browser's clock is known within %v", time.Duration(high-low))
	var last int64
	for _, m := range e.heard() {
		if m.RecvNS < last {
			t.Errorf("time falls by %v", time.Duration(last-m.RecvNS))
		}
		last = m.RecvNS
		sent := frameField(m.Text, "sent")
		if sent <= known {
			continue
		}
		off := time.Duration(high-low) + time.Millisecond
		if late := time.Duration(m.RecvNS - sent); late < -off || late > eventually/10 {
			t.Errorf("a frame took %v", late)
		}
	}
}

// TestBadPort: what is wrong with a port is told in words that help.
func TestBadPort(t *testing.T) {
	for name, c := range map[string]struct {
		port int
		says string
	}{
		"nobody":       {freePort(t), "--remote-debugging-port"},
		"a server":     {serverPort(t), "another program"},
		"a node":       {nodePort(t), "node.js"},
		"says nothing": {silentPort(t), "does not answer"},
		"no command":   {mutePort(t), "answers no command"},
	} {
		t.Run(name, func(t *testing.T) {
			answer := eventually
			switch name {
			case "says nothing":
				answer = 500 * time.Millisecond
			case "no command": // its other answers come
				answer = 5 * time.Second
			}
			_, err := Start(t.Context(), Options{Port: c.port, Host: "127.0.0.1:1", limits: limits{answer: answer}}, newEar())
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("it says: %v", err)
			}
		})
	}
}
