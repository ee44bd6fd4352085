package app

import (
	"context"
	"sync"
	"time"

	"rugtape/internal/browser"
	"rugtape/internal/game"
	"rugtape/internal/guard"
	"rugtape/internal/hands"
	"rugtape/internal/journal"
	"rugtape/internal/tape"
	"rugtape/internal/watchdog"
	"rugtape/internal/web"
)

// HandsOptions say what the hands of a live edge are made of.
type HandsOptions struct {
	Dir       string            // of the orders journal and the evidence: hands in a home
	Profile   string            // of a browser that is launched, where none is named
	Program   string            // to launch, "" finds one
	Headless  bool              // without a window
	Args      []string          // more arguments of a browser that is launched
	Selectors browser.Selectors // of the page's controls
	// Watch starts the watchdog of an arming; nil: nothing is armed without one.
	Watch func(ctx context.Context, first watchdog.Beat) (Watcher, error)

	shown int // orders that are held to be looked at; 0 for shownOrders
}

// Watcher is a watchdog that looks after this process.
type Watcher interface {
	// Beat tells it how the hands are; it never waits.
	Beat(b watchdog.Beat)
	// State is watchdog.Watching while it sees the page, else why it does not.
	State() (state, why string)
	// Gone is closed once it has ended.
	Gone() <-chan struct{}
	// Close ends it in good order, within ctx.
	Close(ctx context.Context) error
}

// hand is what the edge knows of the hands. Its goroutine alone touches it.
//
//	page's frames, presses, health --+                      +--> venue: journal, press
//	deeds of the venue --------------+--> hand, desk.Live --+--> follower <-- what the server says
//	arm, stop, adopt ... ------------+                      +--> status
type hand struct {
	o      *HandsOptions // nil: this edge has no hands
	broken error         // why nothing can be armed: the orders journal cannot be read

	link    link
	session *browser.Session // nil without one
	health  browser.Health
	wish    web.HandsConnect
	host    string // that is connected to
	steps   []web.HandsStep
	begun   int    // connects so far
	state   string // see web.HandsStatus
	why     string
	hint    string
	sinceNS int64

	talk     talk
	page     pageGame
	pick     hands.Pick
	choice   hands.Choice
	purse    game.Purse
	purseNS  int64
	follower *hands.Follower
	shadow   hands.Shadow // our books of what the player orders by hand
	presses  hands.Presses
	frames   map[uint64][]orderFrame  // by the keys of the orders on their way
	read     map[uint64]browser.Ready // likewise
	foreign  foreigners
	program  string // a browser that is on this machine

	journal *journal.Orders
	keep    *journal.Evidence
	venue   *venue
	venueUp func() // ends the venue and waits for it; nil without one
	guard   guard.State
	known   bool   // guard is one that was stored
	stored  uint64 // of the desk's guard, as it was given to the venue
	grant   uint64 // the venue's, as it was when the arming was asked for: a STOP since makes it void

	armed      *web.HandsArmed
	watch      Watcher
	blindNS    int64          // since when the watchdog does not see the page, 0 while it does
	beats      *time.Ticker   // runs while there is a watchdog
	work       sync.WaitGroup // that waits for watchdogs
	disarmed   string
	disarmedNS int64
	limits     *web.HandsLimits
	told       bool
	alarms     []web.Alarm // that nobody has read, the newest first
	differing  []hands.Difference
	row        game.Standing // the player's, as it was told last
	rowRound   string        // of it
	evidence   string        // of the report that is being taken
}

// pageGame is what the page's own socket tells of the game.
type pageGame struct {
	round  string
	source string // as its server says, "" where it does not, or was not heard
	tick   int
	seenNS int64
	behind bool // the feed has told more
}

// orderFrame is a message of the page's socket around an order.
type orderFrame struct {
	atNS int64
	out  bool
	text []byte
	cut  bool // it was longer
}

// handInput is what the edge may be told of the hands. Exactly one of its
// fields is set, but for of, which says which browser it is from.
type handInput struct {
	of      int
	step    *browser.Step
	session *browser.Session
	failed  error
	message *browser.Message
	seen    *browser.Seen
	health  *browser.Health
	deed    *deed
	wish    *handWish
	gone    Watcher // the watchdog that has ended, or that nobody wants
	why     string  // with gone
}

// handWish is something that somebody wants of the hands. Exactly one of its
// fields is set.
type handWish struct {
	connect     *web.HandsConnect
	cancel      bool
	disconnect  bool
	session     chan<- *browser.Session // gets the browser that is connected, nil without one
	prepare     *armWish                // checks an arming, and says what its watchdog has to know
	arm         *armWish
	disarm      string // why
	stop        string // by what
	resume      bool
	adopt       bool
	close       *closing
	acknowledge int64
	told        bool
}

