package app

import (
	"fmt"
	"strings"
	"testing"

	"rugtape/internal/web"
)

// wireSeqs writes the numbers of events.
func wireSeqs(events []web.WireEvent) string {
	var seqs []string
	for _, e := range events {
		seqs = append(seqs, fmt.Sprint(e.Seq))
	}
	return strings.Join(seqs, " ")
}

func TestTheWireLogFindsEvents(t *testing.T) {
	l := newWireLog(wireBytes)
	for i, kind := range []string{"ping", "tick", "tick", "chat", "tick"} {
		l.add(web.WireEvent{Kind: kind, Text: fmt.Appendf(nil, "Text %d", i+1)})
	}
	for _, c := range []struct {
		q    web.WireQuery
		want string
	}{
		{web.WireQuery{}, "1 2 3 4 5"},
		{web.WireQuery{Limit: 2}, "4 5"},
		{web.WireQuery{After: 2}, "3 4 5"},
		{web.WireQuery{After: 5}, ""},
		{web.WireQuery{After: 99}, ""},
		{web.WireQuery{Before: 3}, "1 2"},
		{web.WireQuery{Before: 99}, "1 2 3 4 5"},
		{web.WireQuery{After: 1, Before: 4}, "2 3"},
		{web.WireQuery{After: 4, Before: 2}, ""},
		{web.WireQuery{Kind: "tick"}, "2 3 5"},
		{web.WireQuery{Kind: "tick", Before: 5, Limit: 1}, "3"},
		{web.WireQuery{Text: "TEXT 4"}, "4"},
	} {
		if got := wireSeqs(l.Find(c.q)); got != c.want {
			t.Errorf("%+v: %q, want %q", c.q, got, c.want)
		}
	}
	for seq, want := range map[uint64]bool{0: false, 1: true, 5: true, 6: false} {
		if e, found := l.Event(seq); found != want || found && e.Seq != seq {
			t.Errorf("event %d: %v %v", seq, e, found)
		}
	}
}

func TestTheWireLogIsBounded(t *testing.T) {
	l := newWireLog(wireBytes)
	news, stop := l.Watch()
	defer stop()
	for range wireEvents + 10 {
		l.add(web.WireEvent{Kind: "small", Text: []byte("x")})
	}
	l.news()
	<-news
	if s := l.Span(); s.Held != wireEvents || s.Oldest != 11 || s.Newest != wireEvents+10 || s.Kinds["small"] != wireEvents {
		t.Errorf("after many: %+v", s)
	}
	big := make([]byte, wireBytes/2)
	for range 3 {
		l.add(web.WireEvent{Kind: "big", Text: big})
	}
	s := l.Span()
	if s.Bytes > wireBytes || s.Kinds["small"] != 0 || s.Kinds["big"] != 2 || s.Newest != wireEvents+13 {
		t.Errorf("after big ones: %+v", s)
	}
	l.add(web.WireEvent{Kind: "huge", Text: make([]byte, 2*wireBytes)})
	if s := l.Span(); s.Held != 1 {
		t.Errorf("one that is beyond the bound is held until the next: %+v", s)
	}
	if len(news) != 0 {
		t.Error("nobody told, and somebody heard")
	}
}
