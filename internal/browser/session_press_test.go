package browser

import (
	"bytes"
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
	s.hand.build = patience
	g := guard.New(guard.Limits{}, false)
	g.NewRound("a")
	found, err := s.Find(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		if (f.Count != 1) != (f.Control == ControlSide) { // its panel is still to be opened
			t.Errorf("%+v", f)
		}
	}
	if err := s.Outline(t.Context(), true); err != nil {
		t.Error(err)
	}
	told := 0
	d := pressSoon(func() Deed {
		return s.Press(t.Context(), approve(t, &g, buying(25*ms), time.Now()), func(Ready) error {
			told++
			return nil
		})
	})
	if d.Pressed != IsPressed || d.Ready.Label != "BUY+0.025 SOL" || told != 1 {
		t.Errorf("%+v, told %d times", d, told)
	}
	inPage(t, s, "$('#sell').click()")
	e.until(t, "the page's own press is seen, and ours is not", func(e *ear) bool {
		return len(e.presses) > 0 && e.presses[0].Control == ControlSell && e.presses[0].AmountText == "0.025" && e.presses[0].Page == server.URL+"/page.html"
	})
	text, err := s.Picture(t.Context())
	if err != nil {
		t.Fatal(err)
	}
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

// pressSoon presses until the machine is quick enough for the session's limits.
func pressSoon(press func() Deed) (d Deed) {
	for range 5 {
		if d = press(); d.Code != CodeFrozen || d.Pressed != NotPressed {
			break
		}
	}
	return d
}
