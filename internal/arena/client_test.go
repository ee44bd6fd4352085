package arena

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"rugtape/internal/wire"
)

// ends reads to the end of the connection and gives what it ended with.
func (c *caller) ends() error {
	c.t.Helper()
	for {
		if _, _, err := c.conn.Read(c.ctx); err != nil {
			if c.ctx.Err() != nil {
				c.t.Fatal("the connection does not end")
			}
			return err
		}
	}
}

// await reads until there is a packet of the kind, or an event of the name.
func (c *caller) await(kind wire.PacketKind, name string) wire.Packet {
	c.t.Helper()
	for {
		if p := c.next(); p.Kind == kind && (name == "" || p.Name == name) {
			return p
		}
	}
}

// TestNamespaces: there is the default one, by either of its names.
func TestNamespaces(t *testing.T) {
	s := run(t, Options{Seed: 1, Speed: 1})
	c := dial(t, s)
	c.say(`40/admin,{"token":"x"}`)
	if p := c.next(); p.Kind != wire.PacketConnectError || p.Namespace != "/admin" || string(p.Data) != `{"message":"Invalid namespace"}` {
		t.Errorf("%v %s %s", p.Kind, p.Namespace, p.Data)
	}
	c.say("40/,{}")
	c.await(wire.PacketConnect, "")
	c.await(wire.PacketEvent, wire.StateUpdate)
	c.say("41")
	c.say("40")
	c.await(wire.PacketConnect, "")
	if got := s.Stats(); got.Clients != 1 || got.Connections != 1 {
		t.Errorf("%+v", got)
	}
}

// TestPingOfTheClient is answered with what it said.
func TestPingOfTheClient(t *testing.T) {
	c := dial(t, run(t, Options{Seed: 1, Speed: 1}))
	c.say("2probe")
	if p := c.read(); p.Kind != wire.PacketPong || string(p.Data) != "probe" {
		t.Errorf("%v %s", p.Kind, p.Data)
	}
}

// TestAPlayerIsTold follows an order of a client from its ack to the books.
func TestAPlayerIsTold(t *testing.T) {
	s := run(t, Options{Seed: 1})
	c := join(t, s, `{"username":"me"}`)
	other := join(t, s, "")
	other.hear = func(text []byte) {
		if strings.Contains(string(text), "layerUpdate") {
			t.Errorf("another client hears %.60s", text)
		}
	}
	other.follow()
	if p := c.await(wire.PacketEvent, "usernameStatus"); !strings.Contains(string(p.Data), `"username":"me"`) {
		t.Errorf("%s", p.Data)
	}
	var books struct{ Cash, PositionQty, AvgCost float64 }
	p := c.await(wire.PacketEvent, "playerUpdate")
	unmarshal(t, p.Payload(), &books)
	if books.Cash != 10 {
		t.Errorf("it begins with %v", books.Cash)
	}
	tick := func() (n int, price float64) {
		for {
			p := c.await(wire.PacketEvent, wire.StateUpdate)
			var f struct {
				Active    bool
				Rugged    bool
				TickCount int
				Price     float64
			}
			if unmarshal(t, p.Payload(), &f); f.Active && !f.Rugged {
				return f.TickCount, f.Price
			}
		}
	}
	_, price := tick()
	c.say(`427["buyOrder",{"amount":0.25}]`)
	var ack struct {
		Success       bool
		ExecutedPrice float64
		Timestamp     int64
		Reason        string
	}
	p = c.await(wire.PacketAck, "")
	if unmarshal(t, p.Payload(), &ack); p.ID != 7 || !ack.Success || ack.ExecutedPrice != price || time.Since(time.UnixMilli(ack.Timestamp)) > patience {
		t.Errorf("ack %d: %+v, the frame before had %v", p.ID, ack, price)
	}
	p = c.await(wire.PacketEvent, "playerUpdate")
	if unmarshal(t, p.Payload(), &books); books.Cash != 9.75 || books.PositionQty == 0 {
		t.Errorf("after the buy: %+v", books)
	}
	c.say(`42["buyOrder",{"amount":0.25}]`) // wants no ack
	c.say(`429["sellOrder",{"percentage":101}]`)
	if p = c.await(wire.PacketAck, ""); p.ID != 9 || !strings.Contains(string(p.Data), `"success":false,"reason":"`+string(partRange)) {
		t.Errorf("ack %d: %s", p.ID, p.Data)
	}
	if got := s.Stats(); got.Orders != 3 || got.Refused != 1 {
		t.Errorf("%+v", got)
	}
}

