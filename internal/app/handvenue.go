package app

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"rugtape/internal/browser"
	"rugtape/internal/guard"
	"rugtape/internal/journal"
	"rugtape/internal/tape"
)

// handTasks is how many tasks may wait for the venue. It is full only when
// neither disk nor browser has answered for long: the hands are taken off then.
const handTasks = 64

// Bounds of what the venue waits for.
const (
	orderWrite  = 2 * time.Second // a record to be durable
	pressLimit  = 6 * time.Second // all of a press, the building of the amount included
	pictureTake = slack * 2 * time.Second
)

// presser is the part of a browser that the venue uses.
type presser interface {
	Press(ctx context.Context, a *guard.Approved, about func(browser.Ready) error) browser.Deed
	Picture(ctx context.Context) ([]byte, error)
}

// orderLog keeps what becomes of orders. Append returns when it is durable.
type orderLog interface {
	Append(ctx context.Context, r tape.OrderRecord) error
}

// evidence keeps what shows how an order was pressed.
type evidence interface {
	Put(key uint64, name string, data []byte) error
}

// venue carries approved orders out in the browser, one at a time, in a
// goroutine of its own: neither a stopped browser nor a hung disk delays the
// edge. What becomes of an order goes to the edge as an input.
//
//	edge --tasks--> write it down --> "about to press" durable --> one press --> write it down
//	  ^                                   |                                        |
//	  +-----------------------------------+------------- deeds --------------------+
type venue struct {
	log   orderLog
	shelf *orderShelf                      // shows what is in the log
	keep  evidence                         // nil: no pictures are taken
	tell  func(context.Context, deed) bool // the edge; false once it has ended
	now   func() int64
	tasks chan handTask
	game  atomic.Pointer[inView]
	page  atomic.Pointer[pageView] // nil while the page has heard nothing

	// A press that was approved under an older grant than this is not made.
	grant    atomic.Uint64
	mu       sync.Mutex
	cancel   context.CancelFunc // of the press that is under way, nil for none
	doubtful map[uint64]string  // orders that may have been pressed, and why that is not known
}

// handTask is something to write down and, after it, perhaps to press.
type handTask struct {
	records []tape.OrderRecord
	press   *guard.Approved
	by      presser
	grant   uint64
	round   string // in which it was approved
	settled *settledOrder
}

// settledOrder is an order that is over, and what shows how it went.
type settledOrder struct {
	key    uint64
	record []byte // evidence, as it is kept
}

// pageView is what the page was told of the game last, and when.
type pageView struct {
	round string
	atNS  int64
}

// inView is where the game is, as the edge sees it.
type inView struct {
	round string
	price float64
}

// deed is what the venue tells the edge.
type deed struct {
	key    uint64
	stage  stage
	code   guard.Code
	why    string
	ready  browser.Ready
	failed error // what could not be written down
}

// stage is how far a press came.
type stage uint8

const (
	aboutToPress stage = iota + 1 // from here on it may be done
	pressed
	perhapsPressed
	notPressed
	notWritten // something that had to be durable is not
)

// Reasons of the venue's own why something was not pressed.
const (
	codeStopped               = guard.Stopped
	codeRoundOver  guard.Code = "round_over"
	codePageSilent guard.Code = "page_silent"
	codeNotStored  guard.Code = "not_stored"
)

// put gives the venue a task; false where it is full.
func (v *venue) put(t handTask) bool {
	select {
	case v.tasks <- t:
		return true
	default:
		return false
	}
}

// revoke takes every approval back that was not pressed yet, and gives up on
// the press that is under way. It waits for nothing and may be called by anybody.
func (v *venue) revoke() {
	v.grant.Add(1)
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.cancel != nil {
		v.cancel()
	}
}

// run is the venue's goroutine.
func (v *venue) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			v.drain()
			return
		case t := <-v.tasks:
			v.do(ctx, t)
		}
	}
}

// drain writes down what waits, and presses nothing.
func (v *venue) drain() {
	for {
		select {
		case t := <-v.tasks:
			_ = v.write(context.Background(), t.records...)
		default:
			return
		}
	}
}

func (v *venue) do(ctx context.Context, t handTask) {
	if err := v.write(ctx, t.records...); err != nil {
		v.tell(ctx, deed{stage: notWritten, failed: err})
		if t.press != nil {
			v.tell(ctx, deed{key: t.press.Key(), stage: notPressed, code: codeNotStored, why: err.Error()})
		}
		return
	}
	if t.press != nil {
		v.press(ctx, t)
	}
	if t.settled != nil && v.keep != nil {
		_ = v.keep.Put(t.settled.key, journal.EvidenceRecord, t.settled.record) // what the journal tells is what counts
		v.picture(t.settled.key, journal.EvidenceAfter, t.by)
		v.shelf.changed()
	}
}

