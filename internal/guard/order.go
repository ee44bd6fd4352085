package guard

import (
	"fmt"

	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

// Life is where an order is on its way.
type Life uint8

// The life of an order. It begins approved and ends confirmed or refused.
const (
	None      Life = iota
	Approval       // approved and stored, not known to have been sent
	Sent           // given to the game
	Confirmed      // done; the game said so
	Refused        // not done; the game said so
	Unknown        // sent, and the game has said nothing in time
	Escalated      // still unknown a round later: only the user can close it
)

var lifeNames = [...]string{"none", "approved", "sent", "confirmed", "refused", "unknown", "escalated"}

func (l Life) String() string {
	if int(l) < len(lifeNames) {
		return lifeNames[l]
	}
	return fmt.Sprintf("life %d", uint8(l))
}

// over tells whether nothing more can come of the order.
func (l Life) over() bool { return l == Confirmed || l == Refused }

// mayBecome is the table of transitions; what is not in it is refused.
var mayBecome = [...][]Life{
	None:      {Approval},
	Approval:  {Sent, Confirmed, Refused, Unknown},
	Sent:      {Confirmed, Refused, Unknown},
	Unknown:   {Confirmed, Refused, Escalated},
	Escalated: {Confirmed, Refused},
	Confirmed: {},
	Refused:   {},
}

// may tells whether an order can go from one life to another.
func (l Life) may(to Life) bool {
	for _, next := range mayBecome[l] {
		if next == to {
			return true
		}
	}
	return false
}

// Order is an intent that was approved.
type Order struct {
	Key       uint64 // names it for ever; rises from 1 in a home
	Life      Life
	Action    strategy.Action
	Amount    money.Lamports // of a buy or side bet
	Part      float64        // of a sale
	Round     uint64         // the guard's count of rounds; no venue carries it out in another
	Tick      int            // at which it was decided
	Price     float64        // at which it was decided
	AtNS      int64          // when it was approved, Unix nanoseconds
	ExpiresNS int64          // no venue carries it out later
}

// Sells tells whether the order takes risk away.
func (o *Order) Sells() bool { return o.Action == strategy.Sell }

// risk is what the order can lose.
func (o *Order) risk() money.Lamports {
	if o.Sells() {
		return 0
	}
	return o.Amount
}

// Approved is an order that passed the guard. Only the guard makes one; a
// venue refuses the zero Approved, one that has expired and one whose key it
// has seen.
type Approved struct {
	order     Order
	low, high float64
}

// Order is what was approved.
func (a *Approved) Order() Order { return a.order }

// Key names the order; 0 for the zero Approved.
func (a *Approved) Key() uint64 { return a.order.Key }

// Within tells whether the price is still near enough to the decision's.
func (a *Approved) Within(price float64) bool { return a.low <= price && price <= a.high }

// Report is what a venue did with an order. Reports come in the order in which
// the orders were done; one that comes out of this order is told as Unknown
// first.
type Report struct {
	Key   uint64
	Life  Life    // Sent, Confirmed, Refused, Unknown or Escalated
	Tick  int     // at whose price it was done
	Price float64 // at which it was done
	Code  Code    // why it was refused
}
