package browser

import (
	"bytes"
	"errors"
	"image/jpeg"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"rugtape/internal/guard"
)

// TestSessionPresses goes the whole way, from the session's start to the page's
// own log of what it would have sent.
func TestSessionPresses(t *testing.T) {
	server := httptest.NewServer(http.FileServer(http.Dir("testdata")))
	t.Cleanup(server.Close)
	o := launching(t, &gameServer{url: server.URL + "/page.html?secret=1", host: strings.TrimPrefix(server.URL, "http://")})
	s, e := session(t, o)
	s.hand.build, s.hand.carry = patience, patience
	g := guard.New(guard.Limits{}, false)
	g.NewRound("a")
	var found []Found
	soon(t, func() (err error) {
		found, err = s.Find(t.Context())
		return err
	})
	for _, f := range found {
		if (f.Count != 1) != (f.Control == ControlSide) { // its panel is still to be opened
			t.Errorf("%+v", f)
		}
	}
	soon(t, func() error { return s.Outline(t.Context(), true) })
	told := 0
	var d Deed
	soon(t, func() error {
		d = s.Press(t.Context(), approve(t, &g, buying(25*ms), time.Now()), func(Ready) error {
			told++
			return nil
		})
		if d.Code == CodeFrozen {
			return errors.New(d.Why)
		}
		return nil
	})
	if d.Pressed != IsPressed || d.Ready.Label != "BUY+0.025 SOL" || told == 0 {
		t.Errorf("%+v, told %d times", d, told)
	}
	inPage(t, s, "$('#sell').click()")
	e.until(t, "the page's own press is seen, and ours is not", func(e *ear) bool {
		return len(e.presses) > 0 && e.presses[0].Control == ControlSell && e.presses[0].AmountText == "0.025" && e.presses[0].Page == server.URL+"/page.html"
	})
	var text []byte
	soon(t, func() (err error) {
		text, err = s.Picture(t.Context())
		return err
	})
	if config, err := jpeg.DecodeConfig(bytes.NewReader(text)); err != nil || config.Width < 100 || len(text) > maxPicture {
		t.Errorf("a picture of %d bytes, %+v: %v", len(text), config, err)
	}
	closed(t, s)
	if d := s.Press(t.Context(), approve(t, &g, buying(ms), time.Now()), nil); d.Pressed != NotPressed || d.Code != CodePageGone {
		t.Errorf("after the end: %+v", d)
	}
	if _, err := s.Picture(t.Context()); err == nil {
		t.Error("a picture of nothing")
	}
}

// soon tries until it works, on a machine that may be too busy for the
// session's limits.
func soon(t *testing.T, try func() error) {
	t.Helper()
	end := time.Now().Add(eventually)
	for {
		err := try()
		if err == nil {
			return
		}
		if time.Now().After(end) {
			t.Fatal(err)
		}
	}
}
