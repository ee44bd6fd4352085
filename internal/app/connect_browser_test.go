package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"rugtape/internal/arena"
	"rugtape/internal/browser"
	"rugtape/internal/money"
	"rugtape/internal/watchdog"
)

// The app starts this program as its watchdog: the test binary is that too.
func init() {
	if len(os.Args) != 4 || os.Args[1] != "watchdog" || os.Args[2] != "--home" {
		return
	}
	err := watchdog.Run(context.Background(), watchdog.Options{
		Home: os.Args[3], In: os.Stdin, Out: os.Stdout, Log: slog.New(slog.NewTextHandler(os.Stderr, nil)),
		Alarm: func(why string) { fmt.Fprintln(os.Stderr, "ALARM", why) },
	})
	if err != nil {
		os.Exit(1)
	}
	os.Exit(0)
}

// shots leaves pictures of what shows, wide and narrow.
func (b *tab) shots(name string) {
	b.t.Helper()
	if os.Getenv("RUGTAPE_PICTURES") == "" {
		return
	}
	for _, size := range [][2]int64{{360, 740}, {1280, 800}} { // it stays wide
		b.do("resize", chromedp.EmulateViewport(size[0], size[1]))
		b.until("it is drawn", `new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))`)
		b.picture(fmt.Sprintf("%s_%d", name, size[0]))
	}
}

// scriptOf makes a program of a line of shell, in the place of the one before.
func scriptOf(t testing.TB, path, line string) {
	t.Helper()
	if err := errors.Join(os.WriteFile(path+"~", []byte("#!/bin/sh\n"+line+"\n"), 0o700), os.Rename(path+"~", path)); err != nil {
		t.Fatal(err)
	}
}

// TestConnectAndArm goes the whole way in the app's page: a program that is not
// there, one that hangs, a Chromium with the practice page; then the truth, the limits,
// orders that are pressed, the record of one, and STOP's key out of a text field.
func TestConnectAndArm(t *testing.T) {
	chrome, err := browser.FindProgram("")
	if err != nil {
		t.Skip("no Chromium on this machine: install it (tools/setup.sh does) to test the hands")
	}
	server := startArena(t, arena.Options{Seed: seedShort, Speed: armedSpeed, Past: 1, Players: 3, Balance: 10 * money.PerSOL})
	home, program := t.TempDir(), filepath.Join(t.TempDir(), "browser")
	app := runWith(t, Options{
		Home: home, Listen: "127.0.0.1:0", Feed: server.URL(), Record: true,
		Browser: Browser{Program: program, Headless: true, Args: chromiumArgs},
	})
	b := open(t, app, "library")
	b.click("hands")
	b.says("hands-sentence", "No browser is connected")
	b.click("hands-connect")
	b.write("connect-page", server.URL()+"/?player="+tester)
	b.connectFails(program)
	b.connectHangs(program)
	scriptOf(t, program, `exec `+chrome+` "$@"`)
	pid := b.connects()
	b.armsInThePage()
	b.readsARecord()
	b.stopsByKey()

	b.click("hands-browser")
	b.click("hands-leave")
	b.says("hands", "off")
	app.stop()
	noneLives(t, pid)
	if lock, err := os.Lstat(filepath.Join(ProfileDir(home), "SingletonLock")); err == nil {
		t.Errorf("the profile is locked still: %v", lock.Mode())
	}
}

// connectFails: what is wrong and what to do is shown, and the button works at
// once.
func (b *tab) connectFails(program string) {
	b.t.Helper()
	b.click("connect-go")
	b.says("connect-outcome", program+" cannot be run")
	b.until("it says what to do", text("connect-fault")+`.trim().split('. ').length > 1`)
	b.until("the button works at once", `!document.querySelector('[data-test=connect-go]').disabled`)
	b.shots("failed")
}

// connectHangs gives up a browser that says nothing; nothing of it is left.
func (b *tab) connectHangs(program string) {
	b.t.Helper()
	said := program + ".pid"
	scriptOf(b.t, program, `echo $$ > `+said+`; exec sleep 1000`)
	b.click("connect-go")
	b.until("it waits", `document.querySelector('[data-test=steps] [data-state=running]')?.textContent.includes('Wait for its port')`)
	b.shots("running")
	for end := time.Now().Add(eventually); ; pass(10 * time.Millisecond) { // its first line runs
		if pid, err := os.ReadFile(said); err == nil && len(pid) > 0 {
			break
		}
		if time.Now().After(end) {
			b.t.Fatal("the program has not begun")
		}
	}
	b.click("connect-cancel")
	b.until("it can be asked for again", `!document.querySelector('[data-test=connect-go]').disabled`)
	pid, err := os.ReadFile(said)
	if err != nil {
		b.t.Fatal(err)
	}
	group, err := strconv.Atoi(strings.TrimSpace(string(pid)))
	if err != nil {
		b.t.Fatal(err)
	}
	for end := time.Now().Add(eventually); len(livingOf(group)) > 0; pass(10 * time.Millisecond) {
		if time.Now().After(end) {
			_ = syscall.Kill(-group, syscall.SIGKILL)
			b.t.Fatal("the browser that hung is there still")
		}
	}
}

