package feed

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// in lets a client in by hand.
func in(conn net.Conn) {
	io.WriteString(conn, text(openText)+text(joinText))
}

// What breaks the rules below Socket.IO ends the connection within its time,
// with a reason, and the next one is dialed.
func TestBreaksWebSocket(t *testing.T) {
	for _, c := range []struct {
		name, why string
		within    time.Duration
		talk      func(conn net.Conn)
	}{
		{"half open", "the server was silent for 45s", 46 * time.Second, func(conn net.Conn) {
			in(conn)
			io.WriteString(conn, text(tick(1)))
		}},
		{"half a frame", "the server was silent for 45s", 46 * time.Second, func(conn net.Conn) {
			in(conn)
			io.WriteString(conn, frame(1, true, 10_000, "42["))
		}},
		{"byte by byte", "the server was silent for 45s", 46 * time.Second, func(conn net.Conn) {
			in(conn)
			io.WriteString(conn, frame(1, true, 10_000, ""))
			for err := error(nil); err == nil; <-time.After(time.Second) {
				_, err = io.WriteString(conn, "4")
			}
		}},
		{"empty fragments", "the server was silent for 45s", 46 * time.Second, func(conn net.Conn) {
			in(conn)
			io.WriteString(conn, frame(1, false, 0, ""))
			for err := error(nil); err == nil; <-time.After(10 * time.Millisecond) {
				_, err = io.WriteString(conn, frame(0, false, 0, ""))
			}
		}},
		{"fragments without end", "the server sent a message of more than 4194304 bytes", time.Second, func(conn net.Conn) {
			in(conn)
			io.WriteString(conn, frame(1, false, 0, ""))
			part := strings.Repeat("x", 60_000)
			for err := error(nil); err == nil; {
				_, err = io.WriteString(conn, frame(0, false, uint64(len(part)), part))
			}
		}},
		{"pings of WebSocket only", "the server was silent for 45s", 46 * time.Second, func(conn net.Conn) {
			in(conn)
			for err := error(nil); err == nil; <-time.After(time.Second) {
				_, err = io.WriteString(conn, frame(9, true, 2, "hi"))
			}
		}},
		{"a length below 0", "the connection broke: received negative payload length: -1", time.Second, func(conn net.Conn) {
			in(conn)
			io.WriteString(conn, frame(1, true, 1<<64-1, "x"))
		}},
		{"an opcode that is none", "the connection broke: received unknown opcode opcode(5)", time.Second, func(conn net.Conn) {
			in(conn)
			io.WriteString(conn, frame(5, true, 1, "x"))
		}},
		{"compressed without leave", "the connection broke: received header with unexpected rsv bits set: true:false:false", time.Second, func(conn net.Conn) {
			in(conn)
			io.WriteString(conn, frame(1|0x40, true, 1, "x"))
		}},
		{"another protocol", "the connection broke", time.Second, func(conn net.Conn) {
			io.WriteString(conn, "220 mail.test ESMTP ready\r\n")
		}},
		{"takes nothing", "the server did not take what was sent within 5s", 6 * time.Second, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := 0
				s := serve(t, raw(func(conn net.Conn) {
					if n++; n > 1 {
						in(conn)
						drain(conn)
						return
					}
					if c.talk == nil { // who does not read: a pipe holds nothing
						io.WriteString(conn, text(openText))
						<-time.After(time.Minute)
						return
					}
					talkOver(conn, c.talk)
				}))
				var w witness
				stop := s.watch(t, Options{}, &w)
				<-time.After(c.within + 500*time.Millisecond)
				if h := w.health(); h.Conn != 2 || h.State == Offline {
					t.Errorf("the second connection is not there: %+v", h)
				}
				stop()
				if all := reasons(&w); !slices.ContainsFunc(all, func(why string) bool { return strings.HasPrefix(why, c.why) }) {
					t.Errorf("it was not told that %s, but %q", c.why, all)
				}
			})
		})
	}
}

// A flood does not keep off what is due: who is pinged faster than it can answer
// and never let in, leaves.
func TestFloodBeforeJoining(t *testing.T) {
	s := httptest.NewServer(raw(func(conn net.Conn) {
		flood := []byte(strings.Repeat(text("2"), 10_000))
		talkOver(conn, func(conn net.Conn) {
			io.WriteString(conn, text(openText))
			for err := error(nil); err == nil; {
				_, err = conn.Write(flood)
			}
		})
	}))
	defer s.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	w := untilWhy{why: "the server did not let us in within 100ms", found: cancel}
	if err := Run(ctx, Options{URL: s.URL, JoinTimeout: 100 * time.Millisecond}, &w); err != nil {
		t.Fatal(err)
	}
	if w.found != nil {
		t.Error("it did not leave within 20 s")
	}
}

