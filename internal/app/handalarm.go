package app

import (
	"fmt"
	"slices"
	"strings"

	"rugtape/internal/guard"
	"rugtape/internal/tape"
	"rugtape/internal/web"
)

// What a person has to look at is said until a person has said that it was read,
// also over restarts. Nothing is armed meanwhile.

// mostAlarms bounds the alarms that are shown, above what one crash can bring: an order in
// each place of the guard, and what the watchdog, the start and the disk say.
const mostAlarms = guard.MaxOpen + 8

// alarmHands raises an alarm, beside those that nobody has read yet.
func (e *edge) alarmHands(text, hint string) {
	e.raise(web.Alarm{Text: text, Hint: hint, SinceNS: e.clock.now()})
}

func (e *edge) raise(a web.Alarm) {
	h := &e.hand
	h.alarms = slices.DeleteFunc(h.alarms, func(before web.Alarm) bool { return before.Text == a.Text })
	h.alarms = append([]web.Alarm{a}, h.alarms...)
	h.alarms = h.alarms[:min(len(h.alarms), mostAlarms)]
	e.worth = true
}

// alarmKept raises an alarm that the next start raises again.
func (e *edge) alarmKept(text, hint string) {
	e.writeHands(tape.OrderRecord{TimeNS: e.clock.now(), Kind: tape.OrderAlarm, Why: text})
	e.alarmHands(text, hint)
}

// alarmLeft says that something may be held for which nobody cares.
func (e *edge) alarmLeft(text string) {
	e.alarmKept(text, "look at the game's page: what is still held is yours to sell")
}

// alarmEscalated says that nobody knows what became of an order.
func (e *edge) alarmEscalated(key uint64, why string) {
	e.alarmKept(fmt.Sprintf("Nobody knows whether order %d was done: %s", key, why), "look at the page, and close the order below")
}

// alarmsOfBefore raises those that nobody has read before the last process ended.
func (e *edge) alarmsOfBefore(s *tape.OrdersState) {
	for i := range s.Alarms {
		a := &s.Alarms[i]
		e.raise(web.Alarm{Text: a.Why, Hint: "look at the page, and at the orders below", SinceNS: a.TimeNS})
	}
}

// seenAlarms takes a person's word that all alarms up to a time were read.
func (e *edge) seenAlarms(untilNS int64) {
	h := &e.hand
	before := len(h.alarms)
	h.alarms = slices.DeleteFunc(h.alarms, func(a web.Alarm) bool { return a.SinceNS <= untilNS })
	if before > 0 && len(h.alarms) == 0 { // else the journal keeps them all
		e.writeHands(tape.OrderRecord{TimeNS: e.clock.now(), Kind: tape.OrderAcknowledged})
	}
}

// alarm is all that nobody has read, as one, nil for none.
func (h *hand) alarm() *web.Alarm {
	if len(h.alarms) == 0 {
		return nil
	}
	var texts, hints []string
	sinceNS := int64(0)
	for _, a := range h.alarms {
		texts = append(texts, a.Text)
		if !slices.Contains(hints, a.Hint) {
			hints = append(hints, a.Hint)
		}
		sinceNS = max(sinceNS, a.SinceNS)
	}
	return &web.Alarm{Text: strings.Join(texts, ". "), Hint: strings.Join(hints, "; "), SinceNS: sinceNS}
}
