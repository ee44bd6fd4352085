package browser

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
)

// keep is the session's own goroutine. It follows the tab until that is gone,
// looks for it again, and at last ends what there is.
func (s *Session) keep() {
	told := make(chan struct{})
	go func() {
		defer close(told)
		s.queue.run()
	}()
	why := s.follow()
	frozen := s.Health().State == StateFrozen
	s.change(func(f *facts, _ *Health) { f.ended, f.why = true, sentence(why) })
	s.leave(why)
	s.end(frozen)
	s.halt()
	s.queue.end()
	<-told
	close(s.gone)
}

// follow stays with the page until the session is closed, which is no error, or
// the page can never come back.
func (s *Session) follow() (why error) {
	for {
		why = s.stay()
		if s.stop.Err() != nil {
			return nil
		}
		s.log.Info("the page is gone", "why", why)
		s.leave(why)
		if why = s.seek(why); why != nil || s.stop.Err() != nil {
			return why
		}
	}
}

// leave lets go of the tab.
func (s *Session) leave(why error) {
	if t := s.tab.Load(); t != nil {
		s.detach(t)
	}
	s.change(func(f *facts, _ *Health) { f.frozen, f.why = false, sentence(why) })
}

var (
	// errDied is final: what we launched is not launched again by itself.
	errDied  = errors.New("the browser has ended")
	errNoTab = errors.New("no tab shows the page")
)

// seek looks until the page is there again. An error is that it never will be.
func (s *Session) seek(why error) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	var died, changed chan struct{}
	if s.program != nil {
		died = s.program.ended
	}
	for {
		select {
		case <-s.stop.Done():
			return nil
		case <-died:
			return fmt.Errorf("%w: %s", errDied, s.program.how())
		case <-changed:
		case <-timer.C:
		}
		err := s.find()
		if err == nil {
			return nil
		}
		changed = nil
		if errors.Is(err, errNoTab) {
			changed = s.changed // what failed is tried again at its time, what was not there as soon as it is
		}
		s.change(func(f *facts, _ *Health) { f.why = sentence(why) + "; " + err.Error() })
		timer.Reset(s.limits.again)
	}
}

// find tries once.
func (s *Session) find() error {
	if s.conn.isBroken() {
		s.conn.close()
		if err := s.connect(s.stop); err != nil {
			return err
		}
	}
	id, count := s.roster.find(s.host, s.ours)
	if count == 0 {
		return fmt.Errorf("%w: open %s again", errNoTab, s.host.text())
	}
	t, err := s.attach(s.stop, s.conn, id)
	if err != nil {
		return err
	}
	if err = t.listen(s.stop); errors.Is(err, errCrashed) {
		tell(t.lane, page.Reload, page.ReloadParams{}) // there is nothing to lose in it
	}
	if err != nil {
		s.detach(t)
	}
	return err
}

// stay follows the tab by heartbeats until it is gone, and says why it is.
func (s *Session) stay() error {
	t := s.tab.Load()
	timer := time.NewTimer(0)
	defer timer.Stop()
	var beat *heartbeat
	for {
		var answered chan struct{} // nil, for ever silent, without a heartbeat
		if beat != nil {
			answered = beat.asked.done
		}
		select {
		case <-s.stop.Done():
			return nil
		case <-t.life.Done():
			return context.Cause(t.life)
		case <-t.conn.broken:
			return t.conn.err
		case <-timer.C:
			if beat != nil {
				s.change(func(f *facts, _ *Health) { f.frozen = true })
				continue
			}
			var err error
			if beat, err = s.send(t); err != nil {
				return err
			}
			timer.Reset(s.limits.beat)
		case <-answered:
			took := s.receive(t, beat)
			beat = nil
			timer.Reset(max(0, s.limits.every-took))
		}
	}
}

// end ends the connection, and the browser if we launched it: by its own way
// out, so that it saves its profile, unless it hangs.
func (s *Session) end(frozen bool) {
	if s.program == nil {
		s.conn.close()
		return
	}
	polite := s.limits.leave
	if frozen {
		polite = 0
	} else {
		tell(lane{conn: s.conn}, browser.Close, cdp.Empty{})
		s.program.within(polite)
	}
	err := s.program.end(polite)
	s.conn.close()
	if err != nil {
		s.log.Error("a browser is left over", "why", err)
	}
}

// sentence is an error as health tells it.
func sentence(why error) string {
	if why == nil {
		return ""
	}
	return why.Error()
}