// A frame that announces 2 GB, and sends them, costs less than 8 MB in all; so
// does one that only announces them.
func TestHugeFrameCostsLittle(t *testing.T) {
	const announced, most = 2 << 30, 8 << 20
	for _, c := range []struct {
		name string
		head string
	}{
		{"one frame", frame(1, true, announced, "")},
		{"a fragment", frame(1, false, announced, "")},
		{"binary", frame(2, true, announced, "")},
	} {
		t.Run(c.name, func(t *testing.T) {
			chunk := make([]byte, 64<<10)
			var before, after runtime.MemStats
			s := httptest.NewServer(raw(func(conn net.Conn) {
				go drain(conn)
				in(conn)
				runtime.ReadMemStats(&before)
				io.WriteString(conn, c.head)
				for sent, err := 0, error(nil); err == nil && sent < announced; sent += len(chunk) {
					_, err = conn.Write(chunk)
				}
			}))
			defer s.Close()
			ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
			defer cancel()
			w := untilWhy{why: "the server sent a message of more than 4194304 bytes", found: func() {
				runtime.ReadMemStats(&after)
				cancel()
			}}
			if err := Run(ctx, Options{URL: s.URL}, &w); err != nil {
				t.Fatal(err)
			}
			if after.TotalAlloc == 0 {
				t.Fatal("it was not told that a message was too long")
			}
			if cost := after.TotalAlloc - before.TotalAlloc; cost > most {
				t.Errorf("it cost %d bytes, more than %d", cost, most)
			}
		})
	}
}

// untilWhy is a sink that waits for a reason.
type untilWhy struct {
	why   string
	found func()
}

func (w *untilWhy) Message(context.Context, Message) error { return nil }

func (w *untilWhy) Health(h Health) {
	if h.Why == w.why && w.found != nil {
		w.found()
		w.found = nil
	}
}

// Whatever a server answers to the upgrade, it is named, within the time for an
// attempt.
func TestAnswersSomethingElse(t *testing.T) {
	answer := func(status int, kind, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.WriteHeader(status)
			io.WriteString(w, body)
		}
	}
	byHand := func(talk func(conn net.Conn)) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := w.(http.Hijacker).Hijack()
			if err != nil {
				panic(err)
			}
			defer conn.Close()
			talkOver(conn, talk)
		}
	}
	for _, c := range []struct {
		name, why string
		handler   http.HandlerFunc
	}{
		{
			"a web page", "game.test:80 answers with a web page (HTTP 200) instead of a WebSocket: is it a game server?",
			answer(200, "text/html; charset=utf-8", "<h1>Hello</h1>"),
		},
		{"not found", "game.test:80 answers HTTP 404 with text/plain instead of a WebSocket", answer(404, "text/plain", "no")},
		{
			"Engine.IO's no", "game.test:80 refuses the connection: HTTP 400, Transport unknown",
			answer(400, "application/json", `{"code":0,"message":"Transport unknown"}`),
		},
		{
			"a redirect", "game.test:80 sends elsewhere, to https://elsewhere.test/: if you trust that, make it the feed's address",
			func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, "https://elsewhere.test/", http.StatusFound)
			},
		},
		{"another protocol's upgrade", "game.test:80 does not speak WebSocket as it should: WebSocket protocol violation", byHand(func(conn net.Conn) {
			io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n")
		})},
		{"not even HTTP", "game.test:80 cannot be reached: malformed HTTP status code", byHand(func(conn net.Conn) {
			io.WriteString(conn, "220 mail.test ESMTP ready\r\n\r\n")
		})},
		{"nothing", "no answer from game.test:80 within 10s", byHand(func(net.Conn) {})},
		{"a byte a second", "no answer from game.test:80 within 10s", byHand(func(conn net.Conn) {
			for err := error(nil); err == nil; <-time.After(time.Second) {
				_, err = io.WriteString(conn, "H")
			}
		})},
		{"a page without end", "game.test:80 answers with a web page (HTTP 200) instead of a WebSocket: is it a game server?", byHand(func(conn net.Conn) {
			io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n")
			for err := error(nil); err == nil; <-time.After(time.Second) {
				_, err = io.WriteString(conn, "x")
			}
		})},
		{"a header without end", "game.test:80 cannot be reached: net/http: server response headers exceeded 65536 bytes; aborted", byHand(func(conn net.Conn) {
			io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\n")
			for err := error(nil); err == nil; {
				_, err = io.WriteString(conn, "X: "+strings.Repeat("x", 1000)+"\r\n")
			}
		})},
		{"an end", "game.test:80 closed the connection before it answered", func(w http.ResponseWriter, _ *http.Request) {
			conn, _, _ := w.(http.Hijacker).Hijack()
			conn.Close()
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := serve(t, c.handler)
				var w witness
				stop := s.watch(t, Options{}, &w)
				<-time.After(10100 * time.Millisecond)
				stop()
				if all := reasons(&w); len(all) < 2 || !strings.HasPrefix(all[1], c.why) {
					t.Errorf("it was told that %q, want %q", all, c.why)
				}
			})
		})
	}
}
