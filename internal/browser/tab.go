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
	"github.com/chromedp/cdproto/performance"
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
	life    context.Context // ends when it is no more ours; its cause says why
	lose    context.CancelCauseFunc

	mu      sync.Mutex
	sides   map[target.SessionID]bool // workers and frames that are attached along with it
	world   string                    // ours in the main frame, "" while there is none
	made    chan struct{}             // closed once there is one
	url     string
	loading bool
	heeded  bool // all that we want to hear is asked for: it can be worked with
	dialog  bool // the page waits until somebody answers a dialog
}

var (
	errClosed  = errors.New("the tab was closed")
	errCrashed = errors.New("the tab crashed")
	errLeft    = errors.New("the tab went to another page")
)

func newTab(l lane, id target.ID, s *Session) *tab {
	life, lose := context.WithCancelCause(context.Background())
	return &tab{
		lane: l, id: id, host: s.host, origins: s.host.origins(), hooks: &s.hooks,
		sockets: newSockets(s), s: s, life: life, lose: lose,
		made: make(chan struct{}), sides: map[target.SessionID]bool{}, loading: true,
	}
}

// attach attaches to a tab. From then on s hears what it says; nothing yet is
// listened to.
func (s *Session) attach(ctx context.Context, c *conn, id target.ID) (*tab, error) {
	flatten := true
	answer, err := do(ctx, lane{conn: c, limit: s.limits.listen}, target.AttachToTarget, target.AttachToTargetParams{TargetID: id, Flatten: &flatten})
	if err != nil {
		return nil, fmt.Errorf("attach to the tab: %w", err)
	}
	t := newTab(lane{conn: c, session: answer.SessionID, limit: s.limits.call}, id, s)
	s.tab.Store(t)
	s.ours = id
	return t, nil
}

// detach lets go of the tab. The browser takes back what we put on it.
func (s *Session) detach(t *tab) {
	s.tab.CompareAndSwap(t, nil)
	tell(lane{conn: t.conn}, target.DetachFromTarget, target.DetachFromTargetParams{SessionID: t.session})
	t.lose(errClosed)
}

// listen asks the tab for all that we want to hear. A browser that has only
// just begun may take its time.
func (t *tab) listen(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(t.life, func() { cancel(context.Cause(t.life)) })()
	patient := t.lane
	patient.limit = t.s.limits.listen
	err := t.listenBy(ctx, patient)
	if gone := context.Cause(t.life); gone != nil {
		err = gone
	}
	if err == nil {
		t.mu.Lock()
		t.heeded = true
		t.mu.Unlock()
		t.s.refresh()
	}
	return err
}

func (t *tab) listenBy(ctx context.Context, l lane) error {
	tell(l, inspector.Enable, cdp.Empty{}) // tells at once if it has crashed
	if _, err := do(ctx, l, page.Enable, page.EnableParams{}); err != nil {
		return err
	}
	tree, err := do(ctx, l, page.GetFrameTree, cdp.Empty{})
	if err != nil {
		return err
	}
	if tree.FrameTree != nil && tree.FrameTree.Frame != nil {
		t.setURL(tree.FrameTree.Frame.URL)
	}
	// It tells again what has happened to the document so far.
	if _, err := do(ctx, l, page.SetLifecycleEventsEnabled, page.SetLifecycleEventsEnabledParams{Enabled: true}); err != nil {
		return err
	}
	if err := t.enterWorld(ctx, l); err != nil {
		return err
	}
	if _, err := do(ctx, l, runtime.Enable, cdp.Empty{}); err != nil {
		return err
	}
	if _, err := do(ctx, l, performance.Enable, performance.EnableParams{}); err != nil { // else it tells no time
		return err
	}
	if err := t.s.beat(ctx, t, l); err != nil {
		return err
	}
	// The frames of WebSockets: the tab's own, and by way of attaching to them
	// those of its workers and its frames in other processes.
	if _, err := do(ctx, l, network.Enable, frugal()); err != nil {
		return err
	}
	_, err = do(ctx, l, target.SetAutoAttach, along())
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

// join listens to a worker or frame and lets it run. A frame of somebody else's is left
// alone.
func (t *tab) join(joined target.EventAttachedToTarget) {
	t.mu.Lock()
	t.sides[joined.SessionID] = true
	t.mu.Unlock()
	side := lane{conn: t.conn, session: joined.SessionID}
	if in := joined.TargetInfo; in == nil || in.Type != "iframe" || in.URL == "" || t.host.serves(in.URL) {
		tell(side, network.Enable, frugal())
		tell(side, target.SetAutoAttach, along())
	}
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
	if stage, ok := said(e, page.LifecycleEvent); ok && string(stage.FrameID) == string(t.id) && stage.Name == "DOMContentLoaded" {
		t.setLoading(false)
	}
	switch e.method {
	case page.JavascriptDialogOpening.Method, page.JavascriptDialogClosed.Method:
		t.mu.Lock()
		t.dialog = e.method == page.JavascriptDialogOpening.Method
		t.mu.Unlock()
		t.s.refresh()
	case inspector.TargetCrashed.Method:
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
	// The one we opened is blank before it loads; one that somebody else has just
	// opened has no address at all until its page answers.
	if !t.host.shows(url) && url != "about:blank" && url != "" {
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

// shown is the address of the page that the tab shows.
func (t *tab) shown() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.url
}

func (t *tab) isLoading() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.loading
}

func (t *tab) isHeeded() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.heeded
}
