package arena

import (
	"testing"
	"time"

	"rugtape/internal/money"
	"rugtape/internal/wire"
)

// director plays a world without a server.
type director struct {
	*world
	lottery *lottery
	clock   int64 // wall, Unix milliseconds
}

// someday is when the tests' worlds are played.
const someday = 1_800_000_000_000

func direct(o Options) *director {
	o.settle()
	return &director{world: newWorld(o), lottery: newLottery(o.Seed, o.Start), clock: someday}
}

// next is the next beat.
func (d *director) next() []word {
	if d.wantsRound() {
		d.offer(d.lottery.draw(d.due))
	}
	before := d.due
	words := d.beat(d.clock)
	d.clock += int64((d.due - before) / time.Millisecond)
	return words
}

// until plays until a beat after which done holds.
func (d *director) until(t testing.TB, what string, done func() bool) {
	t.Helper()
	for range 20_000 {
		if d.next(); done() {
			return
		}
	}
	t.Fatalf("%s does not come", what)
}

// atTick plays until the tick of a round that lives on for so many more.
func (d *director) atTick(t testing.TB, tick, more int) {
	t.Helper()
	d.until(t, "the tick", func() bool { return d.stage == live && d.tick == tick && d.plan.rugTick > tick+more })
}

// guest is a player that is watched.
func (d *director) guest(t testing.TB, name string) *player {
	t.Helper()
	p, err := d.player(name)
	if err != nil {
		t.Fatal(err)
	}
	p.watched = 1
	return p
}

// order does an order and fails unless it is taken.
func (d *director) order(t testing.TB, p *player, o order) (price float64, words []word) {
	t.Helper()
	price, words, err := d.do(d.clock, p, o)
	if err != nil {
		t.Fatalf("%+v: %v", o, err)
	}
	return price, words
}

// refused does an order and fails if it is taken.
func (d *director) refused(t testing.TB, p *player, o order, why error) {
	t.Helper()
	balance := p.book.Balance()
	_, words, err := d.do(d.clock, p, o)
	if err == nil || err.Error() != why.Error() {
		t.Errorf("%+v: %v, want %q", o, err, why)
	}
	if len(words) > 0 || p.book.Balance() != balance {
		t.Errorf("%+v was refused, and yet %d things are said and the balance went from %v to %v", o, len(words), balance, p.book.Balance())
	}
}

func buying(sol float64) order   { return order{kind: buyOrder, amount: lamports(sol)} }
func selling(part float64) order { return order{kind: sellOrder, part: part} }
func betting(sol float64) order  { return order{kind: sideBet, amount: lamports(sol)} }
func lamports(sol float64) money.Lamports {
	return money.Lamports(sol*float64(money.PerSOL) + 0.5)
}

// packetOf takes a word apart.
func packetOf(t testing.TB, text []byte) wire.Packet {
	t.Helper()
	p, err := wire.ParsePacket(text)
	if err != nil {
		t.Fatalf("%.200s: %v", text, err)
	}
	return p
}
