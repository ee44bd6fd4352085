package arena

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"rugtape/internal/wire"
)

// fates collects what the arena tells of its messages.
type fates struct {
	mu  sync.Mutex
	all []Fate
}

func (f *fates) tell(fate Fate) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all = append(f.all, fate)
}

func (f *fates) list() []Fate {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.all)
}

// due is what should have come on a connection, as a count of each text.
func due(all []Fate, conn int) map[string]int {
	texts := map[string]int{}
	for _, f := range all {
		if f.Conn != conn {
			continue
		}
		switch f.What {
		case Sent, Delayed, Reordered, Garbled:
			texts[string(f.Text)]++
		case Duplicated:
			texts[string(f.Text)] += 2
		case Lost:
			texts[string(f.Text)]--
		}
	}
	return texts
}

// heardAll reads a connection of a spoilt line to its end and gives what came
// of the game, as a count of each text. stop is called after so many messages.
func (c *caller) heardAll(n int, stop func()) map[string]int {
	texts := map[string]int{}
	for i := 0; ; i++ {
		if i == n && stop != nil {
			go stop()
		}
		kind, text, err := c.conn.Read(c.ctx)
		switch {
		case c.ctx.Err() != nil:
			c.t.Fatal("the connection does not end")
		case err != nil:
			return texts
		case kind == websocket.MessageText && string(text) == wire.Ping:
			c.answer()
		case kind == websocket.MessageText && string(text) == wire.Close:
		default:
			texts[string(text)]++
		}
	}
}

// TestEveryMessageIsAccountedFor: with every fault of messages at once, what
// comes is what was told to come, each text as often.
func TestEveryMessageIsAccountedFor(t *testing.T) {
	spoilt := Faults{Seed: 5, Drop: 0.05, Delay: 0.05, Duplicate: 0.05, Reorder: 0.05, Garbage: 0.05}
	var told fates
	s, end := runWith(t, Options{Seed: 2, Players: 4, Faults: spoilt, Fate: told.tell}, limits{maxClients, helloLimit})
	c := join(t, s, `{"username":"me"}`)
	heard := c.heardAll(2500, end)
	end()
	want := due(told.list(), 1)
	for text, n := range want {
		if heard[text] != n {
			t.Errorf("%.60q came %d times, told were %d", text, heard[text], n)
		}
	}
	for text, n := range heard {
		if want[text] != n {
			t.Errorf("%.60q came %d times, told were %d", text, n, want[text])
		}
	}
	kinds := s.Stats().Fates
	for _, what := range []FateKind{Sent, Dropped, Delayed, Duplicated, Reordered, Garbled, Ended} {
		if kinds[what.String()] == 0 {
			t.Errorf("nothing was %v: %v", what, kinds)
		}
	}
	messages := len(told.list()) - kinds["garbled"] - kinds["lost"] - kinds["ended"]
	if share := float64(kinds["dropped"]) / float64(messages); share < 0.03 || share > 0.08 || messages < 500 {
		t.Errorf("%v of the messages were dropped: %v", share, kinds)
	}
}

// TestFaultsComeFromTheirSeed: what is done to a message depends on the seed
// and on its number, whatever it says and whenever; another seed does other
// things.
func TestFaultsComeFromTheirSeed(t *testing.T) {
	play := func(seed uint64) (told []string) {
		var all fates
		o := Options{Seed: 2, Players: 4, Fate: all.tell, Faults: Faults{Seed: seed, Drop: 0.05, Delay: 0.05, Duplicate: 0.05, Reorder: 0.05, Garbage: 0.05}}
		s, end := runWith(t, o, limits{maxClients, helloLimit})
		for range 3 {
			c := join(t, s, "")
			c.heardAll(700, func() { _ = c.conn.CloseNow() })
		}
		end()
		for _, f := range all.list() {
			switch f.What {
			case Dropped, Duplicated, Reordered, Garbled:
				if f.Seq <= 150 {
					told = append(told, fmt.Sprint(f.Conn, f.Seq, f.What))
				}
			}
		}
		return told
	}
	first, again, other := play(1), play(1), play(2)
	if !slices.Equal(first, again) || len(first) < 30 {
		t.Errorf("the same seed does\n%v and\n%v", first, again)
	}
	if slices.Equal(first, other) {
		t.Error("another seed does the same")
	}
}

