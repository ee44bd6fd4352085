package web

import (
	"context"

	"rugtape/internal/desk"
	"rugtape/internal/game"
	"rugtape/internal/round"
)

// Live is the live edge: one feed, its recorder, and the desk on it that all
// pages share.
type Live interface {
	Status() Status
	// Watch tells of every change of the status until stop.
	Watch() (news <-chan struct{}, stop func())
	// View watches the round that runs.
	View(ctx context.Context) (LiveView, error)
	Trade(ctx context.Context, t Trade) error
	// Choose takes another feed: one of Status.Feeds by its name, or an address.
	Choose(ctx context.Context, feed string) error
	// Record turns the recorder on, or off. What is raw is not filtered.
	Record(ctx context.Context, on, raw bool) error
	Wire() WireLog
}

// LiveView is one viewer's hold on the live edge.
type LiveView interface {
	// States gives the latest state, first at once and then after a change.
	// One that was not fetched is replaced by the next.
	States() <-chan LiveState
	Ended() <-chan struct{}
	Close()
}

// LiveState is what there is to show of the round that runs. Ticks and Trades
// only grow within an epoch; what was handed out of them never changes.
type LiveState struct {
	Seq   uint64 // rises with each state
	Epoch uint64 // rises where the lists begin anew

	round.Key
	Phase      game.Phase
	CooldownMS int
	Paused     bool
	SeedHash   string
	HashSeenNS int64 // when it was first seen before the round, 0 if it was not
	Version    string
	StartedNS  int64 // tick 0, reckoned back where its frame was missed
	Ticks      []round.Tick
	Rug        round.Rug
	Rugged     bool
	Trades     []game.Trade
	Players    int // different ones among the trades
	Connected  int // players, as the server says; 0 where it does not

	Before  round.Summary // of the round before, once it is sealed
	Sealed  bool          // there is one
	Desk    *desk.State   // nil without one
	Viewers int
}

// Status is how the feed, the recorder and the desk on the live edge are. The
// JSON is that of docs/api.md; times are Unix nanoseconds as text.
type Status struct {
	Feed     FeedStatus     `json:"feed"`
	Recorder RecorderStatus `json:"recorder"`
	Desk     *DeskStatus    `json:"desk"`  // null without one
	Alarm    *Alarm         `json:"alarm"` // what a person must see, null for nothing
	Feeds    []FeedChoice   `json:"feeds"`
	Hands    *HandsStatus   `json:"hands"` // null without hands
}

// FeedStatus is the health of the feed.
type FeedStatus struct {
	Feed       string       `json:"feed"` // practice, live, off or an address
	URL        string       `json:"url"`
	Source     round.Source `json:"source"`
	State      string       `json:"state"` // offline, connected, degraded, stale
	SinceNS    int64        `json:"since_ns,string"`
	Why        string       `json:"why"`
	Attempt    int          `json:"attempt"`
	RetryNS    int64        `json:"retry_ns,string"`
	Reconnects uint64       `json:"reconnects"`
	Messages   uint64       `json:"messages"`
	Bytes      uint64       `json:"bytes"`
	MovedNS    int64        `json:"moved_ns,string"`
	Interval   *Spread      `json:"interval_ms"`
	Lag        *Spread      `json:"lag_ms"`
	Handling   *Spread      `json:"handling_ms"` // from a frame's arrival until its viewers can have it
	Jumps      int          `json:"jumps"`
	Unreadable uint64       `json:"unreadable"` // messages that could not be decoded
}

// Spread is a distribution in milliseconds.
type Spread struct {
	N   int     `json:"n"`
	P50 float64 `json:"p50"`
	P95 float64 `json:"p95"`
	P99 float64 `json:"p99"`
	Max float64 `json:"max"`
}

// RecorderStatus is how the recorder is.
type RecorderStatus struct {
	State    string `json:"state"` // recording, off, halted
	Why      string `json:"why"`
	Hint     string `json:"hint"`
	Bytes    int64  `json:"bytes"`
	Entries  uint64 `json:"entries"`
	SyncedNS int64  `json:"synced_ns,string"`
	BehindMS int64  `json:"behind_ms"`
	Late     bool   `json:"late"`
	File     string `json:"file"`
	Raw      bool   `json:"raw"`
	Rounds   int    `json:"rounds"`
	Ticks    int    `json:"ticks"`
	Gaps     int    `json:"gaps"`
	Filled   int    `json:"filled"`
	Unsealed int    `json:"unsealed"` // rounds that are over and wait to be sealed

	Last *SealedRound `json:"last"` // null before the first
}

// SealedRound is a round that the recorder has sealed.
type SealedRound struct {
	Source  round.Source `json:"source"`
	ID      string       `json:"id"`
	Verdict string       `json:"verdict"`
	Pinned  bool         `json:"pinned"`
}

// DeskStatus is how the live desk is, for pages that do not show it.
type DeskStatus struct {
	Strategy string `json:"strategy"`
	Stopped  bool   `json:"stopped"`
}

// Alarm is what a person must see, and what to do.
type Alarm struct {
	Text    string `json:"text"`
	Hint    string `json:"hint"`
	SinceNS int64  `json:"since_ns,string"`
}

// FeedChoice is a feed to choose.
type FeedChoice struct {
	Feed  string `json:"feed"`
	Label string `json:"label"`
	URL   string `json:"url"`
}

// WireLog holds the latest events as they passed, within bounds.
type WireLog interface {
	Span() WireSpan
	// Find gives events between two numbers, both left out, the newest last;
	// where more match than the limit, the newest of them.
	Find(q WireQuery) []WireEvent
	// Event gives one, whole.
	Event(seq uint64) (WireEvent, bool)
	Watch() (news <-chan struct{}, stop func())
}

// WireSpan says what a log holds.
type WireSpan struct {
	Oldest uint64         `json:"oldest"`
	Newest uint64         `json:"newest"`
	Held   int            `json:"held"`
	Bytes  int            `json:"bytes"`
	Kinds  map[string]int `json:"kinds"`
}

// WireQuery asks for events; zero fields do not filter.
type WireQuery struct {
	After, Before uint64
	Kind, Text    string
	Limit         int
}

// WireEvent is a message as it passed.
type WireEvent struct {
	Seq    uint64
	RecvNS int64
	Kind   string // an event's name, or the packet's
	Dir    string // in, out, or note
	Text   []byte
}
