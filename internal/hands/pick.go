package hands

import (
	"fmt"
	"slices"
)

// Source is where the frames of the game come from.
type Source uint8

// The sources.
const (
	NoSource Source = iota
	Feed            // our own connection
	Page            // the connection of the player's page
)

func (s Source) String() string {
	return [...]string{"nothing", "the feed", "the page"}[min(s, Page)]
}

// other is the source that it is compared with.
func (s Source) other() Source {
	if s == Feed {
		return Page
	}
	return Feed
}

// Health is how a source is; the higher, the better.
type Health uint8

// The states of a source.
const (
	Absent Health = iota // not connected
	Frozen               // it does not answer
	Stale                // its newest frame is too old
	Fresh
)

func (h Health) String() string {
	return [...]string{"not there", "frozen", "stale", "fresh"}[min(h, Fresh)]
}

const (
	pickTicks  = 40            // over so many ticks sources are compared
	pickEnough = 10            // and over no fewer
	pickMargin = int64(20e6)   // what a source must be ahead: more than the browser's clock may be off ours
	pickHold   = int64(10e9)   // how long a choice holds at least while its source is fresh
	pickMemory = 2 * pickTicks // ticks of a source that the other may still tell
)

// Choice is the source to go by, and why in words for people.
type Choice struct {
	Source Source
	Why    string
}

// Pick picks the better of the two sources: a fresh one before one that is not,
// else the one that tells ticks earlier. It changes at most once in ten seconds, unless
// the one chosen goes bad. The zero value is ready.
type Pick struct {
	health  [Page + 1]Health
	told    [Page + 1][]toldTick // newest last
	leads   []int64              // by how much the page told a tick before the feed, newest last
	chosen  Source
	sinceNS int64
	nowNS   int64 // of the latest observation; it never falls
}

// toldTick is a tick as a source told it.
type toldTick struct {
	round  string
	tick   int
	recvNS int64
}

// Tick takes a tick that a source told. What it tells again counts nothing.
func (p *Pick) Tick(s Source, round string, tick int, recvNS int64) {
	if s != Feed && s != Page || p.find(s, round, tick) >= 0 {
		return
	}
	if i := p.find(s.other(), round, tick); i >= 0 {
		lead := recvNS - p.told[s.other()][i].recvNS
		if s == Page {
			lead = -lead
		}
		p.leads = append(p.leads[max(0, len(p.leads)-pickTicks+1):], lead)
	}
	told := p.told[s]
	p.told[s] = append(told[max(0, len(told)-pickMemory+1):], toldTick{round, tick, recvNS})
	p.decide(recvNS)
}

func (p *Pick) find(s Source, round string, tick int) int {
	return slices.IndexFunc(p.told[s], func(t toldTick) bool { return t.tick == tick && t.round == round })
}

// Health takes how a source is. One that comes back is compared anew.
func (p *Pick) Health(s Source, h Health, nowNS int64) {
	if s != Feed && s != Page || p.health[s] == h {
		return
	}
	if h == Fresh {
		p.leads = p.leads[:0]
	}
	p.health[s] = h
	p.decide(nowNS)
}

// decide changes the choice where there is reason to.
func (p *Pick) decide(nowNS int64) {
	p.nowNS = max(p.nowNS, nowNS)
	if p.health[Feed] == Absent && p.health[Page] == Absent {
		p.chosen = NoSource
		return
	}
	now, other := p.chosen, p.chosen.other()
	if now == NoSource {
		now, other = Page, Feed // the feed, if they are alike
	}
	lead, known := p.lead(other)
	switch {
	case p.health[other] > p.health[now],
		p.chosen == NoSource && p.health[other] == p.health[now],
		p.health[other] == p.health[now] && known && lead > pickMargin && p.nowNS-p.sinceNS >= pickHold:
		p.chosen, p.sinceNS = other, p.nowNS
	case p.chosen == NoSource:
		p.chosen, p.sinceNS = now, p.nowNS
	}
}

// lead is by how much a source tells ticks before the other, in the middle of the
// last ones; known once there are enough.
func (p *Pick) lead(s Source) (ns int64, known bool) {
	if len(p.leads) < pickEnough {
		return 0, false
	}
	leads := slices.Clone(p.leads)
	slices.Sort(leads)
	ns = leads[len(leads)/2]
	if s == Feed {
		ns = -ns
	}
	return ns, true
}

// Choice is the source to go by now.
func (p *Pick) Choice() Choice { return Choice{p.chosen, p.why()} }

func (p *Pick) why() string {
	s, other := p.chosen, p.chosen.other()
	if s == NoSource {
		return "neither the feed nor the page is there"
	}
	lead, known := p.lead(s)
	switch mine, theirs := p.health[s], p.health[other]; {
	case theirs == Absent:
		return fmt.Sprintf("there is only %v", s)
	case mine != Fresh:
		return fmt.Sprintf("%v is %v, %v is %v", s, mine, other, theirs)
	case theirs != Fresh:
		return fmt.Sprintf("%v is %v", other, theirs)
	case !known:
		return fmt.Sprintf("%v so far: the two are compared over the next ticks", s)
	case lead > pickMargin:
		return fmt.Sprintf("%v is %d ms ahead", s, (lead+5e5)/1e6)
	case lead < -pickMargin:
		return fmt.Sprintf("%v is %d ms ahead, but the choice is not 10 s old", other, (-lead+5e5)/1e6)
	}
	return fmt.Sprintf("%v and %v are level", s, other)
}
