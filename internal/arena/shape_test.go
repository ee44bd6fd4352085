package arena

import (
	"bufio"
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"rugtape/internal/wire"
)

// shapes are the members of every object that a source was heard to say, by
// where it stands: names in their order, without what they hold.
type shapes struct {
	of    map[string][][]string
	again map[string]bool // what was looked at
}

func newShapes() *shapes { return &shapes{map[string][][]string{}, map[string]bool{}} }

// see notes the shape of a value and of all that is in it.
func (s *shapes) see(t *testing.T, at string, value jsontext.Value) {
	t.Helper()
	switch value.Kind() {
	case '[':
		if !bytes.ContainsRune(value, '{') {
			return
		}
		var all []jsontext.Value
		if err := json.Unmarshal(value, &all); err != nil {
			t.Fatal(err)
		}
		for _, v := range all {
			s.see(t, at+"[]", v)
		}
	case '{':
		// Timetables and rounds of the history come again and again.
		if key := at + string(value); keyed[at] || s.again[key] {
			return
		} else if len(value) > 500 {
			s.again[key] = true
		}
		shape := names(t, value)
		if i := slices.IndexFunc(s.of[at], func(seen []string) bool { return slices.Equal(seen, shape) }); i < 0 {
			s.of[at] = append(s.of[at], shape)
		}
		each(t, value, func(name string, v jsontext.Value) { s.see(t, at+"."+name, v) })
	}
}

// keyed are objects whose members are named for what they hold: ticks, ranks.
var keyed = map[string]bool{}

func init() {
	for _, shape := range []string{"tick", "full"} {
		keyed[shape+".partialPrices.values"] = true
		for _, royale := range []string{shape + ".rugRoyale"} {
			keyed[royale+".currentEvent.customPrizes"] = true
			keyed[royale+".events[].customPrizes"] = true
		}
	}
	keyed["rugRoyaleUpdate.events[].customPrizes"] = true
	keyed["rugRoyaleUpdate.config.prizeTiers"] = true
}

// hear notes the shape of an event. Its frames are told apart by theirs.
func (s *shapes) hear(t *testing.T, name string, payload jsontext.Value) {
	t.Helper()
	if name == wire.StateUpdate {
		switch has := names(t, payload); {
		case slices.Contains(has, "prices"):
			name = "full on connecting"
		case slices.Contains(has, "gameHistory"):
			name = "full"
		case slices.Contains(has, "active"):
			name = "tick"
		default:
			name = "light"
		}
	}
	if payload.Kind() == '[' { // as recorded, with the argument before it
		var args []jsontext.Value
		if err := json.Unmarshal(payload, &args); err != nil {
			t.Fatal(err)
		}
		s.see(t, "before "+name, args[0])
		payload = args[len(args)-1]
	}
	s.see(t, name, payload)
}

// TestShapes holds the shape of whatever the arena says against captured
// events of the site: the same members in the same order, at every depth.
func TestShapes(t *testing.T) {
	site, arena := newShapes(), newShapes()
	for _, name := range []string{"websocket_events_000_119.jsonl", "transition_shapes.jsonl"} {
		lines := bufio.NewScanner(bytes.NewReader(corpus(t, name)))
		lines.Buffer(nil, 16<<20)
		for lines.Scan() {
			var line struct {
				Type string         `json:"event_type"`
				Data jsontext.Value `json:"data"`
			}
			if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
				t.Fatal(err)
			}
			site.hear(t, line.Type, line.Data)
		}
	}
	d := direct(Options{Seed: 7, Players: 16})
	guest := d.guest(t, "guest")
	fulls := 0
	for range 900 {
		words := slices.Clone(d.next())
		if d.stage == live && d.tick == 3 {
			_, more := d.order(t, guest, buying(0.01))
			words = append(words, more...)
		}
		for _, w := range words {
			if len(w.text) > 50_000 { // the history in them is much the same
				if fulls++; fulls%5 > 0 {
					continue
				}
			}
			p := packetOf(t, w.text)
			var args []jsontext.Value
			if err := json.Unmarshal(p.Data, &args); err != nil {
				t.Fatal(err)
			}
			if len(args) == 3 {
				arena.see(t, "before "+w.name, args[1])
			}
			arena.hear(t, w.name, args[len(args)-1])
		}
	}
	frame := packetOf(t, d.connectFrame())
	arena.hear(t, wire.StateUpdate, frame.Payload())
	compareShapes(t, site.of, arena.of)
}

func compareShapes(t *testing.T, site, arena map[string][][]string) {
	t.Helper()
	delete(site, "rugRoyaleUpdate.leaderboard[]") // nobody plays in the arena's tournaments
	compared := 0
	for at, want := range site {
		got := arena[at]
		sortShapes(want)
		sortShapes(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-site +arena):\n%s", at, diff)
		}
		compared += len(want)
	}
	if compared < 30 {
		t.Errorf("only %d shapes were compared", compared)
	}
}

func sortShapes(all [][]string) { slices.SortFunc(all, slices.Compare) }

// corpus reads a raw file of the shared corpus and skips the test without it.
func corpus(t testing.TB, name string) []byte {
	t.Helper()
	dir := os.Getenv("RUGTAPE_CORPUS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "corpus")
	}
	data, err := os.ReadFile(filepath.Join(dir, "raw", name))
	if err != nil {
		t.Skipf("the corpus is not here: set RUGTAPE_CORPUS (%v)", err)
	}
	return data
}
