package web

import (
	"context"
	"io"
	"net/http"

	"rugtape/internal/desk"
	"rugtape/internal/replay"
	"rugtape/internal/round"
	"rugtape/internal/strategy"
)

// Ports are what the page needs of the rest of rugtape.
type Ports struct {
	Rounds  Rounds
	Players Players
	// Strategies are what a desk may trade with.
	Strategies Strategies
	Jobs       Jobs
	Lab        Lab
	Scripts    Scripts
	Odds       Odds
	Live       Live
	Hands      Hands        // nil without
	Metrics    http.Handler // in the format of Prometheus
	Home       Home
}

// Home says what this rugtape is.
type Home struct {
	Version string
	Path    string // the data directory, as the user gave it
	Start   string // differs with every start
}

// Rounds is the catalogue of recorded rounds.
type Rounds interface {
	List(ctx context.Context, q round.Query) (round.Page, error)
	// Resolve finds the round that an id means where no source is named.
	Resolve(ctx context.Context, id string, source round.Source) (round.Key, error)
	Get(ctx context.Context, key round.Key) (*round.Recording, round.Entry, error)
	Neighbours(ctx context.Context, key round.Key) (before, after *round.Key, err error)
	// Write writes the round as a file of the format, "jsonl" or "csv".
	Write(ctx context.Context, w io.Writer, key round.Key, format string) error
	Delete(ctx context.Context, keys []round.Key) (undo string, n int, err error)
	Restore(ctx context.Context, undo string) (n int, err error)
}

// Players starts and finds the players of rounds.
type Players interface {
	// Open starts a player. With carry it takes the desk of another one along.
	Open(ctx context.Context, key round.Key, carry Player) (Player, error)
	Join(ctx context.Context, id string) (Player, error)
}

// Player is one viewer's hold on a player.
type Player interface {
	// States gives the latest state, first at once and then after a change.
	// One that was not fetched is replaced by the next.
	States() <-chan PlayerState
	Ended() <-chan struct{}
	Do(ctx context.Context, c replay.Command) error
	Trade(ctx context.Context, t Trade) error
	Close()
}

// PlayerState is what a player shows.
type PlayerState struct {
	Player  string
	Seq     uint64 // rises with each state that the player shows
	State   replay.State
	Viewers int
	Desk    *desk.State // nil without one; it can be at an earlier tick than State, on its way
}

// Trade is a wish for the desk of a player. Exactly one of its fields is set.
type Trade struct {
	Open         *desk.Config // a new session, from the start of the round
	Close        bool
	Order        *strategy.Intent // by hand, at the tick in view
	Stop, Resume bool
}

// Strategies makes strategies by their names.
type Strategies interface {
	// Maker finds what a text such as "target:m=2" names: a built-in strategy
	// or, where script is not "", the saved script of that name. The maker may
	// be used by several goroutines; full is the text with every parameter.
	Maker(text, script string) (make func() (strategy.Strategy, error), full string, err error)
}

// Jobs are imports: work that takes long, shows its progress and can be
// cancelled. The last few stay to be read.
type Jobs interface {
	Import(paths []string, source round.Source) (id string, err error)
	// Spool makes room for uploaded files; Spool.Import then imports them.
	Spool() (Spool, error)
	Cancel(id string) error
	List() []Job
	// Watch tells of every change of a job or of the catalogue until stop.
	Watch() (news <-chan struct{}, stop func())
	// Revision counts the changes of the catalogue.
	Revision() int
}

// Spool takes uploaded files before they are imported.
type Spool interface {
	Add(name string, r io.Reader) error
	// Import imports what was added and removes it afterwards.
	Import() (id string, err error)
	Discard()
}

// Job is the state of an import, as the page gets it.
type Job struct {
	Change    int    `json:"-"` // rises from 1 with every change
	ID        string `json:"id"`
	What      string `json:"what"`
	State     string `json:"state"` // waiting, running, done, failed, cancelled
	Files     int    `json:"files"`
	FilesDone int    `json:"files_done"`
	Bytes     int64  `json:"bytes"`
	BytesDone int64  `json:"bytes_done"`
	Lines     int    `json:"lines"`
	Rounds    int    `json:"rounds"`
	Error     string `json:"error"`
	Report    any    `json:"report"` // the import's own report, null while it runs
}
