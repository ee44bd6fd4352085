package arena

import (
	"time"

	"rugtape/internal/money"
)

// OrderSeen is an order of a client as the arena took or refused it.
type OrderSeen struct {
	Conn    int            // the connection it came on, from 1
	Kind    string         // buy, sell or sidebet
	Amount  money.Lamports // of a buy or a side bet
	Part    float64        // of a sale, at most 1
	Round   string
	Tick    int     // at which it was done; 0 before the round
	Price   float64 // that held then; 0 where no order is taken
	AtNS    int64   // Unix nanoseconds
	Refused string  // why it was not done; "" if it was

	player *player
}

// mostOrders is how many orders are kept, of all players; the oldest go.
const mostOrders = 16_384

// orderLog keeps the newest orders.
type orderLog struct {
	kept []OrderSeen // a ring once it is full
	next int         // the oldest then
}

// see is an order as it comes, before it is done.
func (w *world) see(c *client, o order, at time.Time) OrderSeen {
	seen := OrderSeen{Conn: c.n, Kind: o.kind.String(), Amount: o.amount, Part: o.part, AtNS: at.UnixNano(), player: c.player}
	if w.plan != nil {
		seen.Round = w.plan.id
	}
	seen.Tick, seen.Price, _ = w.at() // where none is taken there is none
	return seen
}

// keep notes an order of a player, and why it was refused if it was.
func (l *orderLog) keep(o OrderSeen, refused error) {
	if o.player == nil {
		return
	}
	if refused != nil {
		o.Refused = refused.Error()
	}
	if len(l.kept) < mostOrders {
		l.kept = append(l.kept, o)
		return
	}
	l.kept[l.next] = o
	l.next = (l.next + 1) % mostOrders
}

// of gives a player's orders, oldest first.
func (l *orderLog) of(p *player) (all []OrderSeen) {
	for i := range l.kept {
		if o := l.kept[(l.next+i)%len(l.kept)]; o.player == p {
			all = append(all, o)
		}
	}
	return all
}

var orderNames = [...]string{buyOrder: "buy", sellOrder: "sell", sideBet: "sidebet"}

func (k orderKind) String() string { return orderNames[k] }
