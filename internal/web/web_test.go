package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"rugtape/internal/desk"
	"rugtape/internal/game"
	"rugtape/internal/replay"
	"rugtape/internal/round"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var testKey = round.Key{Source: round.Site, ID: "20250101-0000000000000001"}

func testRecording() *round.Recording {
	r := round.New(testKey)
	for tick, price := range []float64{1, 1.02, 1.01} {
		r.Apply(game.Fact{Kind: game.Ticked, Round: r.ID, Tick: tick, Price: price, Origin: game.FromFrame, RecvNS: 1e18 + int64(tick)*25e7})
	}
	r.Apply(game.Fact{Kind: game.Rugged, Round: r.ID, Tick: 3, Price: 0.020000000000000018, Origin: game.FromFrame, RecvNS: 1e18 + 75e7})
	return r
}

// fake is a rugtape with one round.
type fake struct {
	lab     fakeLab
	scripts fakeScripts
	live    fakeLive
	mu      sync.Mutex
	deleted []round.Key
	spooled map[string]string
	imports []string
	news    chan struct{}
	broken  error        // what Write fails with
	log     bytes.Buffer // read it once the server rests
}

func (f *fake) List(_ context.Context, q round.Query) (round.Page, error) {
	return round.Page{Total: 1, Entries: []round.Entry{{Summary: round.Summarize(testRecording())}}}, nil
}

func (f *fake) Resolve(_ context.Context, id string, _ round.Source) (round.Key, error) {
	if id != testKey.ID {
		return round.Key{}, fmt.Errorf("%w: %s", round.ErrUnknown, id)
	}
	return testKey, nil
}

func (f *fake) Get(context.Context, round.Key) (*round.Recording, round.Entry, error) {
	r := testRecording()
	return r, round.Entry{Summary: round.Summarize(r), Revision: 1, Hash: "abc"}, nil
}

func (f *fake) Neighbours(context.Context, round.Key) (before, after *round.Key, err error) {
	return nil, &round.Key{Source: round.Site, ID: "next"}, nil
}

func (f *fake) Write(_ context.Context, w io.Writer, _ round.Key, format string) error {
	_, err := io.WriteString(w, "a "+format+" file")
	return errors.Join(err, f.broken)
}

func (f *fake) Delete(_ context.Context, keys []round.Key) (string, int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.deleted = append(f.deleted, keys...)
	return "u1", len(keys), nil
}

func (f *fake) Restore(context.Context, string) (int, error) { return 1, nil }

func (f *fake) Open(context.Context, round.Key, Player) (Player, error) {
	p := &fakePlayer{states: make(chan PlayerState, 1), ended: make(chan struct{})}
	p.player = replay.NewPlayer(replay.NewTrack(testRecording()), 0)
	p.show()
	return p, nil
}

func (f *fake) Join(context.Context, string) (Player, error) {
	return nil, errors.New("no such player")
}

func (f *fake) Import(paths []string, _ round.Source) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.imports = append(f.imports, paths...)
	return "j1", nil
}
func (f *fake) Spool() (Spool, error)  { return &fakeSpool{f}, nil }
func (f *fake) Cancel(id string) error { return fmt.Errorf("%w: no job %s", round.ErrInvalid, id) }

func (f *fake) Jobs() []Job                      { return []Job{{Change: 1, ID: "j1", State: "running"}} }
func (f *fake) Watch() (<-chan struct{}, func()) { return f.news, func() {} }
func (f *fake) Revision() int                    { return 1 }

// fakeJobs gives fake the method List of Jobs, which Rounds has too.
type fakeJobs struct{ *fake }

func (f fakeJobs) List() []Job { return f.Jobs() }

type fakeSpool struct{ f *fake }

func (s *fakeSpool) Add(name string, r io.Reader) error {
	text, err := io.ReadAll(r)
	s.f.mu.Lock()
	defer s.f.mu.Unlock()
	s.f.spooled[name] = string(text)
	return err
}
func (s *fakeSpool) Import() (string, error) { return "j2", nil }
func (s *fakeSpool) Discard()                {}

