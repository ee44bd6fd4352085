package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/coder/websocket"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"rugtape/internal/replay"
	"rugtape/internal/round"
)

// Bounds of a stream.
const (
	maxStreams   = 2048
	maxCommand   = 4 << 10         // bytes of a message from the page
	commandLimit = 5 * time.Second // for the answer to a command
	writeLimit   = 5 * time.Second // for a page to take a message; a slower one is cut
	// maxWaiting commands may wait; then the reader waits, and with it the page.
	maxWaiting = 64
)

// streams counts the open streams, so that closing can wait for them.
type streams struct {
	open sync.WaitGroup
	mu   sync.Mutex
	n    int
}

func (s *streams) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.n >= maxStreams {
		return false
	}
	s.n++
	s.open.Add(1)
	return true
}

func (s *streams) leave() {
	s.mu.Lock()
	s.n--
	s.mu.Unlock()
	s.open.Done()
}

func (s *streams) wait(ctx context.Context) error {
	done := make(chan struct{})
	go func() { s.open.Wait(); close(done) }()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("streams still open: %w", ctx.Err())
	}
}

// stream is the one socket of a page: its commands in, the latest states out.
func (s *server) stream(w http.ResponseWriter, r *http.Request) {
	if !sameToken(r.URL.Query().Get("token"), s.token) {
		fail(w, http.StatusUnauthorized, "the token is missing or of an earlier start", "reload the page")
		return
	}
	if !s.streams.enter() {
		fail(w, http.StatusServiceUnavailable, fmt.Sprintf("%d pages are open, which is the most", maxStreams), "close some")
		return
	}
	defer s.streams.leave()
	conn, err := websocket.Accept(w, r, nil)
	if err != nil {
		return // Accept has answered
	}
	defer conn.CloseNow()
	conn.SetReadLimit(maxCommand)
	v := &visitor{server: s, conn: conn, control: http.NewResponseController(w), commands: make(chan command, maxWaiting), jobs: map[string]int{}, runs: map[string]int{}}
	if err := v.run(r.Context()); err != nil {
		s.log.Debug("a page's stream ended", "why", err)
	}
}

// visitor is one page at its socket. The goroutine of run owns it: it alone
// writes, and it alone touches the player it watches.
type visitor struct {
	server   *server
	conn     *websocket.Conn
	control  *http.ResponseController // of the connection under conn
	commands chan command             // from the reader
	player   Player                   // nil while none is watched
	told     told                     // what of its desk
	live     LiveView                 // nil while the live edge is not watched
	liveTold liveTold                 // what of it
	wireNews <-chan struct{}          // nil while the wire is not watched
	wireStop func()
	jobs     map[string]int // the change of each job that was told last
	runs     map[string]int // and of each run of the lab
	revision int
}

// command is a message of the page.
type command struct {
	Do     string       `json:"do"`
	Source round.Source `json:"source"`
	ID     string       `json:"id"`
	Player string       `json:"player"`
	Tick   int          `json:"tick"`
	Play   bool         `json:"play"`
	N      int          `json:"n"`
	Speed  float64      `json:"speed"`
	Timing string       `json:"timing"`
	From   int          `json:"from"`
	To     int          `json:"to"`
	On     bool         `json:"on"`
	Carry  bool         `json:"carry"`

	text jsontext.Value // the whole message
}