// connects: the steps come, and when it has done it closes by itself.
func (b *tab) connects() (pid int) {
	b.t.Helper()
	b.get(`(() => { window.doneFor = 0; const d = document.querySelector('[data-test=connect]'); let since = 0;
		new MutationObserver(() => { if (d.dataset.phase === 'done') since ||= performance.now(); else if (since) window.doneFor ||= performance.now() - since; })
			.observe(d, { attributes: true }); })()`)
	b.click("connect-go")
	b.says("connect-outcome", "Listen to its frames")
	b.until("it closes by itself", `!document.querySelector('[data-test=connect]').open`)
	if took, err := strconv.ParseFloat(b.get(`window.doneFor`), 64); err != nil || took < 1000 {
		b.t.Errorf("it has shown that it is done for %v ms, %v", took, err)
	}
	b.says("hands", "browser ready")
	b.says("hands-facts", "launched by rugtape")
	b.until("a player is logged in, and messages are heard", `/Logged inp-\w+.*Heard[1-9]/s.test(`+text("hands-facts")+`)`)
	pid, err := strconv.Atoi(b.get(text("hands-facts") + `.match(/process (\d+)/)[1]`))
	if err != nil {
		b.t.Fatal(err)
	}
	return pid
}

// armsInThePage reads the truth, types the loss limit and arms.
func (b *tab) armsInThePage() {
	b.t.Helper()
	b.click("hands-arm")
	b.press("i")
	if b.get(`!!document.querySelector('[data-test=import-panel]')`) == "true" {
		b.t.Error("a key of the library acts while one is in the sheet")
	}
	b.says("truth-arm", "No strategy wins")
	b.click("told")
	b.until("the strategies are there", `document.querySelectorAll('[data-test=bot-kind] option').length > 5`)
	b.get(`(() => { const s = document.querySelector('[data-test=bot-kind]'); s.value = 'sidebet'; s.dispatchEvent(new Event('change', { bubbles: true })); })()`)
	b.write("arm-confirm", "0.05")
	b.shots("form")
	b.arms()
	b.says("hands", "ARMED")
	b.says("armed-bar", "ARMED")
	b.shots("armed")
}

const armedFrame = `!!document.querySelector('[data-test=armed-frame]')`

// arms presses the form's button until it is armed: while something is held, or the page
// has not told all, it says so.
func (b *tab) arms() {
	b.t.Helper()
	for end := time.Now().Add(eventually); ; {
		b.click("arm-go")
		b.until("it answers", armedFrame+` || `+text("arm-fault")+` !== ''`)
		if b.get(armedFrame) == "true" {
			return
		}
		if time.Now().After(end) {
			b.t.Fatalf("it is not armed: %s", b.get(text("arm-fault")))
		}
	}
}

// readsARecord waits for an order that the server has confirmed, and opens its
// record, with its pictures.
func (b *tab) readsARecord() {
	b.t.Helper()
	b.click("hands-orders")
	const confirmed = `!!document.querySelector('[data-test=order][data-life=confirmed]')`
	for b.until("an order is confirmed, or it was disarmed", confirmed+` || !`+armedFrame); b.get(confirmed) != "true"; {
		b.click("hands-arm")
		b.t.Logf("the machine was late: %s", b.get(text("disarmed")))
		b.write("arm-confirm", "0.05")
		b.arms()
		b.click("hands-orders")
		b.until("an order is confirmed, or it was disarmed", confirmed+` || !`+armedFrame)
	}
	b.shots("orders")
	// The oldest is no sale, which no limit holds back.
	b.get(`[...document.querySelectorAll('[data-test=order][data-life=confirmed]')].at(-1).click()`)
	b.says("life", "by the server’s own word")
	b.until("what was read is told", text("read")+`.includes('as it was asked for')`)
	b.until("what was held against limits too", `document.querySelectorAll('[data-test=guard] tbody tr').length === 5`)
	b.until("and what passed on the socket", `document.querySelectorAll('[data-test=frames] li').length > 0`)
	for _, which := range []string{"before", "after"} {
		picture := `document.querySelector('[data-test=picture-` + which + `]')`
		b.get(picture + `?.scrollIntoView()`)
		b.until("the picture "+which+" shows", picture+`?.naturalWidth > 0`)
	}
	b.shots("record_pictures")
	b.get(`document.querySelector('[data-test=record]')?.scrollIntoView()`)
	b.shots("record")
	b.click("hands-books")
	b.until("the books are there", `document.querySelectorAll('[data-test=books] tbody tr').length >= 3`)
	b.shots("books")
}

// stopsByKey stops by the key, out of a text field.
func (b *tab) stopsByKey() {
	b.t.Helper()
	b.click("hands-close")
	armed := b.get(armedFrame) == "true"
	b.do("into a text field", chromedp.Click(`[data-test=search]`))
	b.do("STOP", chromedp.KeyEvent("X", chromedp.KeyModifiers(kb.ModifierCtrl|kb.ModifierShift)))
	b.until("it is not armed any more", `!document.querySelector('[data-test=armed-frame]')`)
	b.says("hands", "browser ready") // the watchdog leaves, and it stays
	b.shots("stopped")
	b.click("hands")
	b.click("hands-arm")
	if armed {
		b.says("disarmed", "STOP")
	}
	b.says("hands-stopped", "STOP is on")
}
