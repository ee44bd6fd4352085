package feed

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"

	"rugtape/internal/wire"
)

// What is said arrives as it was said, in its order, handshakes and pings
// included, and nothing is sent but what the protocol wants.
func TestHearsEverything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var sent []string
		s := play(t, func(p *peer) {
			if !p.join() {
				return
			}
			p.send(tick(1), "2", `42["x",{"__trace":true},{"a":1}]`, "2probe", `427["asks"]`, `431[{"success":true}]`, "6")
			p.conn.Write(context.Background(), websocket.MessageBinary, []byte{1, 2})
			p.send(`451-["pic",{"_placeholder":true,"num":0}]`)
			p.conn.Write(context.Background(), websocket.MessageBinary, make([]byte, 100_000))
			p.send("42[\"newChatMessage\",\"\xff broken text\"]", tick(2))
			for range 2 {
				sent = append(sent, <-p.got)
			}
			<-time.After(time.Second)
			p.conn.Close(websocket.StatusGoingAway, "restart")
		})
		var w witness
		stop := s.watch(t, Options{}, &w)
		<-time.After(time.Second)
		stop()
		s.stop()
		want := []string{
			openText, joinText,
			tick(1), "2", `42["x",{"__trace":true},{"a":1}]`, "2probe", `427["asks"]`, `431[{"success":true}]`, "6",
			`451-["pic",{"_placeholder":true,"num":0}]`, "42[\"newChatMessage\",\"\xff broken text\"]", tick(2),
		}
		for i := range want {
			want[i] = "1 " + want[i]
		}
		if got := w.texts(); !slices.Equal(got, want) {
			t.Errorf("heard %q\nwant %q", got, want)
		}
		if want := []string{"3", "3probe"}; !slices.Equal(sent, want) {
			t.Errorf("sent %q, want %q", sent, want)
		}
		if h := w.health(); h.Binary != 2 || h.Garbled != 0 || h.Refused != 0 || h.Messages != uint64(len(want)) {
			t.Errorf("counted %+v", h)
		}
	})
}

// Each way for a connection to end has its reason, and is dialed again.
func TestEndsAndBeginsAnew(t *testing.T) {
	for _, c := range []struct {
		name, why string
		end       func(p *peer)
	}{
		{"cut", "the connection broke off", func(*peer) {}},
		{"close frame", "the server closed the connection (WebSocket status 1001): restart", func(p *peer) {
			p.conn.Close(websocket.StatusGoingAway, "restart")
		}},
		{"transport's end", "the server ended the transport", func(p *peer) { p.send("1"); p.untilGone() }},
		{"sent away", "the server sent us away", func(p *peer) { p.send("41"); p.untilGone() }},
		{"thrown out", "the server does not let us in: not today", func(p *peer) { p.send(`44{"message":"not today"}`); p.untilGone() }},
		{
			"another handshake", `the server does not keep to the protocol: while live: a packet "open" has no place`,
			func(p *peer) { p.send(openText); p.untilGone() },
		},
		{"silence", "the server was silent for 45s", (*peer).untilGone},
		{"too long a message", "the server sent a message of more than 4194304 bytes", func(p *peer) {
			p.send(`42["x","` + strings.Repeat("x", 5<<20) + `"]`)
		}},
		{
			"garbage", "the server does not keep to the protocol: 8 messages in a row are no packets, " +
				"the last while live: not a packet of Socket.IO: it begins with byte 0x68",
			func(p *peer) {
				for range maxGarbled {
					p.send("hello")
				}
				p.untilGone()
			},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := play(t, func(p *peer) {
					if !p.join() || !p.send(tick(p.n)) {
						return
					}
					if p.n == 1 {
						c.end(p)
						return
					}
					p.untilGone()
				})
				var w witness
				stop := s.watch(t, Options{}, &w)
				<-time.After(50 * time.Second)
				stop()
				if !w.told(c.why) {
					t.Errorf("it was not told that %s, but %s", c.why, reasons(&w))
				}
				if got := w.texts(); !slices.Contains(got, "2 "+tick(2)) {
					t.Errorf("the second connection was not heard: %.200q", got)
				}
			})
		})
	}
}

