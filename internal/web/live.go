package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"rugtape/internal/round"
)

// liveTold is how much of the live edge a page knows already.
type liveTold struct {
	epoch         uint64
	ticks, trades int
	desk          told
}

type rugJSON struct {
	Tick    int    `json:"tick"`
	Price   figure `json:"price"`
	Certain bool   `json:"certain"`
	MS      *int64 `json:"ms"`
}

type beforeJSON struct {
	Source  round.Source `json:"source"`
	ID      string       `json:"id"`
	RugTick *int         `json:"rug_tick"`
	Peak    float64      `json:"peak"`
	Verdict string       `json:"verdict"`
	Pinned  bool         `json:"pinned"`
}

type liveJSON struct {
	Kind       string       `json:"kind"`
	Seq        uint64       `json:"seq"`
	Epoch      uint64       `json:"epoch"`
	Source     round.Source `json:"source"`
	ID         string       `json:"id"`
	Phase      string       `json:"phase"`
	CooldownMS int          `json:"cooldown_ms"`
	Paused     bool         `json:"paused"`
	SeedHash   string       `json:"seed_hash"`
	HashSeenNS string       `json:"hash_seen_ns"`
	Version    string       `json:"version"`
	StartedNS  string       `json:"started_ns"`
	From       int          `json:"from"`
	Prices     []*float64   `json:"prices"`
	RecvMS     []*int64     `json:"recv_ms"`
	Rug        *rugJSON     `json:"rug"`
	TradesFrom int          `json:"trades_from"`
	Trades     []tradeJSON  `json:"trades"`
	Players    int          `json:"players_seen"`
	Connected  *int         `json:"connected"`
	Before     *beforeJSON  `json:"before"`
	Desk       *deskJSON    `json:"desk"`
	Viewers    int          `json:"viewers"`
}

// rest is the state with those ticks, trades and marks that were not told yet,
// which then are.
func (t *liveTold) rest(s *LiveState) liveJSON {
	if t.epoch != s.Epoch {
		t.epoch, t.ticks, t.trades = s.Epoch, 0, 0
	}
	out := liveJSON{
		Kind: "live", Seq: s.Seq, Epoch: s.Epoch, Source: s.Source, ID: s.ID, Phase: s.Phase.String(),
		CooldownMS: s.CooldownMS, Paused: s.Paused, SeedHash: s.SeedHash, HashSeenNS: ns(s.HashSeenNS),
		Version: s.Version, StartedNS: ns(s.StartedNS), From: t.ticks, TradesFrom: t.trades,
		Prices: make([]*float64, 0, len(s.Ticks)-t.ticks), RecvMS: make([]*int64, 0, len(s.Ticks)-t.ticks),
		Trades: make([]tradeJSON, 0, len(s.Trades)-t.trades), Players: s.Players, Viewers: s.Viewers,
		Desk: t.desk.rest("live", s.Desk),
	}
	for i := range s.Ticks[t.ticks:] {
		tick := &s.Ticks[t.ticks+i]
		var price *float64
		if tick.Known() {
			price = &tick.Price
		}
		out.Prices = append(out.Prices, price)
		out.RecvMS = append(out.RecvMS, sinceMS(s.StartedNS, tick.RecvNS))
	}
	for i := range s.Trades[t.trades:] {
		out.Trades = append(out.Trades, tradeOf(&s.Trades[t.trades+i]))
	}
	t.ticks, t.trades = len(s.Ticks), len(s.Trades)
	if s.Connected > 0 {
		out.Connected = &s.Connected
	}
	if s.Rugged {
		out.Rug = &rugJSON{s.Rug.At, figure(s.Rug.Price), s.Rug.Certain, sinceMS(s.StartedNS, s.Rug.RecvNS)}
	}
	if b := &s.Before; s.Sealed {
		out.Before = &beforeJSON{Source: b.Source, ID: b.ID, Peak: b.Peak, Verdict: b.Verdict.String(), Pinned: b.Pinned}
		if b.Ended {
			out.Before.RugTick = &b.Rug.At
		}
	}
	return out
}

// sinceMS is a receive time as milliseconds since the start; null for none.
func sinceMS(started, recv int64) *int64 {
	if recv == 0 {
		return nil
	}
	ms := (recv - started) / 1e6
	return &ms
}

// watchLive takes the live edge in place of the player that was watched.
func (v *visitor) watchLive(ctx context.Context) error {
	view, err := v.server.ports.Live.View(ctx)
	if err != nil {
		return err
	}
	v.leave()
	v.live = view
	return nil
}

func (v *visitor) liveStates() <-chan LiveState {
	if v.live == nil {
		return nil
	}
	return v.live.States()
}

func (v *visitor) liveEnded() <-chan struct{} {
	if v.live == nil {
		return nil
	}
	return v.live.Ended()
}

// stop stops all that this page can mean: the hands first, then the desk of the
// player that it watches, and the one on the live edge, wherever the page is. What fails
// keeps nothing else from being stopped.
func (v *visitor) stop(ctx context.Context) error {
	var faults []error
	if hands := v.server.ports.Hands; hands != nil {
		faults = append(faults, hands.Stop(ctx))
	}
	if v.player != nil && v.told.player != "" {
		faults = append(faults, v.player.Trade(ctx, Trade{Stop: true}))
	}
	if v.server.ports.Live.Status().Desk != nil {
		faults = append(faults, v.server.ports.Live.Trade(ctx, Trade{Stop: true}))
	}
	return errors.Join(faults...)
}

func (s *server) liveRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /api/live/status", func(w http.ResponseWriter, r *http.Request) { s.answer(w, r, s.ports.Live.Status()) })
	mux.HandleFunc("POST /api/feed", s.chooseFeed)
	mux.HandleFunc("POST /api/recorder", s.turnRecorder)
}

func (s *server) chooseFeed(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Feed string `json:"feed"`
	}
	if !read(w, r, &in) {
		return
	}
	if in.Feed == "" {
		s.failed(w, r, fmt.Errorf("%w: no feed was named: use practice, live, off or an address", round.ErrInvalid))
		return
	}
	if err := s.ports.Live.Choose(r.Context(), in.Feed); err != nil {
		s.failed(w, r, err)
		return
	}
	s.answer(w, r, s.ports.Live.Status())
}

func (s *server) turnRecorder(w http.ResponseWriter, r *http.Request) {
	var in struct {
		On  bool `json:"on"`
		Raw bool `json:"raw"`
	}
	if !read(w, r, &in) {
		return
	}
	if err := s.ports.Live.Record(r.Context(), in.On, in.Raw); err != nil {
		s.failed(w, r, err)
		return
	}
	s.answer(w, r, s.ports.Live.Status())
}
