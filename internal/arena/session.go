package arena

import (
	"slices"
	"time"

	"github.com/go-json-experiment/json"

	"rugtape/internal/wire"
)

// take does what a client's reader tells, or answers who asks.
func (l *loop) take(in input) {
	c := in.from
	switch in.what {
	case arrives:
		l.arrive(c)
	case leaves:
		l.forget(c)
	case says:
		if !c.closed && !c.line.dumb {
			l.hear(c, in.packet)
		}
	case asks:
		in.look(l)
	}
}

func (l *loop) arrive(c *client) {
	c.arrived = time.Now()
	c.line = newLine(&l.o.Faults, c.n)
	c.pinged, c.ponged = c.arrived, true
	l.clients = append(l.clients, c)
	if l.down(c.arrived) { // the door let it in just before
		l.cut(c, "a fault: restart")
		return
	}
	l.send(c, &message{text: wire.AppendHandshake(nil, wire.Handshake{
		SID: newSID(), PingInterval: l.o.PingEvery, PingTimeout: l.o.PongWithin, MaxPayload: maxMessage,
	})})
}

func (l *loop) forget(c *client) {
	l.clients = slices.DeleteFunc(l.clients, func(o *client) bool { return o == c })
	l.disconnect(c)
	l.lose(c)
	l.tellFate(c, 0, Ended, nil)
	if !c.closed {
		c.closed = true
		close(c.out)
	}
}

// hear answers a packet.
func (l *loop) hear(c *client, p wire.Packet) {
	switch p.Kind {
	case wire.PacketConnect:
		l.connect(c, &p)
	case wire.PacketDisconnect:
		if p.Namespace == "" || p.Namespace == "/" {
			l.disconnect(c)
		}
	case wire.PacketEvent:
		if c.connected {
			l.order(c, &p)
		}
	case wire.PacketPing:
		l.send(c, &message{text: append([]byte(wire.Pong), p.Data...)})
	case wire.PacketPong:
		l.pong(c)
	case wire.PacketClose:
		l.cut(c, "it said goodbye")
	}
}

// connect lets a client into the default namespace; there is no other.
func (l *loop) connect(c *client, p *wire.Packet) {
	if p.Namespace != "" && p.Namespace != "/" {
		l.send(c, &message{text: refuseNamespace(p.Namespace)})
		return
	}
	if c.connected {
		return
	}
	var auth struct {
		Username string `json:"username"`
	}
	if len(p.Data) > 0 {
		_ = json.Unmarshal(p.Data, &auth) // what cannot be read names nobody
	}
	if auth.Username != "" {
		player, err := l.world.player(auth.Username)
		if err != nil {
			l.send(c, &message{text: wire.AppendConnectError(nil, err.Error())})
			return
		}
		c.player = player
		l.owners[player] = append(l.owners[player], c)
		player.watched++
	}
	c.connected = true
	l.world.sockets++
	l.send(c, &message{text: wire.AppendConnect(nil, l.welcome())})
	if l.world.plan != nil {
		l.deliver(c, &message{text: l.world.connectFrame()})
	}
	if c.player != nil {
		for _, said := range l.world.greet(c.player) {
			l.deliver(c, &message{text: said.text})
		}
	}
}

// welcome is the data of the packet that lets a client in. It says that this
// is not the site.
func (l *loop) welcome() []byte {
	var t text
	t.open('{')
	t.word("sid", newSID())
	t.word("arena", string(l.source))
	t.close('}')
	return t.b
}

func refuseNamespace(name string) []byte {
	var t text
	t.open('{')
	t.word("message", "Invalid namespace")
	t.close('}')
	return append([]byte("44"+name+","), t.b...)
}

func (l *loop) disconnect(c *client) {
	if !c.connected {
		return
	}
	c.connected, c.awaited, c.arrived = false, 0, time.Now()
	if p := c.player; p != nil {
		// A new slice, as somebody may be going through the old one.
		l.owners[p] = slices.DeleteFunc(slices.Clone(l.owners[p]), func(o *client) bool { return o == c })
		p.watched--
		c.player = nil
	}
	l.world.sockets--
}
