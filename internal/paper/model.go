package paper

import (
	"fmt"
	"math"

	"rugtape/internal/money"
)

// Model says how orders fare. The zero Model does every order at once, at the
// price it was decided at.
type Model struct {
	// Delay is how many ticks after its decision an order is done, and Jitter
	// by how many more at most, each number as likely. Orders of the presale
	// are done in the presale.
	Delay, Jitter int
	Refuse        float64        // the chance that an order is refused, for no reason that can be known
	Least, Most   money.Lamports // the stakes that are taken; 0 for no bound
	Seed          uint64         // of the dice for Jitter and Refuse
}

// MaxDelay bounds Delay and Jitter together: the approval of an order lasts
// ten seconds, which is forty ticks.
const MaxDelay = 30

// Check tells what is wrong with the model.
func (m *Model) Check() error {
	switch {
	case m.Delay < 0 || m.Delay > MaxDelay:
		return fmt.Errorf("a delay of %d ticks: use 0 to %d", m.Delay, MaxDelay)
	case m.Jitter < 0 || m.Jitter > MaxDelay-m.Delay:
		return fmt.Errorf("a jitter of %d ticks with a delay of %d: use 0 to %d", m.Jitter, m.Delay, MaxDelay-m.Delay)
	case math.IsNaN(m.Refuse) || m.Refuse < 0 || m.Refuse > 1:
		return fmt.Errorf("a chance of refusal of %v: use 0 to 1", m.Refuse)
	case m.Least < 0 || m.Most < 0 || m.Most > 0 && m.Least > m.Most:
		return fmt.Errorf("stakes of %v to %v SOL cannot be", m.Least, m.Most)
	}
	return nil
}
