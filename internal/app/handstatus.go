package app

import (
	"strconv"

	"rugtape/internal/browser"
	"rugtape/internal/game"
	"rugtape/internal/hands"
	"rugtape/internal/money"
	"rugtape/internal/web"
)

// handsStatus is how the hands are, for whoever looks.
func (e *edge) handsStatus() web.HandsStatus {
	h := &e.hand
	if h.session != nil { // figures change without news
		now := h.session.Health()
		h.health.BeatMS, h.health.Messages, h.health.Dropped = now.BeatMS, now.Messages, now.Dropped
	}
	open, unknown, revision := e.Live.orders.open()
	s := web.HandsStatus{
		State: h.state, SinceNS: h.sinceNS, Why: h.why, Hint: h.hint, Attempt: h.begun, Steps: append([]web.HandsStep(nil), h.steps...),
		How: h.wish.How, Product: h.health.Product, URL: h.health.URL, Host: h.host, Tabs: h.health.Tabs, PID: h.health.PID,
		Port: h.wish.Port, Profile: h.wish.Profile, BeatMS: h.health.BeatMS, Messages: h.health.Messages,
		Dropped: h.health.Dropped + e.pageDropped.Load(), Player: h.talk.player, Source: sourceName(h.choice.Source), SourceWhy: h.choice.Why,
		Told: h.told, Armed: e.armedNow(), Disarmed: h.disarmed, DisarmedNS: h.disarmedNS, Limits: h.limits,
		Watchdog: "off", Books: e.bothBooks(), Open: open, Unknown: unknown, Revision: revision, Alarm: h.alarm(),
	}
	if h.o != nil {
		s.Offer = web.HandsOffer{Program: h.program, Profile: h.o.Profile, Page: e.pageOfFeed()}
	}
	if h.watch != nil {
		s.Watchdog, _ = h.watch.State()
	}
	s.Stopped = h.guard.Stopped
	return s
}

// findProgram looks for a browser once, to be offered.
func findProgram(named string) string {
	found, err := browser.FindProgram(named)
	if err != nil {
		return ""
	}
	return found
}

// armedNow is the arming in force with what may still be lost under it.
func (e *edge) armedNow() *web.HandsArmed {
	if e.hand.armed == nil {
		return nil
	}
	a := *e.hand.armed
	g := &e.hand.guard
	a.LossLeft, a.LossOf = 0, ""
	for _, l := range []struct {
		of    string
		limit money.Lamports
		net   money.Lamports
	}{
		{"round", g.Limits.RoundLoss, g.RoundNet},
		{"session", g.Limits.SessionLoss, min(0, g.SessionNet)},
		{"day", g.Limits.DayLoss, min(0, g.DayNet)},
	} {
		if left := max(0, l.limit+l.net); a.LossOf == "" || left < a.LossLeft {
			a.LossLeft, a.LossOf = left, l.of
		}
	}
	return &a
}

// bothBooks are our books beside the server's, field by field.
func (e *edge) bothBooks() web.HandsBooks {
	h := &e.hand
	b := web.HandsBooks{HeardNS: h.purseNS, Fields: []web.HandsField{}}
	for _, f := range h.fields(e) {
		for _, d := range h.differing {
			if shownAs(d.Field) == f.Field {
				f.SinceNS, f.Drift = d.SinceNS, d.Drift
			}
		}
		b.Fields = append(b.Fields, f)
	}
	return b
}

func (h *hand) fields(e *edge) []web.HandsField {
	cash, quantity, cost := "", "", ""
	if books := e.books(); books != nil {
		held := books.Position()
		cash, quantity, cost = books.Balance().String(), figureOf(held.Quantity), figureOf(held.AvgCost)
	}
	fields := []web.HandsField{
		{Field: "cash", Ours: cash, Server: told(h.purse.Cash)},
		{Field: "quantity", Ours: quantity, Server: told(h.purse.Quantity)},
		{Field: "avg_cost", Ours: cost, Server: told(h.purse.AvgCost)},
	}
	for _, d := range h.differing { // and whatever else differs
		if shownAs(d.Field) == d.Field {
			fields = append(fields, web.HandsField{Field: d.Field, Ours: d.Ours, Server: d.Server})
		}
	}
	return fields
}

// shownAs is what a field is called beside our books.
func shownAs(field string) string {
	switch field {
	case "purse.cash":
		return "cash"
	case "purse.positionQty":
		return "quantity"
	case "purse.avgCost":
		return "avg_cost"
	}
	return field
}

func told(v game.Opt[float64]) string {
	if !v.Present {
		return ""
	}
	return figureOf(v.Value)
}

func figureOf(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// sourceName is a source as the page names it.
func sourceName(s hands.Source) string {
	switch s {
	case hands.Feed:
		return "feed"
	case hands.Page:
		return "page"
	}
	return ""
}
