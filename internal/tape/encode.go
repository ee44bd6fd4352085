package tape

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"rugtape/internal/game"
	"rugtape/internal/money"
	"rugtape/internal/round"
)

// EncodeRound writes a recording as a round file: JSON lines, the same bytes
// for the same recording and edition. It gives the edition back with its
// hash. What a file cannot hold (a price that is no number, an id that is no
// id) is an error, and then nothing is written.
func EncodeRound(w io.Writer, rec *round.Recording, e Edition) (Edition, error) {
	if err := encodable(rec, e); err != nil {
		return Edition{}, fmt.Errorf("encode round %.40s: %w", rec.ID, err)
	}
	var out encoder
	out.header(rec, e)
	out.ticks(rec.Ticks)
	for _, g := range rec.Rugs {
		out.rug(g)
	}
	out.end(rec)
	for i := range rec.Trades {
		out.trade(&rec.Trades[i])
	}
	for _, b := range rec.SideBets {
		out.sideBet(b)
	}
	for i := range rec.Actions {
		out.action(&rec.Actions[i])
	}
	for _, c := range rec.Conflicts {
		out.conflict(c)
	}
	if out.err != nil {
		return Edition{}, fmt.Errorf("encode round %s: %w", rec.ID, out.err)
	}
	hash := sha256.Sum256(out.b)
	e.Hash = hex.EncodeToString(hash[:])
	file := countFooter(rec, bytes.Count(out.b, []byte("\n"))).append(out.b, hash)
	if _, err := w.Write(file); err != nil {
		return Edition{}, fmt.Errorf("write round %s: %w", rec.ID, err)
	}
	return e, nil
}

func encodable(rec *round.Recording, e Edition) error {
	if err := round.CheckID(rec.ID); err != nil {
		return err
	}
	if _, err := round.ParseSource(string(rec.Source)); err != nil {
		return err
	}
	if e.Revision < 1 {
		return fmt.Errorf("revision %d: the first is 1", e.Revision)
	}
	if len(rec.Ticks) > game.MaxTick+1 {
		return fmt.Errorf("%d ticks, more than %d", len(rec.Ticks), game.MaxTick+1)
	}
	for _, t := range rec.Trades {
		if t.Round != rec.ID {
			return fmt.Errorf("trade %.40q belongs to round %.40q", t.ID, t.Round)
		}
		if t.Side != game.Buy && t.Side != game.Sell {
			return fmt.Errorf("trade %.40q is neither buy nor sell", t.ID)
		}
	}
	for i := range rec.Actions {
		if err := possible(&rec.Actions[i]); err != nil {
			return err
		}
	}
	return nil
}

// encoder appends members and lines. Its error sticks.
type encoder struct {
	b   []byte
	err error
}

func (e *encoder) int(name string, n int64) { e.b = strconv.AppendInt(append(e.b, name...), n, 10) }

// time leaves out a time that is not known.
func (e *encoder) time(name string, ns int64) {
	if ns != 0 {
		e.int(name, ns)
	}
}

func (e *encoder) float(name string, v float64) {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		e.err = errors.Join(e.err, fmt.Errorf("%v is not a price", v))
	}
	e.b = jsontext.AppendFloat(append(e.b, name...), v, 64)
}

func (e *encoder) text(name, s string) {
	if !utf8.ValidString(s) {
		e.err = errors.Join(e.err, fmt.Errorf("%.40q is not text", s))
	}
	e.b, _ = jsontext.AppendQuote(append(e.b, name...), s)
}

// maybe leaves out an empty text.
func (e *encoder) maybe(name, s string) {
	if s != "" {
		e.text(name, s)
	}
}

func (e *encoder) money(name string, v money.Lamports) {
	e.b = append(append(e.b, name...), v.String()...)
}

func (e *encoder) endLine() { e.b = append(e.b, "}\n"...) }

