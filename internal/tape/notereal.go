package tape

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"rugtape/internal/guard"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
)

// NoteReport tells the desk what became of an order in the real game.
type NoteReport struct {
	Session int     `json:"session"`
	Key     uint64  `json:"key"`
	Life    string  `json:"life"` // sent, confirmed, refused, unknown
	Tick    int     `json:"tick,omitzero"`
	Price   float64 `json:"price,omitzero"`
	Code    string  `json:"code,omitzero"`
}

// NoteArm tells that the desk was asked to let orders through to a host.
type NoteArm struct {
	Session int    `json:"session"`
	Host    string `json:"host"`
	UntilNS int64  `json:"until_ns"`
}

// NoteDisarm tells that the desk was disarmed, and why.
type NoteDisarm struct {
	Session int    `json:"session"`
	Why     string `json:"why"`
}

// NoteAdopt tells that the server's books took the place of the desk's.
type NoteAdopt struct {
	Session  int            `json:"session"`
	Balance  money.Lamports `json:"balance"`
	Quantity float64        `json:"quantity,omitzero"`
	AvgCost  float64        `json:"avg_cost,omitzero"`
	Realised float64        `json:"realised,omitzero"`
	Sidebet  float64        `json:"sidebet,omitzero"`
	Invested money.Lamports `json:"invested,omitzero"`
	Bet      *NoteBet       `json:"bet,omitzero"`
}

// NoteBet is a side bet that runs.
type NoteBet struct {
	Start int            `json:"start"`
	End   int            `json:"end"`
	Stake money.Lamports `json:"stake"`
}

// NoteGrant tells that sales were let through until a time, armed or not.
type NoteGrant struct {
	Session int   `json:"session"`
	UntilNS int64 `json:"until_ns"`
}

func (NoteReport) note() string { return "report" }
func (NoteArm) note() string    { return "arm" }
func (NoteDisarm) note() string { return "disarm" }
func (NoteAdopt) note() string  { return "adopt" }
func (NoteGrant) note() string  { return "grant" }

// NewNoteReport notes a report. Of a code that is no UTF-8, what is none is
// left out.
func NewNoteReport(session int, r guard.Report) NoteReport {
	return NoteReport{session, r.Key, r.Life.String(), r.Tick, r.Price, strings.ToValidUTF8(string(r.Code), "")}
}

// Report is what the desk was told.
func (n NoteReport) Report() guard.Report {
	return guard.Report{Key: n.Key, Life: reportedLife(n.Life), Tick: n.Tick, Price: n.Price, Code: guard.Code(n.Code)}
}

// reportedLife is the life that a report tells of, None for another name.
func reportedLife(name string) guard.Life {
	for life := guard.Sent; life <= guard.Escalated; life++ {
		if life.String() == name {
			return life
		}
	}
	return guard.None
}

// NewNoteArm notes an arming.
func NewNoteArm(session int, a guard.Arming) NoteArm { return NoteArm{session, a.Host, a.UntilNS} }

// Arming is what the desk was asked for.
func (n NoteArm) Arming() guard.Arming { return guard.Arming{Host: n.Host, UntilNS: n.UntilNS} }

// NewNoteAdopt notes books that are adopted.
func NewNoteAdopt(session int, b ledger.Books) NoteAdopt {
	return NoteAdopt{session, b.Balance, b.Quantity, b.AvgCost, b.Realised, b.Sidebet, b.Invested, (*NoteBet)(b.Bet)}
}

// Books are those that were adopted.
func (n NoteAdopt) Books() ledger.Books {
	return ledger.Books{
		Balance: n.Balance, Quantity: n.Quantity, AvgCost: n.AvgCost,
		Realised: n.Realised, Sidebet: n.Sidebet, Invested: n.Invested, Bet: (*ledger.Bet)(n.Bet),
	}
}

func (n NoteReport) check() error {
	if n.Key == 0 || reportedLife(n.Life) == guard.None || !finite(n.Price) {
		return fmt.Errorf("a report of order %d, %.20q at %v", n.Key, n.Life, n.Price)
	}
	return nil
}

func (NoteArm) check() error   { return nil }
func (NoteGrant) check() error { return nil }

func (n NoteDisarm) check() error {
	if n.Why == "" {
		return errors.New("a disarming without a reason")
	}
	return nil
}

func (n NoteAdopt) check() error {
	if !finite(n.Quantity) || !finite(n.AvgCost) || !finite(n.Realised) || !finite(n.Sidebet) {
		return fmt.Errorf("books of %v at %v, a P&L of %v and %v", n.Quantity, n.AvgCost, n.Realised, n.Sidebet)
	}
	return nil
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
