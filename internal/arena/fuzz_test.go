package arena

import (
	"bytes"
	"testing"

	"rugtape/internal/wire"
)

// FuzzClientMessages gives the loop what two clients say, a line each, the
// first byte of which says who: whatever that is, nothing panics, every packet
// that is answered is answered in packets, and who is connected is counted.
func FuzzClientMessages(f *testing.F) {
	for _, seed := range []string{
		"a40{\"username\":\"me\"}\na421[\"buyOrder\",{\"amount\":0.1}]\na422[\"sellOrder\",{\"percentage\":50}]\na423[\"sidebet\",{\"target\":10,\"betSize\":0.01}]",
		"a40\nb40{\"username\":\"me\"}\nb41\na41\nb40{\"username\":\"you\"}\nb1",
		"a40/x,\na2probe\na3\na6\na5\na44{}\na431[]\na451-[\"x\",{\"_placeholder\":true,\"num\":0}]",
		"a40{\"username\":7}\nb40{\"username\":\"\\u0000\"}\na42[\"buyOrder\",{\"amount\":1e-9}]",
		"!\na40{\"username\":\"me\"}\n!!!\na420[\"buyOrder\",{\"amount\":0.25,\"amount\":0.3}]\n!",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, said []byte) {
		o := Options{Seed: 1, Players: 2}
		o.settle()
		s := &Server{o: o, source: "arena", limits: limits{maxClients, helloLimit}}
		l := newLoop(s)
		l.world = newWorld(o)
		a, b := &client{n: 1, out: make(chan *message, queueLength)}, &client{n: 2, out: make(chan *message, queueLength)}
		l.take(input{from: a, what: arrives})
		l.take(input{from: b, what: arrives})
		for line := range bytes.Lines(said) {
			line = bytes.TrimSuffix(line, []byte("\n"))
			if len(line) == 0 || len(line) > maxMessage {
				continue
			}
			from := a
			switch line[0] {
			case 'b':
				from = b
			case '!':
				for range 60 {
					l.arm(nil)
					l.beat()
					drain(t, a)
					drain(t, b)
				}
				continue
			}
			if p, err := wire.ParsePacket(line[1:]); err == nil {
				l.take(input{from: from, what: says, packet: p})
			}
			drain(t, a)
			drain(t, b)
			connected := 0
			for _, c := range l.clients {
				if c.connected {
					connected++
				}
			}
			if l.world.sockets != connected {
				t.Fatalf("%d are connected, %d are counted", connected, l.world.sockets)
			}
		}
		l.take(input{from: a, what: leaves})
		l.take(input{from: b, what: leaves})
		if l.world.sockets != 0 || len(l.clients) != 0 {
			t.Fatalf("both have left, and %d are connected", l.world.sockets)
		}
	})
}

// drain takes what was queued for a client.
func drain(t *testing.T, c *client) {
	for {
		select {
		case m, ok := <-c.out:
			if !ok {
				return
			}
			if p, err := wire.ParsePacket(m.text); err != nil {
				t.Fatalf("%v: %.80q", p.Kind, m.text)
			}
		default:
			return
		}
	}
}
