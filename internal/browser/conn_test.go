package browser

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/coder/websocket"
)

// talk gives a connection to a browser that does as the test says.
func talk(t *testing.T, heard func(event), does func(ctx context.Context, ws *websocket.Conn)) *conn {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var done sync.WaitGroup
	done.Add(1)
	port := serve(t, func(w http.ResponseWriter, r *http.Request) {
		defer done.Done()
		ws, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		defer ws.CloseNow()
		does(ctx, ws)
	})
	t.Cleanup(func() {
		cancel()
		done.Wait()
	})
	c, err := dial(t.Context(), fmt.Sprintf("ws://%s:%d/", loopback, port), eventually, heard)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.close)
	return c
}

func deaf(ctx context.Context, _ *websocket.Conn) { <-ctx.Done() }

func version(ctx context.Context, c *conn) error {
	_, err := do(ctx, lane{conn: c, limit: eventually}, browser.GetVersion, cdp.Empty{})
	return err
}

// TestCallEndsAtItsDeadline: what was given to a browser that never answers may
// have been done; a late answer harms nobody.
func TestCallEndsAtItsDeadline(t *testing.T) {
	asked := make(chan string, 1)
	late := make(chan struct{})
	c := talk(t, func(event) {}, func(ctx context.Context, ws *websocket.Conn) {
		_, text, _ := ws.Read(ctx)
		asked <- string(text)
		<-late
		_ = ws.Write(ctx, websocket.MessageText, []byte(`{"id":1,"result":{"product":"late"}}`))
		_, _, _ = ws.Read(ctx)
		_ = ws.Write(ctx, websocket.MessageText, []byte(`{"id":2,"error":{"code":-1,"message":"no"}}`))
		<-ctx.Done()
	})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-asked
		cancel()
	}()
	if err := version(ctx, c); !errors.Is(err, errLate) || errors.Is(err, errUnsent) || !errors.Is(err, context.Canceled) {
		t.Errorf("it says %v", err)
	}
	close(late)
	refused := new(refusal)
	if err := version(t.Context(), c); !errors.As(err, &refused) || refused.Message != "no" {
		t.Errorf("the next call says %v", err)
	}
}

// TestQueueOfCommandsIsBounded: a browser that takes nothing is given up
// within moments; what had not been given to it by then never will be, and says
// so, and nobody has waited for longer than their own deadline.
func TestQueueOfCommandsIsBounded(t *testing.T) {
	c := talk(t, func(event) {}, deaf)
	long := strings.Repeat("x", 1<<20)
	var all []*asked
	began := time.Now()
	refused := 0
	for range 2 * maxAsked {
		a, err := c.ask("", "A.b", long, true)
		switch {
		case err == nil:
			all = append(all, a)
		case errors.Is(err, errUnsent):
			refused++
		default:
			t.Fatal(err)
		}
	}
	if took := time.Since(began); refused == 0 || took > eventually/2 {
		t.Errorf("%d commands were refused, in %v", refused, took)
	}
	select {
	case <-c.broken:
	case <-time.After(eventually):
		t.Fatal("the connection lives on")
	}
	unsent, given := 0, 0
	for _, a := range all {
		<-a.done
		if errors.Is(a.err, errUnsent) {
			unsent++
		} else if errors.Is(a.err, errGone) {
			given++
		}
	}
	if given == 0 || unsent == 0 || given+unsent != len(all) {
		t.Errorf("of %d commands %d were given, %d were not", len(all), given, unsent)
	}
	if err := version(t.Context(), c); !errors.Is(err, errUnsent) || !errors.Is(err, errGone) {
		t.Errorf("a call afterwards says %v", err)
	}
}

// TestWithdrawn: what waits in the queue when its caller gives up is never
// given to the browser.
func TestWithdrawn(t *testing.T) {
	heard := make(chan string, 10)
	open := talk(t, func(event) {}, func(ctx context.Context, ws *websocket.Conn) {
		for {
			_, text, err := ws.Read(ctx)
			if err != nil {
				return
			}
			heard <- string(text)
		}
	})
	// The same connection with a queue of its own, and nobody at it yet.
	c := &conn{ws: open.ws, raw: open.raw, broken: open.broken, out: make(chan *asked, maxAsked), waiting: map[int64]*asked{}}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if err := version(ctx, c); !errors.Is(err, errUnsent) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("it says %v", err)
	}
	if _, err := c.ask("", "Later.one", nil, false); err != nil {
		t.Fatal(err)
	}
	var done sync.WaitGroup
	done.Go(c.write)
	if got := <-heard; !strings.Contains(got, "Later.one") {
		t.Errorf("the browser hears %s", got)
	}
	if len(c.waiting) != 0 {
		t.Errorf("%d answers are waited for", len(c.waiting))
	}
	open.close()
	done.Wait()
}

// TestBrokenConnection: whatever a browser says that is no message ends the
// connection, and all who wait are told.
func TestBrokenConnection(t *testing.T) {
	for name, says := range map[string]string{
		"garbage": "hello", "cut short": `{"id":1,"res`, "nothing": "",
	} {
		t.Run(name, func(t *testing.T) {
			c := talk(t, func(event) {}, func(ctx context.Context, ws *websocket.Conn) {
				_, _, _ = ws.Read(ctx)
				if says != "" {
					_ = ws.Write(ctx, websocket.MessageText, []byte(says))
					<-ctx.Done()
				}
			})
			ctx, cancel := context.WithTimeout(t.Context(), eventually)
			defer cancel()
			_, err := do(ctx, lane{conn: c, limit: eventually}, browser.GetVersion, cdp.Empty{})
			if !errors.Is(err, errGone) || errors.Is(err, errUnsent) {
				t.Errorf("a call says %v", err)
			}
		})
	}
}

// TestEventsInOrder: events come one at a time and in their order, whatever is
// asked meanwhile.
func TestEventsInOrder(t *testing.T) {
	const events = 1000
	var got []string
	done := make(chan struct{})
	c := talk(t, func(e event) {
		if got = append(got, string(e.params)); len(got) == events {
			close(done)
		}
	}, func(ctx context.Context, ws *websocket.Conn) {
		for i := range events {
			if ws.Write(ctx, websocket.MessageText, fmt.Appendf(nil, `{"method":"A.b","sessionId":"s","params":{"n":%d}}`, i)) != nil {
				return
			}
		}
		<-ctx.Done()
	})
	tell(lane{conn: c}, browser.Close, cdp.Empty{})
	<-done
	for i, params := range got {
		if params != fmt.Sprintf(`{"n":%d}`, i) {
			t.Fatalf("event %d is %s", i, params)
		}
	}
}
