package web

import (
	"context"
	"time"

	"rugtape/internal/guard"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

// Hands is the user's own browser: what is connected, whether its buttons may be
// pressed, and what became of each order. How it is comes with Status.Hands;
// whoever watches the status is told of its changes.
//
// Nothing waits for the browser but Check: the others answer once what they ask for is
// begun, or done on this side. What cannot be done as asked is an error around
// round.ErrInvalid; an order or picture that is not known one around round.ErrUnknown.
type Hands interface {
	// Connect begins to connect; its steps come with the status.
	Connect(ctx context.Context, c HandsConnect) error
	// Cancel gives up the connect under way. It is no error where none is.
	Cancel(ctx context.Context) error
	// Disconnect disarms and leaves the browser; one that was launched is ended.
	Disconnect(ctx context.Context) error
	// Check looks for the controls; with outline the page shows them in frames.
	Check(ctx context.Context, outline bool) ([]HandsControl, error)

	Arm(ctx context.Context, a HandsArm) error
	Disarm(ctx context.Context) error
	// Stop disarms, and lets nothing take a new risk until Resume. It may be
	// called in any state, and at any time.
	Stop(ctx context.Context) error
	Resume(ctx context.Context) error

	// Adopt puts what the server says in the place of our books.
	Adopt(ctx context.Context) error
	// CloseOrder says for the user whether an order of which nobody knows was done.
	CloseOrder(ctx context.Context, key uint64, done bool) error
	// Acknowledge says that the alarm that began then was read.
	Acknowledge(ctx context.Context, sinceNS int64) error
	// Told says that the truth about arming was read.
	Told(ctx context.Context) error

	// Orders lists orders whose key is below before (0: all), the newest first.
	Orders(ctx context.Context, before uint64, limit int) ([]HandsOrder, error)
	Order(ctx context.Context, key uint64) (HandsRecord, error)
	// Picture is that of the page before or after the press, as JPEG.
	Picture(ctx context.Context, key uint64, which string) ([]byte, error)
}

// How a browser is connected.
const (
	HandsAttach = "attach" // to one that runs and listens
	HandsLaunch = "launch" // one with a profile of its own
)

// HandsConnect says which browser is to be connected.
type HandsConnect struct {
	How     string `json:"how"`
	Port    int    `json:"port"`    // of the browser that runs, on this machine
	Profile string `json:"profile"` // the directory of the one that is launched, "" for rugtape's own
	Page    string `json:"page"`    // address that is opened where no tab shows its host, "" for the feed's
}

// HandsArm is what the hands are armed with.
type HandsArm struct {
	Host     string // as the user saw it; anything else than the page's is refused
	Strategy func() (strategy.Strategy, error)
	Name     string // of the strategy, with its parameters
	Script   string // the script it comes from, "" for a built-in
	Limits   guard.Limits
	For      time.Duration
}

// HandsControl is a control of the page, and what was found of it.
type HandsControl struct {
	Control string `json:"control"` // such as buy, sell, amount
	Rule    string `json:"rule"`    // the one that found it, "" where none did
	Label   string `json:"label"`
	Count   int    `json:"count"` // of what matches: it can be pressed where that is 1
	Visible bool   `json:"visible"`
	Enabled bool   `json:"enabled"`
}

// HandsStatus is how the hands are.
type HandsStatus struct {
	// State is that of the browser: off, connecting, ready, loading (the page is
	// on its way), frozen, lost (being looked for), failed (the last connect; nothing is left of it).
	State   string      `json:"state"`
	SinceNS int64       `json:"since_ns,string"`
	Why     string      `json:"why"`
	Hint    string      `json:"hint"`
	Attempt int         `json:"attempt"` // connects since the start, the one under way included
	Steps   []HandsStep `json:"steps"`   // of the newest connect

	// What a connect would take where nothing else is asked for.
	Offer HandsOffer `json:"offer"`

	How       string  `json:"how"` // attach or launch
	Product   string  `json:"product"`
	URL       string  `json:"url"`
	Host      string  `json:"host"` // of the page, with its port
	Tabs      int     `json:"tabs"` // that show the host
	PID       int     `json:"pid"`  // of the one that was launched
	Port      int     `json:"port"`
	Profile   string  `json:"profile"`
	BeatMS    float64 `json:"beat_ms"` // how long the page took to answer last
	Messages  uint64  `json:"messages"`
	Dropped   uint64  `json:"dropped"`
	Player    string  `json:"player"` // who is logged in, "" where nobody is known to be
	Source    string  `json:"source"` // which tells the game: feed or page
	SourceWhy string  `json:"source_why"`

	Told       bool         `json:"told"` // the truth about arming was read
	Armed      *HandsArmed  `json:"armed"`
	Stopped    bool         `json:"stopped"`
	Disarmed   string       `json:"disarmed"` // why it was disarmed last, "" if it never was
	DisarmedNS int64        `json:"disarmed_ns,string"`
	Limits     *HandsLimits `json:"limits"`   // those of the last arming, null before the first
	Watchdog   string       `json:"watchdog"` // off, starting, watching, blind (it does not see the page), gone

	Books    HandsBooks   `json:"books"`
	Open     []HandsOrder `json:"open"`     // on their way or not known, the newest first
	Unknown  int          `json:"unknown"`  // of them, those of which nobody knows
	Revision uint64       `json:"revision"` // rises with every change of an order
	Alarm    *Alarm       `json:"alarm"`    // until it is acknowledged
}

// HandsStep is one of a connect.
type HandsStep struct {
	Name   string `json:"name"`
	State  string `json:"state"` // running, done, failed, undone
	Detail string `json:"detail"`
}

// HandsOffer is what there is to connect to.
type HandsOffer struct {
	Program string `json:"program"` // Chrome or Chromium as it was found on this machine
	Profile string `json:"profile"` // rugtape's own directory for it
	Page    string `json:"page"`    // of the game that the feed watches, "" where it watches none
}

// HandsArmed is the arming in force.
type HandsArmed struct {
	Host     string         `json:"host"`
	Strategy string         `json:"strategy"`
	Script   string         `json:"script"`
	SinceNS  int64          `json:"since_ns,string"`
	UntilNS  int64          `json:"until_ns,string"`
	Limits   HandsLimits    `json:"limits"`
	LossLeft money.Lamports `json:"loss_left_sol"` // what may still be lost
	LossOf   string         `json:"loss_of"`       // by the nearest limit: round, session or day
}
