package cli

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"rugtape/internal/app"
	"rugtape/internal/guard"
	"rugtape/internal/money"
	"rugtape/internal/web"
)

// armed is what bot --armed asks for beside the strategy.
type armed struct {
	attach  int
	profile string
	page    string
	typing  *bufio.Reader
	confirm string // the loss limit, in the place of typing it
}

// armedTruth is said before the first arming of a home, as in docs/live.md.
const armedTruth = `What you must know before rugtape presses buttons with real money:
  - No strategy has a positive mean on this game. A run of wins is luck.
  - What is pressed is bought: nobody can take it back. All that the limits allow can be lost.
  - Automated play may break the site's terms; the site may close your account.
  - rugtape cannot know what the page or its server do with a press, nor what you press beside it.
  - Disarming does not sell. If rugtape dies, a watchdog sells once, if the browser lets it.
docs/live.md says more.`

// orderItem is a change in the life of an order, as bot --armed prints it.
type orderItem struct {
	Order   uint64         `json:"order"`
	Action  string         `json:"action"`
	Amount  money.Lamports `json:"amount"`
	Part    float64        `json:"part"`
	Life    string         `json:"life"`
	Pressed string         `json:"pressed"`
	Code    string         `json:"code"`
	Text    string         `json:"text"`
}

// runArmed runs the strategy on real orders: in a browser of the user's, for the
// host of its page, until the time that was given is over.
func (b *bot) runArmed(ctx context.Context) error {
	config, source, err := b.config()
	if err != nil {
		return err
	}
	if err := b.armable(&config.Limits); err != nil {
		return err
	}
	if err := b.settle(); err != nil {
		return err
	}
	made, err := app.HandsOf(b.home, b.log(), b.browser())
	if err != nil {
		return err
	}
	items := make(chan app.Decided, told)
	o := app.LiveOptions{Feed: b.feed, Record: true, Script: source, Hands: made, Decided: func(d app.Decided) {
		select {
		case items <- d:
		default: // the journal has it
		}
	}}
	last, err := b.live(ctx, o, 0, func(ctx context.Context, live *app.Live) error {
		if err := b.unread(ctx, live); err != nil {
			return err
		}
		if err := b.connect(ctx, live); err != nil {
			return err
		}
		arm := web.HandsArm{
			Host: live.Status().Hands.Host, Strategy: config.Strategy, Name: config.Name, Script: config.Script,
			Limits: config.Limits, For: b.lasts,
		}
		if err := b.arm(ctx, live, arm); err != nil {
			return err
		}
		return b.tellArmed(ctx, live, items)
	})
	return cmp.Or(err, b.recorded(&last))
}

// armable says before anything is started what is wrong with what is asked for.
func (b *bot) armable(l *guard.Limits) error {
	now := time.Now().UnixNano()
	trial := guard.New(*l, true)
	if err := trial.Arm(guard.Arming{Host: "a trial", UntilNS: now + int64(b.lasts)}, now); err != nil {
		return fmt.Errorf("--armed: %w", err)
	}
	if b.hand.confirm == "" {
		return nil
	}
	if amount, err := money.Parse(b.hand.confirm); err != nil || amount != l.SessionLoss {
		return fmt.Errorf("--confirm %s is not the session's loss limit, %v SOL: name that", b.hand.confirm, l.SessionLoss)
	}
	return nil
}

// watchHands calls is with each status until it says that it has seen enough.
func watchHands(ctx context.Context, live *app.Live, is func(*web.HandsStatus) (bool, error)) error {
	news, stop := live.Watch()
	defer stop()
	for {
		s := live.Status()
		if s.Hands != nil {
			if done, err := is(s.Hands); done || err != nil {
				return err
			}
		}
		select {
		case <-news:
		case <-ctx.Done():
			return nil
		}
	}
}

// unread tells what a person has to look at, and has it said that it was read: nothing
// is armed before.
func (b *bot) unread(ctx context.Context, live *app.Live) error {
	var alarm *web.Alarm
	if err := watchHands(ctx, live, func(s *web.HandsStatus) (bool, error) {
		alarm = s.Alarm
		return true, nil
	}); err != nil || alarm == nil {
		return err
	}
	if b.hand.confirm != "" { // nobody may be there
		return faulty(alarm.Hint+"; then say in the app, or here without --confirm, that it was read", "an alarm was not read: %s", alarm.Text)
	}
	b.tellAlarm(alarm, "")
	if err := b.typed("seen", "type seen once you have looked at the game's page: "); err != nil {
		return err
	}
	return live.Hands().Acknowledge(ctx, alarm.SinceNS)
}

// loginLimit is how long the page may take to show a player who is logged in.
const loginLimit = 5 * time.Minute

// connect connects the browser, and says each step.
func (b *bot) connect(ctx context.Context, live *app.Live) error {
	c := web.HandsConnect{How: web.HandsLaunch, Profile: b.hand.profile, Page: b.hand.page}
	if b.hand.attach > 0 {
		c.How, c.Port = web.HandsAttach, b.hand.attach
	}
	for end := time.Now().Add(loginLimit); ; { // a feed has to be there, whose page it is
		err := live.Hands().Connect(ctx, c)
		if err == nil {
			break
		}
		if c.Page != "" || time.Now().After(end) || waitUntil(ctx, time.Now().Add(askEvery)) != nil {
			return err
		}
	}
	ctx, stop := context.WithTimeoutCause(ctx, loginLimit, errors.New("the page has shown no player who is logged in: log in there, then try again"))
	defer stop()
	said := map[string]string{}
	err := watchHands(ctx, live, func(s *web.HandsStatus) (bool, error) {
		for _, step := range s.Steps {
			if said[step.Name] != step.State && step.State != "running" {
				said[step.Name] = step.State
				b.note("%s: %s %s", step.Name, step.State, step.Detail)
			}
		}
		if s.State == "failed" {
			return false, faulty(cmp.Or(s.Hint, "mend it and try again"), "the browser: %s", s.Why)
		}
		return s.State == "ready" && s.Player != "" && s.Books.HeardNS > 0, nil
	})
	return cmp.Or(err, context.Cause(ctx))
}

