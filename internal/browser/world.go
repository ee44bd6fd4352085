package browser

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/go-json-experiment/json"
)

// Our code runs in a world of its own in the tab's main frame: it sees the same
// document as the page's code, but neither sees the other's variables, and what
// the page did to its own String or document.querySelector does not reach us.
// The browser makes the world anew for each document, before the page's first
// script.

var (
	errNoPage    = errors.New("there is no page of the host at hand")
	errElsewhere = errors.New("the tab shows another page")
)

// elsewhere is what the guard around our code throws.
const elsewhere = "rugtape: elsewhere"

// hooks are what is put into each document of the page. They are set before the
// first tab is attached to and never after.
type hooks struct {
	world    string // its name, another one for each Session
	scripts  []string
	bindings map[string]func(payload string)
}

// onNewDocument has a script run in our world in each document of the host,
// before the page's own. Only before Start's first step.
func (s *Session) onNewDocument(script string) { s.hooks.scripts = append(s.hooks.scripts, script) }

// onBinding gives our world a function of that name, which takes one string.
// What it is called with comes here, on the reader's goroutine: it must not
// wait, and may not call the browser. Only before Start's first step.
func (s *Session) onBinding(name string, heard func(payload string)) { s.hooks.bindings[name] = heard }

// call runs a JavaScript function in our world and reads what it returns, by
// value, into out (nil: dropped). The arguments are written as JSON. It ends
// within the session's limit of a call; the function itself is stopped by the browser then, too.
//
// An errUnsent tells for sure that the function was not begun; an *Exception
// that it was and threw. After any other error it may have run.
func (s *Session) call(ctx context.Context, fn string, args []any, out any) error {
	t, err := s.page()
	if err != nil {
		return err
	}
	return t.call(ctx, fn, args, out)
}

// page is the tab that can be worked with now.
func (s *Session) page() (*tab, error) {
	if t := s.tab.Load(); t != nil && t.isHeeded() {
		return t, nil
	}
	return nil, fmt.Errorf("%w: %w", errUnsent, errNoPage)
}

func (t *tab) call(ctx context.Context, fn string, args []any, out any) error {
	expression, err := t.guarded(fn, args)
	if err != nil {
		return fmt.Errorf("%w: %w", errUnsent, err)
	}
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(t.limit, callLimit))
	defer cancel()
	world, err := t.inWorld(ctx)
	if err != nil {
		return err
	}
	end, _ := ctx.Deadline()
	yes := true
	answer, err := do(ctx, t.lane, runtime.Evaluate, runtime.EvaluateParams{
		Expression: expression, UniqueContextID: world,
		ReturnByValue: &yes, AwaitPromise: &yes, Silent: &yes,
		Timeout: runtime.TimeDelta(time.Until(end).Milliseconds()),
	})
	if refused := new(refusal); errors.As(err, &refused) && strings.Contains(refused.Message, "context") {
		return fmt.Errorf("%w: the page has changed: %w", errUnsent, err) // another document by now
	}
	if err != nil {
		return err
	}
	if d := answer.ExceptionDetails; d != nil {
		return exception(d)
	}
	if out == nil || answer.Result == nil {
		return nil
	}
	if err := json.Unmarshal(answer.Result.Value, out, lenient); err != nil {
		return fmt.Errorf("what the page's function returned cannot be read: %w", err)
	}
	return nil
}

// guarded writes the call as an expression that does nothing on a page of
// another host, whatever happened on the way there.
func (t *tab) guarded(fn string, args []any) (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "(%s.includes(location.origin) ? (%s) : () => { throw %q })(", t.origins, fn, elsewhere)
	for i, arg := range args {
		text, err := json.Marshal(arg)
		if err != nil {
			return "", err
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(text)
	}
	b.WriteByte(')')
	return b.String(), nil
}

// Exception is what a function in the page threw.
type Exception struct{ Text string }

func (e *Exception) Error() string { return "the page's function failed: " + e.Text }

func exception(d *runtime.ExceptionDetails) error {
	text := d.Text
	if d.Exception != nil && d.Exception.Description != "" {
		text = d.Exception.Description
	}
	if d.Exception != nil && string(d.Exception.Value) == `"`+elsewhere+`"` {
		return fmt.Errorf("%w: %w", errUnsent, errElsewhere)
	}
	return &Exception{text}
}

// inWorld gives our world in the document that the page shows now. While it is
// being replaced by another, that is waited for.
func (t *tab) inWorld(ctx context.Context) (unique string, err error) {
	for {
		t.mu.Lock()
		world, made := t.world, t.made
		t.mu.Unlock()
		if world != "" {
			return world, nil
		}
		select {
		case <-made:
		case <-t.life.Done():
			return "", fmt.Errorf("%w: %w", errUnsent, context.Cause(t.life))
		case <-ctx.Done():
			return "", fmt.Errorf("%w: the page is loading: %w", errUnsent, context.Cause(ctx))
		}
	}
}

// enterWorld has the world made in this document and in each that follows, with
// our scripts and bindings in it.
func (t *tab) enterWorld(ctx context.Context, l lane) error {
	for name := range t.hooks.bindings {
		if _, err := do(ctx, l, runtime.AddBinding, runtime.AddBindingParams{
			Name: name, ExecutionContextName: t.hooks.world,
		}); err != nil {
			return err
		}
	}
	var source strings.Builder
	fmt.Fprintf(&source, "if (window === top && %s.includes(location.origin)) {\n", t.origins)
	for _, script := range t.hooks.scripts {
		fmt.Fprintf(&source, "(() => {\n%s\n})();\n", script)
	}
	source.WriteString("}")
	now := true
	_, err := do(ctx, l, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
		Source: source.String(), WorldName: t.hooks.world, RunImmediately: &now,
	})
	return err
}

// heardWorld keeps up with which world is ours. Its unique id, other than the
// plain one, is never that of a context in another document or process.
func (t *tab) heardWorld(e event) {
	if created, ok := said(e, runtime.ExecutionContextCreated); ok && created.Context != nil && created.Context.Name == t.hooks.world {
		var in struct {
			FrameID string `json:"frameId"`
		}
		if json.Unmarshal(created.Context.AuxData, &in, lenient) == nil && in.FrameID == string(t.id) {
			t.setWorld(created.Context.UniqueID)
		}
	}
	if gone, ok := said(e, runtime.ExecutionContextDestroyed); ok && gone.ExecutionContextUniqueID == t.world {
		t.setWorld("")
	}
	if e.method == runtime.ExecutionContextsCleared.Method {
		t.setWorld("")
	}
	if called, ok := said(e, runtime.BindingCalled); ok {
		if heard := t.hooks.bindings[called.Name]; heard != nil {
			heard(called.Payload)
		}
	}
}

func (t *tab) setWorld(unique string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case unique != "" && t.world == "":
		close(t.made)
	case unique == "" && t.world != "":
		t.made = make(chan struct{})
	}
	t.world = unique
}
