package browser

import (
	"context"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
)

// chromium gives the browser's program, or skips.
func chromium(t testing.TB) string {
	t.Helper()
	path, err := FindProgram("")
	if err != nil {
		t.Skip("no Chromium on this machine: install it (tools/setup.sh does) to test the browser")
	}
	return path
}

// chromeArgs are those of a Chromium in a test.
var chromeArgs = []string{"--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-component-update", "--disable-background-networking"}

// launching are the options that launch a Chromium for the page of a server.
func launching(t testing.TB, g *gameServer) Options {
	t.Helper()
	return Options{
		Program: chromium(t), Profile: t.TempDir() + "/profile", Headless: true, Args: chromeArgs,
		Host: g.host, Page: g.url,
		limits: limits{call: eventually, port: eventually, answer: eventually, listen: eventually, load: eventually, again: 100 * time.Millisecond},
	}
}

// attaching starts a Chromium that is nobody's, and gives the options that
// attach to it.
func attaching(t testing.TB, g *gameServer) (Options, *program) {
	t.Helper()
	o := launching(t, g)
	p := start(t, o)
	o.Port = portOf(t, p)
	return o, p
}

// start starts a Chromium with what the options say.
func start(t testing.TB, o Options) *program {
	t.Helper()
	p, err := launch(o.Program, o.Profile, &o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.end(0); err != nil {
			t.Error(err)
		}
	})
	return p
}

func portOf(t testing.TB, p *program) int {
	t.Helper()
	port, err := p.awaitPort(t.Context(), eventually)
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// session starts a session and ends it with the test.
func session(t testing.TB, o Options) (*Session, *ear) {
	t.Helper()
	e := newEar()
	o.Step = func(s Step) { t.Logf("%s: %s %s", s.Name, s.State, s.Detail) }
	ctx, cancel := context.WithTimeout(t.Context(), eventually)
	defer cancel()
	s, err := Start(ctx, o, e)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closed(t, s) })
	return s, e
}

// closed closes a session and waits until it is gone.
func closed(t testing.TB, s *Session) {
	t.Helper()
	_ = s.Close(context.Background())
	select {
	case <-s.Gone():
	case <-time.After(eventually):
		t.Error("the session does not end")
	}
}

// ask gives a second connection, which does to the browser what a user would.
func ask(t testing.TB, port int) lane {
	t.Helper()
	c, _, _, err := connect(t.Context(), port, eventually, func(event) {})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.close)
	return lane{conn: c, limit: eventually}
}

// openTab opens a tab as a user does.
func openTab(t testing.TB, user lane, url string) target.ID {
	t.Helper()
	made, err := do(t.Context(), user, target.CreateTarget, target.CreateTargetParams{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	return made.TargetID
}

func closeTab(t testing.TB, user lane, id target.ID) {
	t.Helper()
	if _, err := do(t.Context(), user, target.CloseTarget, target.CloseTargetParams{TargetID: id}); err != nil {
		t.Fatal(err)
	}
}

func tabs(t testing.TB, user lane) []*target.Info {
	t.Helper()
	all, err := do(t.Context(), user, target.GetTargets, target.GetTargetsParams{})
	if err != nil {
		t.Fatal(err)
	}
	return all.TargetInfos
}

// navigate has a tab go to another address, as a user does.
func navigate(t testing.TB, user lane, id target.ID, url string) {
	t.Helper()
	flatten := true
	there, err := do(t.Context(), user, target.AttachToTarget, target.AttachToTargetParams{TargetID: id, Flatten: &flatten})
	if err != nil {
		t.Fatal(err)
	}
	tab := lane{conn: user.conn, session: there.SessionID, limit: eventually}
	if _, err := do(t.Context(), tab, page.Navigate, page.NavigateParams{URL: url}); err != nil {
		t.Fatal(err)
	}
	if _, err := do(t.Context(), user, target.DetachFromTarget, target.DetachFromTargetParams(there)); err != nil {
		t.Fatal(err)
	}
}

// run calls a function in our world, and must get its answer.
func run(t testing.TB, s *Session, fn string, args ...any) any {
	t.Helper()
	var out any
	if err := s.call(t.Context(), fn, args, &out); err != nil {
		t.Fatalf("%s: %v", fn, err)
	}
	return out
}

// inPage runs code in the page's own world.
func inPage(t testing.TB, s *Session, js string) {
	t.Helper()
	if _, err := do(t.Context(), s.tab.Load().lane, runtime.Evaluate, runtime.EvaluateParams{Expression: js}); err != nil {
		t.Fatalf("%s: %v", js, err)
	}
}
