package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"

	"rugtape/internal/arena"
	"rugtape/internal/wire"
)

// page is a page's socket that watches the live edge.
type page struct{ conn *websocket.Conn }

// liveMessage is what is read of one about the live edge.
type liveMessage struct {
	Kind    string     `json:"kind"`
	Seq     uint64     `json:"seq"`
	ID      string     `json:"id"`
	From    int        `json:"from"`
	Prices  []*float64 `json:"prices"`
	Viewers int        `json:"viewers"`
}

// newest is the latest tick that the page knows after it.
func (m *liveMessage) newest() int { return m.From + len(m.Prices) - 1 }

// watchLive opens a page's socket over a client and watches the live edge.
func (r *running) watchLive(ctx context.Context, client *http.Client) (page, error) {
	address := strings.Replace(r.url, "http", "ws", 1) + "api/stream?token=" + r.token
	conn, _, err := websocket.Dial(ctx, address, &websocket.DialOptions{HTTPClient: client})
	if err != nil {
		return page{}, err
	}
	conn.SetReadLimit(8 << 20)
	return page{conn}, conn.Write(ctx, websocket.MessageText, []byte(`{"do":"live"}`))
}

// next is the next message about the live edge.
func (p page) next(ctx context.Context) (m liveMessage, err error) {
	for m.Kind != "live" {
		_, text, err := p.conn.Read(ctx)
		if err != nil {
			return m, err
		}
		if m = (liveMessage{}); strings.HasPrefix(string(text[:min(len(text), 14)]), `{"kind":"live"`) {
			if err := json.Unmarshal(text, &m); err != nil {
				return m, err
			}
		}
	}
	return m, nil
}

// narrow is a client whose connections hold little of what it does not read:
// by its own buffer, and by its small segments, after which the server's
// system measures the room that it gives.
func narrow() *http.Client {
	small := func(_, _ string, raw syscall.RawConn) error {
		var err error
		control := raw.Control(func(fd uintptr) {
			err = errors.Join(
				syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, 4<<10),
				syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, syscall.TCP_MAXSEG, 536),
			)
		})
		return errors.Join(control, err)
	}
	return &http.Client{Transport: &http.Transport{DialContext: (&net.Dialer{Control: small}).DialContext}}
}

// A page that does not take what it is told is cut off, and delays nobody;
// when it comes back, it is told all there is.
func TestAStuckPageIsCutAndComesBack(t *testing.T) {
	server := startArena(t, arena.Options{Seed: 3, Speed: 400, Players: 4, Past: 1})
	app := runWith(t, Options{Home: t.TempDir(), Listen: "127.0.0.1:0", Feed: server.URL()})
	ctx, cancel := context.WithTimeout(t.Context(), 3*liveWait)
	defer cancel()
	other, err := app.watchLive(ctx, app.client)
	if err != nil {
		t.Fatal(err)
	}
	defer other.conn.CloseNow()
	client := narrow()
	defer client.CloseIdleConnections()
	stuck, err := app.watchLive(ctx, client)
	if err != nil {
		t.Fatal(err)
	}
	defer stuck.conn.CloseNow()
	if _, err := stuck.next(ctx); err != nil {
		t.Fatal(err)
	}
	// From here on it is stuck, until the other page is the only one.
	seen, rounds, last := 0, map[string]bool{}, uint64(0)
	for both, alone := false, false; !alone; seen++ {
		m, err := other.next(ctx)
		if err != nil {
			t.Fatalf("the other page, after %d states: %v", seen, err)
		}
		if m.Seq <= last {
			t.Fatalf("state %d after state %d", m.Seq, last)
		}
		both = both || m.Viewers == 2
		alone, last, rounds[m.ID] = both && m.Viewers == 1, m.Seq, true
	}
	if seen < 100 {
		t.Errorf("the other page saw %d states meanwhile", seen)
	}
	back, err := app.watchLive(ctx, app.client)
	if err != nil {
		t.Fatal(err)
	}
	defer back.conn.CloseNow()
	m, err := back.next(ctx)
	if err != nil || m.Seq < last || m.From != 0 {
		t.Errorf("back, it is told %+v, %v: want all of state %d or later", m, err, last)
	}
	t.Logf("the other page saw %d states of %d rounds before the stuck one was cut", seen, len(rounds))
}

// sentAt is when the arena said each frame of a live tick.
type sentAt struct {
	mu sync.Mutex
	at map[string]time.Time
}

func tickOf(id string, tick int) string { return fmt.Sprint(id, " ", tick) }

func (s *sentAt) say(_ int, text []byte, _ bool) {
	p, err := wire.ParsePacket(text)
	if err != nil || p.Name != wire.StateUpdate {
		return
	}
	if c, _, ok := wire.ClockOf(p.Payload()); ok && c.Tick >= 0 && c.CooldownMS <= 0 && !c.Rugged {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.at[tickOf(c.Round, c.Tick)] = time.Now()
	}
}

func (s *sentAt) since(id string, tick int) (time.Duration, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, ok := s.at[tickOf(id, tick)]
	return time.Since(at), ok
}

const (
	// viewerTicks is for how many ticks viewers are looked at: a quarter of a
	// minute at the site's pace.
	viewerTicks = 60
	viewerSeed  = 3 // its first round has 471 ticks
)

// BenchmarkViewers has pages watch the practice arena at the site's pace, each
// over a socket of its own, and tells how long a frame takes from the arena's queue
// through feed, edge, server and socket to a page, and whether a page was cut.
func BenchmarkViewers(b *testing.B) {
	for _, pages := range []int{1, 100, 1000} {
		b.Run(fmt.Sprintf("pages=%d", pages), func(b *testing.B) {
			for b.Loop() {
				benchViewers(b, pages)
			}
		})
	}
}

func benchViewers(b *testing.B, pages int) {
	sent := &sentAt{at: map[string]time.Time{}}
	server := startArena(b, arena.Options{Seed: viewerSeed, Speed: 1, Players: arena.DefaultPlayers, Said: sent.say})
	app := runWith(b, Options{Home: b.TempDir(), Listen: "127.0.0.1:0", Feed: server.URL(), Record: true})
	ctx, cancel := context.WithTimeout(b.Context(), 2*liveWait)
	defer cancel()
	var all sync.WaitGroup
	var cut, messages atomic.Int64
	took := make([][]time.Duration, pages)
	for i := range pages {
		p, err := app.watchLive(ctx, app.client)
		if err != nil {
			b.Fatal(err)
		}
		all.Go(func() {
			defer p.conn.CloseNow()
			for last := -1; len(took[i]) < viewerTicks; {
				m, err := p.next(ctx)
				if err != nil {
					cut.Add(1)
					return
				}
				messages.Add(1)
				if tick := m.newest(); tick != last {
					last = tick
					if d, ok := sent.since(m.ID, tick); ok {
						took[i] = append(took[i], d)
					}
				}
			}
		})
	}
	all.Wait()
	every := slices.Concat(took...)
	slices.Sort(every)
	at := func(q float64) float64 { return float64(every[int(q*float64(len(every)-1))].Microseconds()) / 1000 }
	b.ReportMetric(at(0.5), "ms/p50")
	b.ReportMetric(at(0.99), "ms/p99")
	b.ReportMetric(at(1), "ms/max")
	b.ReportMetric(float64(cut.Load()), "cut")
	b.ReportMetric(float64(messages.Load()), "messages")
}
