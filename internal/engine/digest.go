package engine

import (
	"fmt"
	"math"
	"math/bits"

	"rugtape/internal/game"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

// digest names a sequence of outputs by 64 bits. It tells two sequences apart
// that differ by chance or by a fault; it is no proof against a forger.
type digest uint64

func newDigest() digest { return 0x9E3779B97F4A7C15 }

func (d digest) String() string { return fmt.Sprintf("%016x", uint64(d)) }

// add mixes a word in: each bit of it changes about half of the digest.
func (d *digest) add(word uint64) {
	high, low := bits.Mul64(uint64(*d)^word, 0xD6E8FEB86659FD93)
	*d = digest(bits.RotateLeft64(high^low, 23) + 0x9E3779B97F4A7C15)
}

func (d *digest) whole(n int)     { d.add(uint64(n)) }
func (d *digest) float(x float64) { d.add(math.Float64bits(x)) }

func (d *digest) text(s string) {
	d.whole(len(s))
	word := uint64(0)
	for i := 0; i < len(s); i++ {
		word = word<<8 | uint64(s[i])
		if i%8 == 7 {
			d.add(word)
			word = 0
		}
	}
	d.add(word)
}

// output mixes in what followed from an input.
func (d *digest) output(in Input, out *Output, balance money.Lamports) {
	d.add(in.Seq)
	for i := range out.Facts {
		d.fact(&out.Facts[i])
	}
	for i := range out.Decisions {
		c := &out.Decisions[i]
		d.whole(c.Tick)
		d.float(c.Price)
		d.intent(&c.Intent)
	}
	for i := range out.Approved {
		o := out.Approved[i].Order()
		d.add(o.Key)
	}
	for i := range out.Refused {
		d.text(string(out.Refused[i].Code))
	}
	for i := range out.Orders {
		o := &out.Orders[i]
		d.add(o.Order.Key)
		d.whole(int(o.Order.Life))
		d.whole(o.Tick)
		d.float(o.Price)
		d.text(string(o.Code))
	}
	for i := range out.Booked {
		d.entry(&out.Booked[i])
	}
	if out.Err != nil {
		d.text(out.Err.Error())
	}
	d.add(uint64(balance))
}

func (d *digest) fact(f *game.Fact) {
	d.whole(int(f.Kind))
	d.text(f.Round)
	d.whole(f.Tick)
	d.whole(f.To)
	d.float(f.Price)
	d.whole(int(f.Origin))
	d.whole(int(f.Phase))
	d.text(f.Text)
}

func (d *digest) intent(i *strategy.Intent) {
	d.whole(int(i.Action))
	d.add(uint64(i.Amount))
	d.float(i.Part)
	d.text(i.Why.Text)
}

func (d *digest) entry(e *ledger.Entry) {
	d.whole(int(e.Kind))
	d.whole(e.Tick)
	d.float(e.Price)
	d.float(e.Quantity)
	d.add(uint64(e.Cash))
	d.add(uint64(e.Profit))
}
