package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// faultAct is something that is done to a session, at one moment.
type faultAct struct {
	name string
	do   func(r *faultRun)
}

var faultActs = []faultAct{
	{"nothing", func(*faultRun) {}},
	{"freeze", (*faultRun).freeze},
	{"kill the browser", (*faultRun).killBrowser},
	{"reload", func(r *faultRun) { r.pageDoes("Page.reload", nil) }},
	{"crash the tab", func(r *faultRun) { r.pageDoes("Page.crash", nil) }},
	{"leave and come back", (*faultRun).leave},
	{"a second tab", (*faultRun).secondTab},
	{"a busy page", (*faultRun).busy},
	{"another label", func(r *faultRun) {
		r.runs(pageButtons + `buttons.forEach((b) => { b.firstChild.textContent = 'SWAP'; })`)
	}},
	{"a twin of each button", func(r *faultRun) { r.runs(pageButtons + `buttons.forEach((b) => b.after(b.cloneNode(true)))`) }},
	{"another amount", func(r *faultRun) { r.runs(`document.querySelector('[class*="_controlBtn_"]').click()`) }},
	{"another part", func(r *faultRun) { r.runs(`document.querySelector('[class*="_percentageBtn_"]').click()`) }},
	{"a buy by hand", (*faultRun).buyByHand},
	{"a dead feed", (*faultRun).deadFeed},
	{"a cut feed", func(r *faultRun) { r.gate.cut() }},
	{"STOP", func(r *faultRun) { r.stops(r.live.Hands().Stop) }},
	{"disarm", func(r *faultRun) { r.stops(r.live.Hands().Disarm) }},
	{"the file STOP", (*faultRun).stopFile},
	{"disconnect", func(r *faultRun) { r.stops(r.live.Hands().Disconnect) }},
	{"a disk that hangs", func(*faultRun) { pass(orderWrite + time.Second/2) }}, // in the midst of a write, if it is at a step
	{"kill rugtape", nil}, // see faultdeath_test.go
	{"kill rugtape", nil},
	{"kill rugtape", nil},
}

var faultNames = func() (names []string) {
	for _, act := range faultActs {
		names = append(names, act.name)
	}
	return names
}()

const pageButtons = `const buttons = document.querySelectorAll('[class*="_buttonsRow_"] > div[class*="_buttonSection_"], .bet-button'); `

// later does something in a while.
func (r *faultRun) later(after time.Duration, do func()) {
	r.work.Go(func() {
		pass(after)
		do()
	})
}

// signal is for the browser, whoever launched it.
func (r *faultRun) signal(s syscall.Signal) {
	switch pid := r.live.Status().Hands.PID; {
	case r.chrome != nil:
		r.chrome.signal(s)
	case pid != 0:
		_ = syscall.Kill(-pid, s)
	}
}

func (r *faultRun) freeze() {
	r.signal(syscall.SIGSTOP)
	r.later(r.plan.length, func() {
		r.signal(syscall.SIGCONT)
		r.tell("the browser goes on")
	})
}

// killBrowser kills it; one that was attached to may be started anew.
func (r *faultRun) killBrowser() {
	r.signal(syscall.SIGKILL)
	if r.chrome == nil || !r.plan.again {
		return
	}
	old := r.chrome
	<-old.ended
	r.later(r.plan.length/4, func() {
		if err := r.restartChrome(old); err != nil {
			r.t.Errorf("start Chromium again: %v", err)
			return
		}
		_, err := openPage(r.ctx, old.port, r.page)
		r.tell("the browser was started again: %v", err)
	})
}

// pageDoes has the tab do something.
func (r *faultRun) pageDoes(method string, params map[string]any) {
	p, err := r.tab()
	if err == nil {
		err = p.do(r.ctx, method, params)
	}
	if err != nil {
		r.tell("%s: %v", method, err) // the page may be gone by now
	}
}

func (r *faultRun) runs(script string) {
	r.pageDoes("Runtime.evaluate", map[string]any{"expression": "{" + script + "}"})
}

func (r *faultRun) leave() {
	p, err := r.tab()
	if err == nil {
		err = p.do(r.ctx, "Page.navigate", map[string]any{"url": "about:blank"})
	}
	if err != nil || !r.plan.again {
		return
	}
	r.later(r.plan.length, func() {
		err := p.do(r.ctx, "Page.navigate", map[string]any{"url": r.page})
		r.tell("the page is back: %v", err)
	})
}

// secondTab opens the page once more; the first tab may be closed then.
func (r *faultRun) secondTab() {
	first, err := r.tab()
	if err != nil {
		return
	}
	if _, err := openPage(r.ctx, first.port, r.page); err != nil {
		r.tell("a second tab: %v", err)
		return
	}
	if r.plan.again {
		r.later(r.plan.length/2, func() {
			err := first.close(r.ctx)
			r.tell("the first tab was closed: %v", err)
		})
	}
}

// busy keeps the page's thread, and waits for nothing.
func (r *faultRun) busy() {
	script := fmt.Sprintf(`setTimeout(() => { const end = Date.now() + %d; while (Date.now() < end); })`, r.plan.length.Milliseconds())
	r.runs(script)
}

// buyByHand buys an amount that is none of the strategy's.
func (r *faultRun) buyByHand() {
	r.byHand = true
	r.runs(`document.querySelector('[class*="_clearButton_"]').click();
		const keys = document.querySelectorAll('[class*="_controlBtn_"]');
		keys[2].click(); keys[1].click();
		document.querySelector('[class*="_buttonsRow_"] > div[class*="_buy_"]').click()`)
}

func (r *faultRun) deadFeed() {
	r.gate.close()
	if r.plan.again {
		r.later(2*r.plan.length, r.gate.open)
	}
}

// stops has the user end it, and perhaps take that back.
func (r *faultRun) stops(how func(context.Context) error) {
	r.work.Go(func() {
		err := how(r.ctx)
		r.tell("%s: %v", r.plan.fault, err)
		if r.plan.again {
			pass(r.plan.length / 4)
			_ = r.live.Hands().Resume(r.ctx)
		}
	})
}

func (r *faultRun) stopFile() {
	name := filepath.Join(r.home, stopName)
	if err := os.WriteFile(name, nil, 0o600); err != nil {
		r.t.Error(err)
	}
	if r.plan.again {
		r.later(r.plan.length, func() {
			_ = os.Remove(name)
			_ = r.live.Hands().Resume(r.ctx)
		})
	}
}