func (e *encoder) header(rec *round.Recording, ed Edition) {
	e.b = append(e.b, ownPrefix+`"round"`...)
	e.int(`,"format":`, int64(formatOf(rec)))
	e.text(`,"source":`, string(rec.Source))
	e.text(`,"id":`, rec.ID)
	e.int(`,"revision":`, int64(ed.Revision))
	e.maybe(`,"supersedes":`, ed.Supersedes)
	e.maybe(`,"version":`, rec.Version)
	e.maybe(`,"seed_hash":`, rec.SeedHash)
	e.time(`,"hash_seen_ns":`, rec.HashSeenNS)
	e.time(`,"opened_ns":`, rec.OpenedNS)
	for i, format := range rec.From {
		if i == 0 {
			e.text(`,"formats":[`, format)
		} else {
			e.text(`,`, format)
		}
	}
	if len(rec.From) > 0 {
		e.b = append(e.b, ']')
	}
	e.endLine()
}

func (e *encoder) ticks(ticks []round.Tick) {
	for at := 0; at < len(ticks); at++ {
		if ticks[at].Known() {
			e.int(tickPrefix, int64(at))
			e.price(ticks[at])
			e.endLine()
			continue
		}
		if ticks[at] != (round.Tick{}) {
			e.err = errors.Join(e.err, fmt.Errorf("tick %d is missing and has the price %v", at, ticks[at].Price))
		}
		e.int(gapPrefix, int64(at))
		for at+1 < len(ticks) && !ticks[at+1].Known() {
			at++
		}
		e.int(`,"to":`, int64(at))
		e.endLine()
	}
}

func (e *encoder) price(t round.Tick) {
	e.float(`,"price":`, t.Price)
	e.time(`,"recv_ns":`, t.RecvNS)
	if t.Origin != game.FromFrame {
		e.text(`,"origin":`, t.Origin.String())
	}
}

func (e *encoder) rug(g round.Rug) {
	e.int(rugPrefix, int64(g.At))
	e.price(g.Tick)
	if !g.Certain {
		e.b = append(e.b, `,"certain":false`...)
	}
	e.endLine()
}

// end writes what became known after the round.
func (e *encoder) end(rec *round.Recording) {
	if rec.EndedNS != 0 {
		e.int(endedPrefix, rec.EndedNS)
		e.endLine()
	}
	if rec.Peak.Present {
		e.float(peakPrefix, rec.Peak.Value)
		e.endLine()
	}
	if rec.Seed != "" {
		e.text(seedPrefix, rec.Seed)
		if rec.SeedClaimed {
			e.b = append(e.b, `,"claimed":true`...)
		}
		e.endLine()
	}
	for _, claim := range rec.Claims {
		e.text(claimPrefix, claim)
		e.endLine()
	}
}

func (e *encoder) trade(t *game.Trade) {
	e.text(tradePrefix, t.ID)
	e.int(`,"tick":`, int64(t.Tick))
	e.text(`,"side":`, t.Side.String())
	e.float(`,"price":`, t.Price)
	e.money(`,"quantity":`, t.Quantity)
	e.money(`,"amount":`, t.Amount)
	e.maybe(`,"coin":`, t.Coin)
	e.maybe(`,"player":`, t.Player)
	e.endLine()
}

func (e *encoder) sideBet(b game.SideBet) {
	e.text(sideBetPrefix, b.ID)
	e.int(`,"start":`, int64(b.Start))
	e.int(`,"end":`, int64(b.End))
	e.money(`,"stake":`, b.Stake)
	if b.Settled {
		e.b = append(e.b, `,"settled":true`...)
	}
	if b.Settled || b.Payout != 0 {
		e.money(`,"payout":`, b.Payout)
	}
	e.maybe(`,"coin":`, b.Coin)
	e.maybe(`,"player":`, b.Player)
	e.endLine()
}

func (e *encoder) conflict(c round.Conflict) {
	e.text(conflictPrefix, c.Field)
	e.int(`,"at":`, int64(c.At))
	e.text(`,"value":`, c.Value)
	e.time(`,"recv_ns":`, c.RecvNS)
	if c.Origin != game.Missing {
		e.text(`,"origin":`, c.Origin.String())
	}
	e.endLine()
}
