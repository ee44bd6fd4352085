package wire

import (
	"bytes"
	"encoding/binary"
	"math"
)

// pass is one message on its way through a filter.
type pass struct {
	scanner
	filter *Filter
	dst    []byte
	copied int // how much of the message is in dst, as it is or replaced

	event  bool               // the first argument is the event's name, and comes
	places [maxScan + 1]place // what is open, by depth; 0 is the message

	// A player is often named again in a message: where tokens are in dst, by
	// eight bits of what they stand for.
	tokens [256]struct{ from, to, token int32 }
}

// place is an object or array that is open.
type place struct {
	role     role
	elements class // of an array: what its elements are
}

// begin looks at what stands before the data of a packet.
func (p *pass) begin(front []byte) {
	if len(front) < 2 || front[0] != '4' {
		return
	}
	switch front[1] {
	case '0': // connect: what a client says of itself, or its session
		p.places[0].role = secret
	case '2', '5':
		p.event = true
	case '3', '4', '6':
		p.places[0].elements = classAnswer
	}
}

// class is what the value that comes at that depth is, by its name or by the
// array that it stands in.
func (p *pass) class(depth int) class {
	switch {
	case p.objects>>depth&1 == 0:
		return p.places[depth].elements
	case p.name[1] == 0: // an object without names
		return classPlain
	}
	return classify(p.text[p.name[0]:p.name[1]])
}

// enter goes into an object or array that was opened.
func (p *pass) enter() {
	outside := p.depth - 1
	c := p.class(outside)
	here := place{role: p.places[outside].role&inherited | c.role()}
	if !p.inObject() && (c != classAnswer || outside == 0) {
		here.elements = c
	}
	p.places[p.depth] = here
}

// disguiseName disguises a player that an object names a member by.
func (p *pass) disguiseName() {
	name := p.text[p.from:p.to]
	if p.escaped && holdsPlayerID(name, true) || bytes.HasPrefix(name[1:], []byte(playerLook)) {
		p.replaceByToken()
	}
}

// judge lets a string pass, or not.
func (p *pass) judge() {
	if p.event && p.depth == 1 {
		// The name of an event says what its arguments are.
		p.event = false
		name := p.text[p.from:p.to]
		p.places[1].elements = classify(name)
		if holdsPlayerID(name, p.escaped) {
			p.replaceByToken()
		}
		return
	}
	value := p.text[p.from:p.to]
	if len(value) == len(`""`) {
		return
	}
	switch p.places[p.depth].role.verdict(p.class(p.depth), value, p.escaped) {
	case blank:
		p.replace(blanked(value))
	case disguise:
		p.replaceByToken()
	}
}

// mend lets true, false, null and numbers pass; what only looks like one
// becomes a plus, which is none either.
func (p *pass) mend() {
	value := p.text[p.from:p.to]
	switch {
	case string(value) == "null", string(value) == "true", string(value) == "false", NumberEnd(value) == len(value):
		return
	}
	p.replace("+")
}

func (p *pass) replaceByToken() {
	p.copyTo(p.from)
	p.copied = p.to
	value, start := p.text[p.from:p.to], len(p.dst)
	known := &p.tokens[slot(value)]
	if bytes.Equal(value, p.text[known.from:known.to]) {
		p.dst = append(p.dst, p.dst[known.token:][:quotedToken]...)
		return
	}
	p.dst = p.filter.appendToken(p.dst, value)
	if len(p.dst) == start+quotedToken && len(p.dst) <= math.MaxInt32 && p.to <= math.MaxInt32 {
		known.from, known.to, known.token = int32(p.from), int32(p.to), int32(start)
	}
}

// slot mixes the end of a string, in which ids differ, and its length.
func slot(value []byte) uint8 {
	if len(value) < 6 {
		return value[len(value)-2]
	}
	end := binary.LittleEndian.Uint32(value[len(value)-5:])
	return uint8((end ^ uint32(len(value))) * 0x9e3779b1 >> 24)
}

func (p *pass) replace(by string) {
	p.copyTo(p.from)
	p.dst = append(p.dst, by...)
	p.copied = p.to
}

// copyTo copies what stays as it is.
func (p *pass) copyTo(end int) {
	p.dst = append(p.dst, p.text[p.copied:end]...)
	p.copied = end
}
