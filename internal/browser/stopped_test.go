//go:build unix

package browser

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestLaunchedDies: what we launched and died is the end.
func TestLaunchedDies(t *testing.T) {
	s, e := session(t, launching(t, newGameServer(t)))
	e.untilMessages(t, 5)
	if err := syscall.Kill(s.Where().PID, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	h := e.untilState(t, 0, StateEnded)
	if !strings.Contains(h.Why, "ended") || !strings.Contains(h.Why, "killed") {
		t.Errorf("it ended because %q", h.Why)
	}
	select {
	case <-s.Gone():
	case <-time.After(eventually):
		t.Fatal("something is left")
	}
	if isAlive(s.Where().PID) {
		t.Error("something of the browser lives on")
	}
}

// TestStopped: a Chrome that is stopped holds up nothing. Calls end at their
// deadline, it is told that it is frozen, closing takes no time. When it goes on,
// so does the session.
func TestStopped(t *testing.T) {
	g := newGameServer(t)
	for _, launched := range []bool{true, false} {
		t.Run(fmt.Sprintf("launched %v", launched), func(t *testing.T) {
			o := launching(t, g)
			var pid int
			if !launched {
				var p *program
				o, p = attaching(t, g)
				pid = p.cmd.Process.Pid
			}
			o.limits.leave = 6 * time.Second // what waits for the browser takes longer
			soon := o.limits.leave / 2
			s, e := session(t, o)
			if launched {
				pid = s.Where().PID
			}
			e.untilMessages(t, 10)
			states := 0
			e.until(t, "it is ready", func(e *ear) bool {
				states = len(e.states)
				return e.states[states-1].State == StateReady
			})
			stopGroup(t, pid)
			began := time.Now()
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			err := s.call(ctx, "() => 1", nil, nil)
			if took := time.Since(began); !errors.Is(err, context.DeadlineExceeded) || took > soon {
				t.Errorf("a call took %v: %v", took, err)
			}
			if h := e.untilState(t, states, StateFrozen); !strings.Contains(h.Why, "not answered") {
				t.Errorf("it is frozen because %q", h.Why)
			}
			_, states = e.mark()
			continueGroup(t, pid)
			e.untilState(t, states, StateReady)
			e.untilMessages(t, 10)
			stopGroup(t, pid)
			began = time.Now()
			err = s.Close(t.Context())
			if took := time.Since(began); took > soon {
				t.Errorf("Close took %v: %v", took, err)
			}
			if !launched {
				if err != nil {
					t.Errorf("Close: %v", err)
				}
				continueGroup(t, pid)
			}
			select {
			case <-s.Gone():
			case <-time.After(eventually):
				t.Fatal("something is left")
			}
			if launched == isAlive(pid) {
				t.Errorf("launched %v, and alive is %v", launched, isAlive(pid))
			}
		})
	}
}