func (v *visitor) run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	var reader sync.WaitGroup
	defer reader.Wait()
	defer cancel()
	defer v.leave()
	defer context.AfterFunc(v.server.closing, func() { v.cutSoon(cancel) })()
	readErr := make(chan error, 1)
	reader.Go(func() { readErr <- v.read(ctx) })

	news, stop := v.server.ports.Jobs.Watch()
	defer stop()
	labNews, stopLab := v.server.ports.Lab.Watch()
	defer stopLab()
	status, stopStatus := v.server.ports.Live.Watch()
	defer stopStatus()
	defer v.turnWire(false)
	if err := v.write(ctx, map[string]any{"kind": "hello", "version": v.server.ports.Home.Version, "start": v.server.ports.Home.Start}); err != nil {
		return err
	}
	if err := errors.Join(v.tellJobs(ctx), v.tellRuns(ctx), v.tellStatus(ctx)); err != nil {
		return err
	}
	for {
		var err error
		select {
		case <-v.server.closing.Done():
			_ = v.write(ctx, map[string]any{"kind": "bye"})
			return v.conn.Close(websocket.StatusGoingAway, "rugtape stops")
		case err = <-readErr:
			return err
		case c := <-v.commands:
			err = v.obey(ctx, c)
		case state := <-v.states():
			err = v.write(ctx, v.stateMessage(state))
		case <-v.ended():
			v.leave()
			err = v.write(ctx, map[string]any{"kind": "ended"})
		case state := <-v.liveStates():
			err = v.write(ctx, v.liveTold.rest(&state))
		case <-v.liveEnded():
			v.leave()
			err = v.write(ctx, map[string]any{"kind": "ended"})
		case <-status:
			err = v.tellStatus(ctx)
		case <-v.wireNews:
			err = v.tellWire(ctx)
		case <-news:
			err = v.tellJobs(ctx)
		case <-labNews:
			err = v.tellRuns(ctx)
		}
		if err != nil {
			return err
		}
	}
}

// cutSoon gives a page goodbyeWithin to take its goodbye: what it still waits
// for is then given up, and its connection fails. (Conn.CloseNow would not do
// that: it waits for a Close that has begun, and that waits for the page.)
func (v *visitor) cutSoon(giveUp func()) {
	deadline := time.Now().Add(goodbyeWithin)
	_ = v.control.SetReadDeadline(deadline) // these fail if it is closed already
	_ = v.control.SetWriteDeadline(deadline)
	time.AfterFunc(goodbyeWithin, giveUp)
}

