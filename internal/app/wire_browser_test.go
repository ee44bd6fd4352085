package app

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// rows is the JavaScript for an attribute of the list of events, as a number.
func rows(attribute string) string {
	return `Number(document.querySelector('[data-test=wire-list]')?.dataset.` + attribute + ` ?? 0)`
}

// onWire opens the wire while a game goes on.
func onWire(t *testing.T) *tab {
	t.Helper()
	b := onLive(t, seedLong, 4)
	b.runs(5)
	b.click("nav-wire")
	b.until("events are listed", rows("count")+` > 20`)
	return b
}

// pick chooses a kind of events.
func (b *tab) pick(kind string) {
	b.t.Helper()
	b.get(fmt.Sprintf(`(() => { const s = document.querySelector('[data-test=wire-kind]'); s.value = %q; s.dispatchEvent(new Event('change')) })()`, kind))
}

// TestWireGoesAlongAndHoldsStill: the newest event is at the foot until the
// list is paused, by key, button or a hand that scrolls up.
func TestWireGoesAlongAndHoldsStill(t *testing.T) {
	b := onWire(t)
	first := b.get(rows("last"))
	b.until("it goes along", rows("last")+` > `+first)
	b.until("the newest is in sight", `(() => { const l = document.querySelector('[data-test=wire-list]'); return l.scrollHeight - l.clientHeight - l.scrollTop < 80 })()`)
	b.picture("wire")
	b.press("k")
	b.until("it holds still", `document.querySelector('[data-test=wire]').dataset.follows === 'false'`)
	b.says("wire-news", "passed since")
	held := b.get(rows("last"))
	b.until("more has passed", `parseInt(`+text("wire-news")+`) > 20`)
	if got := b.get(rows("last")); got != held {
		t.Errorf("the list was held at %s and is at %s", held, got)
	}
	b.press(kb.End)
	b.until("it goes along again", rows("last")+` > `+held)
	b.until("a hand that scrolls up holds it", `document.querySelector('[data-test=wire]').dataset.follows === 'false' ||
		(document.querySelector('[data-test=wire-list]').scrollTop = 0, false)`)
	b.click("wire-pause")
	b.until("the button goes on", `document.querySelector('[data-test=wire]').dataset.follows === 'true'`)
}

// TestWireFilters finds events by kind and by text, in the address and in the
// export too.
func TestWireFilters(t *testing.T) {
	b := onWire(t)
	b.pick("gameStateUpdate")
	b.until("only that kind is listed", rows("count")+` > 5 && [...document.querySelectorAll('[data-test=wire-row]')].every(r => r.dataset.kind === 'gameStateUpdate')`)
	b.until("the kind is in the address", `location.search.includes('kind=gameStateUpdate')`)
	b.press("/")
	b.until("the search has the focus", `document.activeElement?.dataset.test === 'wire-text'`)
	b.retype("wire-text", `"tickCount":12,`)
	b.until("the server looks for it", rows("count")+` === 1 && location.search.includes('text=')`)
	if got := b.get(`fetch(document.querySelector('[data-test=wire-export]').href).then(r => r.text()).then(t => t.trim().split('\n').length + ' ' + JSON.parse(t.split('\n')[0]).kind)`); got != "1 gameStateUpdate" {
		t.Errorf("the export of what was found: %s", got)
	}
	b.do("more", chromedp.KeyEvent("nonsense"))
	b.until("nothing matches", text("wire-no-match")+` !== ''`)
	b.picture("nothing")
	b.click("wire-clear")
	b.until("all is listed again", rows("count")+` > 20 && location.search === ''`)
}

// TestWireEvent reads one event: its lines, a search in them, the next one.
func TestWireEvent(t *testing.T) {
	b := onWire(t)
	b.pick("gameStateUpdate")
	b.until("frames are listed", rows("count")+` > 5`)
	b.press(kb.ArrowUp)
	b.until("it is laid out in lines", `Number(document.querySelector('[data-test=wire-lines]')?.dataset.lines) > 20`)
	b.says("wire-lines", `"gameStateUpdate"`)
	seq := b.get(`document.querySelector('[data-test=wire-detail]').dataset.seq`)
	b.write("wire-find", "tickcount")
	b.says("wire-hits", "1 of")
	b.picture("event")
	b.press(kb.Escape, kb.ArrowUp)
	b.until("the one before shows", `Number(document.querySelector('[data-test=wire-detail]').dataset.seq) < `+seq)
	b.press(kb.Escape)
	b.until("it closes", `!document.querySelector('[data-test=wire-detail]')`)
	b.says("wire-rule", "chat and credentials are blank")
	b.click("rec-switch")
	b.until("the journal is ended here too", `document.querySelector('[data-test=wire-journal]').dataset.state === 'off'`)
}