type fakePlayer struct {
	player *replay.Player
	desk   *desk.Desk
	states chan PlayerState
	ended  chan struct{}
	shown  uint64
}

func (p *fakePlayer) States() <-chan PlayerState { return p.states }
func (p *fakePlayer) Ended() <-chan struct{}     { return p.ended }
func (p *fakePlayer) Close()                     {}
func (p *fakePlayer) Do(_ context.Context, c replay.Command) error {
	out := p.player.Step(replay.Input{Command: &c})
	if out.Changed {
		p.show()
	}
	return out.Err
}

// show puts the latest state in its place.
func (p *fakePlayer) show() {
	select {
	case <-p.states:
	default:
	}
	p.shown++
	s := PlayerState{Player: "p1", Seq: p.shown, State: p.player.State(), Viewers: 1}
	if p.desk != nil {
		p.desk.MoveTo(s.State.Tick)
		at := p.desk.State()
		s.Desk = &at
	}
	p.states <- s
}

// start serves a fake until the test ends.
func start(t *testing.T) (*Server, *fake) {
	t.Helper()
	return startAt(t, "127.0.0.1:0", nil)
}

// startAt serves a fake at an address; change may adjust the server before.
func startAt(t *testing.T, addr string, change func(*Server)) (*Server, *fake) {
	t.Helper()
	f := &fake{spooled: map[string]string{}, news: make(chan struct{}, 1), scripts: fakeScripts{map[string]string{}}, live: newFakeLive()}
	s, err := Listen(addr, Ports{
		Rounds: f, Players: f, Strategies: f, Jobs: fakeJobs{f}, Lab: &f.lab, Scripts: &f.scripts, Live: &f.live, Metrics: http.NotFoundHandler(), Home: Home{Version: "test", Path: "home", Start: "s1"},
	}, slog.New(slog.NewTextHandler(&f.log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(s)
	}
	served := make(chan error, 1)
	go func() { served <- s.Run() }()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		if err := s.Close(ctx); err != nil {
			t.Error(err)
		}
		if err := <-served; err != nil {
			t.Error(err)
		}
		http.DefaultClient.CloseIdleConnections()
	})
	return s, f
}

// ask sends a request; headers are given in pairs.
func ask(t *testing.T, s *Server, method, path, body string, headers ...string) (int, string, http.Header) {
	t.Helper()
	r, err := http.NewRequest(method, strings.TrimSuffix(s.URL(), "/")+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1]
		}
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text), answer.Header
}

func TestTheDoor(t *testing.T) {
	s, f := start(t)
	own := strings.TrimSuffix(s.URL(), "/")
	port := own[strings.LastIndex(own, ":"):]
	const remove = `{"rounds":[{"source":"site","id":"x"}]}`
	for _, c := range []struct {
		name         string
		method, path string
		headers      []string
		want         int
	}{
		{"the page", "GET", "/", nil, 200},
		{"the page of a round", "GET", "/r/20250101-0000000000000001?t=3", nil, 200},
		{"by name", "GET", "/api/home", []string{"Host", "localhost" + port}, 200},
		{"a rebound name", "GET", "/", []string{"Host", "evil.example" + port}, 403},
		{"a rebound name without a port", "GET", "/", []string{"Host", "evil.example"}, 403},
		{"the right name, another port", "GET", "/", []string{"Host", "127.0.0.1:1"}, 403},
		{"a name that begins like ours", "GET", "/", []string{"Host", "127.0.0.1" + port + ".evil.example"}, 403},
		{"reading from another site", "GET", "/api/rounds", []string{"Origin", "http://evil.example"}, 403},
		{"a change without a token", "POST", "/api/rounds/delete", nil, 401},
		{"a change with another token", "POST", "/api/rounds/delete", []string{tokenHeader, "guess"}, 401},
		{"a change from another site", "POST", "/api/rounds/delete", []string{tokenHeader, s.Token(), "Origin", "http://evil.example"}, 403},
		{"a change from https", "POST", "/api/rounds/delete", []string{tokenHeader, s.Token(), "Origin", "https://127.0.0.1" + port}, 403},
		{"a change from an opaque origin", "POST", "/api/rounds/delete", []string{tokenHeader, s.Token(), "Origin", "null"}, 403},
		{"a change across sites without Origin", "POST", "/api/rounds/delete", []string{tokenHeader, s.Token(), "Sec-Fetch-Site", "cross-site"}, 403},
		{"a change by GET", "GET", "/api/rounds/delete?token=" + s.Token(), nil, 404},
		{"another method", "PUT", "/api/rounds/delete", []string{tokenHeader, s.Token()}, 405},
		{"the stream without a token", "GET", "/api/stream", nil, 401},
		{"the index as a file", "GET", "/ui/index.html", nil, 404},
		{"out of the page's folder", "GET", "/ui/../server.go", nil, 404},
		{"nothing there", "GET", "/api/nothing", nil, 404},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, text, _ := ask(t, s, c.method, c.path, remove, c.headers...)
			if got != c.want {
				t.Errorf("status %d, want %d: %.200s", got, c.want, text)
			}
		})
	}
	if len(f.deleted) != 0 {
		t.Fatalf("%v was deleted by a request that should not have come in", f.deleted)
	}
	if got, text, _ := ask(t, s, "POST", "/api/rounds/delete", remove, tokenHeader, s.Token(), "Origin", own); got != 200 || len(f.deleted) != 1 {
		t.Errorf("the page's own request: status %d, deleted %v: %s", got, f.deleted, text)
	}
}

