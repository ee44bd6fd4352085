package arena

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"rugtape/internal/ledger"
	"rugtape/internal/money"
	"rugtape/internal/wire"
)

// TestAccountAndOrders: who tests a client sees its books and orders, from
// every connection, while the game runs and after.
func TestAccountAndOrders(t *testing.T) {
	s, end := runWith(t, Options{Seed: 2}, limits{maxClients, helloLimit})
	if _, known := s.Account(t.Context(), "me"); known || s.Orders(t.Context(), "me") != nil {
		t.Error("nobody has an account")
	}
	one := guestOf(t, s)
	one.buy(1)
	one.say(`422["sidebet",{"target":10,"betSize":0.002}]`)
	one.say(`423["sellOrder",{"percentage":25}]`)
	one.say(`424["sellOrder",{"percentage":250}]`)
	for range 4 {
		one.await(wire.PacketAck, "")
	}
	two := join(t, s, `{"username":"me"}`)
	one.follow()
	two.awaitTick()
	two.buy(1)
	two.await(wire.PacketAck, "")
	hold := func(when string) {
		t.Helper()
		var got []string
		for _, o := range s.Orders(t.Context(), "me") {
			if o.Round == "" || o.AtNS == 0 || o.Price <= 0 {
				t.Errorf("%s: %+v", when, o)
			}
			got = append(got, fmt.Sprint(o.Conn, o.Kind, o.Amount, o.Part, o.Refused))
		}
		want := []string{
			fmt.Sprint(1, "buy", lamports(0.01), 0.0, ""), fmt.Sprint(1, "sidebet", lamports(0.002), 0.0, ""),
			fmt.Sprint(1, "sell", lamports(0), 0.25, ""), fmt.Sprint(1, "sell", lamports(0), 2.5, string(partRange)),
			fmt.Sprint(2, "buy", lamports(0.01), 0.0, ""),
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s, the orders are\n%v, want\n%v", when, got, want)
		}
	}
	hold("while it runs")
	two.follow()
	end()
	hold("after its end")
	state, known := s.Account(t.Context(), "me")
	account, err := ledger.FromState(state)
	if !known || err != nil || account.Balance() >= 10*money.PerSOL {
		t.Errorf("%v, %v, %+v", known, err, state)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	idle, err := Listen(Options{Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	for len(idle.inbox) < cap(idle.inbox) {
		idle.inbox <- input{what: asks, look: func(*loop) {}}
	}
	if _, known := idle.Account(over, "me"); known {
		t.Error("an arena that does not run answers")
	}
	if err := idle.Run(over); err != nil {
		t.Error(err)
	}
}

// TestOrdersAreBounded: the newest are kept.
func TestOrdersAreBounded(t *testing.T) {
	var log orderLog
	me, other := &player{}, &player{}
	for i := range mostOrders + 100 {
		who := me
		if i%2 == 1 {
			who = other
		}
		log.keep(OrderSeen{Tick: i, player: who}, nil)
	}
	mine := log.of(me)
	if len(mine) != mostOrders/2 || mine[0].Tick != 100 || mine[len(mine)-1].Tick != mostOrders+98 || len(log.kept) != mostOrders {
		t.Errorf("%d are kept, from %d to %d", len(mine), mine[0].Tick, mine[len(mine)-1].Tick)
	}
}

// TestPlayerUpdateAtEachChange: a player hears of its books when an order, a
// lost bet, the rug or a new round changes what they say, and not else.
func TestPlayerUpdateAtEachChange(t *testing.T) {
	d := direct(Options{Seed: 2})
	p := d.guest(t, "guest")
	books := func() string {
		return fmt.Sprint(p.book.Balance(), p.result(), p.book.Position().Quantity, p.book.Position().AvgCost, p.invested())
	}
	was, changes, rounds := books(), 0, 0
	check := func(what string, words []word) {
		t.Helper()
		told := 0
		for _, w := range words {
			if w.to == p && w.name == wire.PlayerUpdate {
				told++
			}
		}
		if now := books(); (now != was) != (told == 1) || told > 1 {
			t.Errorf("%s: from %s to %s, and %d updates", what, was, now, told)
		} else if now != was {
			changes++
		}
		was = books()
	}
	for rounds < 4 {
		words := d.next()
		check(fmt.Sprintf("stage %d, tick %d", d.stage, d.tick), words)
		switch {
		case d.stage == countdown && d.timerMS == cooldownMS:
			rounds++
		case d.stage == live && d.tick%7 == 3 && d.tick < 60:
			_, words, err := d.do(d.clock, p, []order{buying(0.01), selling(0.5), betting(0.02)}[d.tick/7%3])
			if err != nil {
				continue
			}
			check("an order", words)
		}
	}
	if changes < 15 {
		t.Errorf("there were %d changes", changes)
	}
}
