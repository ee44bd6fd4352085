package web

import (
	"fmt"
	"net/http"
	"strconv"

	"rugtape/internal/guard"
	"rugtape/internal/money"
	"rugtape/internal/round"
	"rugtape/internal/strategy"
)

// Bounds of the answers about orders.
const (
	mostOrders = 200
	fewOrders  = 50 // where no limit is asked for
)

func (s *server) listOrders(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	before, err := scalar(query.Get("before")).whole("before")
	limit, fault := scalar(query.Get("limit")).whole("limit")
	if err == nil {
		err = fault
	}
	if limit == 0 {
		limit = fewOrders
	}
	var orders []HandsOrder
	if err == nil {
		orders, err = s.ports.Hands.Orders(r.Context(), before, int(min(limit, mostOrders)))
	}
	if err != nil {
		s.failed(w, r, err)
		return
	}
	s.answer(w, r, map[string][]HandsOrder{"orders": orders})
}

// orderKey reads the key of the address, or answers and returns false.
func (s *server) orderKey(w http.ResponseWriter, r *http.Request) (uint64, bool) {
	key, err := strconv.ParseUint(r.PathValue("key"), 10, 64)
	if err != nil {
		s.failed(w, r, fmt.Errorf("%w: %.20q is no key of an order", round.ErrInvalid, r.PathValue("key")))
	}
	return key, err == nil
}

func (s *server) showOrder(w http.ResponseWriter, r *http.Request) {
	key, ok := s.orderKey(w, r)
	if !ok {
		return
	}
	record, err := s.ports.Hands.Order(r.Context(), key)
	if err != nil {
		s.failed(w, r, err)
		return
	}
	s.answer(w, r, recordOf(&record))
}

func (s *server) showPicture(w http.ResponseWriter, r *http.Request, which string) {
	key, ok := s.orderKey(w, r)
	if !ok {
		return
	}
	picture, err := s.ports.Hands.Picture(r.Context(), key, which)
	if err != nil {
		s.failed(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "image/jpeg")
	w.Header().Set("Cache-Control", "no-store") // it shows the account
	_, _ = w.Write(picture)                     // who asked is gone if this fails
}

// recordJSON is an order's record as the page gets it.
type recordJSON struct {
	HandsOrder

	Strategy   string          `json:"strategy"`
	Host       string          `json:"host"`
	URL        string          `json:"url"`
	Product    string          `json:"product"`
	Rule       string          `json:"rule"`
	Label      string          `json:"label"`
	AmountRead *money.Lamports `json:"amount_read"`
	PartRead   *float64        `json:"part_read"`
	ReadNS     int64           `json:"read_ns,string"`
	Guard      []boundJSON     `json:"guard,omitzero"` // left out where its state was not kept
	Evidence   string          `json:"evidence"`
	Frames     []HandsFrame    `json:"frames"`
	Before     bool            `json:"before"`
	After      bool            `json:"after"`
}

// boundJSON is a limit, and what was held against it when the order was let through.
type boundJSON struct {
	Limit string         `json:"limit"` // by guard.LimitNames
	Value money.Lamports `json:"value"`
	Most  money.Lamports `json:"most"` // 0 where it does not bind
}

func recordOf(r *HandsRecord) recordJSON {
	out := recordJSON{
		HandsOrder: r.HandsOrder, Strategy: r.Strategy, Host: r.Host, URL: r.URL, Product: r.Product, Rule: r.Rule, Label: r.Label,
		ReadNS: r.ReadNS, Guard: boundsOf(r.Guard, r.Key), Evidence: r.Evidence, Frames: r.Frames, Before: r.Before, After: r.After,
	}
	switch sale := r.Action == strategy.Sell.String(); {
	case r.ReadNS == 0:
	case sale:
		out.PartRead = &r.PartRead
	default:
		out.AmountRead = &r.AmountRead
	}
	return out
}

// boundsOf reckons again what the guard held against its limits when it let
// the order through that its state names: as if all that is open were lost. A sale is held
// against none.
func boundsOf(s *guard.State, key uint64) []boundJSON {
	if s == nil {
		return nil
	}
	underway, order := money.Lamports(0), guard.Order{}
	for _, o := range s.Orders {
		if o.Life != guard.None && !o.Sells() {
			underway += o.Amount
		}
		if o.Key == key {
			order = o
		}
	}
	l := &s.Limits
	open := s.Held + s.Bet + underway
	out := []boundJSON{{"stake_sol", order.Amount, l.Stake}}
	switch {
	case order.Sells() || order.Key == 0:
		return []boundJSON{}
	case order.Action == strategy.Side:
		out[0] = boundJSON{"side_stake_sol", order.Amount, l.SideStake}
	}
	return append(out,
		boundJSON{"exposure_sol", open, l.Exposure},
		boundJSON{"round_loss_sol", max(0, underway-s.RoundNet), l.RoundLoss},
		boundJSON{"session_loss_sol", max(open, underway-s.SessionNet), l.SessionLoss},
		boundJSON{"day_loss_sol", max(open, underway-s.DayNet), l.DayLoss},
	)
}