func TestThePageLoadsNothingFromElsewhere(t *testing.T) {
	s, _ := start(t)
	_, text, header := ask(t, s, "GET", "/", "")
	policy := header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") || strings.Contains(policy, "http") {
		t.Errorf("the policy is %q", policy)
	}
	if !strings.Contains(text, s.Token()) || strings.Contains(text, tokenMark) {
		t.Error("the page does not hold the token of this start")
	}
	if header.Get("Cache-Control") != "no-store" {
		t.Error("the page with its token may be kept in a cache")
	}
	// All screens together; what one of them loads is weighed in Chromium, by package app.
	weight := 0
	for name, file := range s.api.page.files {
		if name != "vendor/manifest.json" && !strings.Contains(name, "LICENSE") && !strings.HasSuffix(name, ".json") && !strings.HasSuffix(name, ".d.ts") {
			weight += len(file.packed())
		}
	}
	if weight > 330_000 {
		t.Errorf("all files of the page weigh %d bytes as they are sent, more than 330 kB", weight)
	}
	if status, _, header := ask(t, s, "GET", "/ui/main.js", ""); status != 200 || !strings.HasPrefix(header.Get("Content-Type"), "text/javascript") {
		t.Errorf("main.js: status %d, type %q", status, header.Get("Content-Type"))
	} else if again, _, _ := ask(t, s, "GET", "/ui/main.js", "", "If-None-Match", header.Get("ETag")); again != 304 {
		t.Errorf("a file that is known is sent again: status %d", again)
	}
}

func TestEveryLoopbackAddressAnswersAtItsURL(t *testing.T) {
	for _, addr := range []string{"127.0.0.1:0", "127.0.0.2:0", "localhost:0", "[::1]:0", "[::ffff:127.0.0.1]:0"} {
		t.Run(addr, func(t *testing.T) {
			probe, err := net.Listen("tcp", addr)
			if err != nil {
				t.Skip("this machine does not have it: ", err)
			}
			_ = probe.Close()
			s, _ := startAt(t, addr, nil)
			own := strings.TrimSuffix(s.URL(), "/")
			if status, text, _ := ask(t, s, "GET", "/", ""); status != 200 {
				t.Errorf("GET %s: status %d: %s", s.URL(), status, text)
			}
			if status, text, _ := ask(t, s, "POST", "/api/rounds/delete", `{"rounds":[]}`, tokenHeader, s.Token(), "Origin", own); status != 200 {
				t.Errorf("its own POST: status %d: %s", status, text)
			}
			if _, text, _ := ask(t, s, "GET", "/", "", "Host", "evil.example"); !strings.Contains(text, "open "+s.URL()+" instead") {
				t.Errorf("the hint does not name %s: %s", s.URL(), text)
			}
		})
	}
}

