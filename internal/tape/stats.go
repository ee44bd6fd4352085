package tape

import (
	"fmt"
	"strings"
	"unicode"
)

// Stats tells what a stream held.
type Stats struct {
	// Format names the formats in it, sorted, with '+' between them.
	Format string
	// Lines counts all lines, Blank those with nothing but spaces.
	Lines, Blank int
	// Ticks counts the frames read, cooldown and salvaged ones included: the
	// tick lines of a recorder, or the state updates of a raw recording.
	Ticks int
	// Malformed counts the lines that are neither blank nor one whole
	// well-formed JSON record, comments included.
	Malformed int
	// Salvaged counts the whole ticks that were found inside such lines.
	Salvaged int
	// Losses names what was lost, up to maxLosses; LossesTotal counts on.
	Losses      []Loss
	LossesTotal int
	// Damage counts by kind: lines for what happens to lines, else rounds.
	Damage map[Damage]int
}

// Loss is something in a file that did not make it into a recording.
type Loss struct {
	File string
	Line int // from 1; in a JSON document the line in which the entry begins
	Kind Damage
	// Text tells a person what was lost. It shows the beginning of a line only
	// where the stream is of formats in which no player is named.
	Text string
}

const (
	maxLosses = 1_000
	maxText   = 120 // bytes of a loss's text
)

func (s *Stats) damage(kind Damage, n int) {
	if s.Damage == nil {
		s.Damage = make(map[Damage]int)
	}
	s.Damage[kind] += n
}

// lose notes n losses of a kind, the first of which the text tells.
func (s *Stats) lose(file string, line int, kind Damage, n int, text string) {
	s.damage(kind, n)
	s.LossesTotal += n
	if len(s.Losses) < maxLosses {
		s.Losses = append(s.Losses, Loss{file, line, kind, text})
	}
}

// excerpt shows the beginning of a line to a person.
func excerpt(line []byte) string {
	cut := len(line) > maxText
	if cut {
		line = line[:maxText]
	}
	text := strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '.'
	}, strings.ToValidUTF8(string(line), "."))
	if cut {
		return text + " ..."
	}
	return text
}

// plural writes a number of things.
func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}
