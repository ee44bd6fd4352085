package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"rugtape/internal/guard"
)

// staged are hands whose state a test sets, and which do what is simple by themselves.
type staged struct{ *fakeHands }

func (f staged) set(change func(*HandsStatus)) {
	f.live.set(func(s *Status) {
		now := *s.Hands
		change(&now)
		now.Revision++
		s.Hands = &now
	})
}

func (f staged) Connect(ctx context.Context, c HandsConnect) error {
	f.set(func(h *HandsStatus) {
		h.State, h.Attempt, h.Why, h.Hint = "connecting", h.Attempt+1, "", ""
		h.Steps = []HandsStep{{"find the program", "done", "/usr/bin/chromium"}, {"start it", "done", "process 4711"}, {"wait for its port", "running", ""}}
	})
	return f.fakeHands.Connect(ctx, c)
}

func (f staged) Told(ctx context.Context) error {
	f.set(func(h *HandsStatus) { h.Told = true })
	return f.fakeHands.Told(ctx)
}

func (f staged) Arm(ctx context.Context, a HandsArm) error {
	f.set(func(h *HandsStatus) {
		h.Armed = &HandsArmed{Host: a.Host, Strategy: a.Name, UntilNS: time.Now().Add(a.For).UnixNano(), Limits: HandsLimits(a.Limits), LossLeft: a.Limits.SessionLoss, LossOf: "session"}
		h.Watchdog = "watching"
	})
	return f.fakeHands.Arm(ctx, a)
}

func (f staged) Stop(ctx context.Context) error {
	f.set(func(h *HandsStatus) {
		if h.Armed != nil {
			h.Disarmed, h.DisarmedNS = "STOP was pressed", time.Now().UnixNano()
		}
		h.Armed, h.Stopped, h.Watchdog = nil, true, "off"
	})
	return f.fakeHands.Stop(ctx)
}

func (f staged) CloseOrder(ctx context.Context, key uint64, done bool) error {
	f.set(func(h *HandsStatus) { h.Open, h.Unknown = nil, 0 })
	return f.fakeHands.CloseOrder(ctx, key, done)
}

func (f staged) Acknowledge(ctx context.Context, sinceNS int64) error {
	f.set(func(h *HandsStatus) { h.Alarm = nil })
	return f.fakeHands.Acknowledge(ctx, sinceNS)
}

func (f staged) Check(context.Context, bool) ([]HandsControl, error) {
	return []HandsControl{
		{"amount", "field in the trade panel", "0.010", 1, true, true},
		{"buy", "button that begins with BUY", "BUY+0.010 SOL", 1, true, true},
		{"sell", "button that begins with SELL", "SELL", 1, true, false},
		{"side_bet", "", "", 0, false, false},
	}, nil
}

func (f staged) Picture(_ context.Context, key uint64, which string) ([]byte, error) {
	shot := image.NewRGBA(image.Rect(0, 0, 640, 400))
	for x := range 640 {
		for y := range 400 {
			shot.Set(x, y, color.RGBA{uint8(x / 4), uint8(y / 2), uint8(key * 20), 255})
		}
	}
	var out bytes.Buffer
	err := jpeg.Encode(&out, shot, nil)
	return out.Bytes(), err
}

// stage serves staged hands and shows a screen of the page.
func stage(t *testing.T, change func(*HandsStatus)) (*tab, staged) {
	t.Helper()
	hands := staged{&fakeHands{}}
	s, f := startAt(t, "127.0.0.1:0", func(s *Server) { s.api.ports.Hands = hands })
	hands.live = &f.live
	hands.orders = recorded()
	f.live.status.Hands = &HandsStatus{State: "off", Offer: HandsOffer{"/usr/bin/chromium", "/data/rugtape/browser", "http://127.0.0.1:7880/"}}
	if change != nil {
		change(f.live.status.Hands)
	}
	b := open(t, s, "/library")
	b.shows("hands")
	return b, hands
}

// ready is how hands are with a page that answers.
func ready(h *HandsStatus) {
	h.State, h.SinceNS, h.How, h.PID = "ready", time.Now().UnixNano(), "launch", 4711
	h.Product, h.URL, h.Host, h.Tabs = "Chrome/156.0.7204.0", "http://127.0.0.1:7880/", "127.0.0.1:7880", 2
	h.BeatMS, h.Messages, h.Profile = 3.8, 12_345, "/data/rugtape/browser"
	h.Player, h.Source, h.SourceWhy, h.Told, h.Watchdog = "p-3f9a", "page", "its frames come 12 ms sooner", true, "off"
	for i := range h.Steps {
		h.Steps[i].State = "done"
	}
}