// TestFaultOfEachKind has one alone, and what it does.
func TestFaultOfEachKind(t *testing.T) {
	start := func(t *testing.T, f Faults, speed float64) (*Server, *fates, *caller) {
		told := new(fates)
		f.Seed = 1
		o := Options{Seed: 2, Players: 4, Speed: speed, Faults: f, Fate: told.tell}
		if f.HalfOpen > 0 { // which is given up after both, twice
			o.PingEvery, o.PongWithin = 100*time.Millisecond, time.Second
		}
		s := run(t, o)
		return s, told, join(t, s, "")
	}
	t.Run("delay keeps the order", func(t *testing.T) {
		_, told, c := start(t, Faults{Delay: 0.1}, 0)
		var texts []string
		for len(texts) < 500 {
			_, text, err := c.conn.Read(c.ctx)
			if err != nil {
				t.Fatal(err)
			}
			if string(text) == wire.Ping {
				c.answer()
			} else {
				texts = append(texts, string(text))
			}
		}
		for i, f := range told.list()[:500] {
			if string(f.Text) != texts[i] {
				t.Fatalf("message %d came out of order", i)
			}
		}
	})
	t.Run("reorder lets others go first", func(t *testing.T) {
		_, told, c := start(t, Faults{Reorder: 1}, 0)
		// All are held back, so that nothing ever passes.
		for range 30 {
			if p := c.read(); p.Kind != wire.PacketPing {
				t.Fatalf("%v came", p.Kind)
			}
			c.answer()
		}
		if all := told.list(); len(all) < 10 || all[0].What != Reordered {
			t.Errorf("%d fates", len(all))
		}
	})
	t.Run("cut ends without a goodbye", func(t *testing.T) {
		s, told, c := start(t, Faults{Cut: 1}, 0)
		got := c.heardAll(-1, nil)
		if want := due(told.list(), 1); !sameCounts(got, want) {
			t.Errorf("%d texts came, %d were sent before the cut", len(got), len(want))
		}
		if kinds := s.Stats().Fates; kinds["cut"] != 1 {
			t.Errorf("%v", kinds)
		}
	})
	t.Run("half-open stays and says nothing", func(t *testing.T) {
		s, told, c := start(t, Faults{HalfOpen: 1}, 10)
		got := c.heardAll(-1, nil) // until the arena gives it up
		if s.Stats().Cut["it did not notice that it was half-open"] != 1 {
			t.Errorf("cut: %v", s.Stats().Cut)
		}
		dropped := 0
		for _, f := range told.list() {
			if f.What == Dropped {
				dropped++
			}
		}
		if want := due(told.list(), 1); !sameCounts(got, want) || dropped == 0 {
			t.Errorf("%d texts came, %d were sent, %d dropped", len(got), len(want), dropped)
		}
	})
	t.Run("restart ends all, and the game goes on", func(t *testing.T) {
		s, _, first := start(t, Faults{Restart: 0.2}, 0)
		second := join(t, s, "") // the game waits for both
		one, two := first.follow(), second.follow()
		if err := errors.Join(<-one, <-two); err == nil || strings.Contains(err.Error(), "StatusGoingAway") {
			t.Errorf("they ended with %v", err)
		}
		before := s.Stats()
		if before.Fates["restarted"] != 2 {
			t.Errorf("%v", before.Fates)
		}
		third := letIn(t, s) // once it lets somebody in again
		third.say("40")
		third.follow()
		for deadline := time.Now().Add(patience); s.Stats().Beats == before.Beats; {
			if time.Now().After(deadline) {
				t.Fatal("the game stands still")
			}
			<-time.After(time.Millisecond)
		}
	})
}

// letIn dials until a connection is taken.
func letIn(t *testing.T, s *Server) *caller {
	t.Helper()
	url := strings.Replace(s.URL(), "http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket"
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	for {
		conn, answer, err := websocket.Dial(ctx, url, nil)
		if err != nil && answer != nil && answer.StatusCode == http.StatusServiceUnavailable {
			<-time.After(time.Millisecond)
			continue // it is being started anew
		}
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.CloseNow() })
		if _, text, err := conn.Read(ctx); err == nil && strings.HasPrefix(string(text), "0{") {
			return &caller{t: t, conn: conn, ctx: ctx}
		} else if ctx.Err() != nil {
			t.Fatal("nobody is let in again")
		}
	}
}

func sameCounts(a, b map[string]int) bool {
	for text, n := range a {
		if b[text] != n {
			return false
		}
	}
	for text, n := range b {
		if a[text] != n {
			return false
		}
	}
	return true
}

func TestParseFaults(t *testing.T) {
	f, err := ParseFaults("drop=0.01, cut=0.5,half-open=1")
	if want := (Faults{Drop: 0.01, Cut: 0.5, HalfOpen: 1}); err != nil || f != want {
		t.Errorf("%+v, %v", f, err)
	}
	if f, err := ParseFaults(""); err != nil || f.any() {
		t.Errorf("%+v, %v", f, err)
	}
	for spec, why := range map[string]string{
		"drop": "use a number", "drop=": "use a number", "drop=x": "use a number", "drop=2": "from 0 to 1", "drop=-0.1": "from 0 to 1",
		"drop=NaN": "from 0 to 1", "fire=0.1": `no fault "fire": use some of drop, delay, duplicate`, ",": "no fault",
	} {
		if _, err := ParseFaults(spec); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%q: %v, want %q", spec, err, why)
		}
	}
	if _, err := Listen(Options{Listen: "127.0.0.1:0", Faults: Faults{Drop: 7}}); err == nil {
		t.Error("an arena has a fault of chance 7")
	}
}