// reasons are those that were told, in order.
func reasons(w *witness) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var all []string
	for _, h := range w.healths {
		if len(all) == 0 || all[len(all)-1] != h.Why {
			all = append(all, h.Why)
		}
	}
	return all
}

// A handshake that is cut or wrong at any step has its reason, too.
func TestHandshakeFails(t *testing.T) {
	for _, c := range []struct {
		name, why string
		talk      func(p *peer)
	}{
		{"nothing", "the server did not open the conversation within 10s", (*peer).untilGone},
		{"cut at once", "the connection broke off", func(*peer) {}},
		{"cut after the handshake", "the connection broke off", func(p *peer) { p.send(openText); <-p.got }},
		{"never let in", "the server did not let us in within 10s", func(p *peer) { p.send(openText); p.untilGone() }},
		{"pings and never lets in", "the server did not let us in within 10s", func(p *peer) {
			p.send(openText)
			for p.send("2") {
				<-time.After(time.Second)
			}
		}},
		{
			"another handshake", `the server does not keep to the protocol: while joining: a packet "open" has no place`,
			func(p *peer) { p.send(openText, openText); p.untilGone() },
		},
		{
			"an event first", `the server does not keep to the protocol: while opening: a packet "event" has no place`,
			func(p *peer) { p.send(tick(1)); p.untilGone() },
		},
		{
			"garbage first", "the server does not keep to the protocol: while opening: not a packet of Socket.IO: it begins with byte 0x68",
			func(p *peer) { p.send("hello"); p.untilGone() },
		},
		{
			"no sid", "the server opened with what is not a handshake of Engine.IO: a sid of 0 bytes",
			func(p *peer) { p.send("0{}"); p.untilGone() },
		},
		{
			"pings every hour", "the server opened with what is not a handshake of Engine.IO: pingInterval: 3600000 ms is not within 1 ms..10m0s",
			func(p *peer) { p.send(strings.Replace(openText, "25000", "3600000", 1)); p.untilGone() },
		},
		{
			"pings never", "the server opened with what is not a handshake of Engine.IO: pingInterval: 0 ms is not within 1 ms..10m0s",
			func(p *peer) { p.send(strings.Replace(openText, "25000", "0", 1)); p.untilGone() },
		},
		{
			"refused", "the server does not let us in: not authorized",
			func(p *peer) { p.send(openText); <-p.got; p.send(`44{"message":"not authorized"}`); p.untilGone() },
		},
		{
			"refused as of old", "the server does not let us in: no",
			func(p *peer) { p.send(openText); <-p.got; p.send(`44"no"`); p.untilGone() },
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := play(t, func(p *peer) {
					if p.n == 1 {
						c.talk(p)
					} else if p.join() {
						p.untilGone()
					}
				})
				var w witness
				stop := s.watch(t, Options{}, &w)
				<-time.After(12 * time.Second)
				if h := w.health(); h.Conn != 2 || h.State == Offline || h.Reconnects != 0 {
					t.Errorf("the second connection is not there: %+v", h)
				}
				stop()
				if !w.told(c.why) {
					t.Errorf("it was not told that %s, but %q", c.why, reasons(&w))
				}
			})
		})
	}
}