// recorded are orders of every kind.
func recorded() []HandsRecord {
	at := func(ms int64) int64 { return 1_760_000_000_000_000_000 + ms*1e6 }
	life := func(stages ...string) (all []HandsStage) {
		for i, s := range stages {
			all = append(all, HandsStage{s, at(int64(i) * 37), "", ""})
		}
		return all
	}
	order := func(key uint64, action, life string, stages ...HandsStage) HandsOrder {
		return HandsOrder{Key: key, Action: action, Amount: 10_000_000, Part: 1, Round: "20251207-1e01ac417e8043ca", Tick: 41, Price: 1.4523, Life: life, Stages: stages, Why: "the price is at the target of 2x"}
	}
	unknown := order(9, "BUY", "escalated", life("approved", "pressing", "unknown", "escalated")...)
	unknown.Pressed = "maybe"
	done := order(8, "BUY", "confirmed", life("approved", "pressing", "pressed", "confirmed")...)
	done.Pressed, done.Done, done.Stages[3].Text = "yes", &HandsDone{42, 1.4607}, "the answer to the page's order says so"
	refused := order(7, "SIDE", "refused", life("approved", "unpressed")...)
	refused.Pressed, refused.Code, refused.Text = "no", "amount_readback", "the amount field reads 0.1 and was to read 0.01"
	sold := order(6, "SELL", "confirmed", life("approved", "pressing", "pressed", "confirmed")...)
	sold.Pressed, sold.Done = "yes", &HandsDone{43, 2.0114}
	sold.Stages[3].By = "watchdog"
	state := guard.State{Limits: guard.Limits{Stake: 10_000_000, Exposure: 50_000_000, RoundLoss: 90_000_000, SessionLoss: 200_000_000, DayLoss: 300_000_000}, Held: 20_000_000, RoundNet: -20_000_000}
	state.Orders[0] = guard.Order{Key: 8, Life: guard.Approval, Action: 1, Amount: 10_000_000}
	whole := HandsRecord{
		HandsOrder: done, Strategy: "target:m=2,stake=0.01", Host: "127.0.0.1:7880", URL: "http://127.0.0.1:7880/", Product: "Chrome/156.0.7204.0",
		Rule: "button that begins with BUY", Label: "BUY+0.010 SOL", AmountRead: 10_000_000, ReadNS: at(30), Guard: &state, Evidence: "the server's answer to the page's own order",
		Frames: []HandsFrame{
			{at(75), true, `421["buyOrder",{"amount":0.01,"tradingMode":"practice"}]`, false},
			{at(102), false, `431[{"success":true,"price":1.4607,"executedTick":42,"position":{"qty":0.006846032,"avgCost":1.4607,"lots":[{"entry":1.4607,"qty":0.006846032}]}}]`, false},
		}, Before: true, After: true,
	}
	return []HandsRecord{{HandsOrder: unknown, Strategy: "target:m=2"}, whole, {HandsOrder: refused, Before: true}, {HandsOrder: sold, PartRead: 1, ReadNS: at(30)}}
}

func books(h *HandsStatus) {
	since := time.Now().Add(-7 * time.Second).UnixNano()
	h.Books = HandsBooks{time.Now().UnixNano(), []HandsField{
		{"cash", "0.987654321", "0.987654321", 0, false},
		{"quantity", "0.006846032", "0.013692064", since, true},
		{"avg_cost", "1.4607", "1.4607", 0, false},
		{"invested", "0.01", "0.02", since, false},
		{"side_bet", "none", "", 0, false},
	}}
}

