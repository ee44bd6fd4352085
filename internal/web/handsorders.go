package web

import (
	"rugtape/internal/guard"
	"rugtape/internal/money"
)

// HandsBooks are our books beside the server's.
type HandsBooks struct {
	HeardNS int64        `json:"heard_ns,string"` // when the server told of the account last, 0 if it never did
	Fields  []HandsField `json:"fields"`
}

// HandsField is one figure as both have it; "" stands for what is not told.
type HandsField struct {
	Field   string `json:"field"` // such as cash, quantity, avg_cost
	Ours    string `json:"ours"`
	Server  string `json:"server"`
	SinceNS int64  `json:"since_ns,string"` // when they began to differ, 0 where they do not
	Drift   bool   `json:"drift"`           // it cannot be the server's delay any more
}

// HandsOrder is an order and its life.
type HandsOrder struct {
	Key    uint64         `json:"key"`
	Action string         `json:"action"` // BUY, SELL or SIDE
	Amount money.Lamports `json:"amount"` // of a buy or side bet
	Part   float64        `json:"part"`   // of the position, to sell
	Round  string         `json:"round"`
	Tick   int            `json:"tick"` // at which it was decided
	Price  float64        `json:"price"`
	Why    string         `json:"why"`  // as the strategy says
	Life   string         `json:"life"` // as guard.Life
	// Pressed is no, yes, or maybe where the browser did not answer in time.
	Pressed string       `json:"pressed"`
	Code    string       `json:"code"` // why it was not pressed, or refused
	Text    string       `json:"text"` // the same in words
	Done    *HandsDone   `json:"done"` // null where it is not known to be done
	Stages  []HandsStage `json:"stages"`
}

// HandsDone is where an order was done, as the server says.
type HandsDone struct {
	Tick  int     `json:"tick"`
	Price float64 `json:"price"`
}

// HandsStage is a stage in an order's life.
type HandsStage struct {
	// Stage is approved, pressing (from here on it may be done), pressed,
	// unpressed, confirmed, refused, unknown, escalated, or closed by the user.
	Stage string `json:"stage"`
	AtNS  int64  `json:"at_ns,string"`
	By    string `json:"by"` // "" for rugtape itself, watchdog or user
	Text  string `json:"text"`
}

// HandsRecord is all that is kept of an order.
type HandsRecord struct {
	HandsOrder

	Strategy   string
	Host       string
	URL        string
	Product    string
	Rule       string         // that found the button
	Label      string         // as it was read before the press
	AmountRead money.Lamports // as it was read back, 0 for a sale
	PartRead   float64        // likewise, of a sale
	ReadNS     int64          // when both were read, 0 if they were not

	// Guard is its state with the order let through, nil where none was kept.
	Guard    *guard.State
	Evidence string // what settled it, in words
	Frames   []HandsFrame
	Before   bool // there is a picture of before the press
	After    bool
}

// HandsFrame is a message of the page's socket, as it passed.
type HandsFrame struct {
	AtNS int64  `json:"at_ns,string"`
	Out  bool   `json:"out"` // the page sent it
	Text string `json:"text"`
	Cut  bool   `json:"cut"` // it was longer
}
