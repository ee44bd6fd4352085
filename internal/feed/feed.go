package feed

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"time"

	"rugtape/internal/wire"
)

// Message is a text message of the connection, whatever it is.
type Message struct {
	// RecvNS is when it was whole, in Unix nanoseconds. It never falls within a
	// run (see clock).
	RecvNS int64
	Conn   int    // the connection's number within the run, from 1
	Text   []byte // as received; it is the sink's to keep
}

// Sink takes what the feed hears. One goroutine calls both of its methods, that
// of Run.
type Sink interface {
	// Message takes each text message, in order. It may take its time, for which
	// nothing more is read; not past its context's end. An error ends the run.
	Message(ctx context.Context, m Message) error
	// Health is told each change of the state or its reason at once, and other
	// changes once a second. It must not wait.
	Health(h Health)
}

// Run connects to the server and hears it until its context ends, which is no
// error. It comes back within moments of that and leaves nothing behind. An
// error is that of an address that cannot be used, or that of the sink.
func Run(ctx context.Context, o Options, sink Sink) error {
	to, err := endpoint(o.URL)
	if err != nil {
		return err
	}
	o = o.withDefaults()
	f := &feed{
		o: o, to: to, sink: sink,
		clock:   newClock(o.Clock),
		link:    link{state: waiting},
		vitals:  newVitals(o.Tick),
		backoff: newBackoff(o.RetryLeast, o.RetryMost, o.Seed),
		timer:   time.NewTimer(0),
	}
	defer f.timer.Stop()
	defer f.end()
	for ctx.Err() == nil {
		if err := f.turn(ctx); err != nil && ctx.Err() == nil {
			return fmt.Errorf("feed %s: %w", o.URL, err)
		}
	}
	return nil
}

// feed is a run. One goroutine owns it.
type feed struct {
	o       Options
	to      *url.URL
	sink    Sink
	clock   *clock
	link    link
	vitals  *vitals
	backoff backoff
	timer   *time.Timer

	// What the state has: waiting nothing, dialing nothing, the others a line.
	line     *line
	conn     int    // lines so far
	dueNS    int64  // when the state has lasted its time: then expire
	silence  int64  // for how long the server may say nothing
	movingNS int64  // when the game first moved on this line, 0 if it did not
	movedNS  int64  // when it last did, or when the server let us in
	garbled  int    // messages in a row that were no packets
	unsent   string // what was not taken, if that is how this line ends
}

// turn waits for the next thing to happen and does what follows from it.
func (f *feed) turn(ctx context.Context) error {
	f.tell()
	now := f.clock.now()
	if now >= f.dueNS {
		f.expire(ctx)
		return nil
	}
	f.timer.Reset(time.Duration(min(f.dueNS, f.vitals.wake(now)) - now))
	var in chan heard // nil, for ever silent, without a line
	if f.line != nil {
		in = f.line.in
	}
	select {
	case <-ctx.Done():
	case message, open := <-in:
		f.look() // first: if this computer slept until now, so will the message say
		return f.take(ctx, message, open)
	case <-f.timer.C:
		f.look()
	}
	return nil
}

// look compares the clocks.
func (f *feed) look() {
	jump := f.clock.look()
	f.vitals.clocked(f.clock.now(), jump, f.clock.skew)
}

// tell tells the health, if it is news.
func (f *feed) tell() {
	if h, news := f.vitals.tell(f.clock.now(), f.clock.offset); news {
		f.sink.Health(h)
	}
}

// expire does what is due when the link's state has lasted its time.
func (f *feed) expire(ctx context.Context) {
	switch f.link.state {
	case waiting:
		f.dial(ctx)
	case opening:
		f.lose(fmt.Sprintf("the server did not open the conversation within %v", f.o.JoinTimeout))
	case joining:
		f.lose(fmt.Sprintf("the server did not let us in within %v", f.o.JoinTimeout))
	case live:
		if f.clock.now() >= f.movedNS+int64(standstill) {
			f.lose(fmt.Sprintf("the game stood still for %v", standstill))
			return
		}
		f.lose(fmt.Sprintf("the server was silent for %v", time.Duration(f.silence)))
	}
}

// dial makes an attempt. Nothing else happens meanwhile: there is no line, and
// the context ends it.
func (f *feed) dial(ctx context.Context) {
	f.move(due)
	f.vitals.dialing()
	f.tell()
	l, err := dial(ctx, &f.o, f.to)
	if err != nil {
		if ctx.Err() == nil {
			f.lose(err.Error())
		}
		return
	}
	f.move(dialed)
	f.conn++
	f.line = l
	go l.read(f.clock.now)
	f.movingNS, f.garbled, f.unsent = 0, 0, ""
	f.dueNS = f.clock.now() + int64(f.o.JoinTimeout)
	f.vitals.dialed(f.conn)
}

// take handles what the reader handed over: a message, or its end.
func (f *feed) take(ctx context.Context, message heard, open bool) error {
	switch {
	case !open:
		f.lose(cmp.Or(f.unsent, whyLineEnded(f.line.err, f.o.MaxMessage)))
		return nil
	case message.binary:
		f.vitals.skipped()
		f.alive()
		return nil
	}
	f.vitals.heard(len(message.text))
	packet, err := wire.ParsePacket(message.text)
	why := f.follow(ctx, message.atNS, &packet, err)
	handed := f.clock.now()
	err = f.sink.Message(ctx, Message{RecvNS: f.clock.unix(message.atNS), Conn: f.conn, Text: message.text})
	f.dueNS += f.clock.now() - handed // that time was the sink's, not the server's
	if why != "" {
		f.lose(why)
	}
	return err
}

// lose closes the line, if there is one, and waits for the next attempt.
func (f *feed) lose(why string) {
	if f.link.state != waiting { // else the packet that ended it has moved the link
		f.move(lost)
	}
	if f.line != nil {
		f.line.close()
		f.line = nil
	}
	f.dueNS = f.clock.now() + int64(f.backoff.next())
	f.vitals.lost(why, f.backoff.attempt, f.dueNS)
}

// end leaves nothing behind.
func (f *feed) end() {
	if f.line != nil {
		f.line.close()
		f.line = nil
	}
	f.move(stop)
	f.vitals.lost("stopped", 0, 0)
	f.tell()
}

// alive puts off the time when a silent server counts as gone. It does not put
// off the time when one counts as gone whose game stands still.
func (f *feed) alive() {
	if f.link.state == live {
		f.dueNS = min(f.clock.now()+f.silence, f.movedNS+int64(standstill))
	}
}

// move steps the link by an input of our own, which always has its place.
func (f *feed) move(in linkInput) {
	from := f.link.state
	if to := f.link.step(in); to == refused || to == cut {
		panic(fmt.Sprintf("feed: %s while the link is %s", in, from))
	}
}
