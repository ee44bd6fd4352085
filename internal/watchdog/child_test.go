package watchdog

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"time"

	"rugtape/internal/browser"
	"rugtape/internal/game"
	"rugtape/internal/guard"
	"rugtape/internal/journal"
	"rugtape/internal/library"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
	"rugtape/internal/tape"
)

// The test binary is also the two processes of the watchdog's tests: an app that
// trades by hand and dies where it is told to, and its watchdog.
const childJob = "RUGTAPE_TEST_WATCHDOG"

func init() {
	job := os.Getenv(childJob)
	if job == "" {
		return
	}
	var err error
	switch args := os.Args[1:]; job {
	case "app":
		err = watchedApp(args[0], args[1], args[2], args[3])
	case "watchdog":
		err = Run(context.Background(), Options{
			Home: args[0], In: os.Stdin, Out: os.Stdout, Log: slog.New(slog.NewTextHandler(os.Stderr, nil)),
			Alarm: func(why string) { fmt.Fprintln(os.Stderr, "ALARM", why) },
			attach: func(_ context.Context, _ browser.Options, to browser.Sink) (pageSession, error) {
				p, err := openGamePage(args[1], to)
				if err != nil {
					return nil, err
				}
				return p, nil
			},
		})
	case "mute": // takes beats and says nothing
		_, _ = os.Stdin.Read(make([]byte, 1))
		select {}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func childCommand(job string, args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), childJob+"="+job)
	return cmd
}

// steps are where the app may die, in their order.
var steps = []string{"armed", "approved", "pressing", "clicked", "pressed", "held", "sale unpressed", "sale approved", "sale pressing", "sale clicked", "sold"}

// watched is an app that buys and sells once.
type watched struct {
	dies, how string
	orders    *journal.Orders
	guard     guard.Guard
	page      *gamePage
	holds     atomic.Bool
	pressing  atomic.Bool
}

// at is where it dies, if it is told to.
func (a *watched) at(step string) {
	fmt.Println("at", step)
	if step != a.dies {
		return
	}
	signal := syscall.SIGKILL
	if a.how == "stop" {
		signal = syscall.SIGSTOP
	}
	_ = syscall.Kill(os.Getpid(), signal)
}

func watchedApp(home, address, dies, how string) error {
	hold, err := library.TakeHold(home)
	if err != nil {
		return err
	}
	defer hold.Release()
	a := &watched{dies: dies, how: how}
	if a.orders, _, err = journal.OpenOrders(context.Background(), filepath.Join(home, journal.HandsDir)); err != nil {
		return err
	}
	if a.page, err = openGamePage(address, deafSink{}); err != nil {
		return err
	}
	w, err := Start(ProcessOptions{
		Home: home, Log: slog.New(slog.DiscardHandler), sign: patience,
		Command: func(home string) (*exec.Cmd, error) { return childCommand("watchdog", home, address), nil },
	})
	if err != nil {
		return err
	}
	edge := make(chan struct{})
	go func() { // the edge's goroutine lives while this process does
		ticker := time.NewTicker(BeatEvery)
		defer ticker.Stop()
		for {
			w.Beat(Beat{
				Armed: true, Held: a.holds.Load(), Pressing: a.pressing.Load(), FreshNS: time.Now().UnixNano(),
				Where: Where{Address: "ws://" + address + "/", Target: "t"}, Host: "127.0.0.1:1",
			})
			select {
			case <-ticker.C:
			case <-edge:
				return
			}
		}
	}()
	for state, why := w.State(); state != Watching; state, why = w.State() {
		if state == Gone {
			return errors.New(why)
		}
		<-w.News()
	}
	err = a.trade()
	close(edge)
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	return errors.Join(err, w.Close(ctx))
}

func (a *watched) store(r tape.OrderRecord) error {
	r.By, r.TimeNS = tape.ByApp, time.Now().UnixNano()
	return a.orders.Append(context.Background(), r)
}

