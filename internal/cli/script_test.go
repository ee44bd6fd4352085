package cli

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/rogpeppe/go-internal/testscript"

	"rugtape/internal/journal"
	"rugtape/internal/tape"
)

var rewrite = flag.Bool("rewrite", false, "write the goldens in testdata/script anew")

// Each script runs in a directory of its own, with testdata/rec in it and a
// home that is not there yet. Beside testscript's own commands there are
//
//	exits CODE COMMAND...  run a command that ends with this code; 2 takes one line on standard error
//	fields NAME...         each line of the output is an object with these members, in order
//	start NAME COMMAND...  start a command and wait for the first line it prints: $NAME holds it
//	address NAME           make of the line {"url"} in $NAME the address alone
//	interrupt NAME         as Ctrl-C does; it has to end with 0
//	await FILE             wait until there is a file
//	odd NAME               make a file in the directory odd, of a name with Go's escapes
//	journals               make the journals whole, damaged and open
//	alarm HOME TEXT        leave an alarm in a home that nobody has read
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		UpdateScripts:       *rewrite,
		RequireUniqueNames:  true,
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("RUGTAPE_HOME", filepath.Join(env.WorkDir, "home"))
			env.Setenv(raceVar, os.Getenv(raceVar))
			env.Values[running] = map[string]*background{}
			return os.CopyFS(filepath.Join(env.WorkDir, "rec"), os.DirFS(filepath.Join("testdata", "rec")))
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exits": exits, "fields": fields, "start": start, "address": address, "interrupt": interrupt, "await": await, "odd": odd, "journals": journals,
			"alarm": alarm,
		},
	})
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND...")
	}
	err := ts.Exec(args[1], args[2:]...)
	code := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		code, err = exit.ExitCode(), nil
	}
	ts.Check(err)
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("it ended with %d, not %s", code, args[0])
	}
	if text := ts.ReadFile("stderr"); code == exitFail && !isOneError(text) {
		ts.Fatalf("an error is to be one line on standard error, not %q", text)
	}
}

func isOneError(text string) bool {
	line, rest, ended := strings.Cut(text, "\n")
	return ended && rest == "" && strings.HasPrefix(line, "rugtape: ")
}

func alarm(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: alarm HOME TEXT")
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	orders, _, err := journal.OpenOrders(ctx, filepath.Join(ts.MkAbs(args[0]), journal.HandsDir))
	ts.Check(err)
	ts.Check(orders.Append(ctx, tape.OrderRecord{By: tape.ByWatchdog, TimeNS: time.Now().UnixNano(), Kind: tape.OrderAlarm, Why: args[1]}))
	ts.Check(orders.Close(ctx))
}

func fields(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: fields NAME...")
	}
	text := ts.ReadFile("stdout")
	if text == "" {
		ts.Fatalf("nothing was printed")
	}
	for line := range strings.Lines(text) {
		got, err := members(line)
		ts.Check(err)
		if !slices.Equal(got, args) {
			ts.Fatalf("the members are %v, not %v", got, args)
		}
	}
}

// members gives the names in a JSON object, in their order.
func members(line string) ([]string, error) {
	d := jsontext.NewDecoder(strings.NewReader(line))
	if token, err := d.ReadToken(); err != nil || token.Kind() != '{' {
		return nil, errors.Join(err, errors.New("it is no JSON object: "+line))
	}
	var names []string
	for d.PeekKind() == '"' {
		token, err := d.ReadToken()
		if err != nil {
			return nil, err
		}
		names = append(names, token.String())
		if err := d.SkipValue(); err != nil {
			return nil, err
		}
	}
	if _, err := d.ReadToken(); err != nil {
		return nil, err
	}
	return names, nil
}

const running = "running"

// background is a command that a script has started.
type background struct {
	cmd  *exec.Cmd
	errs bytes.Buffer
	rest chan struct{} // closed when all it printed was read
}

func start(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: start NAME COMMAND...")
	}
	b := &background{cmd: exec.Command(args[1], args[2:]...), rest: make(chan struct{})}
	b.cmd.Dir = ts.MkAbs(".")
	for _, name := range []string{"PATH", "RUGTAPE_HOME", "RUGTAPE_LISTEN", "RUGTAPE_OPEN", "OPENED", raceVar} {
		if value := ts.Getenv(name); value != "" {
			b.cmd.Env = append(b.cmd.Env, name+"="+value)
		}
	}
	b.cmd.Stderr = &b.errs
	out, err := b.cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(b.cmd.Start())
	ts.Defer(func() { _ = b.cmd.Process.Kill(); _ = b.cmd.Wait() })
	lines := bufio.NewReader(out)
	first, err := lines.ReadString('\n')
	if err != nil {
		_ = b.cmd.Wait()
		ts.Fatalf("it printed no line: %v: %s", err, b.errs.String())
	}
	go func() { defer close(b.rest); _, _ = io.Copy(io.Discard, lines) }()
	ts.Setenv(args[0], strings.TrimSuffix(first, "\n"))
	ts.Value(running).(map[string]*background)[args[0]] = b
}

func address(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: address NAME")
	}
	var line struct {
		URL string `json:"url"`
	}
	ts.Check(json.Unmarshal([]byte(ts.Getenv(args[0])), &line))
	ts.Setenv(args[0], line.URL)
}

func interrupt(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: interrupt NAME")
	}
	b := ts.Value(running).(map[string]*background)[args[0]]
	if b == nil {
		ts.Fatalf("nothing was started as %s", args[0])
	}
	ts.Check(b.cmd.Process.Signal(os.Interrupt))
	<-b.rest
	if err := b.cmd.Wait(); err != nil {
		ts.Fatalf("it ended with %v: %s", err, b.errs.String())
	}
}

func await(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: await FILE")
	}
	path := ts.MkAbs(args[0])
	if !eventually(func() bool { _, err := os.Stat(path); return err == nil }) {
		ts.Fatalf("%s does not come", args[0])
	}
}

// eventually asks again and again until it is so, for a while.
func eventually(so func() bool) bool {
	again := time.NewTicker(time.Millisecond)
	defer again.Stop()
	enough := time.After(20 * time.Second)
	for !so() {
		select {
		case <-again.C:
		case <-enough:
			return false
		}
	}
	return true
}

func odd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: odd NAME")
	}
	name, err := strconv.Unquote(`"` + args[0] + `"`)
	ts.Check(err)
	ts.Check(os.MkdirAll(ts.MkAbs("odd"), 0o700))
	ts.Check(os.WriteFile(filepath.Join(ts.MkAbs("odd"), name), []byte("no recording\n"), 0o600))
}
