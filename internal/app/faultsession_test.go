package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"rugtape/internal/browser"
	"rugtape/internal/guard"
	"rugtape/internal/library"
	"rugtape/internal/strategy"
	"rugtape/internal/tape"
	"rugtape/internal/watchdog"
	"rugtape/internal/web"
)

// faultSession is a short armed session: in this process, or in one that is killed.
type faultSession struct {
	live *Live
	plan *faultPlan
	page string
	port int // of the browser; 0 launches one
	life int // of the home, from 1
	tell func(format string, args ...any)

	armings  int
	reloaded bool
	unarmed  string // why it could not be armed last
	armedAt  time.Time
	armed    func() // is told of the first arming
}

// Bounds of a session. Rounds last nine seconds at most, see shortGames.
const (
	faultStart  = 25 * time.Second // until it is armed
	faultPlay   = 6 * time.Second  // from then on
	faultSettle = 35 * time.Second // until each order is over: one is unknown after ten, and escalated at the end of the round after that
	faultHeldUp = time.Second      // where an order of the life before holds up all others
	faultLook   = 20 * time.Millisecond
)

// faultEdge makes the edge of a session in a home.
func faultEdge(lib *library.Library, feed string) (*Live, error) {
	program, err := browser.FindProgram("")
	if err != nil {
		return nil, err
	}
	log := slog.New(slog.DiscardHandler)
	hands, err := HandsOf(lib.Home(), log, Browser{Program: program, Headless: true, Args: chromiumArgs})
	if err != nil {
		return nil, err
	}
	hands.Watch = func(context.Context, watchdog.Beat) (Watcher, error) { return noWatchdog{make(chan struct{})}, nil }
	return NewLive(LiveOptions{Keep: lib, Dir: JournalDir(lib.Home()), Feed: feed, Log: log, Hands: hands})
}

// hooked is an orders journal that says what it is about to write, and what it has.
type hooked struct {
	orderLog
	at func(step string)
}

func (h hooked) Append(ctx context.Context, r tape.OrderRecord) error {
	h.at("before " + string(r.Kind))
	err := h.orderLog.Append(ctx, r)
	h.at("after " + string(r.Kind))
	return err
}

// hook hooks into the venue of an edge. It is done before anything is asked of the edge.
func (s *faultSession) hook(ctx context.Context, at func(step string)) error {
	for ; ctx.Err() == nil; pass(time.Millisecond) {
		if v := s.live.pressing.Load(); v != nil {
			v.log = hooked{v.log, at}
			return nil
		}
	}
	return ctx.Err()
}

func (s *faultSession) status() *web.HandsStatus {
	if h := s.live.Status().Hands; h != nil {
		return h
	}
	return &web.HandsStatus{} // it has not begun
}

// run is all of the session. What befalls it is no error; what may never be, is.
func (s *faultSession) run(ctx context.Context) error {
	hands := s.live.Hands()
	if err := hands.Told(ctx); err != nil {
		return err
	}
	s.play(ctx)
	s.tell("it is over: %s", s.words())
	if err := hands.Disarm(ctx); err != nil {
		return err
	}
	return s.settle(ctx)
}

// play connects, and arms again whenever that is possible, until enough orders
// are over.
func (s *faultSession) play(ctx context.Context) {
	begun, state := time.Now(), ""
	for ; ctx.Err() == nil; pass(faultLook) {
		h := s.status()
		if now := fmt.Sprintf("%s %s, armed %t, %s", h.State, h.Why, h.Armed != nil, h.Disarmed); now != state {
			state = now
			s.tell("%s", state)
		}
		switch {
		case s.over() >= s.plan.wanted,
			s.armings == 0 && time.Since(begun) > faultStart,
			s.armings > 0 && time.Since(s.armedAt) > faultPlay,
			s.life > 1 && h.Unknown > 0 && s.armings > 0 && time.Since(s.armedAt) > faultHeldUp:
			return
		case h.State == handsOff, h.State == handsFailed:
			s.connect(ctx)
		case h.State == handsReady && h.Player == "" && !s.reloaded:
			s.reload(ctx, h.Host)
		case h.State == handsReady && h.Armed == nil && h.Player != "" && s.armings < 4:
			s.arm(ctx)
		}
	}
}

func (s *faultSession) connect(ctx context.Context) {
	c := web.HandsConnect{How: web.HandsLaunch, Page: s.page}
	if s.port != 0 {
		c.How, c.Port = web.HandsAttach, s.port
	}
	_ = s.live.Hands().Connect(ctx, c) // told by the status
}

// reload does what the page's user is told to do: a page that was there before
// has heard who plays, and of the account, and is not told again.
func (s *faultSession) reload(ctx context.Context, host string) {
	if s.port == 0 || s.live.Status().Feed.State != "connected" {
		return
	}
	pages, err := pagesOf(ctx, s.port, host)
	if err == nil && len(pages) > 0 {
		s.reloaded = true
		err = pages[0].do(ctx, "Page.reload", nil)
	}
	s.tell("the user reloads the page: %v", err)
}

func (s *faultSession) arm(ctx context.Context) {
	player := s.plan.player
	player.n = 20 * (s.armings + 10*s.life)
	err := s.live.Hands().Arm(ctx, web.HandsArm{
		Host: s.status().Host, Name: "faults", Limits: faultLimits(), For: time.Hour,
		Strategy: func() (strategy.Strategy, error) { return &player, nil },
	})
	if err != nil { // it is not the moment
		if err.Error() != s.unarmed {
			s.unarmed = err.Error()
			s.tell("not armed: %v", err)
		}
		return
	}
	s.armings++
	s.armedAt = time.Now()
	s.tell("armed")
	if s.armings == 1 && s.armed != nil {
		s.armed()
	}
}

// over is how many orders are.
func (s *faultSession) over() (n int) {
	orders, _ := s.live.Hands().Orders(context.Background(), 0, shownOrders)
	for _, o := range orders {
		if o.Life == guard.Confirmed.String() || o.Life == guard.Refused.String() {
			n++
		}
	}
	return n
}

// settle waits until each order that was pressed is over, or escalated.
func (s *faultSession) settle(ctx context.Context) error {
	begun := time.Now()
	for ; ; pass(faultLook) {
		waits := ""
		for _, o := range s.status().Open {
			if o.Life != guard.Escalated.String() {
				waits = fmt.Sprintf("order %d is %s, pressed: %s", o.Key, o.Life, o.Pressed)
			}
		}
		switch {
		case waits == "":
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case time.Since(begun) > faultSettle:
			return errors.New("it is neither settled nor escalated: " + waits)
		}
	}
}

func (s *faultSession) words() (text string) {
	orders, _ := s.live.Hands().Orders(context.Background(), 0, shownOrders)
	for _, o := range orders {
		text = fmt.Sprintf("%d %s %v %v: %s, pressed %s, %s %s; ", o.Key, o.Action, o.Amount, o.Part, o.Life, o.Pressed, o.Code, o.Text) + text
	}
	return text
}
