package arena

import (
	"errors"

	"rugtape/internal/ledger"
	"rugtape/internal/money"
)

// What the site says of its limits for SOL.
const (
	minStake = money.PerSOL / 1000
	maxStake = money.PerSOL
)

// refusal is why the world does not take an order, in words for people. Nothing
// has changed then.
type refusal string

func (r refusal) Error() string { return string(r) }

const (
	notOpen    refusal = "the round takes no orders now"
	noSale     refusal = "nothing can be sold before the round"
	stakeRange refusal = "the amount must be from 0.001 to 1 SOL"
	partRange  refusal = "the percentage must be above 0 and at most 100"
)

// order is what a player wants: to buy for an amount, to sell a part, or to bet
// a stake.
type order struct {
	kind   orderKind
	amount money.Lamports
	part   float64
}

type orderKind uint8

const (
	buyOrder orderKind = iota + 1
	sellOrder
	sideBet
)

// do carries out an order of a client's player between two beats, and gives
// what is said of it.
func (w *world) do(now int64, p *player, o order) (price float64, words []word, err error) {
	w.begin(now)
	switch o.kind {
	case buyOrder:
		price, err = w.buy(p, o.amount)
	case sellOrder:
		price, err = w.sell(p, o.part)
	default:
		err = w.bet(p, o.amount)
	}
	return price, w.out, err
}

// at is the tick that an order is done at, and its price.
func (w *world) at() (tick int, price float64, err error) {
	switch {
	case w.presale():
		return 0, 1, nil
	case w.stage == live:
		return w.tick, w.price(), nil
	}
	return 0, 0, notOpen
}

// buy spends the amount at the price that holds now.
func (w *world) buy(p *player, amount money.Lamports) (price float64, err error) {
	tick, price, err := w.at()
	if err == nil && (amount < minStake || amount > maxStake) {
		err = stakeRange
	}
	if err != nil {
		return 0, err
	}
	entry, err := p.book.Buy(tick, price, amount)
	if err != nil {
		return 0, inWords(err)
	}
	w.traded(p, &entry)
	return price, nil
}

// sell sells a part, above 0 and at most 1, of what is held.
func (w *world) sell(p *player, part float64) (price float64, err error) {
	tick, price, err := w.at()
	switch {
	case err != nil:
	case w.stage != live:
		err = noSale
	case !(part > 0 && part <= 1):
		err = partRange
	}
	if err != nil {
		return 0, err
	}
	entry, err := p.book.Sell(tick, price, part)
	if err != nil {
		return 0, inWords(err)
	}
	w.traded(p, &entry)
	return price, nil
}

// bet stakes on a rug within the next ticks.
func (w *world) bet(p *player, stake money.Lamports) error {
	tick, _, err := w.at()
	if err == nil && (stake < minStake || stake > maxStake) {
		err = stakeRange
	}
	if err != nil {
		return err
	}
	if _, err := p.book.PlaceBet(tick, stake); err != nil {
		return inWords(err)
	}
	p.bets++
	p.fresh += stake
	w.takesPart(p)
	if w.stage == live { // of those before the round only the payout is told
		w.tellBet(p)
	}
	w.sayBooks(p)
	return nil
}

// inWords says why the books do not take an order.
func inWords(err error) error {
	var r *ledger.Refusal
	if errors.As(err, &r) {
		return refusal(r.Error())
	}
	return err
}

// takesPart puts the player on the round's leaderboard.
func (w *world) takesPart(p *player) {
	if p.order == 0 {
		w.active++
		p.order = w.active
	}
	w.first = nil
}

func (w *world) traded(p *player, e *ledger.Entry) {
	p.trades++
	w.trades++
	w.takesPart(p)
	if w.stage == live { // those before the round are not told, as no bets are
		w.sample.add(w, p, e)
	}
	w.sayBooks(p)
}

// loseBets settles the side bets whose window ends with this tick: it was no
// rug, so they cannot win any more.
func (w *world) loseBets() {
	for _, p := range w.players {
		bet, _ := p.book.Bet()
		if entry, lost := p.book.Live(w.tick + 1); lost {
			w.tellPayout(p, bet, &entry)
			w.sayBooks(p)
		}
	}
}

// settle books the rug.
func (w *world) settle() {
	for _, p := range w.players {
		bet, _ := p.book.Bet()
		settled := p.book.Rug(w.tick, w.plan.rugPrice)
		for _, entry := range settled.Entries() {
			if entry.Kind == ledger.Rugged {
				w.lost -= entry.Profit
			} else {
				w.tellPayout(p, bet, &entry)
			}
		}
		if len(settled.Entries()) > 0 {
			w.sayBooks(p)
		}
	}
}
