package tape

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strconv"

	"rugtape/internal/game"
	"rugtape/internal/round"
)

// Edition says which of a round's files it is.
type Edition struct {
	Revision   int    // 1 and up
	Supersedes string // Hash of the file that it replaces, "" for the first
	Hash       string // SHA-256, in hex, of the lines before the footer: filled by EncodeRound and DecodeRound
}

// Errors of DecodeRound. Whatever is wrong with a file is one of them, or an
// error of the reader.
var (
	ErrCut      = errors.New("the round file is cut short")
	ErrHash     = errors.New("the round file was changed: its lines do not have the hash and the counts that its last line tells")
	ErrLayout   = errors.New("the round file does not keep to the layout")
	ErrTrailing = errors.New("something follows the end of the round file")
	ErrNewer    = errors.New("the round file was written by a newer rugtape")
)

// The layout is docs/format/round.md. A line's first member tells its kind.
const (
	plainFormat  = 1 // of a file without presses
	actionFormat = 2 // of one with some
	newestFormat = actionFormat

	ownPrefix      = `{"rugtape":`
	tickPrefix     = `{"tick":`
	gapPrefix      = `{"gap":`
	rugPrefix      = `{"rug":`
	endedPrefix    = `{"ended_ns":`
	peakPrefix     = `{"peak":`
	seedPrefix     = `{"seed":`
	claimPrefix    = `{"claim":`
	tradePrefix    = `{"trade":`
	sideBetPrefix  = `{"side_bet":`
	actionPrefix   = `{"action":`
	conflictPrefix = `{"conflict":`
	footerPrefix   = `{"end":`
)

// footer is what the last line counts, besides the hash.
type footer struct {
	ticks, missing, filled, rugs, trades, sideBets, actions, conflicts, lines int
}

func countFooter(rec *round.Recording, lines int) footer {
	f := footer{
		rugs: len(rec.Rugs), trades: len(rec.Trades), sideBets: len(rec.SideBets),
		actions: len(rec.Actions), conflicts: len(rec.Conflicts), lines: lines,
	}
	for _, t := range rec.Ticks {
		switch t.Origin {
		case game.Missing:
			f.missing++
			continue
		case game.FromFrame:
		default:
			f.filled++
		}
		f.ticks++
	}
	return f
}

const actionCount = "actions"

// formatOf is the lowest format that can hold a recording, so that a file
// without presses is the same as ever.
func formatOf(rec *round.Recording) int {
	if len(rec.Actions) > 0 {
		return actionFormat
	}
	return plainFormat
}

// append writes the last line. Readers compare it byte by byte, so that it
// has no room for a change.
func (f footer) append(b []byte, hash [sha256.Size]byte) []byte {
	b = append(b, footerPrefix+`"round"`...)
	for _, count := range []struct {
		name string
		n    int
	}{
		{"ticks", f.ticks},
		{"missing", f.missing},
		{"filled", f.filled},
		{"rugs", f.rugs},
		{"trades", f.trades},
		{"side_bets", f.sideBets},
		{actionCount, f.actions},
		{"conflicts", f.conflicts},
		{"lines", f.lines},
	} {
		if count.name == actionCount && count.n == 0 {
			continue // a file without presses says nothing of them
		}
		b = append(b, `,"`...)
		b = append(b, count.name...)
		b = append(b, `":`...)
		b = strconv.AppendInt(b, int64(count.n), 10)
	}
	b = append(b, `,"sha256":"`...)
	b = hex.AppendEncode(b, hash[:])
	return append(b, "\"}\n"...)
}