// TestABrowserIsConnected: the dialog shows each step, works again at once after a failure, can
// be cancelled, and goes by itself once it has done.
func TestABrowserIsConnected(t *testing.T) {
	b, f := stage(t, nil)
	b.says("hands", "off")
	b.do("the key opens the sheet", chromedp.KeyEvent("a"))
	b.says("hands-sentence", "No browser is connected")
	b.click("hands-connect")
	b.until("the dialog is open", `document.querySelector('`+at("connect")+`').open`)
	b.picture("dialog")
	b.click("connect-attach")
	b.says("connect-command", "--remote-debugging-port=9222 --user-data-dir=/data/rugtape")
	b.write("connect-port", "99999")
	b.until("a port that is none cannot be asked for", `document.querySelector('`+at("connect-go")+`').disabled`)
	b.write("connect-port", "9333")
	b.picture("attach")
	b.click("connect-go")
	b.says("connect-outcome", "Wait for its port")
	b.says("hands", "connecting")
	b.picture("steps")
	b.click("connect-cancel")
	b.until("it can be asked for again", `!document.querySelector('`+at("connect-go")+`').disabled`)
	f.set(func(h *HandsStatus) { h.State = "off" })

	b.click("connect-launch")
	b.click("connect-go")
	b.says("connect-outcome", "Wait for its port")
	f.set(func(h *HandsStatus) {
		h.State, h.Why, h.Hint = "failed", "nothing answers at port 9333 of this machine", "start Chrome with the command that is shown, and try again"
		h.Steps[2].State, h.Steps[2].Detail = "failed", "refused"
	})
	b.says("connect-fault", "Start Chrome with the command")
	b.until("it says when it closes", `/closes in (30|2\d) s/.test(document.querySelector('`+at("connect-closing")+`')?.textContent)`)
	b.until("the button works at once", `!document.querySelector('`+at("connect-go")+`').disabled`)
	b.picture("failed_dialog")
	b.click("connect-go")
	b.says("connect-outcome", "Wait for its port")
	since := time.Now()
	f.set(ready)
	// It stands for a moment only.
	b.until("it says that it is connected, or has done so", `!document.querySelector('`+at("connect")+`').open ||
		document.querySelector('`+at("connect-done")+`')?.textContent.includes('Connected')`)
	b.picture("connected_dialog")
	b.until("it closes by itself", `!document.querySelector('`+at("connect")+`').open`)
	if took := time.Since(since); took < 1500*time.Millisecond {
		t.Errorf("it closed after %v", took)
	}
	b.says("hands", "browser ready")
	b.says("hands-facts", "one of 2 tabs")
	b.click("hands-check")
	b.says("controls", "BUY+0.010 SOL")
	b.says("controls", "not found")
	b.picture("connected")
	b.click("hands-leave")
	b.do("Esc closes the sheet", chromedp.KeyEvent(kb.Escape))
	b.until("it is closed", `!document.querySelector('`+at("hands-sheet")+`')`)
	want := "connect {attach 9333  }; cancel; connect {launch 0  }; connect {launch 0  }; disconnect"
	if got := f.live.wanted(); got != want {
		t.Errorf("the page wanted %q, want %q", got, want)
	}
}

// TestEscClosesWhatIsOnTop: a screen that is drawn while a sheet stands over it does not
// take the sheet's Esc.
func TestEscClosesWhatIsOnTop(t *testing.T) {
	b, _ := stage(t, nil)
	b.do("the key opens the sheet", chromedp.KeyEvent("a"))
	b.says("hands-sentence", "No browser is connected")
	for _, screen := range []string{"wire", "library"} {
		b.do("to another screen", chromedp.Click(`nav a[href="/`+screen+`"]`))
		b.until("it is shown, under the sheet", `document.querySelector('h1')?.textContent.toLowerCase() === "`+screen+`" && document.querySelector('`+at("hands-sheet")+`') !== null`)
	}
	b.shows("list")
	b.do("Esc closes the sheet", chromedp.KeyEvent(kb.Escape))
	b.until("it is closed", `!document.querySelector('`+at("hands-sheet")+`')`)
}

// TestHandsAreArmed: the truth is read first, the loss limit is typed, a red frame stands around
// the app, and STOP's key disarms out of a text field.
func TestHandsAreArmed(t *testing.T) {
	b, f := stage(t, ready)
	f.set(func(h *HandsStatus) { h.Told = false })
	b.do("the key opens the sheet", chromedp.KeyEvent("a"))
	b.click("hands-arm")
	b.says("truth-arm", "No strategy wins")
	b.picture("truth")
	b.click("told")
	b.says("arm-host", "127.0.0.1:7880")
	b.shows("arm-m")
	b.picture("form")
	b.write("arm-confirm", "0.5")
	b.until("another amount does not arm", `document.querySelector('`+at("arm-go")+`').disabled`)
	b.write("limit-day_loss_sol", "0")
	b.write("arm-confirm", "0.05")
	b.until("nor does a limit that is wrong", `document.querySelector('`+at("arm-go")+`').disabled`)
	b.write("limit-day_loss_sol", "0.2")
	b.click("arm-go")
	b.says("armed-bar", "0.0500 SOL")
	b.says("armed-left", "29 min")
	b.says("hands", "ARMED")
	b.says("spoken", "Armed on 127.0.0.1:7880")
	b.picture("armed")
	b.click("hands-close")
	b.do("into a text field", chromedp.Click(at("search")))
	b.do("STOP", chromedp.KeyEvent("X", chromedp.KeyModifiers(kb.ModifierCtrl|kb.ModifierShift)))
	b.until("the frame is gone", `!document.querySelector('`+at("armed-frame")+`')`)
	b.says("toasts", "Disarmed: STOP was pressed")
	b.do("out of the field", chromedp.KeyEvent(kb.Escape), chromedp.Click(at("hands")))
	b.click("hands-arm")
	b.says("hands-stopped", "STOP is on")
	b.picture("stopped")
	b.click("hands-resume")
	b.until("the button is there again", `document.querySelector('`+at("hands-resume")+`:not([disabled])')`)

	f.live.mu.Lock()
	f.broken = errors.New("the disk is full")
	f.live.mu.Unlock()
	b.click("stop")
	b.says("toasts", "STOP is not confirmed")
	got := f.live.wanted()
	if !strings.HasPrefix(got, "told; arm 127.0.0.1:7880 target:") || !strings.Contains(got, " 0.05 30m0s; hands stop") {
		t.Errorf("the page wanted %q", got)
	}
}

