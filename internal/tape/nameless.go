package tape

import (
	"regexp"
	"slices"
)

// players are the formats that name players, in events and in histories. No
// loss shows a part of their lines: a name may stand anywhere in one.
var players = []string{formatRaw, formatCDP, formatSamples, formatHistory}

// mayName is what stands in lines of these formats, whole or torn.
var mayName = regexp.MustCompile(`event(_type)?\\?"\s*:|username|player_?[iI]d`)

// named finds the name of an event.
var named = regexp.MustCompile(`"event(?:_type)?"\s*:\s*"([\w/:.-]{1,40})"`)

// loseLine notes the loss of a line: what is said of it, and its beginning
// unless the line may name a player.
func (r *reader) loseLine(kind Damage, said string, line []byte) {
	length := plural(len(line), "byte")
	hidden := said + length
	if name := named.FindSubmatch(line); name != nil {
		hidden += " of the event " + string(name[1])
	}
	hidden += ", not shown: it may name players"
	if mayName.Match(line) {
		r.lose(kind, hidden)
		return
	}
	if kind == TornLine {
		said += length + ": "
	}
	if n := len(r.stats.Losses); n < maxLosses {
		if r.nameless == nil {
			r.nameless = make(map[int]string)
		}
		r.nameless[n] = hidden
	}
	r.lose(kind, said+excerpt(line))
}

// hidePlayers takes the lines out of the losses if, as it turned out, the
// stream names players: the first lines may be torn beyond recognition.
func (r *reader) hidePlayers() {
	names := func(format string) bool { return slices.Contains(players, format) }
	if !slices.ContainsFunc(r.formats, names) {
		return
	}
	for i, text := range r.nameless {
		r.stats.Losses[i].Text = text
	}
}
