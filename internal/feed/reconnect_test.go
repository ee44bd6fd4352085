package feed

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

// After a thousand reconnects there is one reader, each message was heard once,
// and there are as many goroutines and open files as before.
func TestThousandReconnects(t *testing.T) {
	const conns, events = 1001, 5
	s := httptest.NewServer(conversation(t, func(p *peer) {
		if !p.join() {
			return
		}
		for n := range events {
			p.send(fmt.Sprintf(`42["event",{"conn":%d,"n":%d}]`, p.n, n))
		}
		if p.n%2 == 0 { // half of them are cut by the server, half leave
			p.send("1")
			p.untilGone()
		}
	}))
	defer s.Close()
	files, goroutines := openFiles(t), runtime.NumGoroutine()

	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	w := &counting{t: t, perConn: events + 2, conns: conns, done: cancel}
	err := Run(ctx, Options{URL: s.URL, RetryLeast: time.Microsecond, RetryMost: time.Microsecond}, w)
	if err != nil {
		t.Fatal(err)
	}
	if w.conn < conns {
		t.Fatalf("%d connections in five minutes, want %d", w.conn, conns)
	}
	s.CloseClientConnections()
	eventually(t, "open files", files, func() int { return openFiles(t) })
	eventually(t, "goroutines", goroutines, runtime.NumGoroutine)
}

// counting is a sink that checks what each connection says, and looks for
// readers now and then.
type counting struct {
	t              *testing.T
	perConn, conns int
	done           func()

	conn, n int
}

func (c *counting) Message(_ context.Context, m Message) error {
	if c.conn != m.Conn {
		if c.conn != m.Conn-1 || m.Conn > 1 && c.n != c.perConn {
			c.t.Errorf("connection %d begins after %d messages of connection %d", m.Conn, c.n, c.conn)
		}
		if c.conn, c.n = m.Conn, 0; c.conn%100 == 0 {
			eventually(c.t, "readers", 1, readers) // the last one may be on its way out
		}
	}
	text := strings.TrimSpace(string(m.Text))
	if text == "1" {
		return nil
	}
	want := openText
	switch c.n {
	case 0:
	case 1:
		want = joinText
	default:
		want = fmt.Sprintf(`42["event",{"conn":%d,"n":%d}]`, c.conn, c.n-2)
	}
	if text != want {
		c.t.Errorf("connection %d: message %d is %q, want %q", c.conn, c.n, text, want)
	}
	if c.n++; c.conn == c.conns && c.n == c.perConn {
		c.done()
	}
	return nil
}

func (c *counting) Health(Health) {}

// readers counts the goroutines that read for a feed.
func readers() int {
	buf := make([]byte, 1<<20)
	return strings.Count(string(buf[:runtime.Stack(buf, true)]), "feed.(*line).read(")
}

// openFiles counts the handles of this process, where the system lists them.
func openFiles(t *testing.T) int {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Logf("open files are not counted: %v", err)
		return 0
	}
	return len(entries)
}

// eventually waits until no more than so many are left. What the other side of
// a connection holds goes a moment later.
func eventually(t *testing.T, what string, most int, count func() int) {
	t.Helper()
	deadline := time.Now().Add(5 * time.Second)
	for n := count(); n > most; n = count() {
		if time.Now().After(deadline) {
			t.Errorf("%d %s are left of %d before", n, what, most)
			return
		}
		runtime.Gosched()
	}
}
