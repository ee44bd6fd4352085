package app

import (
	"context"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"rugtape/internal/desk"
	"rugtape/internal/feed"
	"rugtape/internal/game"
	"rugtape/internal/round"
	"rugtape/internal/tape"
	"rugtape/internal/web"
	"rugtape/internal/wire"
)

// statusEvery is how often a status that only counts on is told, and how
// often the recorder looks for rounds that are due.
const statusEvery = 250 * time.Millisecond

// edge is the goroutine of a live edge and all that it alone touches.
type edge struct {
	*Live
	clock     clock
	recvNS    int64     // of the newest message
	recvAt    time.Time // and when that was, by this process's own clock
	frameNS   int64     // when the newest frame of the game was received
	feedRound string    // that the feed told of last, while a page is another source
	source    source    // of messages
	key       round.Source
	machine   game.Machine
	inPlay    inPlay
	recorder  recorder
	hand      hand
	life      context.Context // ends with the edge
	desk      *desk.Live      // nil without one
	session   int             // of the last desk
	epoch     uint64          // of it
	traded    string          // the round that it is open in, "" for none
	noting    bool            // the journal holds this session from its begin
	viewers   map[*liveViewer]struct{}

	feed       web.FeedStatus
	conn       int   // the feed's, as it counts them
	skewNS     int64 // of the machine's clock, as it was noted last
	unreadable uint64
	handling   *hdrhistogram.Histogram // microseconds from a frame's arrival to its viewers
	changed    bool                    // the status is to be told at the next occasion
	worth      bool                    // at once
}

func newEdge(l *Live) *edge {
	e := &edge{
		Live: l, clock: clock{time.Now()}, key: l.options.Source, viewers: map[*liveViewer]struct{}{},
		feed: l.status.Feed, handling: hdrhistogram.New(1, 60_000_000, 2),
	}
	e.source.live = l
	e.recorder = newRecorder(l.options, e.clock)
	return e
}

// run is the loop.
func (e *edge) run(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	e.life = ctx
	e.recorder.start()
	e.startHands()
	e.choose(ctx, e.options.Feed)
	if e.options.Record {
		_ = e.turnRecorder(true, e.options.Raw) // told by the status
	}
	ticker := time.NewTicker(statusEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			e.end()
			return
		case in := <-e.inbox:
			e.take(ctx, in)
		case <-e.recorder.news():
			e.changed = true
		case s := <-e.recorder.results:
			e.sealed(&s)
		case <-e.hand.beatsDue():
			e.beat()
		case <-ticker.C:
			e.recorder.tick(e.clock.now())
			e.tickHands()
			e.wire.news()
			e.tell()
		}
		if e.worth {
			e.tell()
		}
	}
}

// end ends the feed first, so that nothing comes any more, then seals and
// closes what was recorded.
func (e *edge) end() {
	e.endHands()
	e.source.stop()
	e.drain()
	if e.desk != nil {
		e.closeDesk(e.now())
	}
	e.recorder.end()
	e.worth = true
	e.tell()
}

// drain takes the messages that were handed over before the feed ended; wishes
// come too late.
func (e *edge) drain() {
	for {
		select {
		case in := <-e.inbox:
			if in.message != nil && in.of == e.source.n {
				e.message(in.message)
			}
			if in.reply != nil {
				in.reply <- errLiveEnded
			}
		default:
			return
		}
	}
}

// take takes an input.
func (e *edge) take(ctx context.Context, in liveInput) {
	var err error
	switch {
	case in.of != 0 && in.of != e.source.n: // of a feed that was left
	case in.message != nil:
		e.feedMessage(in.message)
	case in.health != nil:
		e.health(in.health)
	case in.url != "":
		e.feed.URL, e.worth = in.url, true
	case in.failed != nil:
		e.feed.State, e.feed.Why, e.worth = feed.Offline.String(), in.failed.Error(), true
	case in.trade != nil:
		err = e.trade(in.trade)
		e.publish()
	case in.choose != "":
		err = e.rechoose(ctx, in.choose)
	case in.record != nil:
		err = e.turnRecorder(in.record.on, in.record.raw)
	case in.join != nil:
		e.viewers[in.join] = struct{}{}
		e.publish()
	case in.hand != nil:
		err = e.takeHand(ctx, in.hand)
	case in.leave != nil:
		delete(e.viewers, in.leave)
		e.publish()
	}
	if in.reply == nil {
		return
	}
	if e.worth { // who has the answer sees in the status what came of it
		e.tell()
	}
	in.reply <- err
}

