package tape

import (
	"strconv"

	"rugtape/internal/game"
	"rugtape/internal/wire"
)

// row is a tick line of a recorder. The slices point into the line.
type row struct {
	stamp    []byte // the timestamp's text
	id       []byte // of the round
	tick     int
	price    float64
	active   bool
	rugged   bool
	cooldown int  // milliseconds
	missed   bool // labelled as the frame after the rug
	// known tells which of the fields the line has.
	known fields
}

type fields uint8

const (
	hasTick fields = 1 << iota
	hasPrice
	hasActive
	hasRugged
	hasCooldown

	hasAll = hasTick | hasPrice | hasActive | hasRugged | hasCooldown
)

// afterRug is the recorder's label of the second rugged frame.
const afterRug = "RUG_EVENT_1"

// frame says what the row tells, by its flags and not by its label. Rows
// that are not active are frames of the cooldown, which the recorder filled
// with tick 0 and price 1: only their countdown is real.
func (w *row) frame(f *game.Frame) {
	*f = game.Frame{Round: f.Round}
	if w.known&hasCooldown != 0 {
		f.CooldownMS = game.Some(w.cooldown)
	}
	if !w.active && !w.rugged {
		return
	}
	if w.known&hasActive != 0 {
		f.Active = game.Some(w.active)
	}
	if w.known&hasRugged != 0 {
		f.Rugged = game.Some(w.rugged)
	}
	if w.known&hasTick != 0 {
		f.Tick = game.Some(w.tick)
	}
	if w.known&hasPrice != 0 {
		f.Price = game.Some(w.price)
	}
}

// scanTick reads the tick line at the start of text if it is written exactly
// as the recorder of format A writes it, and gives its length; anything else
// gives 0 and is left to the general reader. It allocates nothing.
func scanTick(text []byte, w *row) int {
	s := scanner{rest: text}
	ok := s.literal(`{"type": "tick", "timestamp": "`) && s.upTo('"', &w.stamp) &&
		s.literal(`", "game_id": "`) && s.upTo('"', &w.id) &&
		s.literal(`", "tick": `) && s.whole(&w.tick) &&
		s.literal(`, "price": `) && s.float(&w.price) &&
		s.literal(`, "phase": "`) && s.label(&w.missed) &&
		s.literal(`", "active": `) && s.boolean(&w.active) &&
		s.literal(`, "rugged": `) && s.boolean(&w.rugged) &&
		s.literal(`, "cooldown_timer": `) && s.whole(&w.cooldown) &&
		s.literal(`, "trade_count": `) && s.skipWhole() &&
		s.literal(`}`)
	if !ok {
		return 0
	}
	w.known = hasAll
	return len(text) - len(s.rest)
}

// scanner takes a line apart from its front.
type scanner struct{ rest []byte }

func (s *scanner) literal(want string) bool {
	if len(s.rest) < len(want) || string(s.rest[:len(want)]) != want {
		return false
	}
	s.rest = s.rest[len(want):]
	return true
}

// upTo takes plain text up to the end byte: no quotes, escapes, control or
// non-ASCII bytes.
func (s *scanner) upTo(end byte, field *[]byte) bool {
	for i, c := range s.rest {
		if c == end {
			*field, s.rest = s.rest[:i], s.rest[i:]
			return true
		}
		if c < ' ' || c >= 0x7f || c == '\\' || c == '"' {
			return false
		}
	}
	return false
}

func (s *scanner) label(missed *bool) bool {
	var label []byte
	ok := s.upTo('"', &label)
	*missed = string(label) == afterRug
	return ok
}

func (s *scanner) boolean(field *bool) bool {
	*field = s.literal("true")
	return *field || s.literal("false")
}

// whole takes a whole number of up to nine digits.
func (s *scanner) whole(field *int) bool {
	n, i := 0, 0
	for i < len(s.rest) && i < 10 && '0' <= s.rest[i] && s.rest[i] <= '9' {
		n = n*10 + int(s.rest[i]-'0')
		i++
	}
	if i == 0 || i > 9 || s.rest[0] == '0' && i > 1 {
		return false
	}
	*field, s.rest = n, s.rest[i:]
	return true
}

func (s *scanner) skipWhole() bool {
	var unused int
	return s.whole(&unused)
}

// time takes a Unix time in nanoseconds.
func (s *scanner) time(field *int64) bool {
	i := 0
	for i < len(s.rest) && '0' <= s.rest[i] && s.rest[i] <= '9' {
		i++
	}
	n, err := strconv.ParseInt(string(s.rest[:i]), 10, 64)
	*field, s.rest = n, s.rest[i:]
	return err == nil
}

func (s *scanner) float(field *float64) bool {
	n := wire.NumberEnd(s.rest)
	if n == 0 {
		return false
	}
	v, err := strconv.ParseFloat(string(s.rest[:n]), 64)
	*field, s.rest = v, s.rest[n:]
	return err == nil
}
