package watchdog

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"rugtape/internal/browser"
	"rugtape/internal/guard"
	"rugtape/internal/strategy"
)

// fakeGame is a game and the browser that shows its page, for several processes:
// each is a connection that hears what the page hears and may press.
type fakeGame struct {
	listener net.Listener
	late     time.Duration // that a buy takes on its way
	mute     bool          // the server says nothing of orders
	presale  time.Duration // until the round begins

	mu      sync.Mutex
	begun   time.Time
	tick    int
	held    int
	buys    int
	sales   []time.Time // that sold something
	presses int
	asked   int // orders so far: their ids
	pages   map[net.Conn]struct{}
	stop    context.CancelFunc
	work    sync.WaitGroup
}

// gameLine is a line of the protocol: a message of the page, or the answer to a
// press.
type gameLine struct {
	Out     bool   `json:"out,omitzero"`
	Text    string `json:"text,omitzero"`
	RecvNS  int64  `json:"recv_ns,omitzero"`
	Pressed bool   `json:"pressed,omitzero"`
	Refused string `json:"refused,omitzero"`
}

const gameTick = 50 * time.Millisecond

func newFakeGame(t *testing.T, change func(*fakeGame)) *fakeGame {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	g := &fakeGame{listener: listener, begun: time.Now(), pages: map[net.Conn]struct{}{}, stop: stop}
	if change != nil {
		change(g)
	}
	g.work.Go(g.accept)
	g.work.Go(func() { g.play(ctx) })
	t.Cleanup(func() {
		stop()
		_ = listener.Close()
		g.mu.Lock()
		for c := range g.pages {
			_ = c.Close()
		}
		g.mu.Unlock()
		g.work.Wait()
	})
	return g
}

func (g *fakeGame) address() string { return g.listener.Addr().String() }

func (g *fakeGame) accept() {
	for {
		c, err := g.listener.Accept()
		if err != nil {
			return
		}
		g.mu.Lock()
		g.pages[c] = struct{}{}
		g.mu.Unlock()
		g.work.Go(func() { g.serve(c) })
	}
}

// serve takes the presses of one connection.
func (g *fakeGame) serve(c net.Conn) {
	defer func() {
		g.mu.Lock()
		delete(g.pages, c)
		g.mu.Unlock()
		_ = c.Close()
	}()
	lines := bufio.NewScanner(c)
	for lines.Scan() {
		g.press(c, lines.Text())
	}
}

// play tells the frames of a round that never ends.
func (g *fakeGame) play(ctx context.Context) {
	ticker := time.NewTicker(gameTick)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
		g.mu.Lock()
		if left := g.presale - time.Since(g.begun); left > 0 {
			g.tell(false, `42["gameStateUpdate",{"gameId":"20250101-00000000000000aa","allowPreRoundBuys":true,"cooldownTimer":%d}]`, left.Milliseconds())
		} else {
			g.tick++
			g.tell(false, `42["gameStateUpdate",{"gameId":"20250101-00000000000000aa","active":true,"rugged":false,"tickCount":%d,"price":%v}]`, g.tick, g.price())
		}
		g.mu.Unlock()
	}
}

func (g *fakeGame) price() float64 { return 1 + float64(g.tick)/1024 }

// tell tells all pages. The lock is held.
func (g *fakeGame) tell(out bool, format string, args ...any) {
	for c := range g.pages {
		g.say(c, gameLine{Out: out, Text: fmt.Sprintf(format, args...), RecvNS: time.Now().UnixNano()})
	}
}

func (g *fakeGame) say(c net.Conn, l gameLine) {
	_ = c.SetWriteDeadline(time.Now().Add(10 * time.Second)) // who is stopped for good hears nothing
	text, _ := json.Marshal(l)
	_, _ = c.Write(append(text, '\n'))
}

// press takes a press: BUY or SELL.
func (g *fakeGame) press(c net.Conn, what string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if live := time.Since(g.begun) >= g.presale; what == "SELL" && (g.held == 0 || !live) {
		g.say(c, gameLine{Refused: string(browser.CodeDisabled)})
		return
	}
	g.presses++
	g.asked++
	id := g.asked
	if what == "BUY" {
		g.tell(true, `42%d["buyOrder",{"amount":0.01}]`, id)
	} else {
		g.tell(true, `42%d["sellOrder",{"percentage":100}]`, id)
	}
	g.say(c, gameLine{Pressed: true})
	if what == "BUY" && g.late > 0 {
		g.work.Go(func() {
			timer := time.NewTimer(g.late)
			defer timer.Stop()
			<-timer.C
			g.mu.Lock()
			defer g.mu.Unlock()
			g.do(what, id)
		})
		return
	}
	g.do(what, id)
}

// do does an order on the server. The lock is held.
func (g *fakeGame) do(what string, id int) {
	done := true
	switch {
	case what == "BUY":
		g.held++
		g.buys++
	case g.held > 0:
		g.held = 0
		g.sales = append(g.sales, time.Now())
	default:
		done = false
	}
	if g.mute {
		return
	}
	g.tell(false, `43%d[{"success":%t,"executedPrice":%v}]`, id, done, g.price())
	g.tell(false, `42["playerUpdate",{"cash":1,"positionQty":%v,"avgCost":1}]`, float64(g.held)/100)
}

// gamePage is a connection to a fakeGame: a browser.Session for a test.
type gamePage struct {
	conn    net.Conn
	answers chan gameLine
	gone    chan struct{}
}

func openGamePage(address string, to browser.Sink) (*gamePage, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	p := &gamePage{conn: conn, answers: make(chan gameLine, 1), gone: make(chan struct{})}
	go func() {
		defer close(p.gone)
		lines := bufio.NewScanner(conn)
		for lines.Scan() {
			var l gameLine
			if json.Unmarshal(lines.Bytes(), &l) != nil {
				return
			}
			if l.Text != "" {
				to.Message(browser.Message{Conn: 1, RecvNS: l.RecvNS, Out: l.Out, Text: []byte(l.Text)})
			} else {
				p.answers <- l
			}
		}
	}()
	return p, nil
}

func (p *gamePage) Press(ctx context.Context, a *guard.Approved, about func(browser.Ready) error) browser.Deed {
	what := "BUY"
	if a.Order().Action == strategy.Sell {
		what = "SELL"
	}
	if err := about(browser.Ready{Label: what}); err != nil {
		return browser.Deed{Code: browser.CodeNotStored, Why: err.Error()}
	}
	if _, err := io.WriteString(p.conn, what+"\n"); err != nil {
		return browser.Deed{Pressed: browser.MaybePressed, Code: browser.CodePageGone, Why: err.Error()}
	}
	select {
	case l := <-p.answers:
		if l.Refused != "" {
			return browser.Deed{Code: guard.Code(l.Refused), Why: "the button takes no press"}
		}
		return browser.Deed{Pressed: browser.IsPressed}
	case <-p.gone:
		return browser.Deed{Pressed: browser.MaybePressed, Code: browser.CodePageGone, Why: "the page is gone"}
	case <-ctx.Done():
		return browser.Deed{Pressed: browser.MaybePressed, Code: browser.CodeFrozen, Why: "no answer"}
	}
}

func (p *gamePage) Health() browser.Health { return browser.Health{State: browser.StateReady} }
func (p *gamePage) Gone() <-chan struct{}  { return p.gone }
func (p *gamePage) Close(context.Context) error {
	err := p.conn.Close()
	<-p.gone
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}