func TestPort80MayBeLeftOut(t *testing.T) {
	hosts := hostsFor(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 2), Port: 80})
	for _, host := range []string{"127.0.0.2:80", "127.0.0.2", "localhost", "localhost:80", "[::1]", "127.0.0.1"} {
		if !slices.Contains(hosts, host) {
			t.Errorf("%s is not in %v", host, hosts)
		}
	}
	if hosts := hostsFor(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080}); slices.Contains(hosts, "localhost") {
		t.Errorf("port 8080 may be left out: %v", hosts)
	}
}

func TestOnlyLoopbackIsServed(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:0", ":0", "192.0.2.1:80", "example.org:80", "127.0.0.1", ""} {
		if s, err := Listen(addr, Ports{}, slog.New(slog.DiscardHandler)); err == nil {
			_ = s.listener.Close()
			t.Errorf("it listens on %q", addr)
		}
	}
}

func TestRounds(t *testing.T) {
	s, _ := start(t)
	for _, c := range []struct {
		path, want string
		status     int
	}{
		{"/api/rounds", `"total":1,"offset":0,"samples":false,"rounds":[{"source":"site","id":"20250101-0000000000000001","started_ns":"1000000000000000000","ticks":3`, 200},
		{"/api/rounds?limit=201", "use an offset from 0 and a limit from 1 to 200", 400},
		{"/api/rounds?complet=1", "there is no such filter", 400},
		{"/api/rounds?peak_min=x", "peak_min", 400},
		{"/api/rounds?q=a&q=b", "q is given 2 times", 400},
		{"/api/rounds/" + testKey.ID, `"prices":[1,1.02,1.01],"recv_ms":[0,250,500],"rug_ms":750,"origins":[[0,2,"frame"]]`, 200},
		{"/api/rounds/unknown", "no such round", 404},
		{"/api/rounds/" + testKey.ID + "?source=moon", "unknown source", 400},
		{"/api/rounds/" + testKey.ID + "/proof", `"verdict":"no-seed","hash_ok":null`, 200},
		{"/api/rounds/" + testKey.ID + "/proof", `"law_consistent":true`, 200},
		{"/api/rounds/" + testKey.ID + "/file?format=csv", "a csv file", 200},
		{"/api/rounds/" + testKey.ID + "/file?format=exe", "use jsonl or csv", 400},
		{"/api/home", `"version":"test"`, 200},
		{"/api/jobs", `"jobs":[{"id":"j1"`, 200},
	} {
		if status, text, _ := ask(t, s, "GET", c.path, ""); status != c.status || !strings.Contains(text, c.want) {
			t.Errorf("%s: status %d: %s\nwant %d with %s", c.path, status, text, c.status, c.want)
		}
	}
}

// TestADownloadThatFailsSaysSo instead of sending half a file, and the log
// holds what the page's hint sends the user to look for there.
func TestADownloadThatFailsSaysSo(t *testing.T) {
	s, f := start(t)
	f.broken = errors.New("the disk is gone")
	path := "/api/rounds/" + testKey.ID + "/file"
	status, text, header := ask(t, s, "GET", path+"?format=csv", "")
	if status != 500 || !strings.Contains(text, `{"error":"the disk is gone","hint":`) || header.Get("Content-Disposition") != "" {
		t.Errorf("status %d, %v: %s", status, header, text)
	}
	if log := f.log.String(); !strings.Contains(log, "path="+path) || !strings.Contains(log, "the disk is gone") {
		t.Errorf("the log holds %q", log)
	}
	ask(t, s, "GET", "/api/rounds/unknown", "")
	if log := f.log.String(); strings.Count(log, "\n") != 1 {
		t.Errorf("a wrong request is logged too: %q", log)
	}
}

