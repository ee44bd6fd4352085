package browser

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/go-json-experiment/json"
)

// hears gives a tab's sockets, and what reaches the sink.
func hears(t *testing.T) (*sockets, func() []string) {
	t.Helper()
	e := newEar()
	s, err := newSession(Options{Port: 1, Host: "rugs.fun"}, e)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.halt)
	k := newSockets(s)
	return k, func() (told []string) {
		s.queue.end()
		s.queue.run()
		for _, m := range e.messages {
			told = append(told, fmt.Sprintf("%d %s", m.Conn, m.Text))
		}
		e.messages = nil
		return told
	}
}

// says makes a frame come in.
func (k *sockets) says(id network.RequestID, opcode float64, text string) {
	f := &network.WebSocketFrame{Opcode: opcode, PayloadData: []byte(text)}
	k.frame(place{"s", id}, 1, f, false, true, new(timeline))
}

// TestSockets: which socket is the game's.
func TestSockets(t *testing.T) {
	const named = `42["gameStateUpdate",{}]`
	type frames []string
	for _, c := range []struct {
		name, url string
		says      frames
		want      frames
	}{
		{"by its address", "wss://backend.rugs.fun/socket.io/?frontend-version=1.0&EIO=4&transport=websocket", frames{`0{"sid":"a"}`, "2"}, frames{`1 0{"sid":"a"}`, "1 2"}},
		{"by its first event", "", frames{`0{"sid":"a"}`, "40", "2", named, "3"}, frames{`1 0{"sid":"a"}`, "1 40", "1 2", "1 " + named, "1 3"}},
		{"by an event with an ack", "", frames{`425["__trace",{}]`, `427["buyOrder",{"amount":1}]`}, frames{`1 425["__trace",{}]`, `1 427["buyOrder",{"amount":1}]`}},
		{"not by an event of others", "", frames{`0{"sid":"a"}`, `42["message",{}]`, "2"}, nil},
		{"not what is no packet", "", frames{"hello", named}, nil},
		{"not JSON of others", "wss://rugs.fun/ws", frames{`{"event":"gameStateUpdate"}`, named}, nil},
		{"another address may be it", "wss://rugs.fun/ws", frames{named}, frames{"1 " + named}},
		{"not at a host of others, whatever it says", "wss://rugs.fun.example/socket.io/?EIO=4&transport=websocket", frames{named}, nil},
		{"nor at one that looks alike", "wss://notrugs.fun/socket.io/?EIO=4&transport=websocket", frames{named}, nil},
		{"what was recognised stays it", "", frames{named, "hello"}, frames{"1 " + named, "1 hello"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			k, told := hears(t)
			if c.url != "" {
				k.create(place{"s", "1"}, c.url)
			}
			for _, text := range c.says {
				k.says("1", 1, text)
				k.says("1", 2, named) // binary frames are none of ours
			}
			if got := told(); fmt.Sprint(got) != fmt.Sprint([]string(c.want)) {
				t.Errorf("told %q, want %q", got, c.want)
			}
		})
	}
}

// TestSocketsAreBounded: neither sockets that are never closed nor one that
// never says what it is cost more than their bounds.
func TestSocketsAreBounded(t *testing.T) {
	k, told := hears(t)
	k.says("game", 1, `42["playerUpdate",{}]`)
	for i := range 10 * maxSockets {
		k.says(network.RequestID(fmt.Sprint(i)), 1, "2")
	}
	for range 10 * maxHeld {
		k.says("x", 1, "2")
	}
	if len(k.known) > maxSockets || k.open.Load() != 1 {
		t.Errorf("%d sockets, %d of the game", len(k.known), k.open.Load())
	}
	if w := k.known[place{"s", "x"}]; len(w.held) > maxHeld {
		t.Errorf("%d messages are held back", len(w.held))
	}
	k.says("x", 1, `42["playerUpdate",{}]`)
	if got := told(); len(got) != 1+maxHeld {
		t.Errorf("%d messages told", len(got))
	}
	k.closeOf("s")
	if len(k.known) != 0 || k.open.Load() != 0 {
		t.Error("what closed is known still")
	}
}

// TestUnreadableFrame: a frame that cannot be read is counted.
func TestUnreadableFrame(t *testing.T) {
	k, told := hears(t)
	params, err := json.Marshal(map[string]any{"requestId": "1", "timestamp": 1, "response": map[string]any{"opcode": "one"}})
	if err != nil {
		t.Fatal(err)
	}
	if !k.heard(event{"s", network.WebSocketFrameReceived.Method, params}, new(timeline)) {
		t.Error("it is not taken for a frame")
	}
	if got := told(); len(got) != 0 {
		t.Errorf("told %q", got)
	}
	if messages, dropped := k.s.queue.counts(); messages != 1 || dropped != 1 {
		t.Errorf("%d messages, %d dropped", messages, dropped)
	}
}
