package ledger

import (
	"fmt"
	"math"

	"rugtape/internal/money"
)

// Limit bounds each figure of the books that a caller can raise: a stake, a
// quantity (in units of 1e-9), what a sale brings, the P&L of a round. It is
// 2^50 lamports, 1.1 million SOL. Up to twice that, which is as far as a rug
// can carry the P&L, a double of SOL still tells one lamport from the next.
const Limit money.Lamports = 1 << 50

// limit is Limit in SOL.
const limit = float64(Limit) / 1e9

// sol is an amount as the server has it: the double nearest to its decimal.
// (Up to 2^53 lamports the quotient of two whole doubles is just that.)
func sol(l money.Lamports) float64 { return float64(l) / 1e9 }

// lamports takes back an amount that is a multiple of 1e-9, or nearly one.
// The double next to k/1e9 is off by at most k*2^-53, in lamports, and the
// product by as much again: up to k = 2^51 that is at most a half, and k
// comes back exactly.
func lamports(x float64) money.Lamports { return money.Lamports(math.Round(x * 1e9)) }

// Dust is by how many lamports the server's arithmetic may miss the cash.
const (
	// A sale adds to the realised P&L R by R' = f9(R + f9(amount - cost)). The
	// amount, the cost and R are doubles next to multiples of 1e-9. A sum of two such
	// is off by less than one lamport up to 2^51, so that each floor gives the
	// true multiple or the one below: at most one lamport is lost to it, and
	// none gained.
	saleDust = 2
	// A settled bet adds 5*stake - stake to a sum of doubles that is never
	// floored. A rounding is at most 2^-53 of its result and there are four,
	// of the stake, the payout, the profit and the sum: below 2^50 together
	// less than two lamports, up or down.
	betDust = 2
	// A lot's cost is what was paid, its worth to the server quantity*price.
	// The quantity f9(paid/price) falls short by less than 1e-9, which is
	// `price` lamports. What is left of a lot has its share of what was paid, to the
	// nearest lamport; this and the roundings of doubles, each below a half,
	// make up lotDust.
	lotDust = 2
)

// check panics where a booking broke the books.
func (a *Account) check() {
	if err := a.fault(); err != nil {
		panic("ledger: " + err.Error())
	}
}

// fault holds the server's figures against the cash. Booked on the one side
// with floors of doubles and on the other in whole lamports,
//
//	realised + sidebet = (balance - opening) + held + staked + basis
//
// to within the dust: P&L is the change of the balance, plus what was paid
// for what is still held or bet, plus the basis (see Account.basis).
func (a *Account) fault() error {
	server := lamports(a.realised) + lamports(a.sidebet)
	cash := a.balance - a.opening + a.held + a.bet.Stake + a.basis
	bets := betDust * a.settled
	if off := server - cash; off > bets || off < -bets-saleDust*a.sales {
		return fmt.Errorf("the server's P&L is %d lamports, cash and basis make %d, after %d sales and %d bets",
			int64(server), int64(cash), int64(a.sales), int64(a.settled))
	}
	return nil
}

func (l *lot) check() {
	if err := l.fault(); err != nil {
		panic("ledger: " + err.Error())
	}
}

// fault holds what was paid for a lot against what the server values it at.
func (l *lot) fault() error {
	if over := float64(l.cost) - float64(l.quantity*l.price*1e9); !(over >= -lotDust && over <= l.price+lotDust) {
		return fmt.Errorf("a lot of %v at price %v is held at %d lamports", l.quantity, l.price, int64(l.cost))
	}
	return nil
}
