package app

import (
	"strings"
	"testing"

	"rugtape/internal/arena"
)

// hearingOf makes a hearing of a script: `1<a` is said on connection 1 of the arena,
// `1>a` heard on connection 1 of the feed, and the rest what it says.
func hearingOf(script string) Heard {
	h := newHearing()
	for word := range strings.FieldsSeq(script) {
		conn := int(word[0] - '0')
		switch {
		case word == "stop":
			h.giveUp()
		case word[1] == '<':
			h.say(conn, []byte(word[2:]), false)
		case word[1] == '>':
			h.hear(conn, []byte(word[2:]))
		case word[1:] == "cut":
			h.befall(arena.Fate{Conn: conn, What: arena.WasCut})
		case word[1:] == "end":
			h.befall(arena.Fate{Conn: conn, What: arena.Ended})
		}
	}
	return h.end()
}

func TestHearing(t *testing.T) {
	for _, test := range []struct {
		what, script string
		want         Heard
	}{
		{"all is heard", "1<hello 1>hello 1<42a 1<42b 1>42a 1>42b 1end", Heard{Said: 3, Messages: 3, Events: 2}},
		{"what is said twice is heard twice", "1<hello 1>hello 1<42a 1<42a 1>42a 1>42a 1end", Heard{Said: 3, Messages: 3, Events: 2}},
		{"one is lost among others", "1<hello 1>hello 1<42a 1<42b 1>42b 1end", Heard{Said: 3, Messages: 2, Events: 1, Lost: 1}},
		{"one comes twice", "1<hello 1>hello 1<42a 1>42a 1>42a 1end", Heard{Said: 2, Messages: 3, Events: 2, Twice: 1}},
		{"one comes that nobody said", "1<hello 1>hello 1<42a 1>42x 1>42a 1end", Heard{Said: 2, Messages: 3, Events: 2, Strange: 1}},
		{"two come the other way about", "1<hello 1>hello 1<42a 1<42b 1>42b 1>42a 1end", Heard{Said: 3, Messages: 3, Events: 2, Lost: 1, Strange: 1}},
		{"what was on its way at a cut is heard on", "1<hello 1>hello 1<42a 1cut 1end 1>42a 2<again 2>again 2end", Heard{Said: 3, Messages: 3, Events: 1}},
		{"and lost if it is not", "1<hello 1>hello 1<42a 1cut 1end 2<again 2>again 2end", Heard{Said: 3, Messages: 2, Lost: 1}},
		{"where the feed left, nothing is lost", "1<hello 1>hello 1<42a 2<again 2>again 1end 2end", Heard{Said: 3, Messages: 2, Unread: 1}},
		{"nor at the end", "1<hello 1>hello 1<42a stop 1cut 1end", Heard{Said: 2, Messages: 1, AtEnd: 1}},
		{"nor where the feed never came in", "1<hello 1cut 1end 2<again 2>again 2end", Heard{Said: 2, Messages: 1, Unread: 1}},
		{"connections have other numbers on both sides", "1<hello 1end 2<again 1>again 2<42a 1>42a 2end", Heard{Said: 3, Messages: 2, Events: 1, Unread: 1}},
		{"a connection that nobody opened", "1>42a", Heard{Messages: 1, Events: 1, Strange: 1}},
	} {
		if got := hearingOf(test.script); got != test.want {
			t.Errorf("%s: %+v, want %+v", test.what, got, test.want)
		}
	}
}
