package browser

import (
	"context"
	"slices"
	"sync"

	"github.com/chromedp/cdproto/target"
)

// roster is which tabs the browser has, as it tells. It looks at addresses and
// at nothing else of tabs that are not ours.
type roster struct {
	news func() // something changed; must not wait

	mu   sync.Mutex
	tabs []listed // in the order they came to be
}

type listed struct {
	id  target.ID
	url string
}

// follow begins: the browser tells of the tabs that there are, then of changes.
func (r *roster) follow(ctx context.Context, l lane) error {
	r.mu.Lock()
	r.tabs = nil
	r.mu.Unlock()
	_, err := do(ctx, l, target.SetDiscoverTargets, target.SetDiscoverTargetsParams{
		Discover: true, Filter: target.Filter{{Type: "page"}},
	})
	return err
}

// heard takes an event of the browser's own lane.
func (r *roster) heard(e event) {
	r.mu.Lock()
	changed := r.take(e)
	r.mu.Unlock()
	if changed {
		r.news()
	}
}

func (r *roster) take(e event) (changed bool) {
	if created, ok := said(e, target.TargetCreated); ok {
		return r.put(created.TargetInfo)
	}
	if now, ok := said(e, target.TargetInfoChanged); ok {
		return r.put(now.TargetInfo)
	}
	if gone, ok := said(e, target.TargetDestroyed); ok {
		before := len(r.tabs)
		r.tabs = slices.DeleteFunc(r.tabs, func(t listed) bool { return t.id == gone.TargetID })
		return len(r.tabs) != before
	}
	return false
}

func (r *roster) put(t *target.Info) (changed bool) {
	if t == nil || t.Type != "page" || t.Subtype != "" { // a subtype is a page that nobody sees yet
		return false
	}
	i := slices.IndexFunc(r.tabs, func(known listed) bool { return known.id == t.TargetID })
	if i < 0 {
		r.tabs = append(r.tabs, listed{t.TargetID, t.URL})
		return true
	}
	changed = r.tabs[i].url != t.URL
	r.tabs[i].url = t.URL
	return changed
}

// find gives the tab that shows the host: the preferred one, or else the one
// that is there longest. Also how many there are.
func (r *roster) find(h host, preferred target.ID) (id target.ID, count int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, t := range r.tabs {
		if !h.shows(t.url) {
			continue
		}
		if count++; count == 1 || t.id == preferred {
			id = t.id
		}
	}
	return id, count
}

// blank gives the first tab that shows nothing at all.
func (r *roster) blank() target.ID {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, t := range r.tabs {
		if t.url == "about:blank" {
			return t.id
		}
	}
	return ""
}
