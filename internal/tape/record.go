package tape

import (
	"errors"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"rugtape/internal/wire"
)

// record is one JSON object of any known format, as far as is needed to tell
// which it is.
type record struct {
	Type      string         `json:"type"`
	Timestamp jsontext.Value `json:"timestamp"`

	// The tick lines of A, B and C.
	Round    string         `json:"game_id"`
	Tick     jsontext.Value `json:"tick"`
	Price    jsontext.Value `json:"price"`
	Phase    string         `json:"phase"`
	Active   jsontext.Value `json:"active"`
	Rugged   jsontext.Value `json:"rugged"`
	Cooldown jsontext.Value `json:"cooldown_timer"`
	// game_end and game_complete.
	Total jsontext.Value `json:"total_ticks"`
	Seed  string         `json:"server_seed"`
	// C and D.
	Metadata *metadata      `json:"_metadata"`
	Header   jsontext.Value `json:"_header"`
	Footer   jsontext.Value `json:"_footer"`
	// E.
	Meta   *listMeta      `json:"meta"`
	Prices jsontext.Value `json:"prices"`
	// H, I and J.
	TS        jsontext.Value `json:"ts"`
	Event     string         `json:"event"`
	EventType string         `json:"event_type"`
	Data      jsontext.Value `json:"data"`
	Source    jsontext.Value `json:"source"`
	Direction jsontext.Value `json:"direction"`
	// K.
	ID           string         `json:"id"`
	ProvablyFair jsontext.Value `json:"provablyFair"`
	Peak         jsontext.Value `json:"peakMultiplier"`
}

type metadata struct {
	Round string         `json:"game_id"`
	Start jsontext.Value `json:"start_time"`
	Total jsontext.Value `json:"tick_count"`
}

// decode reads one line. whole tells whether it is one well-formed JSON
// text; err that it is one that cannot be used.
func (d *record) decode(line []byte) (whole bool, err error) {
	*d = record{Data: d.Data[:0]} // the largest one keeps its memory
	if err = json.Unmarshal(line, d, wire.Lenient); err == nil && jsontext.Value(line).Kind() == '{' {
		return true, nil
	}
	if !isWhole(line) {
		return false, err
	}
	var semantic *json.SemanticError
	if errors.As(err, &semantic) && semantic.JSONPointer != "" {
		field := strings.TrimPrefix(string(semantic.JSONPointer), "/")
		return true, errors.New(field + " is not of the kind that it should be")
	}
	return true, errNotObject
}

var errNotObject = errors.New("not a JSON object")

// take reads the record if it is of a known kind. raw is its text.
func (r *reader) take(raw []byte) bool {
	d := &r.record
	switch {
	case d.Event+d.EventType != "" && (len(d.Data) > 0 || d.TS != nil):
		r.event(d)
	case d.Meta != nil && d.Prices != nil:
		r.list(d)
	case d.ID != "" && d.Prices != nil && (d.ProvablyFair != nil || d.Peak != nil):
		r.past(raw)
	case d.Metadata != nil:
		r.metadata(d.Metadata)
	case d.Type == "tick":
		r.anyTick(d, r.rows)
	case d.Type == "" && d.Tick != nil && d.Price != nil:
		r.anyTick(d, formatBare)
	case d.Header != nil:
		r.demoHeader(d.Header)
	case d.Footer != nil:
		r.demoFooter(d.Footer)
	case d.Type == "action":
		r.demoPress(raw)
	default:
		return r.mark(d)
	}
	return true
}

// mark reads the lines of A and B that stand around the ticks.
func (r *reader) mark(d *record) bool {
	switch d.Type {
	case "game_start":
		r.opened(d.Round, r.stamp(d.Timestamp))
		if t := r.marked(d.Round, r.rows); t != nil {
			t.watch.starts++
		}
	case "game_end":
		if t := r.marked(d.Round, r.rows); t != nil {
			t.watch.ends++
			t.watch.setTotal(d.Total)
		}
	case "game_complete":
		r.rows = formatSession
		if t := r.marked(d.Round, r.rows); t != nil {
			r.claim(t, d.Seed)
		}
	case "session_start", "session_end":
		r.rows = formatSession
		r.recognise(formatSession)
	default:
		return false
	}
	return true
}
