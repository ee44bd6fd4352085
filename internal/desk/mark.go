package desk

import (
	"fmt"
	"slices"

	"rugtape/internal/engine"
	"rugtape/internal/guard"
	"rugtape/internal/ledger"
	"rugtape/internal/paper"
	"rugtape/internal/strategy"
)

// Kind says what a mark tells.
type Kind uint8

// The kinds of marks, and what they fill beside Tick, Price and ByHand.
const (
	Decided Kind = iota + 1 // Intent, with its reason
	Ordered                 // Intent: the guard has approved it, it is on its way
	Refused                 // Intent, Code, Value and Limit: by the guard, the venue or the books
	Booked                  // Entry

	// Of orders to the real game; they fill Intent.
	Confirmed   // it was done; with a Code where the books could not follow
	Unexplained // nothing was said of it in time
	Escalated   // nothing was said of it a round later: only the player can close it
)

var kindNames = [...]string{"", "decision", "order", "refusal", "booking", "confirmation", "unknown", "escalation"}

func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return fmt.Sprintf("kind %d", uint8(k))
}

// Mark is something that happened at a tick.
type Mark struct {
	Kind         Kind
	Key          uint64 // of the order that it is about, where it is about one
	Tick         int
	Price        float64 // in view, or at which it was done
	ByHand       bool
	Intent       strategy.Intent
	Code         guard.Code
	Value, Limit float64 // see guard.Refusal
	Entry        ledger.Entry
}

// Text words a refusal, or why the books could not follow.
func (m *Mark) Text() string {
	if text, ok := byVenue[m.Code]; ok {
		return text
	}
	return guard.Refusal{Code: m.Code, Intent: m.Intent, Value: m.Value, Limit: m.Limit}.String()
}

// byVenue words the refusals of the venue and the books, which have no figures.
var byVenue = map[guard.Code]string{
	paper.RoundOver:  "the rug came before the order was done",
	paper.Denied:     "the game refused it, as it may at any time",
	paper.OutOfRange: "the site takes no such stake",
	paper.Late:       "the order expired before it was done",
	paper.Repeated:   "the order was given twice",
	paper.Unapproved: "the order never passed the guard",
	"adopted":        "the books were taken from the server since, and have it",

	// of the game's page
	"no_button":        "its button is not on the page, or not the only one",
	"disabled":         "the page takes no press of its button now",
	"label":            "the button said something else by then",
	"amount_step":      "the page's keys do not make such an amount",
	"amount_readback":  "the page showed another amount",
	"part_readback":    "the page showed another percentage",
	"part_not_on_page": "the page has no such percentage",
	"page_gone":        "the page was gone, or was being loaded",
	"frozen":           "the browser did not answer",
	"not_stored":       "it could not be written down before the press",
	"not_done":         "the server's figures are without it",
	"by_user":          "you said that it was not done",

	guard.Code(ledger.ErrAmount.Code()):    "it is not an amount or a price that can be booked",
	guard.Code(ledger.ErrTooSmall.Code()):  "it is less than the least quantity, 1e-9",
	guard.Code(ledger.ErrBetActive.Code()): "a side bet is running already",
	guard.Code(ledger.ErrRange.Code()):     "it is beyond what the server's books can hold",
}

// note takes what followed from an input.
func (t *trader) note(out *engine.Output) {
	hand := false
	for i := range out.Decisions { // at most one
		hand = t.decided(&out.Decisions[i], out)
	}
	for i := range out.Approved {
		o := out.Approved[i].Order()
		if hand {
			t.byHand = append(t.byHand, o.Key)
		}
		t.mark(Mark{Kind: Ordered, Key: o.Key, Price: o.Price, ByHand: hand, Intent: wish(&o)})
	}
	for i := range out.Orders {
		hand = t.became(&out.Orders[i])
	}
	for _, entry := range out.Booked {
		price := entry.Price
		if price == 0 && entry.Quantity == 0 { // a side bet
			price = t.engine.View().Price
		}
		t.mark(Mark{Kind: Booked, Price: price, ByHand: hand, Entry: entry})
	}
}

// became takes a change in the life of an order, and tells whether one by hand
// was done, so that what is booked is by hand. That an order was done shows in what
// was booked; one in the real game has a mark for it too.
func (t *trader) became(n *engine.OrderNews) (byHand bool) {
	o := &n.Order
	m := Mark{Key: o.Key, Price: t.engine.View().Price, ByHand: slices.Contains(t.byHand, o.Key), Intent: wish(o), Code: n.Code}
	switch o.Life {
	case guard.Refused:
		t.count.refused++
		m.Kind = Refused
	case guard.Confirmed:
		if !o.Sells() {
			t.count.bets++
		}
		m.Kind = Confirmed
		if believed(n.Price) { // a side bet has none
			m.Price = n.Price
		}
	case guard.Unknown:
		m.Kind = Unexplained
	case guard.Escalated:
		m.Kind = Escalated
	}
	if m.Kind == Refused || t.real() && m.Kind != 0 {
		t.mark(m)
	}
	return m.ByHand && o.Life == guard.Confirmed
}

// decided takes a decision and what the guard said to it, and tells whether
// it was one by hand. A strategy that is refused the same at one tick after the
// other is marked once.
func (t *trader) decided(c *engine.Decision, out *engine.Output) (byHand bool) {
	if !c.ByHand {
		t.latest = c.Intent
	}
	if c.Intent.Action == strategy.Wait && !c.ByHand {
		t.refusing = false
		return false
	}
	t.count.refused += len(out.Refused)
	if t.refusing && !c.ByHand && len(out.Refused) == 1 && t.repeats(&out.Refused[0]) {
		return false
	}
	t.mark(Mark{Kind: Decided, Price: c.Price, ByHand: c.ByHand, Intent: c.Intent})
	for _, r := range out.Refused {
		t.mark(Mark{Kind: Refused, Price: c.Price, ByHand: c.ByHand, Intent: r.Intent, Code: r.Code, Value: r.Value, Limit: r.Limit})
		t.refusing = !c.ByHand
	}
	return c.ByHand
}

// repeats tells whether a refusal is the last mark once more.
func (t *trader) repeats(r *guard.Refusal) bool {
	last := &t.marks[len(t.marks)-1]
	return last.Code == r.Code && last.Intent.Action == r.Intent.Action && last.Intent.Amount == r.Intent.Amount && last.Intent.Part == r.Intent.Part
}

func (t *trader) mark(m Mark) {
	m.Tick = t.tick
	t.marks = append(t.marks, m)
	t.refusing = false
}

// wish is what an order was decided as.
func wish(o *guard.Order) strategy.Intent {
	return strategy.Intent{Action: o.Action, Amount: o.Amount, Part: o.Part}
}