// TestAStalledClientIsCutOff: it sends half a body and no more.
func TestAStalledClientIsCutOff(t *testing.T) {
	const limit = 50 * time.Millisecond
	s, _ := startAt(t, "127.0.0.1:0", func(s *Server) { s.http.ReadTimeout, s.api.stallLimit = limit, limit })
	for path, body := range map[string]string{
		"/api/import": `{"paths":`,
		"/api/upload": "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jsonl\"\r\n\r\none",
	} {
		conn := dialRaw(t, s, fmt.Sprintf("POST %s HTTP/1.1\r\nHost: %s\r\n%s: %s\r\nContent-Type: multipart/form-data; boundary=B\r\nContent-Length: 1000\r\n\r\n%s",
			path, s.listener.Addr(), tokenHeader, s.Token(), body))
		answer, err := io.ReadAll(conn)
		if err != nil || !strings.Contains(string(answer), `"error":`) {
			t.Errorf("%s: %v, answer %q", path, err, answer)
		}
	}
}

// TestASlowUploadArrives: each of its pieces comes in time, all together do not.
func TestASlowUploadArrives(t *testing.T) {
	const limit = time.Second
	s, f := startAt(t, "127.0.0.1:0", func(s *Server) {
		s.http.ReadTimeout, s.http.WriteTimeout, s.api.stallLimit = limit, limit, limit
	})
	head := "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jsonl\"\r\n\r\n"
	const tail = "\r\n--B--\r\n"
	conn := dialRaw(t, s, fmt.Sprintf("POST /api/upload HTTP/1.1\r\nHost: %s\r\n%s: %s\r\nConnection: close\r\n"+
		"Content-Type: multipart/form-data; boundary=B\r\nContent-Length: %d\r\n\r\n%s", s.listener.Addr(), tokenHeader, s.Token(), len(head)+10+len(tail), head))
	for range 10 {
		<-time.After(limit / 5)
		if _, err := io.WriteString(conn, "x"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := io.WriteString(conn, tail); err != nil {
		t.Fatal(err)
	}
	if answer, err := io.ReadAll(conn); err != nil || !strings.Contains(string(answer), `"job":"j2"`) || f.spooled["a.jsonl"] != "xxxxxxxxxx" {
		t.Errorf("%v, spooled %v, answer %q", err, f.spooled, answer)
	}
}

// dialRaw sends bytes as no browser would; what it reads must come within 5 s.
func dialRaw(t *testing.T, s *Server, bytes string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", s.listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
	if _, err := io.WriteString(conn, bytes); err != nil {
		t.Fatal(err)
	}
	return conn
}

func TestUploadAndImport(t *testing.T) {
	s, f := start(t)
	body := "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jsonl\"\r\n\r\none\r\n" +
		"--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"b.jsonl\"\r\n\r\ntwo\r\n--B--\r\n"
	form := []string{tokenHeader, s.Token(), "Content-Type", "multipart/form-data; boundary=B"}
	if status, text, _ := ask(t, s, "POST", "/api/upload", body, form...); status != 200 || f.spooled["a.jsonl"] != "one" || f.spooled["b.jsonl"] != "two" {
		t.Errorf("status %d, %s, spooled %v", status, text, f.spooled)
	}
	if status, text, _ := ask(t, s, "POST", "/api/upload", body[:len(body)-60], form...); status != 500 || !strings.Contains(text, "broke off") {
		t.Errorf("a cut upload: status %d, %s", status, text)
	}
	if status, text, _ := ask(t, s, "POST", "/api/import", `{"paths":["a","b"]}`, tokenHeader, s.Token()); status != 200 || len(f.imports) != 2 {
		t.Errorf("import: status %d, %s", status, text)
	}
	if status, _, _ := ask(t, s, "POST", "/api/import", `{"paths":`, tokenHeader, s.Token()); status != 400 {
		t.Errorf("a cut body: status %d", status)
	}
	if status, _, _ := ask(t, s, "POST", "/api/jobs/j9/cancel", "{}", tokenHeader, s.Token()); status != 400 {
		t.Errorf("cancel of an unknown job: status %d", status)
	}
}
