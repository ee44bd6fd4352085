package web

import (
	"fmt"
	"net/http"
	"time"

	"rugtape/internal/guard"
	"rugtape/internal/money"
	"rugtape/internal/round"
)

// armAsk is the page's wish to arm.
type armAsk struct {
	Host     string            `json:"host"`
	Strategy string            `json:"strategy"`
	Script   string            `json:"script"`
	Limits   map[string]scalar `json:"limits"`
	Minutes  scalar            `json:"minutes"`
	Confirm  scalar            `json:"confirm"` // the loss limit of the session, as it was typed
}

func (s *server) armHands(w http.ResponseWriter, r *http.Request) {
	var in armAsk
	if !readStrictly(w, r, &in) {
		return
	}
	arm, err := in.read(s.ports.Strategies)
	if now := s.ports.Live.Status().Hands; err == nil && (now == nil || !now.Told) {
		err = fmt.Errorf("%w: what arming does was not read yet", round.ErrInvalid)
	}
	if err == nil {
		err = s.ports.Hands.Arm(r.Context(), arm)
	}
	s.handsDone(w, r, err)
}

// read makes an arming of the wish, or says what is wrong with it.
func (in *armAsk) read(all Strategies) (a HandsArm, err error) {
	if a.Limits, err = limitsOf(in.Limits); err != nil {
		return a, err
	}
	minutes, err := in.Minutes.whole("minutes")
	if err != nil {
		return a, err
	}
	most := uint64(guard.MaxArming / time.Minute)
	typed, fault := money.Parse(string(in.Confirm))
	switch {
	case in.Host == "":
		return a, fmt.Errorf("%w: an arming names the host that it is for", round.ErrInvalid)
	case minutes < 1 || minutes > most:
		return a, fmt.Errorf("%w: %d minutes: an arming lasts 1 to %d", round.ErrInvalid, minutes, most)
	case a.Limits.SessionLoss == 0:
		return a, fmt.Errorf("%w: an arming needs the limit session_loss_sol: the most that it may lose", round.ErrInvalid)
	case fault != nil || typed != a.Limits.SessionLoss:
		return a, fmt.Errorf("%w: %.20q was typed and the session may lose %v SOL: type that to confirm", round.ErrInvalid, string(in.Confirm), a.Limits.SessionLoss)
	}
	a.Host, a.Script, a.For = in.Host, in.Script, time.Duration(minutes)*time.Minute
	if a.Strategy, a.Name, err = all.Maker(in.Strategy, in.Script); err != nil {
		err = fmt.Errorf("%w: %w", round.ErrInvalid, err)
	}
	return a, err
}
