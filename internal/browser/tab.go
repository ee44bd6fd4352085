package browser

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/inspector"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
)

// tab is the page, for as long as we are attached to it. A tab that goes, or
// shows another host, is left for good; another tab value takes its place.
//
// The reader's goroutine tells it what happens (heard), others ask.
type tab struct {
	lane
	id      target.ID // also that of its main frame
	host    host
	origins string // of the host's pages, a JavaScript array
	hooks   *hooks
	sockets *sockets
	time    timeline
	s       *Session
	gone    chan struct{} // closed when it is no more ours

	mu      sync.Mutex
	sides   map[target.SessionID]bool // workers and frames that are attached along with it
	world   string                    // ours in the main frame, "" while there is none
	made    chan struct{}             // closed once there is one
	url     string
	loading bool
	dialog  bool  // the page waits until somebody answers a dialog
	crashed bool  // why it is gone
	why     error // it is gone; set once, before gone is closed
}

var (
	errClosed  = errors.New("the tab was closed")
	errCrashed = errors.New("the tab crashed")
	errLeft    = errors.New("the tab went to another page")
)

func newTab(l lane, id target.ID, s *Session) *tab {
	return &tab{
		lane: l, id: id, host: s.host, origins: s.host.origins(), hooks: &s.hooks,
		sockets: newSockets(s), s: s,
		gone: make(chan struct{}), made: make(chan struct{}),
		sides: map[target.SessionID]bool{},
	}
}

// attach attaches to a tab. From then on s hears what it says; nothing yet is
// listened to.
func (s *Session) attach(ctx context.Context, c *conn, id target.ID) (*tab, error) {
	flatten := true
	answer, err := do(ctx, lane{conn: c}, target.AttachToTarget, target.AttachToTargetParams{TargetID: id, Flatten: &flatten})
	if err != nil {
		return nil, fmt.Errorf("attach to the tab: %w", err)
	}
	t := newTab(lane{c, answer.SessionID}, id, s)
	s.tab.Store(t)
	return t, nil
}

// detach lets go of the tab. The browser takes back what we put on it.
func (s *Session) detach(t *tab) {
	s.tab.CompareAndSwap(t, nil)
	tell(lane{conn: t.conn}, target.DetachFromTarget, target.DetachFromTargetParams{SessionID: t.session})
	t.lose(errClosed)
}

// listen asks the tab for all that we want to hear.
func (t *tab) listen(ctx context.Context) error {
	tell(t.lane, inspector.Enable, cdp.Empty{}) // tells at once if it has crashed
	if _, err := do(ctx, t.lane, page.Enable, page.EnableParams{}); err != nil {
		return t.orGone(err)
	}
	tree, err := do(ctx, t.lane, page.GetFrameTree, cdp.Empty{})
	if err != nil {
		return t.orGone(err)
	}
	if tree.FrameTree != nil && tree.FrameTree.Frame != nil {
		t.setURL(tree.FrameTree.Frame.URL)
	}
	if err := t.enterWorld(ctx); err != nil {
		return t.orGone(err)
	}
	if _, err := do(ctx, t.lane, runtime.Enable, cdp.Empty{}); err != nil {
		return t.orGone(err)
	}
	if err := t.s.beat(ctx, t); err != nil {
		return t.orGone(err)
	}
	if err := t.listenTo(ctx); err != nil {
		return t.orGone(err)
	}
	return nil
}

// listenTo asks for the frames of WebSockets: the tab's own, and by way of
// attaching to them those of its workers and its frames in other processes.
func (t *tab) listenTo(ctx context.Context) error {
	if _, err := do(ctx, t.lane, network.Enable, frugal()); err != nil {
		return err
	}
	_, err := do(ctx, t.lane, target.SetAutoAttach, along())
	return err
}

// frugal has the browser keep nothing of what the page loads.
func frugal() network.EnableParams {
	var none int64
	return network.EnableParams{MaxTotalBufferSize: &none, MaxResourceBufferSize: &none}
}

// along attaches to workers and frames as they begin. They wait for us, so that
// their first words are heard; should we end, the browser lets them go.
func along() target.SetAutoAttachParams {
	flatten := true
	return target.SetAutoAttachParams{
		AutoAttach: true, WaitForDebuggerOnStart: true, Flatten: &flatten,
		Filter: target.Filter{{Type: "worker"}, {Type: "iframe"}},
	}
}

// heard takes an event of the tab, or of what is attached along with it.
func (t *tab) heard(e event) {
	own := e.session == t.session
	if !own && !t.isSide(e.session) {
		return
	}
	if joined, ok := said(e, target.AttachedToTarget); ok {
		t.join(joined)
		return
	}
	if left, ok := said(e, target.DetachedFromTarget); ok {
		t.part(left.SessionID)
		return
	}
	if t.sockets.heard(e, &t.time) || !own {
		return
	}
	t.heardWorld(e)
	t.heardPage(e)
}

// join listens to a worker or frame and lets it run.
func (t *tab) join(joined target.EventAttachedToTarget) {
	t.mu.Lock()
	t.sides[joined.SessionID] = true
	t.mu.Unlock()
	side := lane{t.conn, joined.SessionID}
	tell(side, network.Enable, frugal())
	tell(side, target.SetAutoAttach, along())
	tell(side, runtime.RunIfWaitingForDebugger, cdp.Empty{})
}

func (t *tab) part(side target.SessionID) {
	t.mu.Lock()
	delete(t.sides, side)
	t.mu.Unlock()
	t.sockets.closeOf(side)
}

func (t *tab) isSide(session target.SessionID) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.sides[session]
}

// heardPage keeps up with what the main frame shows.
func (t *tab) heardPage(e event) {
	if moved, ok := said(e, page.FrameNavigated); ok && moved.Frame != nil && moved.Frame.ParentID == "" {
		t.sockets.closeOf(t.session)
		t.setLoading(moved.Type != page.NavigationTypeBackForwardCacheRestore)
		t.setURL(moved.Frame.URL)
		return
	}
	switch e.method {
	case page.DomContentEventFired.Method:
		t.setLoading(false)
	case page.JavascriptDialogOpening.Method, page.JavascriptDialogClosed.Method:
		t.mu.Lock()
		t.dialog = e.method == page.JavascriptDialogOpening.Method
		t.mu.Unlock()
		t.s.refresh()
	case inspector.TargetCrashed.Method:
		t.mu.Lock()
		t.crashed = true
		t.mu.Unlock()
		t.lose(errCrashed)
	case inspector.Detached.Method:
		t.lose(errClosed)
	}
}

// setURL takes the address of the main frame. The page of another host is none
// of our business from then on.
func (t *tab) setURL(url string) {
	t.mu.Lock()
	t.url = url
	t.mu.Unlock()
	if !t.host.shows(url) && url != "about:blank" { // blank: the one we opened, before it loads
		t.lose(errLeft)
	}
	t.s.refresh()
}

func (t *tab) setLoading(loading bool) {
	t.mu.Lock()
	t.loading = loading
	t.mu.Unlock()
	t.s.refresh()
}

// lose marks the tab as gone.
func (t *tab) lose(why error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.why == nil {
		t.why = why
		close(t.gone)
	}
}

// orGone gives why the tab is gone, if it is, in place of what follows from it.
func (t *tab) orGone(err error) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.why != nil {
		return t.why
	}
	return err
}

// shown tells what the tab shows.
func (t *tab) shown() (url string, loading, dialog bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.url, t.loading, t.dialog
}
