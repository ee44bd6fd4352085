package browser

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/target"
	"github.com/go-json-experiment/json"
)

// lane is a way to one side of the browser: to itself, or to a target that we
// are attached to.
type lane struct {
	conn    *conn
	session target.SessionID // "" for the browser itself
	limit   time.Duration    // of each call; 0 is callLimit
}

// callLimit bounds a call, whatever its context says.
const callLimit = time.Second

// do sends a command and waits for its answer: until the context ends, or
// the lane's limit has passed. An errUnsent tells that the browser never got it.
func do[P, R any](ctx context.Context, l lane, command cdp.Command[P, R], params P) (result R, err error) {
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(l.limit, callLimit))
	defer cancel()
	a, err := l.conn.ask(l.session, command.Method, params, true)
	if err != nil {
		return result, err
	}
	select {
	case <-a.done:
	case <-ctx.Done():
		return result, fmt.Errorf("%s: %w: %w", command.Method, l.conn.withdraw(a), context.Cause(ctx))
	}
	if a.err != nil {
		return result, fmt.Errorf("%s: %w", command.Method, a.err)
	}
	if err := json.Unmarshal(a.result, &result, lenient); err != nil {
		return result, fmt.Errorf("%s: the answer cannot be read: %w", command.Method, err)
	}
	return result, nil
}

// tell sends a command whose answer is of no interest. It never waits; where
// the queue is full the connection is given up, as what follows would be built
// on sand.
func tell[P, R any](l lane, command cdp.Command[P, R], params P) {
	if _, err := l.conn.ask(l.session, command.Method, params, false); err != nil {
		l.conn.fail(fmt.Errorf("%w: %v", errGone, err)) // not %w: what others asked may have been given
	}
}

// said reads an event, if it is that one.
func said[E any](e event, of cdp.Event[E]) (payload E, ok bool) {
	if e.method != of.Method {
		return payload, false
	}
	return payload, json.Unmarshal(e.params, &payload, lenient) == nil
}
