package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"

	"rugtape/internal/browser"
	"rugtape/internal/game"
	"rugtape/internal/web"
)

// The browser that the hands are in: connected, followed, left.

// step notes a step of a connect.
func (h *hand) step(s *browser.Step) {
	step := web.HandsStep{Name: s.Name, State: s.State, Detail: s.Detail}
	for i := range h.steps {
		if h.steps[i].Name == s.Name {
			h.steps[i] = step
			return
		}
	}
	h.steps = append(h.steps, step)
}

// The states of the hands, beside those of a browser.
const (
	handsOff        = "off"
	handsConnecting = "connecting"
	handsFailed     = "failed"
	handsReady      = "ready"
)

// failed notes that a connect has failed; nothing is left of it.
func (h *hand) failed(err error, nowNS int64) {
	h.session = nil
	h.state, h.sinceNS = handsFailed, nowNS
	if h.why, h.hint = saidTo(err); h.hint == "" {
		h.hint = h.hintOfSteps()
	}
}

// saidTo is what an error says to a person, and what it says to do.
func saidTo(err error) (what, hint string) {
	var hinted interface{ Hint() string }
	if errors.As(err, &hinted) {
		hint = hinted.Hint()
	}
	return err.Error(), hint
}

// connect begins to connect; what was connected before is left.
func (e *edge) connect(ctx context.Context, c web.HandsConnect) error {
	h := &e.hand
	if h.armed != nil {
		return refusal{"the hands are armed", "disarm first"}
	}
	page := c.Page
	if page == "" {
		page = e.pageOfFeed()
	}
	host, err := hostOf(page)
	if err != nil {
		return err
	}
	if c.Profile == "" {
		c.Profile = h.o.Profile
	}
	h.session, h.health, h.talk, h.page, h.purse, h.purseNS = nil, browser.Health{}, talk{}, pageGame{}, game.Purse{}, 0
	h.wish, h.host, h.steps, h.why, h.hint = c, host, nil, "", ""
	h.begun++
	h.state, h.sinceNS = handsConnecting, e.clock.now()
	o := browser.Options{
		Program: h.o.Program, Profile: c.Profile, Headless: h.o.Headless, Args: h.o.Args,
		Host: host, Page: page, Selectors: h.o.Selectors, Log: e.options.Log,
	}
	if c.How == web.HandsAttach {
		o.Port = c.Port
	}
	h.link.start(ctx, o)
	return nil
}

// pageOfFeed is the page of the game that the feed tells of, "" where it tells
// of none that has one.
func (e *edge) pageOfFeed() string {
	switch {
	case e.feed.Feed == FeedLive:
		return SitePage
	case e.feed.URL != "":
		return e.feed.URL + "/"
	}
	return ""
}

// SitePage is where the game is played; siteHosts are all that show it.
const SitePage = "https://rugs.fun/"

var siteHosts = []string{"rugs.fun", "www.rugs.fun"}

// isSite tells whether a host is the site's.
func isSite(host string) bool { return slices.Contains(siteHosts, strings.ToLower(host)) }

// isHere tells whether a host, with or without a port, is this machine.
func isHere(host string) bool {
	name := strings.ToLower((&url.URL{Host: host}).Hostname())
	ip := net.ParseIP(name)
	return name == "localhost" || ip != nil && ip.IsLoopback()
}

// CheckPageHost refuses every host but the site's and this machine: what is read,
// and pressed, is the game's page or that of an arena here, and no other.
func CheckPageHost(host string) error {
	if isSite(host) || isHere(host) {
		return nil
	}
	return refusal{fmt.Sprintf("%.80s is neither rugs.fun nor an arena on this machine: rugtape touches no other page", host), "name one of these"}
}

// hostOf gives the host of a page that hands may press in.
func hostOf(page string) (string, error) {
	u, err := url.Parse(page)
	if err != nil || u.Host == "" {
		return "", refusal{fmt.Sprintf("%.80q is no page of the game", page), "name " + SitePage + " or the address of an arena on this machine"}
	}
	if isSite(u.Host) && u.Scheme != "https" {
		return "", refusal{fmt.Sprintf("%.80s can be read and changed on its way", page), "name " + SitePage}
	}
	return u.Host, CheckPageHost(u.Host)
}

// disconnect leaves the browser.
func (e *edge) disconnect(why string) {
	h := &e.hand
	e.disarm(why, e.now())
	h.link.cancel()
	h.link.n++ // what still comes of it counts for nothing
	h.session, h.state, h.why, h.hint, h.sinceNS = nil, handsOff, "", "", e.clock.now()
}

// silent notes that the page has heard nothing of the game yet: one that loads has
// its buttons before it has a connection.
func (h *hand) silent() {
	if h.venue != nil {
		h.venue.page.Store(nil)
	}
}

// browserHealth takes how the browser is. One that cannot be pressed disarms.
func (e *edge) browserHealth(b *browser.Health) {
	h := &e.hand
	h.health = *b
	if h.session == nil && h.state == handsConnecting && b.State != browser.StateEnded {
		return // the steps tell more
	}
	if h.state != b.State {
		h.state, h.sinceNS = b.State, b.SinceNS
	}
	h.why = b.Why
	h.follower.Reachable(b.State == browser.StateReady, e.now())
	h.silent()
	switch b.State {
	case browser.StateFrozen, browser.StateLost:
		e.disarm("the browser is "+b.State+": "+b.Why, e.now())
	case browser.StateEnded:
		e.disarm("the browser has ended: "+b.Why, e.now())
		h.session, h.state, h.hint = nil, handsFailed, "connect it again"
	}
}
