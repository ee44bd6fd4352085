package wire

import "bytes"

// pass is one message on its way through a filter.
type pass struct {
	scanner
	filter *Filter
	dst    []byte
	copied int // how much of the message is in dst, as it is or replaced

	event  bool               // the first argument is the event's name, and comes
	member []byte             // the last name of a member, with its quotes
	places [maxScan + 1]place // what is open, by depth; 0 is the message
}

// noName stands before the first name of a member.
var noName = []byte(`""`)

// place is an object or array that is open.
type place struct {
	role     role
	elements class // of an array: what its elements are
}

// role is what an object or array is known to hold.
type role uint8

const (
	secret role = 1 << iota // every string in it is blanked, at any depth
	spoken                  // chat: so are they, but for ids, types and times
	coins                   // addresses in it are of coins, at any depth
	person                  // its own id and name are a player's
	answer                  // its own message says how a call went

	inherited = secret | spoken | coins
)

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
	if p.objects>>depth&1 != 0 {
		return classify(p.member)
	}
	return p.places[depth].elements
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

// shortName is the longest name, with its quotes, that cannot have an id in it.
const shortName = 12

// rename disguises a player that an object names a member by.
func (p *pass) rename() {
	p.member = p.text[p.from:p.to]
	if len(p.member) > shortName && holdsPlayerID(p.member) {
		p.replaceByToken()
	}
}

// judge lets a string pass, or not.
func (p *pass) judge() {
	if p.event && p.depth == 1 {
		// The name of an event says what its arguments are.
		p.event = false
		p.places[1].elements = classify(p.text[p.from:p.to])
		return
	}
	value := p.text[p.from:p.to]
	if len(value) == len(`""`) {
		return
	}
	switch p.places[p.depth].role.verdict(p.class(p.depth), value) {
	case blank:
		p.replace(blanked(value))
	case disguise:
		p.replaceByToken()
	}
}

// mend lets numbers, true, false and null pass; what only looks like one
// becomes a minus, which is none either.
func (p *pass) mend() {
	value := p.text[p.from:p.to]
	switch {
	case !p.letters, string(value) == "null", string(value) == "true", string(value) == "false", NumberEnd(value) == len(value):
		return
	}
	p.replace("-")
}

func (p *pass) replaceByToken() {
	p.copyTo(p.from)
	p.dst = p.filter.appendToken(p.dst, p.text[p.from:p.to])
	p.copied = p.to
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

// verdict is what becomes of a string.
type verdict uint8

const (
	keep verdict = iota
	blank
	disguise // by a token
)

// verdict judges a string, with its quotes, of that class in a place of that
// role. What blanks comes first, so that a token is judged as what it stands
// for was.
func (r role) verdict(c class, value []byte) verdict {
	switch {
	case isCredential(value):
		return blank
	case c == classSource && (string(value) == `"arena"` || string(value) == `"replay"`):
		return keep
	case r&secret != 0 || c == classSecret:
		return blank
	case c == classAddress && r&coins == 0 && !isCoin(value):
		return blank
	case c == classSpoken && r&answer == 0:
		return blank
	case r&spoken != 0 && !c.staysInChat():
		return blank
	case c == classPlayer, r&person != 0 && (c == classID || c == className), r&spoken != 0 && c == className:
		return disguise
	case holdsPlayerID(value):
		return disguise
	}
	return keep
}

// unreadable is a string that is none, as no escape is like this.
const unreadable = `"\q"`

// blanked is what becomes of a string: one that cannot be read stays one, as
// what is around it may be decoded or not by that.
func blanked(value []byte) string {
	if !isPlainText(value[1 : len(value)-1]) {
		if _, err := text(value); err != nil {
			return unreadable
		}
	}
	return `""`
}

// isCredential knows some credentials by their look, whatever their name.
func isCredential(value []byte) bool {
	switch inside := value[1:]; inside[0] {
	case 'e':
		return bytes.HasPrefix(inside, []byte("eyJ")) && bytes.IndexByte(inside, '.') > 0 // a JSON Web Token
	case 'B':
		return bytes.HasPrefix(inside, []byte("Bearer ")) || bytes.HasPrefix(inside, []byte("Basic "))
	}
	return false
}

// isCoin knows the coins that the protocol names.
func isCoin(value []byte) bool {
	switch string(value) {
	case `"0xPractice"`, `"solana"`, `"SOL"`, `"So11111111111111111111111111111111111111112"`:
		return true
	}
	return false
}
