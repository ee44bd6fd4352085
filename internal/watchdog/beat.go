package watchdog

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/go-json-experiment/json"

	"rugtape/internal/browser"
	"rugtape/internal/hands"
)

// BeatEvery is how often the edge gives a beat to its watchdog.
const BeatEvery = 100 * time.Millisecond

// Beat is what the app tells its watchdog: a line of JSON on its stdin.
type Beat struct {
	Count    uint64 `json:"count"` // of beats; Process sets it, and the next two
	PID      int    `json:"pid"`
	AtNS     int64  `json:"at_ns"`
	Armed    bool   `json:"armed"`    // what is open is rugtape's to close
	Held     bool   `json:"held"`     // something is held, by the app's books
	Pressing bool   `json:"pressing"` // an order may have been pressed and is not explained
	Leaving  bool   `json:"leaving"`  // Close sets it
	FreshNS  int64  `json:"fresh_ns"` // when the newest frame came, by the clock of at_ns

	Where  Where  `json:"where"`
	Host   string `json:"host"`   // of the page
	Player string `json:"player"` // whose page it is, as a pseudonym; "" while that is not known
}

// Where is browser.Where to be told.
type Where struct {
	Address string `json:"address"`
	Target  string `json:"target"`
	PID     int    `json:"pid"`
	Profile string `json:"profile"`
}

// beat is what decides.
func (b *Beat) beat() hands.Beat {
	return hands.Beat{Armed: b.Armed, Held: b.Held, Pressing: b.Pressing, AgeNS: b.AtNS - b.FreshNS, Leaving: b.Leaving}
}

// page says which page the watchdog attaches to.
func (b *Beat) page() (browser.Options, bool) {
	where := browser.Where(b.Where)
	return browser.Options{Port: where.Port(), Host: b.Host, Target: where.Target}, where.Port() != 0 && b.Host != ""
}

// sign is what the watchdog tells the app: a line of JSON on its stdout.
type sign struct {
	State string `json:"state"` // one of the Watch states
	Why   string `json:"why,omitzero"`
}

// The states of a watchdog, as the app sees it.
const (
	Starting = "starting" // it has said nothing yet
	Watching = "watching" // it sees the page and could sell
	Blind    = "blind"    // it does not
	Gone     = "gone"     // it has died, or does not answer
)

const (
	// signEvery is how often the watchdog says that it is there.
	signEvery = 250 * time.Millisecond
	// signLimit is how long it may say nothing.
	signLimit = 2 * time.Second
	// longestLine bounds a line of either.
	longestLine = 64 << 10
)

// readLines gives each line that can be read as a T; others are told and passed
// over. It ends with the reader, and then tells why, nil for its end.
func readLines[T any](r io.Reader, each func(T), unread func(error)) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, longestLine)
	for lines.Scan() {
		var v T
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			unread(err)
			continue
		}
		each(v)
	}
	return lines.Err()
}

// writeLine writes a line in one piece.
func writeLine(w io.Writer, v any) error {
	line, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if len(line) >= longestLine {
		return errors.New("the line is too long")
	}
	if _, err = w.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("tell it: %w", err)
	}
	return nil
}