// read hands the page's commands over one by one. A page that sends faster
// than they are done waits.
func (v *visitor) read(ctx context.Context) error {
	for {
		_, text, err := v.conn.Read(ctx)
		if err != nil {
			return err
		}
		var c command
		if err := json.Unmarshal(text, &c); err != nil {
			return fmt.Errorf("a message of the page: %w", err)
		}
		c.text = text
		select {
		case v.commands <- c:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (v *visitor) write(ctx context.Context, message any) error {
	text, err := json.Marshal(message, jsontext.AllowInvalidUTF8(true))
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, writeLimit)
	defer cancel()
	return v.conn.Write(ctx, websocket.MessageText, text)
}

// tellJobs tells the jobs that have changed and a new state of the catalogue.
func (v *visitor) tellJobs(ctx context.Context) error {
	type jobMessage struct {
		Kind string `json:"kind"`
		Job
	}
	seen := map[string]int{}
	for _, job := range v.server.ports.Jobs.List() {
		seen[job.ID] = job.Change
		if v.jobs[job.ID] == job.Change {
			continue
		}
		if err := v.write(ctx, jobMessage{"job", job}); err != nil {
			return err
		}
	}
	v.jobs = seen
	if revision := v.server.ports.Jobs.Revision(); revision != v.revision {
		v.revision = revision
		return v.write(ctx, map[string]any{"kind": "library", "revision": revision})
	}
	return nil
}

func (v *visitor) states() <-chan PlayerState {
	if v.player == nil {
		return nil
	}
	return v.player.States()
}

func (v *visitor) ended() <-chan struct{} {
	if v.player == nil {
		return nil
	}
	return v.player.Ended()
}

func (v *visitor) leave() {
	if v.player != nil {
		v.player.Close()
		v.player, v.told = nil, told{}
	}
	if v.live != nil {
		v.live.Close()
		v.live, v.liveTold = nil, liveTold{}
	}
}

// obey does what the page asks and tells it where that could not be done. It
// returns an error only when the stream is broken.
func (v *visitor) obey(ctx context.Context, c command) error {
	limited, cancel := context.WithTimeout(ctx, commandLimit)
	defer cancel()
	var err error
	switch c.Do {
	case "open":
		err = v.open(limited, c)
	case "join":
		err = v.watch(v.server.ports.Players.Join(limited, c.Player))
	case "live":
		err = v.watchLive(limited)
	case "wire":
		v.turnWire(c.On)
	case "leave":
		v.leave()
	case "stop":
		err = v.stop(limited)
	default:
		err = v.play(limited, c)
	}
	if err != nil {
		status, p := problemOf(err)
		v.server.note(status, "the command "+c.Do, err)
		return v.write(ctx, map[string]any{"kind": "error", "error": p.Error, "hint": p.Hint})
	}
	return nil
}

func (v *visitor) open(ctx context.Context, c command) error {
	key, err := v.server.ports.Rounds.Resolve(ctx, c.ID, c.Source)
	if err != nil {
		return err
	}
	var carry Player
	if c.Carry {
		carry = v.player
	}
	if err := v.watch(v.server.ports.Players.Open(ctx, key, carry)); err != nil {
		return err
	}
	if c.Tick != 0 {
		if err := v.player.Do(ctx, replay.Command{Action: replay.Seek, N: c.Tick}); err != nil {
			return err
		}
	}
	if c.Play {
		return v.player.Do(ctx, replay.Command{Action: replay.Play})
	}
	return nil
}

// watch takes another player in place of the one that was watched.
func (v *visitor) watch(p Player, err error) error {
	if err != nil {
		return err
	}
	v.leave()
	v.player = p
	return nil
}

var errNoPlayer = fmt.Errorf("%w: no round is open: open one first", round.ErrInvalid)

func (v *visitor) play(ctx context.Context, c command) error {
	if v.player == nil && v.live == nil {
		return errNoPlayer
	}
	var do replay.Command
	switch c.Do {
	case "play":
		do.Action = replay.Play
	case "pause":
		do.Action = replay.Pause
	case "step":
		do = replay.Command{Action: replay.StepBy, N: c.N}
	case "seek":
		do = replay.Command{Action: replay.Seek, N: c.Tick}
	case "speed":
		do = replay.Command{Action: replay.SetSpeed, Speed: c.Speed}
	case "timing":
		do.Action = replay.SetTiming
		switch c.Timing {
		case replay.Recorded.String():
		case replay.Even.String():
			do.Timing = replay.Even
		default:
			return fmt.Errorf("%w: timing %.20q: use %s or %s", round.ErrInvalid, c.Timing, replay.Recorded, replay.Even)
		}
	case "loop":
		do = replay.Command{Action: replay.SetLoop, N: c.From, To: c.To}
	case "unloop":
		do.Action = replay.ClearLoop
	case "follow":
		do = replay.Command{Action: replay.SetFollow, On: c.On}
	default:
		return v.trade(ctx, c)
	}
	if v.player == nil {
		return fmt.Errorf("%w: the live edge goes as the game goes: %.20q is for recorded rounds", round.ErrInvalid, c.Do)
	}
	return v.player.Do(ctx, do)
}

// stateMessage is the JSON of a player's state.
func (v *visitor) stateMessage(p PlayerState) any {
	s := p.State
	var loop *[2]int
	if s.Loop.On {
		loop = &[2]int{s.Loop.From, s.Loop.To}
	}
	return struct {
		Kind    string       `json:"kind"`
		Seq     uint64       `json:"seq"`
		Player  string       `json:"player"`
		Source  round.Source `json:"source"`
		ID      string       `json:"id"`
		Tick    int          `json:"tick"`
		Last    int          `json:"last"`
		Playing bool         `json:"playing"`
		Speed   float64      `json:"speed"`
		Timing  string       `json:"timing"`
		Loop    *[2]int      `json:"loop"`
		Follow  bool         `json:"follow"`
		Viewers int          `json:"viewers"`
		Desk    *deskJSON    `json:"desk"`
	}{
		"player", p.Seq, p.Player, s.Track.Key.Source, s.Track.Key.ID, s.Tick, s.Track.Last,
		s.Playing, s.Speed, s.Timing.String(), loop, s.Follow, p.Viewers,
		v.told.rest(p.Player, p.Desk),
	}
}