// write makes records durable, and shows them. After an error nothing more can be
// written, and the next start knows less than is shown until then.
func (v *venue) write(ctx context.Context, records ...tape.OrderRecord) error {
	for _, r := range records {
		r.By = tape.ByApp
		limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), orderWrite)
		err := v.log.Append(limited, r)
		cancel()
		if err == nil || r.Kind == tape.OrderUnpressed || r.Kind == tape.OrderSettled { // what is known is shown, written down or not
			v.shelf.take(r)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

const revokedWhy = "it was stopped before the press"

// press makes one press at most. A picture of the page is taken beside it.
func (v *venue) press(ctx context.Context, t handTask) {
	o := t.press.Order()
	if code, why := v.hindered(&t); code != "" {
		v.pressed(ctx, o, browser.Deed{Code: code, Why: why})
		return
	}
	pressing, done := v.begin(ctx, t.grant)
	defer done()
	var shot sync.WaitGroup
	shot.Go(func() { v.picture(o.Key, journal.EvidenceBefore, t.by) })
	var left hindrance
	d := t.by.Press(pressing, t.press, func(r browser.Ready) error {
		if left = v.about(pressing, &t, r); left.code != "" {
			return left
		}
		return nil
	})
	if left.code != "" {
		d.Code, d.Why = left.code, left.why
	}
	v.pressed(ctx, o, d)
	shot.Wait()
}

// about is the last moment before a press: it makes durable that from here on
// the order may be done, and tells the edge, so that no answer comes too early.
func (v *venue) about(ctx context.Context, t *handTask, r browser.Ready) hindrance {
	if code, why := v.hindered(t); code != "" {
		return hindrance{code, why}
	}
	record := tape.OrderRecord{TimeNS: v.now(), Kind: tape.OrderPressing, Key: t.press.Key(), Label: r.Label, Amount: r.Amount, Part: r.Part}
	if err := v.write(ctx, record); err != nil {
		v.tell(ctx, deed{stage: notWritten, failed: err})
		return hindrance{codeNotStored, err.Error()}
	}
	if code, why := v.hindered(t); code != "" { // the disk took its time
		return hindrance{code, why}
	}
	if !v.tell(ctx, deed{key: t.press.Key(), stage: aboutToPress, ready: r}) || ctx.Err() != nil {
		return hindrance{codeStopped, revokedWhy}
	}
	return hindrance{}
}

// hindrance is why the venue leaves the button alone at the last moment.
type hindrance struct {
	code guard.Code
	why  string
}

func (h hindrance) Error() string { return h.why }

// hindered tells why an order is not to be pressed any more.
func (v *venue) hindered(t *handTask) (guard.Code, string) {
	o := t.press.Order()
	switch game, page := v.game.Load(), v.page.Load(); {
	case t.grant != v.grant.Load():
		return codeStopped, revokedWhy
	case t.by == nil:
		return codeStopped, "there is no browser"
	case v.now() >= o.ExpiresNS:
		return guard.Expired, "it came too late"
	case game == nil || game.round != t.round:
		return codeRoundOver, "its round is over"
	case page == nil || v.now()-page.atNS > pageStale:
		return codePageSilent, "the page hears nothing of the game: it would keep the order, and send it later"
	case page.round != t.round:
		return codeRoundOver, "the page shows another round"
	case !o.Sells() && !t.press.Within(game.price):
		return guard.Deviated, "the price has moved too far since the decision"
	case !o.Sells():
		return v.doubts()
	}
	return "", ""
}

// doubts tells why nothing new is risked: it is not known whether another order was
// pressed. If that is not explained in the time of an order, it becomes unknown, and
// disarms.
func (v *venue) doubts() (guard.Code, string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for key, why := range v.doubtful {
		return guard.Unexplained, fmt.Sprintf("it is not known whether order %d was pressed: %s", key, why)
	}
	return "", ""
}

func (v *venue) doubt(key uint64, why string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.doubtful == nil {
		v.doubtful = map[uint64]string{}
	}
	v.doubtful[key] = why
}

// explained tells the venue that it is known what became of an order.
func (v *venue) explained(key uint64) {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.doubtful, key)
}

// begin makes the context of a press, which revoke ends.
func (v *venue) begin(ctx context.Context, grant uint64) (context.Context, func()) {
	pressing, cancel := context.WithTimeout(ctx, pressLimit)
	v.mu.Lock()
	v.cancel = cancel
	v.mu.Unlock()
	if grant != v.grant.Load() { // revoked in between
		cancel()
	}
	return pressing, func() {
		v.mu.Lock()
		v.cancel = nil
		v.mu.Unlock()
		cancel()
	}
}

// pressed tells how a press came out, and writes it down. Of one that may have
// been done there is nothing to add to what was written before it.
func (v *venue) pressed(ctx context.Context, o guard.Order, d browser.Deed) {
	told := deed{key: o.Key, code: d.Code, why: d.Why, ready: d.Ready, stage: notPressed}
	record := tape.OrderRecord{TimeNS: v.now(), Kind: tape.OrderUnpressed, Key: o.Key, Code: string(d.Code), Why: d.Why}
	switch d.Pressed {
	case browser.MaybePressed:
		v.doubt(o.Key, d.Why)
		told.stage = perhapsPressed
		v.tell(ctx, told)
		return
	case browser.IsPressed:
		told.stage = pressed
		record = tape.OrderRecord{TimeNS: v.now(), Kind: tape.OrderPressed, Key: o.Key}
	}
	v.tell(ctx, told)
	if err := v.write(ctx, record); err != nil {
		v.tell(ctx, deed{stage: notWritten, failed: err})
	}
}

// picture keeps what the page looks like. It is for people: where none can be
// had, the order goes on.
func (v *venue) picture(key uint64, which string, by presser) {
	if v.keep == nil || by == nil {
		return
	}
	limited, cancel := context.WithTimeout(context.Background(), pictureTake)
	defer cancel()
	if image, err := by.Picture(limited); err == nil {
		_ = v.keep.Put(key, which, image)
	}
}
