package arena

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"rugtape/internal/money"
	"rugtape/internal/wire"
)

// answered is what an order's ack says.
type answered struct {
	Success       bool
	ExecutedPrice float64
	Reason        string
}

// guestOf joins as a player and waits for tick 0 or a later one that more
// follow.
func guestOf(t *testing.T, s *Server) *caller {
	t.Helper()
	c := join(t, s, `{"username":"me"}`)
	c.awaitTick()
	return c
}

// awaitTick reads until the frame of a live tick.
func (c *caller) awaitTick() {
	c.t.Helper()
	for {
		p := c.await(wire.PacketEvent, wire.StateUpdate)
		var f struct{ Active, Rugged bool }
		if unmarshal(c.t, p.Payload(), &f); f.Active && !f.Rugged {
			return
		}
	}
}

// acksWithin counts the acks to each order until so many frames have come.
func (c *caller) acksWithin(frames int) map[uint64][]answered {
	c.t.Helper()
	acks := map[uint64][]answered{}
	for frames > 0 {
		p := c.next()
		switch {
		case p.Kind == wire.PacketAck:
			var a answered
			unmarshal(c.t, p.Payload(), &a)
			acks[p.ID] = append(acks[p.ID], a)
		case p.Kind == wire.PacketEvent && p.Name == wire.StateUpdate:
			frames--
		}
	}
	return acks
}

func (c *caller) buy(id int) { c.say(fmt.Sprintf(`42%d["buyOrder",{"amount":0.01}]`, id)) }

// TestOrderFaults has each alone, and holds what the client hears against
// what the arena did.
func TestOrderFaults(t *testing.T) {
	const orders = 8
	for name, c := range map[string]struct {
		faults Faults
		done   int // orders
		acks   int // to each
		says   bool
	}{
		"refuse":    {Faults{Refuse: 1}, 0, 1, false},
		"ack-drop":  {Faults{AckDrop: 1}, orders, 0, true},
		"ack-twice": {Faults{AckTwice: 1}, orders, 2, true},
		"ack-delay": {Faults{AckDelay: 1}, orders, 1, true},
	} {
		t.Run(name, func(t *testing.T) {
			s := run(t, Options{Seed: 2, Faults: c.faults}) // a round of 139 ticks first
			me := guestOf(t, s)
			for id := range orders {
				me.buy(id)
			}
			acks := me.acksWithin(20)
			for id := range uint64(orders) {
				if got := acks[id]; len(got) != c.acks || slices.ContainsFunc(got, func(a answered) bool { return a.Success != c.says }) {
					t.Errorf("order %d has the acks %+v", id, got)
				}
			}
			seen := s.Orders(t.Context(), "me")
			done := slices.DeleteFunc(slices.Clone(seen), func(o OrderSeen) bool { return o.Refused != "" })
			if len(seen) != orders || len(done) != c.done {
				t.Errorf("%d orders were seen, %d done", len(seen), len(done))
			}
			state, known := s.Account(t.Context(), "me")
			if want := 10*money.PerSOL - money.Lamports(c.done)*money.PerSOL/100; !known || state.Balance != want {
				t.Errorf("the account has %v, want %v", state.Balance, want)
			}
		})
	}
}

// TestALateAckComesAlone: what follows it is not delayed, and the end of the
// connection loses it.
func TestALateAckComesAlone(t *testing.T) {
	var told fates
	s, end := runWith(t, Options{Seed: 2, Faults: Faults{AckDelay: 1}, Fate: told.tell}, limits{maxClients, helloLimit})
	me := guestOf(t, s)
	me.buy(1)
	frames := 0
	for acked := false; !acked; {
		p := me.next()
		acked = p.Kind == wire.PacketAck
		if p.Kind == wire.PacketEvent && p.Name == wire.StateUpdate {
			frames++
		}
	}
	if frames > int(longestDelay/nominalTick)+1 {
		t.Errorf("the ack came after %d frames", frames)
	}
	me.buy(2)
	me.await(wire.PacketEvent, wire.PlayerUpdate)
	end()
	kinds := s.Stats().Fates
	if kinds["delayed"] != 2 || kinds["lost"] != 1 {
		t.Errorf("%v", kinds)
	}
}

// TestUpdateDrop: a player is not told of a change, and the next update it
// hears says all. What it is told on joining is no such update.
func TestUpdateDrop(t *testing.T) {
	s := run(t, Options{Seed: 2, Faults: Faults{Seed: 4, UpdateDrop: 0.5}})
	me := join(t, s, `{"username":"me"}`)
	me.await(wire.PacketEvent, wire.PlayerUpdate)
	me.awaitTick()
	const orders = 12
	heard := 0
	for id := range orders {
		me.buy(id)
		me.await(wire.PacketAck, "")
		var cash float64
		for told := false; !told; {
			p := me.next()
			told = p.Kind == wire.PacketEvent && p.Name == wire.StateUpdate
			if p.Kind == wire.PacketEvent && p.Name == wire.PlayerUpdate {
				var books struct{ Cash float64 }
				unmarshal(t, p.Payload(), &books)
				cash = books.Cash
				heard++
			}
		}
		if want := money.F9(10 - 0.01*float64(id+1)); cash != 0 && cash != want {
			t.Errorf("after order %d it hears of %v, want %v", id, cash, want)
		}
	}
	if heard == 0 || heard == orders {
		t.Errorf("%d of %d changes were told", heard, orders)
	}
}

// TestMischiefComesFromItsSeed: what is done to an order depends on the seed,
// the connection and its number there, whatever is said in between; and the
// faults of messages are the same with it as without.
func TestMischiefComesFromItsSeed(t *testing.T) {
	draw := func(f Faults, conn int, updates bool) string {
		m := newMischief(&f, conn)
		var told strings.Builder
		for range 64 {
			refused, ack := m.order(&f)
			fmt.Fprintln(&told, refused, ack)
			if updates {
				m.update(&f)
			}
		}
		return told.String()
	}
	f := Faults{Seed: 3, Refuse: 0.2, AckDrop: 0.2, AckDelay: 0.2, AckTwice: 0.2, UpdateDrop: 0.5}
	one := draw(f, 1, false)
	if one != draw(f, 1, true) {
		t.Error("what is done to orders depends on the updates")
	}
	if one == draw(f, 2, false) {
		t.Error("two connections have the same luck")
	}
	if f.Seed = 4; one == draw(f, 1, false) {
		t.Error("another seed does the same")
	}
	luck := func(f Faults) string {
		n := newLine(&f, 1)
		var told strings.Builder
		for i := range 200 {
			luck := n.draw(&f, []byte("text"))
			fmt.Fprintln(&told, luck.dropped, luck.twice, luck.ahead, luck.delay)
			if i%3 == 0 {
				n.mischief.order(&f)
			}
		}
		return told.String()
	}
	network := Faults{Seed: 3, Drop: 0.1, Delay: 0.1, Duplicate: 0.1, Reorder: 0.1, Garbage: 0.1}
	both := network
	both.Refuse, both.AckDrop, both.UpdateDrop = 0.5, 0.5, 0.5
	if luck(network) != luck(both) {
		t.Error("mischief changes what is done to messages")
	}
}
