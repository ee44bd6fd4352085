package arena

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

// ask sends a request by hand.
func ask(t *testing.T, s *Server, method, path string, header map[string]string) (status int, body string) {
	t.Helper()
	r, err := http.NewRequest(method, s.URL()+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range header {
		if name == "Host" {
			r.Host = value
		} else {
			r.Header.Set(name, value)
		}
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: patience}
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

const polling = "/socket.io/?EIO=4&transport=polling"

// TestDoor: who asks under another name, or for a page of another site, is
// not answered; and what is no connection gets Engine.IO's own errors.
func TestDoor(t *testing.T) {
	s := run(t, Options{Seed: 1, Speed: 1})
	_, port, _ := net.SplitHostPort(s.listener.Addr().String())
	upgrade := map[string]string{"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}
	with := func(name, value string) map[string]string {
		all := map[string]string{name: value}
		for n, v := range upgrade {
			all[n] = v
		}
		return all
	}
	const ws = "/socket.io/?EIO=4&transport=websocket"
	for _, c := range []struct {
		what, method, path string
		header             map[string]string
		status             int
		says               string
	}{
		{"the page", "GET", "/", nil, 200, "practice game server"},
		{"by another name of this machine", "GET", "/", map[string]string{"Host": "localhost:" + port}, 200, "practice"},
		{"a name bound anew", "GET", "/", map[string]string{"Host": "evil.example:" + port}, 403, "not the arena's"},
		{"without the port", "GET", "/", map[string]string{"Host": "127.0.0.1"}, 403, "not the arena's"},
		{"a socket under a name bound anew", "GET", ws, with("Host", "evil.example"), 403, "not the arena's"},
		{"a page of another site", "GET", ws, with("Origin", "http://evil.example"), 403, "pages of other sites"},
		{"a page of another port", "GET", ws, with("Origin", "http://127.0.0.1:1"), 403, "pages of other sites"},
		{"a page from nowhere", "GET", ws, with("Origin", "null"), 403, "pages of other sites"},
		{"its own page", "GET", "/", map[string]string{"Origin": s.URL()}, 200, "practice"},
		{"nothing there", "GET", "/x", nil, 404, "not found"},
		{"another method", "POST", "/", nil, 405, "use GET"},
		{"polling", "GET", polling, nil, 400, `{"code":0,"message":"Transport unknown"}`},
		{"a posted poll", "POST", polling, nil, 400, `{"code":0,"message":"Transport unknown"}`},
		{"no transport", "GET", "/socket.io/", nil, 400, `{"code":0,"message":"Transport unknown"}`},
		{"an old session", "GET", ws + "&sid=abc", upgrade, 400, `{"code":1,"message":"Session ID unknown"}`},
		{"posted", "POST", ws, upgrade, 400, `{"code":2,"message":"Bad handshake method"}`},
		{"no upgrade", "GET", ws, nil, 400, `{"code":3,"message":"Bad request"}`},
		{"an old protocol", "GET", "/socket.io/?EIO=3&transport=websocket", upgrade, 400, `{"code":5,"message":"Unsupported protocol version"}`},
	} {
		if status, body := ask(t, s, c.method, c.path, c.header); status != c.status || !strings.Contains(body, c.says) {
			t.Errorf("%s: %d %q, want %d and %q", c.what, status, body, c.status, c.says)
		}
	}
}

// TestPassword: where there is one, nothing is answered without it.
func TestPassword(t *testing.T) {
	s := run(t, Options{Listen: "0.0.0.0:0", Password: "open sesame", Seed: 1, Speed: 1})
	for _, c := range []struct {
		what, path string
		header     map[string]string
		status     int
	}{
		{"none", "/", nil, 401},
		{"a wrong one", "/?password=open", nil, 401},
		{"in the address", "/?password=open+sesame", nil, 200},
		{"as a token", "/", map[string]string{"Authorization": "Bearer open sesame"}, 200},
		{"a wrong token", "/?password=open+sesame", map[string]string{"Authorization": "Bearer x"}, 401},
		{"as a user's", "/", map[string]string{"Authorization": "Basic " + "YW55Ym9keTpvcGVuIHNlc2FtZQ=="}, 200},
		{"for a socket, none", polling, nil, 401},
		{"for a socket", polling + "&password=open+sesame", nil, 400},
	} {
		if status, body := ask(t, s, "GET", c.path, c.header); status != c.status {
			t.Errorf("%s: %d %q, want %d", c.what, status, body, c.status)
		}
	}
}

// TestWhereItListens: others can reach it only with a password.
func TestWhereItListens(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:0", ":0", "[::]:0", "192.0.2.1:0", "example.org:0", "here", ""} {
		if s, err := Listen(Options{Listen: addr}); err == nil {
			_ = s.listener.Close()
			t.Errorf("it listens on %q without a password", addr)
		}
	}
	for speed, ok := range map[float64]bool{0: true, 0.1: true, 1000: true, 0.05: false, 1001: false, -1: false} {
		s, err := Listen(Options{Listen: "127.0.0.1:0", Speed: speed})
		if (err == nil) != ok {
			t.Errorf("speed %v: %v", speed, err)
		}
		if err == nil {
			over, cancel := context.WithCancel(context.Background())
			cancel()
			if err := s.Run(over); err != nil {
				t.Errorf("closing: %v", err)
			}
		}
	}
}

// TestHostsFor: a loopback listener has names, others have none to be sure of.
func TestHostsFor(t *testing.T) {
	has := hostsFor(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80})
	for _, host := range []string{"127.0.0.1:80", "127.0.0.1", "localhost", "[::1]:80"} {
		if !strings.Contains(" "+strings.Join(has, " ")+" ", " "+host+" ") {
			t.Errorf("%s is not among %v", host, has)
		}
	}
	if has := hostsFor(&net.TCPAddr{IP: net.IPv4(10, 0, 0, 1), Port: 80}); has != nil {
		t.Errorf("an address of others has %v", has)
	}
}