// TestOrdersThatAreNone are refused with a reason, or are for nobody.
func TestOrdersThatAreNone(t *testing.T) {
	s := run(t, Options{Seed: 1, Speed: 1})
	listener, player := join(t, s, ""), join(t, s, `{"username":"me"}`)
	listener.say(`421["buyOrder",{"amount":0.25}]`)
	if p := listener.await(wire.PacketAck, ""); !strings.Contains(string(p.Data), string(notAPlayer)) {
		t.Errorf("%s", p.Data)
	}
	for _, args := range []string{
		`"buyOrder"`, `"buyOrder",null`, `"buyOrder",[]`, `"buyOrder",{}`, `"buyOrder",{"amount":"0.1"}`, `"buyOrder",{"amount":null}`,
		`"buyOrder",{"amount":0.0000000001}`, `"buyOrder",{"amount":1e400}`, `"buyOrder",{"amount":0.1`, `"sellOrder",{"percentage":{}}`,
		`"sellOrder",{"percentage":1e999}`, `"sidebet",{"target":10}`, `"sidebet",7`,
	} {
		player.say(`421[` + args + `]`)
		p := player.await(wire.PacketAck, "")
		var ack struct {
			Success bool
			Reason  string
		}
		if err := json.Unmarshal(p.Payload(), &ack); err != nil || ack.Success || ack.Reason == "" {
			t.Errorf("[%s]: %s", args, p.Data)
		}
	}
	player.say(`422["requestLeaderboard",{}]`) // nobody answers
	player.say(`423["sidebet",{"betSize":5}]`)
	if p := player.await(wire.PacketAck, ""); p.ID != 3 {
		t.Errorf("%d was answered: %s", p.ID, p.Data)
	}
}

// TestTooManyOrders between two beats are refused; the next beat is another.
func TestTooManyOrders(t *testing.T) {
	s := run(t, Options{Seed: 1, Speed: MinSpeed}) // a beat a second
	c := join(t, s, `{"username":"me"}`)
	const n = 3 * maxOrders
	for range n {
		c.say(`421["sellOrder",{"percentage":50}]`)
	}
	refused := 0
	for range n {
		if p := c.await(wire.PacketAck, ""); strings.Contains(string(p.Data), string(tooMany)) {
			refused++
		}
	}
	if refused == 0 || refused > n-maxOrders {
		t.Errorf("%d of %d orders at once were too many", refused, n)
	}
}

// TestClientsThatAreCut: each is, for its reason, while another goes on.
func TestClientsThatAreCut(t *testing.T) {
	s, _ := runWith(t, Options{Seed: 1, Speed: 10, PingEvery: 200 * time.Millisecond, PongWithin: 2 * time.Second}, limits{maxClients, time.Second})
	good := join(t, s, "").follow()
	for why, do := range map[string]func() error{
		"it did not say what it wants": func() error { return <-dial(t, s).follow() },
		"it does not answer pings":     func() error { return join(t, s, "").ends() },
		"it said goodbye": func() error {
			c := join(t, s, "")
			c.say(wire.Close)
			return c.ends()
		},
	} {
		if err := do(); !errors.Is(err, io.EOF) || s.Stats().Cut[why] != 1 {
			t.Errorf("%s: the connection ended with %v: %v", why, err, s.Stats().Cut)
		}
	}
	select {
	case err := <-good:
		t.Errorf("the good client's connection ended with %v", err)
	default:
	}
}

