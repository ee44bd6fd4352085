package arena

import (
	"errors"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"rugtape/internal/money"
	"rugtape/internal/wire"
)

// maxOrders is how many orders of a client are taken between two beats.
const maxOrders = 16

const (
	tooMany    refusal = "too many orders at once"
	notAPlayer refusal = "connect with auth {username} to play"
	noNumber   refusal = "the order has no amount that can be read"
)

// order takes an event that wants something of the game, and answers it if it
// asks for an answer. Others are for nobody.
func (l *loop) order(c *client, p *wire.Packet) {
	o, err := readOrder(p)
	if errors.Is(err, errNoOrder) {
		return
	}
	c.orders++
	refused, luck := c.line.mischief.order(&l.o.Faults)
	switch {
	case c.player == nil:
		err = notAPlayer
	case c.orders > maxOrders:
		err = tooMany
	case refused && err == nil:
		err = unlucky
	}
	at := time.Now()
	price := 0.0
	var words []word
	seen := l.world.see(c, o, at)
	if err == nil {
		price, words, err = l.world.do(at.UnixMilli(), c.player, o)
	}
	l.stats.order(err)
	l.orders.keep(seen, err)
	if p.HasID {
		l.deliverWith(c, &message{text: wire.AppendAck(nil, p.ID, answer(at.UnixMilli(), o.kind, price, err))}, luck)
	}
	for _, said := range words {
		l.spread(said)
	}
}

// answer is what an order's ack says.
func answer(at int64, kind orderKind, price float64, err error) []byte {
	var t text
	t.open('{')
	t.flag("success", err == nil)
	if err != nil {
		t.word("reason", err.Error())
		t.close('}')
		return t.b
	}
	t.whole("timestamp", at)
	if kind != sideBet {
		t.number("executedPrice", price)
	}
	t.close('}')
	return t.b
}

var errNoOrder = errors.New("not an order")

// readOrder reads the event of an order. An error but errNoOrder is a refusal.
func readOrder(p *wire.Packet) (o order, err error) {
	switch p.Name {
	case "buyOrder":
		o.kind = buyOrder
	case "sellOrder":
		o.kind = sellOrder
	case "sidebet":
		o.kind = sideBet
	default:
		return o, errNoOrder
	}
	// A target of a side bet is not read: the arena has one kind of it.
	var said struct {
		Amount     jsontext.Value `json:"amount"`
		BetSize    jsontext.Value `json:"betSize"`
		Percentage jsontext.Value `json:"percentage"`
	}
	payload := p.Payload()
	if payload == nil || json.Unmarshal(payload, &said) != nil {
		return o, noNumber
	}
	switch o.kind {
	case buyOrder:
		o.amount, err = readAmount(said.Amount)
	case sideBet:
		o.amount, err = readAmount(said.BetSize)
	default:
		var percentage float64
		if said.Percentage.Kind() != '0' || json.Unmarshal(said.Percentage, &percentage) != nil {
			return o, noNumber
		}
		o.part = percentage / 100
	}
	return o, err
}

// readAmount reads a number of SOL, digit by digit.
func readAmount(number jsontext.Value) (money.Lamports, error) {
	if number.Kind() != '0' {
		return 0, noNumber
	}
	amount, err := money.Parse(string(number))
	if err != nil {
		return 0, refusal(err.Error())
	}
	return amount, nil
}
