package web

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"rugtape/internal/round"
)

// Odds tells what ways to play are worth.
type Odds interface {
	Ask(ask OddsAsk) (any, error)
	Curves(ctx context.Context) (any, error)
	// Recorded is what the recorded rounds of a source say by themselves.
	Recorded(ctx context.Context, source round.Source) (any, error)
}

// OddsAsk says which odds are wanted.
type OddsAsk struct {
	Target  *float64
	Hold    *int
	SideBet bool
	Stake   string // SOL, "" for none
}

func (s *server) oddsRoutes(api *http.ServeMux) {
	api.HandleFunc("GET /api/odds", s.askOdds)
	api.HandleFunc("GET /api/odds/curves", func(w http.ResponseWriter, r *http.Request) {
		ctx, done := s.untilClosing(r)
		defer done()
		curves, err := s.ports.Odds.Curves(ctx)
		s.tell(w, r, curves, err)
	})
	api.HandleFunc("GET /api/odds/library", func(w http.ResponseWriter, r *http.Request) {
		source, err := round.ParseSource(cmp.Or(r.URL.Query().Get("source"), string(round.Site)))
		if err != nil {
			s.failed(w, r, fmt.Errorf("%w: %w", round.ErrInvalid, err))
			return
		}
		ctx, done := s.untilClosing(r)
		defer done()
		recorded, err := s.ports.Odds.Recorded(ctx, source)
		s.tell(w, r, recorded, err)
	})
}

// untilClosing is for what computes long: it need not be done when the server
// is to end.
func (s *server) untilClosing(r *http.Request) (context.Context, func()) {
	ctx, cancel := context.WithCancel(r.Context())
	stop := context.AfterFunc(s.closing, cancel)
	return ctx, func() { stop(); cancel() }
}

// tell answers with a value or its error.
func (s *server) tell(w http.ResponseWriter, r *http.Request, v any, err error) {
	if err != nil {
		s.failed(w, r, err)
		return
	}
	s.answer(w, r, v)
}

func (s *server) askOdds(w http.ResponseWriter, r *http.Request) {
	ask, err := oddsAskOf(r.URL.Query())
	if err != nil {
		s.failed(w, r, err)
		return
	}
	answer, err := s.ports.Odds.Ask(ask)
	s.tell(w, r, answer, err)
}

func oddsAskOf(v url.Values) (ask OddsAsk, err error) {
	for name, values := range v {
		text := values[0]
		switch name {
		case "target":
			var target float64
			target, err = strconv.ParseFloat(text, 64)
			ask.Target = &target
		case "hold":
			var hold int
			hold, err = strconv.Atoi(text)
			ask.Hold = &hold
		case "side_bet":
			ask.SideBet, err = strconv.ParseBool(text)
		case "stake":
			ask.Stake = text
		default:
			err = fmt.Errorf("use target, hold, side_bet and stake")
		}
		if err != nil {
			return ask, fmt.Errorf("%w: %s=%.40q: %w", round.ErrInvalid, name, text, err)
		}
	}
	return ask, nil
}