// arm says the truth once, has the loss limit typed, and arms.
func (b *bot) arm(ctx context.Context, live *app.Live, a web.HandsArm) error {
	if !live.Status().Hands.Told {
		for line := range strings.Lines(armedTruth) {
			b.note("%s", strings.TrimSuffix(line, "\n"))
		}
		if b.hand.confirm == "" { // who names the limit as a flag has written a script: it is told each time
			if err := b.typed("yes", "type yes if you have read it: "); err != nil {
				return err
			}
		}
		if err := live.Hands().Told(ctx); err != nil {
			return err
		}
	}
	loss := a.Limits.SessionLoss.String()
	b.note("armed for %s until %s: %s; at most %s SOL may be lost in this session, %v in this day",
		a.Host, time.Now().Add(a.For).Format("15:04:05"), a.Name, loss, a.Limits.DayLoss)
	if b.hand.confirm != "" {
		if amount, err := money.Parse(b.hand.confirm); err != nil || amount != a.Limits.SessionLoss {
			return fmt.Errorf("--confirm %s is not the session's loss limit, %s SOL: name that", b.hand.confirm, loss)
		}
	} else if err := b.typed(loss, "type the loss limit of the session to arm: "); err != nil {
		return err
	}
	said := ""
	for end := time.Now().Add(armLimit); ; { // a position may have to be closed first, or a round to end
		err := live.Hands().Arm(ctx, a)
		if err == nil || time.Now().After(end) {
			return err
		}
		if said != err.Error() {
			said = err.Error()
			b.note("not armed yet: %s", said)
		}
		if waitUntil(ctx, time.Now().Add(askEvery)) != nil {
			return nil
		}
	}
}

// armLimit is how long what forbids an arming may last.
const armLimit = time.Minute

// typed has a text typed by the person at the terminal.
func (b *bot) typed(want, ask string) error {
	fmt.Fprint(b.std.Err, ask)
	if b.hand.typing == nil {
		b.hand.typing = bufio.NewReader(b.std.In)
	}
	line, err := b.hand.typing.ReadString('\n')
	if strings.TrimSpace(line) != want {
		return errors.Join(fmt.Errorf("%q was typed, not %q: nothing was armed", strings.TrimSpace(line), want), err)
	}
	return nil
}

// tellArmed prints decisions and the lives of orders until the hands are
// disarmed, enough rounds are over, or ctx ends. It ends nothing that is held: it
// waits for what is on its way, and says what is left.
func (b *bot) tellArmed(ctx context.Context, live *app.Live, items <-chan app.Decided) error {
	printed := make(chan error, 1)
	telling, stop := context.WithCancel(ctx)
	defer stop()
	go func() { printed <- b.tellDecisions(telling, live, items) }()
	lives, alarm := map[uint64]string{}, ""
	err := watchHands(telling, live, func(s *web.HandsStatus) (bool, error) {
		alarm = b.tellAlarm(s.Alarm, alarm)
		if err := b.tellOrders(ctx, live, lives); err != nil {
			return false, err
		}
		select {
		case err := <-printed:
			printed <- nil
			return true, err
		default:
		}
		if s.Armed == nil {
			return false, faulty("look at the page and at the orders, then arm again", "disarmed: %s", s.Disarmed)
		}
		return false, nil
	})
	stop()
	<-printed
	leaving, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaveLimit)
	defer cancel()
	ended := live.Hands().Disarm(leaving)
	_ = watchHands(leaving, live, func(s *web.HandsStatus) (bool, error) { return len(s.Open) == 0, nil })
	ended = cmp.Or(ended, b.tellOrders(leaving, live, lives))
	if open := live.Status().Hands.Open; len(open) > 0 {
		b.note("it is not known what became of %s: look at the page", counted(len(open), "order"))
	}
	return cmp.Or(err, ended)
}

// leaveLimit is how long the end waits for the server's word on what was
// pressed.
const leaveLimit = 15 * time.Second

// tellOrders prints each change in the life of an order once.
func (b *bot) tellOrders(ctx context.Context, live *app.Live, lives map[uint64]string) error {
	orders, err := live.Hands().Orders(ctx, 0, guard.MaxPerMinute)
	if err != nil {
		return err
	}
	for i := len(orders) - 1; i >= 0; i-- {
		o := &orders[i]
		now := o.Life + " " + o.Pressed
		if lives[o.Key] == now {
			continue
		}
		lives[o.Key] = now
		if b.json {
			if err := b.put(orderItem{o.Key, o.Action, o.Amount, o.Part, o.Life, o.Pressed, o.Code, o.Text}); err != nil {
				return err
			}
			continue
		}
		b.say("order %d  %-4s  %s, pressed: %s  %s", o.Key, o.Action, o.Life, o.Pressed, cmp.Or(o.Text, o.Code))
	}
	return nil
}
