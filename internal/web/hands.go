package web

import (
	"context"
	"fmt"
	"net/http"

	"github.com/go-json-experiment/json"

	"rugtape/internal/round"
)

func (s *server) handsRoutes(api *http.ServeMux) {
	api.HandleFunc("GET /api/hands", s.withHands(s.showHands))
	api.HandleFunc("POST /api/hands/connect", s.withHands(s.connectHands))
	api.HandleFunc("POST /api/hands/check", s.withHands(s.checkHands))
	api.HandleFunc("POST /api/hands/arm", s.withHands(s.armHands))
	api.HandleFunc("POST /api/hands/close", s.withHands(s.closeOrder))
	api.HandleFunc("POST /api/hands/acknowledge", s.withHands(s.acknowledge))
	for name, do := range map[string]func(Hands, context.Context) error{
		"cancel": Hands.Cancel, "disconnect": Hands.Disconnect, "disarm": Hands.Disarm, "stop": Hands.Stop,
		"resume": Hands.Resume, "adopt": Hands.Adopt, "told": Hands.Told,
	} {
		api.HandleFunc("POST /api/hands/"+name, s.withHands(func(w http.ResponseWriter, r *http.Request) {
			if readStrictly(w, r, &struct{}{}) {
				s.handsDone(w, r, do(s.ports.Hands, r.Context()))
			}
		}))
	}
	api.HandleFunc("GET /api/hands/orders", s.withHands(s.listOrders))
	api.HandleFunc("GET /api/hands/orders/{key}", s.withHands(s.showOrder))
	for _, which := range []string{"before", "after"} {
		api.HandleFunc("GET /api/hands/orders/{key}/"+which+".jpg", s.withHands(func(w http.ResponseWriter, r *http.Request) {
			s.showPicture(w, r, which)
		}))
	}
}

// withHands answers where there are none.
func (s *server) withHands(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if s.ports.Hands == nil {
			fail(w, http.StatusNotFound, "this rugtape was started without hands", "start the app: rugtape app")
			return
		}
		next(w, r)
	}
}

// readStrictly decodes the JSON body of a POST, or answers and returns false.
// A member that is not known is an error: what was misspelt would not hold.
func readStrictly(w http.ResponseWriter, r *http.Request, into any) bool {
	err := json.UnmarshalRead(http.MaxBytesReader(w, r.Body, maxCommand), into, json.RejectUnknownMembers(true))
	if err != nil {
		fail(w, http.StatusBadRequest, "the body is not the JSON that is expected: "+err.Error(), "see docs/api.md")
	}
	return err == nil
}

// handsDone tells how the hands are after something was asked of them.
func (s *server) handsDone(w http.ResponseWriter, r *http.Request, err error) {
	if err != nil {
		s.failed(w, r, err)
		return
	}
	s.showHands(w, r)
}

func (s *server) showHands(w http.ResponseWriter, r *http.Request) {
	s.answer(w, r, s.ports.Live.Status().Hands)
}

func (s *server) connectHands(w http.ResponseWriter, r *http.Request) {
	var in HandsConnect
	if !readStrictly(w, r, &in) {
		return
	}
	var err error
	switch {
	case in.How != HandsAttach && in.How != HandsLaunch:
		err = fmt.Errorf("%w: %.20q is no way to connect: use attach or launch", round.ErrInvalid, in.How)
	case in.How == HandsAttach && (in.Port < 1 || in.Port > 65535):
		err = fmt.Errorf("%w: port %d: use the one that Chrome was started with, 1 to 65535", round.ErrInvalid, in.Port)
	default:
		err = s.ports.Hands.Connect(r.Context(), in)
	}
	s.handsDone(w, r, err)
}

func (s *server) checkHands(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Outline bool `json:"outline"`
	}
	if !readStrictly(w, r, &in) {
		return
	}
	controls, err := s.ports.Hands.Check(r.Context(), in.Outline)
	if err != nil {
		s.failed(w, r, err)
		return
	}
	s.answer(w, r, map[string][]HandsControl{"controls": controls})
}

func (s *server) closeOrder(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Key  uint64 `json:"key"`
		Done *bool  `json:"done"`
	}
	if !readStrictly(w, r, &in) {
		return
	}
	if in.Key == 0 || in.Done == nil {
		s.failed(w, r, fmt.Errorf("%w: say which order it is, and whether it was done", round.ErrInvalid))
		return
	}
	s.handsDone(w, r, s.ports.Hands.CloseOrder(r.Context(), in.Key, *in.Done))
}

func (s *server) acknowledge(w http.ResponseWriter, r *http.Request) {
	var in struct {
		SinceNS int64 `json:"since_ns,string"`
	}
	if readStrictly(w, r, &in) {
		s.handsDone(w, r, s.ports.Hands.Acknowledge(r.Context(), in.SinceNS))
	}
}