// TestOrdersAndBooksAreShown: what nobody knows of is closed by the user, a record opens whole,
// a drift is adopted only when asked twice, an alarm stays until it was read.
func TestOrdersAndBooksAreShown(t *testing.T) {
	b, f := stage(t, func(h *HandsStatus) {
		ready(h)
		books(h)
		h.Alarm = &Alarm{"the watchdog sold what was held: rugtape had not answered for 0.7 s", "look at your account on the page", 77}
		h.Open, h.Unknown = []HandsOrder{recorded()[0].HandsOrder}, 1
	})
	b.says("alarm", "The watchdog sold what was held")
	b.says("hands", "unknown order")
	b.click("hands")
	b.click("hands-books")
	b.says("books-sentence", "drifted apart")
	b.says("books", "drift for")
	b.picture("books")
	b.click("adopt")
	b.click("adopt-sure")
	b.shows("adopt")
	b.click("hands-orders")
	b.says("unsettled", "only you can say")
	b.until("every order is listed", `document.querySelectorAll('`+at("order")+`').length === 4`)
	b.picture("orders")
	b.do("open a record", chromedp.Click(at("order")+`[data-key="8"]`))
	b.says("life", "by the server’s own word")
	b.says("read", "BUY+0.010 SOL")
	b.says("guard", "0.0300 SOL")
	b.until("its pictures are there", `document.querySelector('`+at("picture-after")+`')?.naturalWidth === 640`)
	b.picture("record")
	b.do("a frame opens", chromedp.Click(at("frames")+` li:last-child summary`))
	b.says("frames", `"executedTick":42`)
	b.do("Esc goes back to the list", chromedp.KeyEvent(kb.Escape))
	b.click("close-undone")
	b.says("unsettled", "Book it as not done")
	b.click("close-sure")
	b.until("it is settled", `!document.querySelector('`+at("unsettled")+`')`)
	b.click("hands-arm")
	b.says("arm-alarm", "The watchdog sold what was held")
	b.picture("alarm")
	b.click("alarm-seen")
	b.shows("arm-form")
	b.until("the alarm is gone", `!document.querySelector('`+at("alarm")+`')`)
	got := f.live.wanted()
	for _, want := range []string{"adopt", "close 9 false", "acknowledge 77"} {
		if !strings.Contains(got, want) {
			t.Errorf("the page wanted %q, without %s", got, want)
		}
	}
}

// TestHandsSizesAndThemes leaves pictures for eyes, and finds what needs none: a page that is
// wider than its window, STOP that is not at its place or covered.
func TestHandsSizesAndThemes(t *testing.T) {
	b, f := stage(t, func(h *HandsStatus) {
		ready(h)
		books(h)
	})
	b.click("hands")
	b.shows("hands-sheet")
	for _, size := range [][2]int64{{360, 740}, {1280, 800}, {2560, 1440}} {
		for _, theme := range []string{"dark", "light"} {
			media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}}}
			if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, media); err != nil {
				t.Fatal(err)
			}
			b.do("resize", chromedp.EmulateViewport(size[0], size[1]))
			for _, part := range []string{"browser", "arm", "books", "orders", "record", "armed"} {
				f.set(func(h *HandsStatus) {
					h.Armed = nil
					if part == "armed" {
						h.Armed = &HandsArmed{Host: "rugs.fun", Strategy: "target:m=2", UntilNS: time.Now().Add(27 * time.Minute).UnixNano(), LossLeft: 45_000_000, LossOf: "day"}
					}
				})
				switch part {
				case "record":
					b.do("open a record", chromedp.Click(at("order")+`[data-key="8"]`))
					b.until("it is whole", `document.querySelector('`+at("picture-after")+`')`)
				case "armed":
					b.click("hands-arm")
					b.shows("armed-frame")
				default:
					b.click("hands-" + part)
				}
				b.until("it is drawn", `new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))`)
				name := fmt.Sprintf("%s_%d_%s", part, size[0], theme)
				b.picture(name)
				if got := b.get(`document.documentElement.scrollWidth > innerWidth || [...document.querySelectorAll('.hands-body')].some(e => e.scrollWidth > e.clientWidth)`); got != "false" {
					t.Errorf("%s is wider than its window", name)
				}
				if got := b.get(`(e => (r => r.top < 20 && r.right <= innerWidth && document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2) === e)(e.getBoundingClientRect()))(document.querySelector('` + at("stop") + `'))`); got != "true" {
					t.Errorf("%s: STOP is not at its place", name)
				}
			}
		}
	}
}
