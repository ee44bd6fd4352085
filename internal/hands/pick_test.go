package hands

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// race lets both sources tell n ticks, a quarter of a second apart, the page so
// much before the feed.
func race(p *Pick, from, n int, lead int64) {
	for tick := from; tick < from+n; tick++ {
		at := int64(tick) * 250 * ms
		first, second := Feed, Page
		if lead > 0 {
			first, second = Page, Feed
		}
		p.Tick(first, "r", tick, at)
		p.Tick(second, "r", tick, at+max(lead, -lead))
	}
}

func TestPick(t *testing.T) {
	for _, tt := range []struct {
		name string
		do   func(p *Pick)
		want Choice
	}{
		{"nothing", func(*Pick) {}, Choice{NoSource, "neither the feed nor the page is there"}},
		{"one", func(p *Pick) { p.Health(Page, Fresh, 1) }, Choice{Page, "there is only the page"}},
		{"the first", func(p *Pick) { p.Health(Page, Fresh, 1); p.Health(Feed, Fresh, 2) }, Choice{Page, "the page so far: the two are compared over the next ticks"}},
		{"level", both(func(p *Pick) { race(p, 0, 60, 12*ms) }), Choice{Feed, "the feed and the page are level"}},
		{"the feed ahead", both(func(p *Pick) { race(p, 0, 60, -31*ms) }), Choice{Feed, "the feed is 31 ms ahead"}},
		{"the page ahead", both(func(p *Pick) { race(p, 0, 60, 38*ms) }), Choice{Page, "the page is 38 ms ahead"}},
		{"too soon", both(func(p *Pick) { race(p, 0, 20, 38*ms) }), Choice{Feed, "the page is 38 ms ahead, but the choice is not 10 s old"}},
		{"too few", both(func(p *Pick) { race(p, 100, 9, 38*ms) }), Choice{Feed, "the feed so far: the two are compared over the next ticks"}},
		{"stale", both(func(p *Pick) { p.Health(Feed, Stale, 5*ms) }), Choice{Page, "the feed is stale"}},
		{"frozen", both(func(p *Pick) { race(p, 0, 60, 38*ms); p.Health(Page, Frozen, 15001*ms) }), Choice{Feed, "the page is frozen"}},
		{"both bad", both(func(p *Pick) { p.Health(Page, Frozen, 5*ms); p.Health(Feed, Stale, 6*ms) }), Choice{Feed, "the feed is stale, the page is frozen"}},
		{"gone", both(func(p *Pick) { p.Health(Page, Absent, 5*ms); p.Health(Feed, Absent, 6*ms) }), Choice{NoSource, "neither the feed nor the page is there"}},
		{"back, and compared anew", both(func(p *Pick) {
			race(p, 0, 60, 38*ms)
			p.Health(Page, Frozen, 15001*ms)
			p.Health(Page, Fresh, 16000*ms)
			race(p, 64, 8, 38*ms)
		}), Choice{Feed, "the feed so far: the two are compared over the next ticks"}},
		{"told again", both(func(p *Pick) {
			for range 50 {
				race(p, 100, 5, 38*ms)
			}
		}), Choice{Feed, "the feed so far: the two are compared over the next ticks"}},
		{"no source", both(func(p *Pick) { p.Tick(7, "r", 1, 1); p.Health(9, Fresh, 1) }), Choice{Feed, "the feed so far: the two are compared over the next ticks"}},
	} {
		p := new(Pick)
		tt.do(p)
		if got := p.Choice(); got != tt.want {
			t.Errorf("%s: %v; want %v", tt.name, got, tt.want)
		}
	}
}

// both begins with two fresh sources, the feed first.
func both(do func(p *Pick)) func(p *Pick) {
	return func(p *Pick) {
		p.Health(Feed, Fresh, 1)
		p.Health(Page, Fresh, 2)
		do(p)
	}
}

// TestPickDoesNotFlap: whatever the sources do, a choice holds for ten seconds while
// its source is as good as the other, and the better one is never left for the worse.
func TestPickDoesNotFlap(t *testing.T) {
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	fail := func(text string, args ...any) {
		t.Helper()
		t.Fatalf("seed %d: %s", seed, fmt.Sprintf(text, args...))
	}
	for range 50 {
		p := new(Pick)
		now, changed, health := int64(0), int64(0), map[Source]Health{}
		for range 3000 {
			now += int64(random.IntN(200)) * ms
			was := p.Choice().Source
			s := Source(1 + random.IntN(2))
			if random.IntN(100) == 0 {
				health[s] = Health(random.IntN(4))
				p.Health(s, health[s], now)
			} else {
				p.Tick(s, "r", int(now/(250*ms)), now)
			}
			c := p.Choice()
			if c.Source != NoSource && health[c.Source] < health[c.Source.other()] {
				fail("%v is chosen, which is %v; the other is %v", c.Source, health[c.Source], health[c.Source.other()])
			}
			if c.Source == was {
				continue
			}
			if c.Source != NoSource && was != NoSource && health[was] == health[c.Source] && now-changed < pickHold {
				fail("from %v to %v after %d ms", was, c.Source, (now-changed)/ms)
			}
			changed = now
		}
	}
}