// message takes what the server said: first it is recorded, then read.
func (e *edge) message(m *feed.Message) {
	packet, err := wire.ParsePacket(m.Text)
	if err != nil {
		e.unreadable++
	}
	e.heard(m.RecvNS)
	shown := e.recorder.message(m)
	e.wire.add(web.WireEvent{RecvNS: m.RecvNS, Kind: kindOf(shown), Dir: "in", Text: shown})
	switch packet.Kind {
	case wire.PacketConnect:
		e.joined(wire.ServerSource(packet.Data))
	case wire.PacketEvent:
		e.event(&packet, m.RecvNS)
	}
	e.changed = true
}

// kindOf names a message by what may be shown of it: an event by its name.
func kindOf(shown []byte) string {
	packet, err := wire.ParsePacket(shown)
	switch {
	case err != nil:
		return "unreadable"
	case packet.Name != "":
		return packet.Name
	}
	return packet.Kind.String()
}

// heard sets the edge's clock by the feed's: it goes on from the newest message.
func (e *edge) heard(recvNS int64) {
	e.recvNS, e.recvAt = max(e.recvNS, recvNS), time.Now()
}

// now is the time of what does not come from the feed, by the feed's clock. It
// never runs back, whatever the machine's clock does.
func (e *edge) now() int64 {
	if e.recvNS == 0 {
		return e.clock.now()
	}
	return e.recvNS + int64(time.Since(e.recvAt))
}

// joined takes what the server says of itself. Rounds of two sources never
// meet: with another one all begins anew.
func (e *edge) joined(says string) {
	key := e.options.Source
	if says != "" {
		key = round.Source(says)
	}
	if key != e.key {
		e.anew(key)
	}
	e.noteFeed()
}

// anew begins with a source of which nothing is known.
func (e *edge) anew(key round.Source) {
	e.disarm("the game is another server's from here on", e.now())
	e.recorder.flush()
	e.key, e.machine = key, game.Machine{}
	e.inPlay.begin(round.Key{Source: key})
	e.inPlay.Sealed, e.inPlay.last = false, round.Key{}
}

// turnRecorder turns the recorder on or off. A session that is under way cannot
// be made again from what is recorded from now on: that begins with the next one.
func (e *edge) turnRecorder(on, raw bool) error {
	if e.hand.armed != nil { // a slow disk would hold up the beats
		return refusal{"the hands are armed", "disarm first"}
	}
	e.worth = true
	before := e.recorder.journal
	head := tape.JournalHead{Source: string(e.key), URL: e.feed.URL, StartedNS: e.clock.now()}
	err := e.recorder.turn(on, raw, head, tape.NoteStarted{Version: e.options.Version})
	if e.recorder.journal != before { // who asks for what is so already changes nothing
		e.noting = false
		e.noteFeed()
	}
	return err
}

func (e *edge) event(p *wire.Packet, recvNS int64) {
	said, err := wire.DecodeEvent(p.Name, p.Payload(), recvNS)
	if err != nil {
		e.unreadable++
		e.options.Log.Debug("an event could not be read", "error", err)
		return
	}
	e.unreadable += uint64(said.Lost.Count)
	if !said.Known {
		return
	}
	facts := e.machine.Step(said.Event)
	for i := range facts {
		e.recorder.apply(e.key, &facts[i])
		e.inPlay.apply(e.key, &facts[i])
		if facts[i].Kind == game.RoundOpened {
			e.noteFeed()
		}
	}
	if said.Event.Frame != nil {
		e.frameNS = recvNS
		e.inPlay.frame(said.Event.Frame)
		e.inPlay.Connected = said.Connected.Or(e.inPlay.Connected)
	}
	if e.desk != nil {
		e.desk.Event(recvNS, said.Event)
		e.decided(recvNS)
	}
	for i := range facts {
		e.follow(&facts[i])
	}
	if said.Event.Frame != nil {
		e.followed(said.Event.Frame, recvNS)
	}
	e.publish()
	e.handled(recvNS)
}

// sealed takes what became of rounds that were to be sealed.
func (e *edge) sealed(s *sealed) {
	e.recorder.sealed(s)
	for i := range s.entries {
		if entry := &s.entries[i]; entry.Key == e.inPlay.last {
			e.inPlay.sealed(entry)
			e.publish()
		}
	}
	e.changed = true
}

// publish puts the state in every viewer's place for the latest.
func (e *edge) publish() {
	if len(e.viewers) == 0 {
		return
	}
	e.inPlay.Seq++
	e.inPlay.Viewers = len(e.viewers)
	state := e.inPlay.LiveState
	if e.desk != nil {
		d := e.desk.State()
		state.Desk = &d
	}
	for v := range e.viewers {
		select {
		case <-v.states: // an older one that was not fetched
		default:
		}
		v.states <- state // has room: this goroutine is the only sender
	}
}