type closing struct {
	key  uint64
	done bool
}

// Bounds of the hands.
const (
	ordersOpen = 5 * time.Second // for the orders journal to be read
	handEnds   = 2 * time.Second // for what waits to be written down
	handsEnd   = linkEnds + linkGone + watchLeaves + orderWrite + handEnds
	maxFrames  = 64 // kept of an order
	frameBytes = 16 << 10
)

// startHands reads what the orders journal tells and starts the venue.
func (e *edge) startHands() {
	h := &e.hand
	h.link.live, h.state = e.Live, handsOff
	if h.o = e.options.Hands; h.o == nil {
		return
	}
	h.follower = hands.New()
	h.frames, h.read = map[uint64][]orderFrame{}, map[uint64]browser.Ready{}
	ctx, cancel := context.WithTimeout(context.Background(), ordersOpen)
	defer cancel()
	orders, state, err := journal.OpenOrders(ctx, h.o.Dir)
	if err != nil {
		h.broken = err
		e.alarmHands("Nothing can be armed: "+err.Error(), "the journal of orders has to be whole first")
		return
	}
	h.journal, h.keep = orders, journal.OpenEvidence(evidenceDir(h.o.Dir))
	if state.Guard != nil {
		h.guard, h.known = *state.Guard, true
		limits := web.HandsLimits(state.Guard.Limits)
		h.limits = &limits
	}
	h.told, h.program = toldOnce(h.o.Dir), findProgram(h.o.Program)
	e.shelve(h.o.Dir)
	v := &venue{log: orders, shelf: &e.Live.orders, keep: h.keep, now: e.clock.now, tasks: make(chan handTask, handTasks), tell: e.Live.tellDeed}
	h.venue = v
	e.Live.pressing.Store(v)
	ctx, end := context.WithCancel(context.Background())
	var group sync.WaitGroup
	group.Go(func() { v.run(ctx) })
	group.Go(func() { e.Live.Hands().watchStop(ctx) })
	h.venueUp = func() { end(); group.Wait() }
	e.afterCrash(&state)
}

func stateOf(s guard.State) *guard.State { return &s }

// writeHands has records written down; it waits for nothing.
func (e *edge) writeHands(records ...tape.OrderRecord) {
	e.giveVenue(handTask{records: records})
}

// giveVenue gives the venue a task. One that has no room has a disk or a browser
// that has not answered for long: nothing can be pressed then.
func (e *edge) giveVenue(t handTask) {
	h := &e.hand
	if h.venue == nil || h.venue.put(t) {
		return
	}
	h.broken = errVenueFull
	h.venue.revoke()
	e.disarmUnwritten("the disk has not answered for long")
}

var errVenueFull error = refusal{"the orders journal does not answer", "look what is wrong with the disk, then start rugtape again"}

// endHands ends the browser, then the venue once it has written down what
// waits.
func (e *edge) endHands() {
	h := &e.hand
	if h.o == nil {
		return
	}
	e.disarm("rugtape was ended", e.now())
	h.link.stop()
	h.work.Wait()
	if h.venueUp != nil {
		h.venueUp()
	}
	if h.journal != nil {
		ctx, cancel := context.WithTimeout(context.Background(), handEnds)
		defer cancel()
		if err := h.journal.Close(ctx); err != nil {
			e.options.Log.Warn("the orders journal", "error", err)
		}
	}
}

// takeHand takes an input of the hands.
func (e *edge) takeHand(ctx context.Context, in *handInput) error {
	h := &e.hand
	if in.of != 0 && in.of != h.link.n { // of a browser that was left
		return nil
	}
	e.worth = in.message == nil
	switch {
	case in.step != nil:
		h.step(in.step)
	case in.session != nil:
		h.session = in.session
		health := h.session.Health() // what it told before it was known here is told once
		e.browserHealth(&health)
	case in.failed != nil:
		h.failed(in.failed, e.clock.now())
	case in.message != nil:
		e.pageMessage(in.message)
	case in.seen != nil:
		e.seen(in.seen)
	case in.health != nil:
		e.browserHealth(in.health)
	case in.deed != nil:
		e.deed(in.deed)
	case in.gone != nil:
		if in.gone == h.watch { // it is let go with the disarming
			e.disarm(in.why, e.now())
		}
	case in.wish != nil:
		return e.grantWish(ctx, in.wish)
	}
	return nil
}
