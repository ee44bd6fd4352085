package browser

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"rugtape/internal/guard"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

const (
	// buildLimit bounds building an order in the page. It leaves its answer some of
	// callLimit.
	buildLimit = 700 * time.Millisecond
	// pressLimit is after how long a press that was held up on its way does nothing.
	pressLimit = 1500 * time.Millisecond
)

// world is the page as far as pressing needs it. A call runs one of the
// functions of page/ and reads what it returns. Its error is an errUnsent if it did
// for sure not begin.
type world interface {
	call(ctx context.Context, fn string, args []any, out any) error
}

// hand presses orders, one at a time and each key once.
type hand struct {
	page  world
	now   func() time.Time // as the page's clock tells it too
	build time.Duration    // how long building an order may take
	carry time.Duration    // how long a press may be held up on its way

	busy sync.Mutex
	last uint64 // the newest key that came here; keys only rise
}

func (h *hand) press(ctx context.Context, a *guard.Approved, about func(Ready) error) Deed {
	if a == nil || a.Key() == 0 {
		return h.leave(CodeUnapproved, "no order without the guard's approval", Ready{})
	}
	if !h.busy.TryLock() {
		return h.leave(guard.Busy, "another order is being pressed", Ready{})
	}
	defer h.busy.Unlock()
	order := a.Order()
	switch {
	case order.Key <= h.last:
		return h.leave(CodeRepeated, fmt.Sprintf("order %d came here before, or one after it did (%d)", order.Key, h.last), Ready{})
	case !h.now().Before(time.Unix(0, order.ExpiresNS)):
		return h.leave(CodeExpired, "the approval has expired", Ready{})
	}
	h.last = order.Key
	plan, code, err := planOf(order)
	if err != nil {
		return h.leave(code, err.Error(), Ready{})
	}
	plan.Until = epochMS(h.until(order, h.build))
	ready, deed := h.prepare(ctx, plan, order)
	if deed.Code != "" {
		return deed
	}
	if err := about(ready); err != nil {
		return h.leave(CodeNotStored, err.Error(), ready)
	}
	if ctx.Err() != nil {
		return h.leave(CodeStopped, context.Cause(ctx).Error(), ready)
	}
	return h.click(ctx, order, ready)
}

// plan is an order as the page is told it. (page/shapes.d.ts: Order)
type plan struct {
	Key     uint64         `json:"key"`
	Control string         `json:"control"`
	Keys    []keyPress     `json:"keys"`
	Amount  money.Lamports `json:"amount"` // as a number of SOL
	Part    string         `json:"part"`
	Until   int64          `json:"until"`
}

func planOf(o guard.Order) (plan, guard.Code, error) {
	p := plan{Key: o.Key, Control: controlOf(o.Action), Keys: []keyPress{}}
	switch {
	case p.Control == "":
		return p, CodeUnapproved, fmt.Errorf("the page has no button for %v", o.Action)
	case o.Action == strategy.Sell:
		if p.Part = partLabel(o.Part); p.Part == "" {
			return p, CodePartNotOnPage, fmt.Errorf("the page has no percentage for a part of %v: it has %v", o.Part, parts)
		}
		return p, "", nil
	}
	var err error
	p.Amount = o.Amount
	p.Keys, err = amountKeys(o.Amount)
	return p, CodeAmountStep, err
}

// pageAnswer is what prepare and press return. (page/shapes.d.ts: Answer)
type pageAnswer struct {
	Pressed bool           `json:"pressed"`
	Code    guard.Code     `json:"code"`
	Why     string         `json:"why"`
	Label   string         `json:"label"`
	Amount  money.Lamports `json:"amount"`
	At      int64          `json:"at"`
}

func (a *pageAnswer) ready(o guard.Order) Ready {
	r := Ready{Label: a.Label, Amount: a.Amount, AtNS: a.At * int64(time.Millisecond)}
	if o.Sells() {
		r.Part = o.Part
	}
	return r
}

// prepare has the page make the order and read it back.
func (h *hand) prepare(ctx context.Context, p plan, o guard.Order) (Ready, Deed) {
	var answer pageAnswer
	if err := h.page.call(ctx, "rugtape.prepare", []any{p}, &answer); err != nil {
		code, why := lost(ctx, err)
		return Ready{}, h.leave(code, why, Ready{})
	}
	if answer.Code != "" {
		return Ready{}, h.leave(answer.Code, answer.Why, Ready{})
	}
	return answer.ready(o), Deed{}
}

// click is the press. Once it is given to the browser, nobody can take it
// back, so its answer is waited for even if the caller has given up by then;
// without one, the button may have been pressed.
func (h *hand) click(ctx context.Context, o guard.Order, before Ready) Deed {
	deadline := h.until(o, h.carry)
	if !h.now().Before(deadline) {
		return h.leave(CodeExpired, "the approval has expired", before)
	}
	ctx = context.WithoutCancel(ctx)
	var answer pageAnswer
	err := h.page.call(ctx, "rugtape.press", []any{o.Key, epochMS(deadline)}, &answer)
	switch {
	case errors.Is(err, errUnsent):
		code, why := lost(ctx, err)
		return h.leave(code, why, before)
	case err != nil:
		code, why := lost(ctx, err)
		deed := h.leave(code, why, before)
		deed.Pressed = MaybePressed
		return deed
	case !answer.Pressed:
		return h.leave(answer.Code, answer.Why, before)
	}
	ready := answer.ready(o)
	return Deed{Pressed: IsPressed, Ready: ready, AtNS: ready.AtNS}
}

// leave says that the button was left alone.
func (h *hand) leave(code guard.Code, why string, ready Ready) Deed {
	return Deed{Code: code, Why: why, Ready: ready, AtNS: h.now().UnixNano()}
}

// until is so far from now, or when the order expires, if that is sooner.
func (h *hand) until(o guard.Order, limit time.Duration) time.Time {
	end, expiry := h.now().Add(limit), time.Unix(0, o.ExpiresNS)
	if expiry.Before(end) {
		return expiry
	}
	return end
}

// epochMS is a time as the page counts it; never later than it is.
func epochMS(t time.Time) int64 { return t.UnixMilli() }

// lost says why a call brought no answer.
func lost(ctx context.Context, err error) (guard.Code, string) {
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return CodeStopped, err.Error()
	case errors.Is(err, errLate), errors.Is(err, context.DeadlineExceeded):
		return CodeFrozen, err.Error()
	}
	return CodePageGone, err.Error()
}