// Whatever a server says of its pings, the deadline is within bounds; and any
// message puts it off.
func TestSilence(t *testing.T) {
	for _, c := range []struct {
		interval, timeout int // milliseconds
		want              time.Duration
	}{{25000, 20000, 45 * time.Second}, {1, 1, leastSilence}, {600_000, 600_000, mostSilence}} {
		t.Run(fmt.Sprint(c.want), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var quiet time.Time
				s := play(t, func(p *peer) {
					p.send(string(wire.AppendHandshake(nil, wire.Handshake{
						SID: "s", PingInterval: time.Duration(c.interval) * time.Millisecond, PingTimeout: time.Duration(c.timeout) * time.Millisecond,
					})))
					<-p.got
					p.send(joinText)
					if p.n == 1 {
						for n := range 4 { // nearly too late each time
							<-time.After(c.want - time.Millisecond)
							if n%2 == 0 {
								p.send(tick(100_000 + n)) // else it would be given up for its game
							} else {
								p.conn.Write(context.Background(), websocket.MessageBinary, []byte("hello"))
							}
						}
						quiet = time.Now()
					}
					p.untilGone()
				})
				var w witness
				stop := s.watch(t, Options{}, &w)
				for !w.told(fmt.Sprintf("the server was silent for %v", c.want)) {
					<-time.After(10 * time.Millisecond)
				}
				given := time.Now()
				stop()
				s.stop() // quiet is the server's until then
				if got := given.Sub(quiet); got < c.want || got > c.want+20*time.Millisecond {
					t.Errorf("it was given up after %v", got)
				}
			})
		})
	}
}

// A message that is no packet costs itself, and is handed over like any other,
// for as long as others come between.
func TestGarbageCostsItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const runs = 5
		s := play(t, func(p *peer) {
			p.join()
			for range runs {
				for range maxGarbled - 1 {
					p.send(`42["cut short`)
				}
				p.send("6")
			}
			p.send(`40{"sid":"again"}`, `42/other,["x"]`, "3", "5")
			p.untilGone()
		})
		var w witness
		stop := s.watch(t, Options{}, &w)
		<-time.After(1100 * time.Millisecond)
		h := w.health()
		stop()
		if h.Conn != 1 || h.State != Connected || h.Garbled != runs*(maxGarbled-1) || h.Refused != 4 ||
			h.Oddity != `while live: a packet "upgrade" has no place` {
			t.Errorf("%+v", h)
		}
		if got, want := len(w.texts()), 2+runs*maxGarbled+4; got != want {
			t.Errorf("%d messages were handed over, want %d", got, want)
		}
	})
}

// A server that lets clients in and cuts them off at once, or soon, is not
// hammered: the waits grow until a game has moved for a while.
func TestCuttingServerIsNotHammered(t *testing.T) {
	for _, c := range []struct {
		plays       time.Duration
		least, most int // connections in half an hour
	}{
		// At the most 30 s, 15.1 on average, for a wait.
		{0, 100, 145},
		{5 * time.Second, 75, 110},
		// Worth something: waits of half a second at the most.
		{15 * time.Second, 110, 123},
	} {
		t.Run(fmt.Sprint(c.plays), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := 0
				s := play(t, func(p *peer) {
					if n = p.n; p.join() {
						p.ticks(c.plays)
					}
				})
				var w witness
				stop := s.watch(t, Options{}, &w)
				<-time.After(30 * time.Minute)
				stop()
				s.stop()
				if n < c.least || n > c.most {
					t.Errorf("%d connections in half an hour, want %d to %d", n, c.least, c.most)
				}
			})
		})
	}
}

// A sink that takes its time slows the server down; nothing is lost, and the
// time that it takes is not held against the server.
func TestSlowSink(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := play(t, func(p *peer) {
			p.join()
			for n := range 5 {
				p.send(tick(n))
			}
			p.untilGone()
		})
		w := witness{hold: make(chan struct{})}
		stop := s.watch(t, Options{}, &w)
		<-time.After(5 * time.Minute)
		if got := len(w.texts()); got != 1 {
			t.Errorf("%d messages were handed over though the first was held", got)
		}
		close(w.hold)
		<-time.After(time.Second)
		if got, h := w.texts(), w.health(); len(got) != 7 || h.Conn != 1 || h.State != Connected {
			t.Errorf("after the hold: %q, %+v", got, h)
		}
		stop()
	})
}

// What the sink minds ends the run.
func TestSinkEndsRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := play(t, func(p *peer) { p.send(openText); p.untilGone() })
		full := errors.New("the disk is full")
		err := Run(context.Background(), Options{URL: "http://game.test", Dial: s.dial}, &witness{err: full})
		if !errors.Is(err, full) {
			t.Errorf("the run ended with %v", err)
		}
	})
}
