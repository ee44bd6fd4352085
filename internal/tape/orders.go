package tape

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/go-json-experiment/json"

	"rugtape/internal/guard"
	"rugtape/internal/money"
)

// OrderKind says what a record of the orders journal tells.
type OrderKind string

// The kinds. docs/format/orders.md says what each is for.
const (
	OrderState        OrderKind = "state"        // what the guard remembers has changed
	OrderArmed        OrderKind = "armed"        // live orders are let through
	OrderDisarmed     OrderKind = "disarmed"     // and no more
	OrderApproved     OrderKind = "approved"     // an order begins: it has not been pressed
	OrderPressing     OrderKind = "pressing"     // from here on it may have been, and is never pressed again
	OrderPressed      OrderKind = "pressed"      // the page says that it was
	OrderUnpressed    OrderKind = "unpressed"    // it is known that it was not, and never will be
	OrderSettled      OrderKind = "settled"      // what the server's word proves of it
	OrderClosed       OrderKind = "closed"       // the user says what became of it
	OrderAlarm        OrderKind = "alarm"        // a person has to look
	OrderAcknowledged OrderKind = "acknowledged" // one has: of all alarms before
	OrderWatchdog     OrderKind = "watchdog"     // what the watchdog does
)

// OrderRecord is one line of the orders journal. Which members it has depends
// on its kind.
type OrderRecord struct {
	Seq    uint64    `json:"seq"`     // rises by one from record to record
	TimeNS int64     `json:"time_ns"` // Unix nanoseconds
	Kind   OrderKind `json:"kind"`
	By     string    `json:"by"` // who wrote it: app or watchdog

	Key    uint64         `json:"key,omitzero"`        // of the order
	Label  string         `json:"label,omitzero"`      // that was read on the button
	Amount money.Lamports `json:"amount_sol,omitzero"` // that was read back on the page
	Part   float64        `json:"part,omitzero"`       // that was read back on the page

	Life     string  `json:"life,omitzero"` // confirmed, refused, unknown, escalated
	Tick     int     `json:"tick,omitzero"` // at which it was done
	Price    float64 `json:"price,omitzero"`
	Evidence string  `json:"evidence,omitzero"` // that proves it
	Done     bool    `json:"done,omitzero"`     // by the user's word
	Code     string  `json:"code,omitzero"`     // why it was not done
	Why      string  `json:"why,omitzero"`      // the same, for a person

	Host     string `json:"host,omitzero"` // of an arming
	UntilNS  int64  `json:"until_ns,omitzero"`
	Strategy string `json:"strategy,omitzero"`

	// Guard is the guard's state with what is told; nil where it is the same.
	Guard *guard.State `json:"guard,omitzero"`
}

// Who writes an orders journal.
const (
	ByApp      = "app"
	ByWatchdog = "watchdog"
)

// Errors of ParseOrder and ScanOrders.
var (
	ErrOrderLayout   = errors.New("the record of the orders journal does not keep to the layout")
	ErrOrderChanged  = errors.New("the record of the orders journal was changed: it does not have the sum that it tells")
	ErrOrdersDamaged = errors.New("the orders journal is damaged")
	ErrOrdersNewer   = errors.New("the orders journal was written by another version of rugtape")
)

// The end of a line: eight bytes of the SHA-256 of what is before, in hex.
const (
	orderPrefix  = `{"seq":`
	orderSum     = `,"sum":"`
	orderSumSize = 8
	maxOrder     = 1 << 20 // bytes of a line
)

var orderEnd = len(orderSum) + hex.EncodedLen(orderSumSize) + len("\"}\n")

// EncodeOrder writes a record as a line: the same bytes for the same record.
func EncodeOrder(r OrderRecord) ([]byte, error) {
	if err := r.check(); err != nil {
		return nil, fmt.Errorf("write a record of the orders journal: %w", err)
	}
	text, err := json.Marshal(r, json.Deterministic(true), snapshotNumbers)
	if err != nil {
		return nil, fmt.Errorf("write a record of the orders journal: %w", err)
	}
	line := sealOrder(text)
	if len(line) > maxOrder {
		return nil, fmt.Errorf("write a record of the orders journal: it has %d bytes, more than %d", len(line), maxOrder)
	}
	return line, nil
}

// ParseOrder reads a line that EncodeOrder wrote, and nothing else: it is taken
// only if it would be written again byte by byte.
func ParseOrder(line []byte) (OrderRecord, error) {
	var r OrderRecord
	text, err := unsealOrder(line)
	if err != nil {
		return r, err
	}
	if err := json.Unmarshal(text, &r, json.RejectUnknownMembers(true), snapshotTexts); err != nil {
		return OrderRecord{}, fmt.Errorf("%w: %w", ErrOrderLayout, err)
	}
	again, err := EncodeOrder(r)
	if err != nil {
		return OrderRecord{}, fmt.Errorf("%w: %w", ErrOrderLayout, err)
	}
	if !bytes.Equal(again, line) {
		return OrderRecord{}, fmt.Errorf("%w: a member is missing, or is not written as it should be", ErrOrderLayout)
	}
	return r, nil
}

// sealOrder ends a JSON object as a line with its sum.
func sealOrder(object []byte) []byte {
	body := object[:len(object)-1]
	sum := sha256.Sum256(body)
	line := append(bytes.Clone(body), orderSum...)
	return append(hex.AppendEncode(line, sum[:orderSumSize]), "\"}\n"...)
}

// unsealOrder gives the object of a line whose sum is right.
func unsealOrder(line []byte) ([]byte, error) {
	if len(line) <= orderEnd || len(line) > maxOrder || line[len(line)-1] != '\n' {
		return nil, fmt.Errorf("%w: it is no whole line", ErrOrderLayout)
	}
	object := append(bytes.Clone(line[:len(line)-orderEnd]), '}')
	if !bytes.Equal(sealOrder(object), line) {
		return nil, ErrOrderChanged
	}
	return object, nil
}

// Report is what a record of the kind OrderSettled tells the guard.
func (r *OrderRecord) Report() guard.Report {
	return guard.Report{Key: r.Key, Life: lifeOf(r.Life), Tick: r.Tick, Price: r.Price, Code: guard.Code(r.Code)}
}

// lifeOf is the life that an order can be settled with, None for another name.
func lifeOf(name string) guard.Life {
	for _, life := range []guard.Life{guard.Confirmed, guard.Refused, guard.Unknown, guard.Escalated} {
		if life.String() == name {
			return life
		}
	}
	return guard.None
}
