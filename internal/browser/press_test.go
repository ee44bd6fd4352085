package browser

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"rugtape/internal/guard"
	"rugtape/internal/strategy"
)

// deafWorld answers calls from a script, without any page.
type deafWorld struct {
	answers map[string]func(ctx context.Context, out any) error
	calls   []string
	args    map[string][]any
}

func (w *deafWorld) call(ctx context.Context, fn string, args []any, out any) error {
	w.calls = append(w.calls, fn)
	if w.args == nil {
		w.args = map[string][]any{}
	}
	w.args[fn] = args
	return w.answers[fn](ctx, out)
}

func says(a pageAnswer) func(context.Context, any) error {
	return func(_ context.Context, out any) error {
		*out.(*pageAnswer) = a
		return nil
	}
}

func fails(err error) func(context.Context, any) error {
	return func(context.Context, any) error { return err }
}

var (
	isBuilt   = says(pageAnswer{Label: "BUY+0.005 SOL", Amount: 5 * ms, At: 1})
	isPressed = says(pageAnswer{Pressed: true, Label: "BUY+0.005 SOL", Amount: 5 * ms, At: 2})
)

// TestWhatIsKnownOfAPress: what was given to the browser and not answered may
// have been pressed, and nothing else.
func TestWhatIsKnownOfAPress(t *testing.T) {
	t0 := time.Unix(1_000_000, 0)
	stopped, stop := context.WithCancelCause(t.Context())
	stop(errors.New("STOP"))
	late := fmt.Errorf("%w: %w", errLate, context.DeadlineExceeded)
	for _, c := range []struct {
		name           string
		prepare, press func(context.Context, any) error
		about          error
		stop           bool
		pressed        Pressed
		code           guard.Code
		calls          int
	}{
		{name: "all well", prepare: isBuilt, press: isPressed, pressed: IsPressed, calls: 2},
		{name: "not built", prepare: says(pageAnswer{Code: CodeNoButton}), code: CodeNoButton, calls: 1},
		{name: "frozen at first", prepare: fails(late), code: CodeFrozen, calls: 1},
		{name: "no page", prepare: fails(fmt.Errorf("%w: %w", errUnsent, errNoPage)), code: CodePageGone, calls: 1},
		{name: "the connection ends", prepare: fails(errGone), code: CodePageGone, calls: 1},
		{name: "the code is not there", prepare: fails(&Exception{"rugtape is not defined"}), code: CodePageGone, calls: 1},
		{name: "not written down", prepare: isBuilt, about: errors.New("disk full"), code: CodeNotStored, calls: 1},
		{name: "stopped before", prepare: isBuilt, stop: true, code: CodeStopped, calls: 1},
		{name: "the page refuses", prepare: isBuilt, press: says(pageAnswer{Code: CodeLabel}), code: CodeLabel, calls: 2},
		{name: "never sent", prepare: isBuilt, press: fails(fmt.Errorf("%w: %w", errUnsent, context.DeadlineExceeded)), code: CodeFrozen, calls: 2},
		{name: "never sent, no page", prepare: isBuilt, press: fails(fmt.Errorf("%w: %w", errUnsent, errGone)), code: CodePageGone, calls: 2},
		{name: "no answer", prepare: isBuilt, press: fails(late), pressed: MaybePressed, code: CodeFrozen, calls: 2},
		{name: "the connection ends at the press", prepare: isBuilt, press: fails(errGone), pressed: MaybePressed, code: CodePageGone, calls: 2},
		{name: "the press throws", prepare: isBuilt, press: fails(&Exception{"terminated"}), pressed: MaybePressed, code: CodePageGone, calls: 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := guard.New(guard.Limits{}, false)
			g.NewRound("a")
			w := &deafWorld{answers: map[string]func(context.Context, any) error{"rugtape.prepare": c.prepare, "rugtape.press": c.press}}
			h := &hand{page: w, now: func() time.Time { return t0 }, build: buildLimit, carry: pressLimit}
			ctx := t.Context()
			if c.stop {
				ctx = stopped
			}
			a := approve(t, &g, buying(5*ms), t0)
			told := 0
			about := func(r Ready) error {
				told++
				if r.Amount != 5*ms || r.AtNS != 1e6 {
					t.Errorf("told %+v", r)
				}
				return c.about
			}
			d := h.press(ctx, a, about)
			if d.Pressed != c.pressed || d.Code != c.code || len(w.calls) != c.calls || told > 1 {
				t.Errorf("%+v after %v; want %v, %q", d, w.calls, c.pressed, c.code)
			}
			if again := h.press(ctx, a, about); again.Pressed != NotPressed || again.Code != CodeRepeated || len(w.calls) != c.calls {
				t.Errorf("once more: %+v after %v", again, w.calls)
			}
		})
	}
}

