package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"rugtape/internal/browser"
)

// chromeUser is a browser that somebody started before rugtape came: it is
// attached to, it can be maltreated, and it outlives whoever attaches.
type chromeUser struct {
	port    int
	profile string
	cmd     *exec.Cmd
	ended   chan struct{}
}

// startChrome starts one; port 0 takes a free one.
func startChrome(t testing.TB, profile string, port int) (*chromeUser, error) {
	program, err := browser.FindProgram("")
	if err != nil {
		t.Skip("no Chromium on this machine: install it (tools/setup.sh does) to test the hands")
	}
	args := append([]string{
		"--headless=new", "--remote-debugging-port=" + strconv.Itoa(port), "--user-data-dir=" + profile, "--no-first-run",
		"--disable-background-timer-throttling", "--disable-backgrounding-occluded-windows", "--disable-renderer-backgrounding",
	}, chromiumArgs...)
	c := &chromeUser{port: port, profile: profile, cmd: exec.Command(program, append(args, "about:blank")...), ended: make(chan struct{})}
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	said, stderr, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	c.cmd.Stderr = stderr
	err = c.cmd.Start()
	stderr.Close()
	if err != nil {
		said.Close()
		return nil, err
	}
	found := make(chan int, 1)
	go func() {
		defer close(found)
		for lines := bufio.NewScanner(said); lines.Scan(); {
			if _, at, ok := strings.Cut(lines.Text(), "DevTools listening on "); ok {
				if u, err := url.Parse(at); err == nil {
					port, _ := strconv.Atoi(u.Port())
					found <- port
				}
			}
		}
	}()
	go func() {
		defer close(c.ended)
		_ = c.cmd.Wait() // it is killed
		c.signal(syscall.SIGKILL)
		said.Close()
	}()
	select {
	case at, ok := <-found:
		if ok {
			c.port = at
			return c, nil
		}
		err = errors.New("Chromium has ended before it said its port")
	case <-time.After(eventually):
		err = errors.New("Chromium does not say its port")
	}
	c.end()
	return nil, err
}

// signal is for it and all that it has started.
func (c *chromeUser) signal(s syscall.Signal) { _ = syscall.Kill(-c.cmd.Process.Pid, s) }

func (c *chromeUser) end() {
	c.signal(syscall.SIGKILL)
	<-c.ended
}

func (c *chromeUser) lives() bool {
	select {
	case <-c.ended:
		return false
	default:
		return true
	}
}

// page is a tab of a browser, driven as a user would who is no part of
// rugtape, by a connection of its own for each thing that is done.
type chromePage struct {
	port   int
	target string
}

const pageActs = time.Second // a browser that is stopped may be asked

var plainHTTP = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

// askPort asks a browser's port.
func askPort(ctx context.Context, method string, port int, path string, into any) error {
	req, err := http.NewRequestWithContext(ctx, method, fmt.Sprintf("http://127.0.0.1:%d/json/%s", port, path), nil)
	if err != nil {
		return err
	}
	answer, err := plainHTTP.Do(req)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if into == nil {
		_, err = io.Copy(io.Discard, answer.Body)
		return err
	}
	return json.UnmarshalRead(answer.Body, into)
}

// chromeTab is one as the port tells it.
type chromeTab struct {
	ID   string `json:"id"`
	Type string `json:"type"`
	URL  string `json:"url"`
}

// openPage opens a tab.
func openPage(ctx context.Context, port int, address string) (chromePage, error) {
	ctx, cancel := context.WithTimeout(ctx, eventually)
	defer cancel()
	var made chromeTab
	err := askPort(ctx, http.MethodPut, port, "new?"+url.QueryEscape(address), &made)
	return chromePage{port, made.ID}, err
}

// pagesOf are the tabs that show a host.
func pagesOf(ctx context.Context, port int, host string) (all []chromePage, err error) {
	ctx, cancel := context.WithTimeout(ctx, pageActs)
	defer cancel()
	var tabs []chromeTab
	err = askPort(ctx, http.MethodGet, port, "list", &tabs)
	for _, tab := range tabs {
		if tab.Type == "page" && strings.Contains(tab.URL, host) {
			all = append(all, chromePage{port, tab.ID})
		}
	}
	return all, err
}

func (p chromePage) close(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, pageActs)
	defer cancel()
	return askPort(ctx, http.MethodGet, p.port, "close/"+p.target, nil)
}

// do has the tab do something, in the words of Chrome's protocol.
func (p chromePage) do(ctx context.Context, method string, params map[string]any) error {
	ctx, cancel := context.WithTimeout(ctx, pageActs)
	defer cancel()
	conn, answer, err := websocket.Dial(ctx, fmt.Sprintf("ws://127.0.0.1:%d/devtools/page/%s", p.port, p.target), &websocket.DialOptions{HTTPClient: plainHTTP})
	if err != nil {
		return err
	}
	_ = answer
	defer conn.CloseNow()
	conn.SetReadLimit(1 << 20)
	text, err := json.Marshal(map[string]any{"id": 1, "method": method, "params": params})
	if err != nil {
		return err
	}
	if err := conn.Write(ctx, websocket.MessageText, text); err != nil {
		return err
	}
	for {
		_, text, err := conn.Read(ctx)
		if err != nil {
			return err
		}
		var said struct {
			ID     int            `json:"id"`
			Error  jsontext.Value `json:"error"`
			Result struct {
				Exception jsontext.Value `json:"exceptionDetails"`
			} `json:"result"`
		}
		if err := json.Unmarshal(text, &said); err != nil {
			return err
		}
		if said.ID != 1 {
			continue
		}
		if fault := append(said.Error, said.Result.Exception...); len(fault) > 0 {
			return fmt.Errorf("%s: %s", method, fault)
		}
		return nil
	}
}
