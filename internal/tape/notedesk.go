package tape

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"strings"

	"rugtape/internal/engine"
	"rugtape/internal/game"
	"rugtape/internal/guard"
	"rugtape/internal/money"
	"rugtape/internal/paper"
	"rugtape/internal/strategy"
)

// NoteDesk tells that a desk was opened at the live edge, with all that it
// takes to open it again. It is told of the messages and commands that follow.
type NoteDesk struct {
	Session  int            `json:"session"`
	Balance  money.Lamports `json:"balance"`
	Strategy string         `json:"strategy,omitzero"` // with all its parameters; "" for by hand only
	Script   *NoteScript    `json:"script,omitzero"`   // what it was made of; nil for a built-in one
	Limits   NoteLimits     `json:"limits"`
	Model    NoteModel      `json:"model"`
	Real     bool           `json:"real,omitzero"`  // orders go to the real game
	Guard    *guard.State   `json:"guard,omitzero"` // that it went on from, under Limits
}

// NoteScript is the text of a script.
type NoteScript struct {
	Name   string            `json:"name"`
	Params map[string]string `json:"params"`
	SHA256 string            `json:"sha256"` // of the source, in hex
	Source string            `json:"source"`
}

// NewNoteScript notes a script and the values of its parameters.
func NewNoteScript(name, source string, params map[string]string) *NoteScript {
	if params == nil {
		params = map[string]string{}
	}
	return &NoteScript{name, params, hashOf(source), source}
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// NoteCommand tells what was done by hand at the desk, at the time of its
// entry.
type NoteCommand struct {
	Session int            `json:"session"`
	Command string         `json:"command"`         // place, stop, resume, new_session, wake
	Action  string         `json:"action,omitzero"` // of place, as the rest
	Amount  money.Lamports `json:"amount,omitzero"`
	Part    float64        `json:"part,omitzero"`
}

// NoteDecision tells what was decided at the desk, by its strategy or by hand:
// waits too.
type NoteDecision struct {
	Session int            `json:"session"`
	Round   string         `json:"round"`
	Tick    int            `json:"tick"`
	Price   float64        `json:"price"` // in view
	Phase   string         `json:"phase"`
	ByHand  bool           `json:"by_hand,omitzero"`
	Action  string         `json:"action"`
	Amount  money.Lamports `json:"amount,omitzero"`
	Part    float64        `json:"part,omitzero"`
	Why     string         `json:"why,omitzero"`
}

// NewNoteDecision notes a decision. Of a reason that is no UTF-8, what is none
// is left out.
func NewNoteDecision(session int, round string, d engine.Decision) NoteDecision {
	return NoteDecision{
		session, round, d.Tick, d.Price, d.Phase.String(), d.ByHand,
		d.Intent.Action.String(), d.Intent.Amount, d.Intent.Part, strings.ToValidUTF8(d.Intent.Why.String(), ""),
	}
}

// NoteRound tells what the desk had come to when a round was over for it.
type NoteRound struct {
	Session int            `json:"session"`
	Round   string         `json:"round"`
	Balance money.Lamports `json:"balance"`
	Digest  string         `json:"digest"` // of all that has followed since the desk was opened
}

// NoteClosed tells that the desk was closed.
type NoteClosed struct {
	Session int `json:"session"`
}

func (NoteDesk) note() string     { return "desk" }
func (NoteCommand) note() string  { return "command" }
func (NoteDecision) note() string { return "decision" }
func (NoteRound) note() string    { return "round" }
func (NoteClosed) note() string   { return "closed" }

func (n NoteDesk) check() error {
	switch s := n.Script; {
	case n.Balance <= 0:
		return fmt.Errorf("a desk of %v SOL", n.Balance)
	case s != nil && n.Strategy == "":
		return errors.New("a script that makes no strategy")
	case s != nil && (s.SHA256 != hashOf(s.Source) || s.Name == "" || s.Params == nil):
		return fmt.Errorf("the script %.80q does not have the hash that it tells", s.Name)
	}
	limits, model := guard.Limits(n.Limits), paper.Model(n.Model)
	if err := limits.Check(); err != nil {
		return err
	}
	if n.Guard != nil {
		if _, err := guard.Continue(*n.Guard, limits, n.Real); err != nil {
			return err
		}
	}
	return model.Check()
}

func (n NoteCommand) check() error {
	switch n.Command {
	case "place":
		return checkIntent(n.Action, n.Part)
	case "stop", "resume", "new_session", "wake":
		if n.Action == "" && n.Amount == 0 && n.Part == 0 {
			return nil
		}
	}
	return fmt.Errorf("the command %.20q, %.20q", n.Command, n.Action)
}

// Intent is what the command place asks for.
func (n NoteCommand) Intent() strategy.Intent {
	return strategy.Intent{Action: actionOf(n.Action), Amount: n.Amount, Part: n.Part}
}

// NewNotePlace notes an order by hand.
func NewNotePlace(session int, in strategy.Intent) NoteCommand {
	return NoteCommand{session, "place", in.Action.String(), in.Amount, in.Part}
}

func (n NoteDecision) check() error {
	if n.Tick < 0 || !(n.Price >= 0 && n.Price <= math.MaxFloat64) || phaseOf(n.Phase) == noPhase {
		return fmt.Errorf("a decision at tick %d, %v in phase %.20q", n.Tick, n.Price, n.Phase)
	}
	return checkIntent(n.Action, n.Part)
}

func (n NoteRound) check() error {
	if sum, err := hex.DecodeString(n.Digest); err != nil || len(sum) != 8 || strings.ToLower(n.Digest) != n.Digest {
		return fmt.Errorf("the digest %.40q", n.Digest)
	}
	return nil
}

func (NoteClosed) check() error { return nil }

// checkIntent refuses what nobody can have wanted. Amounts and parts that no
// guard lets through can be wanted.
func checkIntent(action string, part float64) error {
	if actionOf(action) == noAction || math.IsNaN(part) || math.IsInf(part, 0) {
		return fmt.Errorf("the action %.20q, part %v", action, part)
	}
	return nil
}

const (
	noAction = strategy.Side + 1
	noPhase  = game.PhaseRugged + 1
)

func actionOf(name string) strategy.Action {
	action := strategy.Wait
	for action < noAction && action.String() != name {
		action++
	}
	return action
}

func phaseOf(name string) game.Phase {
	phase := game.PhaseUnknown
	for phase < noPhase && phase.String() != name {
		phase++
	}
	return phase
}