// follow reads on and answers pings; it tells what the connection ended with.
func (c *caller) follow() <-chan error {
	ended := make(chan error, 1)
	go func() {
		for {
			_, text, err := c.conn.Read(c.ctx)
			if err != nil {
				ended <- err
				return
			}
			if string(text) == wire.Ping {
				c.answer()
			} else if c.hear != nil {
				c.hear(text)
			}
		}
	}()
	return ended
}

// TestASlowClientIsCut: who takes nothing is cut off, and delays nobody.
func TestASlowClientIsCut(t *testing.T) {
	s := run(t, Options{Seed: 1, Speed: 50, Players: 12})
	// What it does not read waits in its queue, and not in the system's buffers.
	narrow := func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return conn, conn.(*net.TCPConn).SetReadBuffer(4 << 10)
	}
	dialBy(t, s, &http.Client{Transport: &http.Transport{DialContext: narrow}}).say("40") // reads no more
	good := join(t, s, "").follow()
	for deadline := time.Now().Add(patience); s.Stats().Cut["it is too slow"] == 0; {
		if time.Now().After(deadline) {
			t.Fatalf("it is not cut: %+v", s.Stats())
		}
		select {
		case err := <-good:
			t.Fatalf("the good client's connection ended with %v", err)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// TestWhatIsNoPacketEndsTheConnection, and so does what is too long.
func TestWhatIsNoPacketEndsTheConnection(t *testing.T) {
	s := run(t, Options{Seed: 1, Speed: 1})
	good := join(t, s, "")
	for _, text := range []string{"", "9", "4", "42", "42{", "x", "40[", "42" + strings.Repeat("9", 40) + `["a"]`, `42["buyOrder",{"x":"` + strings.Repeat("y", maxMessage) + `"}]`} {
		c := join(t, s, "")
		c.say(text)
		if err := c.ends(); err == nil {
			t.Errorf("%.40q: the connection goes on", text)
		}
	}
	c := join(t, s, `{"username":"me"}`)
	c.say(`451-["image",{"_placeholder":true,"num":0}]`)
	if err := c.conn.Write(c.ctx, websocket.MessageBinary, []byte{0, 1, 2}); err != nil {
		t.Fatal(err)
	}
	c.say(`421["sidebet",{}]`)
	c.await(wire.PacketAck, "") // attachments are skipped
	good.next()
}

// TestFull: there is room for so many, and again when one has gone.
func TestFull(t *testing.T) {
	s, _ := runWith(t, Options{Seed: 1, Speed: 1}, limits{2, helloLimit})
	first := join(t, s, "")
	join(t, s, "")
	header := map[string]string{"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}
	if status, _ := ask(t, s, "GET", "/socket.io/?EIO=4&transport=websocket", header); status != 503 {
		t.Errorf("the third client gets %d", status)
	}
	_ = first.conn.Close(websocket.StatusNormalClosure, "")
	good := s
	for deadline := time.Now().Add(patience); good.Stats().Clients == 2; {
		if time.Now().After(deadline) {
			t.Fatal("who has gone still counts")
		}
	}
	join(t, s, "")
}

// TestGoodbye: when the arena ends, its clients are told.
func TestGoodbye(t *testing.T) {
	s, end := runWith(t, Options{Seed: 1, Speed: 1}, limits{maxClients, helloLimit})
	c, quiet := join(t, s, ""), dial(t, s)
	c.await(wire.PacketEvent, wire.StateUpdate)
	// One whose bytes never become a request.
	raw, err := net.Dial("tcp", s.listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	done := make(chan struct{})
	go func() { end(); close(done) }()
	c.await(wire.PacketClose, "")
	if err := c.ends(); websocket.CloseStatus(err) != websocket.StatusGoingAway {
		t.Errorf("it ended with %v", err)
	}
	if err := quiet.ends(); websocket.CloseStatus(err) != websocket.StatusGoingAway {
		t.Errorf("the quiet one ended with %v", err)
	}
	<-done
}