func (a *watched) trade() error {
	sol := money.Lamports(money.PerSOL)
	a.guard = guard.New(guard.Limits{
		Stake: sol, SideStake: sol, Exposure: sol, RoundLoss: sol, SessionLoss: sol, DayLoss: sol,
		PerMinute: 60, StaleAfter: time.Second, Deviation: 0.5,
	}, true)
	a.guard.NewRound("20250101-00000000000000aa")
	now := time.Now().UnixNano()
	if err := a.guard.Arm(guard.Arming{Host: "127.0.0.1:1", UntilNS: now + int64(time.Hour)}, now); err != nil {
		return err
	}
	state := a.guard.State()
	if err := a.store(tape.OrderRecord{Kind: tape.OrderArmed, Host: "127.0.0.1:1", UntilNS: now + int64(time.Hour), Guard: &state}); err != nil {
		return err
	}
	a.at("armed")
	if err := a.order("", strategy.Intent{Action: strategy.Buy, Amount: sol / 100}); err != nil {
		return err
	}
	a.holds.Store(true)
	a.at("held")
	if err := a.refusedSale(); err != nil {
		return err
	}
	if err := a.order("sale ", strategy.Intent{Action: strategy.Sell, Part: 1}); err != nil {
		return err
	}
	a.holds.Store(false)
	a.at("sold")
	return nil
}

// refusedSale is a sale that the page refuses. That it was not pressed is written
// down by one goroutine of an app, and what the guard makes of it by another, later.
func (a *watched) refusedSale() error {
	approved, err := a.approve(strategy.Intent{Action: strategy.Sell, Part: 1})
	if err != nil {
		return err
	}
	if err := a.store(tape.OrderRecord{Kind: tape.OrderUnpressed, Key: approved.Key(), Code: "disabled", Why: "the button is disabled"}); err != nil {
		return err
	}
	a.at("sale unpressed")
	a.guard.Report(guard.Report{Key: approved.Key(), Life: guard.Refused, Code: "disabled"})
	return nil
}

// approve has an order approved and stored.
func (a *watched) approve(in strategy.Intent) (guard.Approved, error) {
	now := time.Now().UnixNano()
	approved, refusal := a.guard.Check(in, guard.Now{
		TimeNS: now, FrameNS: now, Phase: game.PhaseLive, Tick: 1, Price: 1, Decided: 1, Balance: money.PerSOL, Holds: true,
	})
	if refusal.Code != "" {
		return guard.Approved{}, errors.New(refusal.String())
	}
	state := a.guard.State()
	return approved, a.store(tape.OrderRecord{Kind: tape.OrderApproved, Key: approved.Key(), Guard: &state})
}

// order is one order's life. The fake server's word comes at once.
func (a *watched) order(of string, in strategy.Intent) error {
	approved, err := a.approve(in)
	if err != nil {
		return err
	}
	a.at(of + "approved")
	deed := a.page.Press(context.Background(), &approved, func(r browser.Ready) error {
		a.pressing.Store(true)
		err := a.store(tape.OrderRecord{Kind: tape.OrderPressing, Key: approved.Key(), Label: r.Label})
		a.at(of + "pressing")
		return err
	})
	if deed.Pressed != browser.IsPressed {
		return fmt.Errorf("%s was not pressed: %s", in.Action, deed.Why)
	}
	a.at(of + "clicked")
	if err := a.store(tape.OrderRecord{Kind: tape.OrderPressed, Key: approved.Key()}); err != nil {
		return err
	}
	if of == "" {
		a.at("pressed")
	}
	a.guard.Report(guard.Report{Key: approved.Key(), Life: guard.Confirmed, Tick: 2, Price: 1})
	state := a.guard.State()
	err = a.store(tape.OrderRecord{Kind: tape.OrderSettled, Key: approved.Key(), Life: "confirmed", Tick: 2, Price: 1, Evidence: "ack", Guard: &state})
	a.pressing.Store(false)
	return err
}

// deafSink hears nothing.
type deafSink struct{}

func (deafSink) Message(browser.Message) {}
func (deafSink) Press(browser.Seen)      {}
func (deafSink) Health(browser.Health)   {}
