package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"syscall"
	"time"

	"rugtape/internal/library"
)

// The test binary is also the process of a session that kills itself with -9 at
// a step of an order, and of the one that goes on in its home.
const faultChild = "RUGTAPE_TEST_FAULTS_RUN"

func init() {
	if os.Getenv(faultChild) == "" {
		return
	}
	if err := faultLife(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// faultLife is one life of a home: its arguments are the seed, the life, the
// home, the feed, the page and the port of the browser.
func faultLife(args []string) error {
	seed, err := strconv.ParseUint(args[0], 10, 64)
	if err != nil {
		return err
	}
	s := &faultSession{plan: drawPlan(seed), page: args[4]}
	if s.life, err = strconv.Atoi(args[1]); err != nil {
		return err
	}
	if s.port, err = strconv.Atoi(args[5]); err != nil {
		return err
	}
	begun := time.Now()
	s.tell = func(format string, args ...any) {
		fmt.Printf("%6.3f life %d: %s\n", time.Since(begun).Seconds(), s.life, fmt.Sprintf(format, args...))
	}
	ctx := context.Background()
	lib, err := library.Open(ctx, args[2], library.Owner)
	if err != nil {
		return err
	}
	if s.live, err = faultEdge(lib, args[3]); err != nil {
		return errors.Join(err, lib.Close(ctx))
	}
	edge, end := context.WithCancel(ctx)
	go s.live.Run(edge)
	if s.life == 1 {
		err = s.dies(ctx)
	} else {
		s.plan.wanted += s.over() // in this life
	}
	if err == nil {
		err = s.run(ctx)
	}
	end()
	<-s.live.ended
	return errors.Join(err, lib.Close(ctx))
}

// dies lets the process die at its step.
func (s *faultSession) dies(ctx context.Context) error {
	die := func() {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	}
	if s.plan.step == "" {
		s.armed = func() { time.AfterFunc(s.plan.after, die) }
	}
	var mu sync.Mutex
	times := 0
	return s.hook(ctx, func(step string) {
		mu.Lock()
		defer mu.Unlock()
		if step == s.plan.step {
			if times++; times == s.plan.nth {
				die()
			}
		}
	})
}

// lives has the home live twice: once until it is killed, and once to its end.
func (r *faultRun) lives() {
	for life := 1; life <= 2; life++ {
		cmd := exec.Command(os.Args[0], strconv.FormatUint(r.plan.seed, 10), strconv.Itoa(life), r.home, r.gate.url, r.page, strconv.Itoa(r.chrome.port))
		cmd.Env = append(os.Environ(), faultChild+"=1")
		cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		var out bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &out
		if err := cmd.Start(); err != nil {
			r.t.Error(err)
			return
		}
		late := time.AfterFunc(faultStart+faultPlay+faultSettle+10*time.Second, func() { _ = cmd.Process.Kill() })
		err := cmd.Wait()
		inTime := late.Stop()
		r.tell("%s", bytes.TrimSpace(out.Bytes()))
		r.tell("life %d has ended: %v", life, err)
		if !inTime {
			r.t.Errorf("life %d does not end", life)
		}
		if err != nil && !(life == 1 && cmd.ProcessState.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL) {
			r.t.Errorf("life %d: %v", life, err)
		}
		if syscall.Kill(-cmd.Process.Pid, 0) == nil {
			r.t.Error("it has left a process")
			_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		}
		if life == 1 && err == nil {
			return // the step did not come
		}
		if life == 1 {
			r.sums.killed.Add(1)
		}
	}
}