func TestOrdersThatAreNotPressed(t *testing.T) {
	now := time.Unix(1_000_000, 0)
	w := &deafWorld{answers: map[string]func(context.Context, any) error{"rugtape.prepare": isBuilt, "rugtape.press": isPressed}}
	h := &hand{page: w, now: func() time.Time { return now }, build: buildLimit, carry: pressLimit}
	g := guard.New(guard.Limits{}, false)
	g.NewRound("a")
	well := func(Ready) error { return nil }
	first, second := approve(t, &g, buying(5*ms), now), approve(t, &g, buying(5*ms), now)
	third, fourth := approve(t, &g, buying(5*ms+1), now), approve(t, &g, selling(0.3), now)
	fifth := approve(t, &g, buying(5*ms), now)
	expect := func(what string, d Deed, code guard.Code, calls int) {
		t.Helper()
		if d.Pressed != NotPressed || d.Code != code || d.Why == "" || len(w.calls) != calls {
			t.Errorf("%s: %+v after %v", what, d, w.calls)
		}
	}
	expect("nothing", h.press(t.Context(), nil, well), CodeUnapproved, 0)
	expect("the zero approval", h.press(t.Context(), &guard.Approved{}, well), CodeUnapproved, 0)
	if d := h.press(t.Context(), second, well); d.Pressed != IsPressed {
		t.Errorf("%+v", d)
	}
	expect("an older one", h.press(t.Context(), first, well), CodeRepeated, 2)
	expect("the same", h.press(t.Context(), second, well), CodeRepeated, 2)
	expect("no step", h.press(t.Context(), third, well), CodeAmountStep, 2)
	expect("no percentage", h.press(t.Context(), fourth, well), CodePartNotOnPage, 2)
	var inside Deed
	h.press(t.Context(), fifth, func(Ready) error {
		inside = h.press(t.Context(), approve(t, &g, buying(5*ms), now), well)
		return nil
	})
	expect("at the same time", inside, guard.Busy, 4)
	sixth := approve(t, &g, buying(5*ms), now)
	now = time.Unix(0, expiry(sixth))
	expect("expired", h.press(t.Context(), sixth, well), CodeExpired, 4)
	seventh := approve(t, &g, buying(5*ms), now)
	d := h.press(t.Context(), seventh, func(Ready) error {
		now = time.Unix(0, expiry(seventh)) // writing it down took that long
		return nil
	})
	expect("expired in between", d, CodeExpired, 5)
}

// TestDeadlines: the page is told to leave an order alone after what comes
// first, its expiry or the time that a press may take.
func TestDeadlines(t *testing.T) {
	t0 := time.Unix(1_000_000, 0)
	for _, c := range []struct{ left, build, press time.Duration }{
		{10 * time.Second, buildLimit, pressLimit},
		{time.Second, buildLimit, time.Second},
		{300 * time.Millisecond, 300 * time.Millisecond, 300 * time.Millisecond},
	} {
		w := &deafWorld{answers: map[string]func(context.Context, any) error{"rugtape.prepare": isBuilt, "rugtape.press": isPressed}}
		g := guard.New(guard.Limits{}, false)
		g.NewRound("a")
		a := approve(t, &g, buying(5*ms), t0)
		now := time.Unix(0, expiry(a)).Add(-c.left)
		h := &hand{page: w, now: func() time.Time { return now }, build: buildLimit, carry: pressLimit}
		h.press(t.Context(), a, func(Ready) error { return nil })
		if p, ok := w.args["rugtape.prepare"][0].(plan); !ok || p.Until != now.Add(c.build).UnixMilli() {
			t.Errorf("with %v left it is built by %+v", c.left, w.args["rugtape.prepare"])
		}
		if deadline := w.args["rugtape.press"][1]; deadline != now.Add(c.press).UnixMilli() {
			t.Errorf("with %v left it is pressed by %v", c.left, deadline)
		}
	}
}

func expiry(a *guard.Approved) int64 {
	o := a.Order()
	return o.ExpiresNS
}

func TestPlanOf(t *testing.T) {
	if _, code, err := planOf(guard.Order{Key: 1, Action: strategy.Wait}); err == nil || code != CodeUnapproved {
		t.Errorf("an order to wait: %s, %v", code, err)
	}
	p, _, err := planOf(guard.Order{Key: 7, Action: strategy.Side, Amount: 20 * ms})
	if err != nil || p.Key != 7 || p.Control != ControlSide || p.Part != "" || len(p.Keys) != 2 || p.Keys[1] != (keyPress{"+0.01", 20 * ms}) {
		t.Errorf("%+v, %v", p, err)
	}
}
