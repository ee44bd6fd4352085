package guard

import (
	"reflect"
	"testing"
	"time"

	"rugtape/internal/money"
)

// TestLives is the whole table of transitions: rows from, columns to, in the
// order none, approved, sent, confirmed, refused, unknown, escalated.
func TestLives(t *testing.T) {
	table := [...]string{
		None:      ".x.....",
		Approval:  "..xxxx.",
		Sent:      "...xxx.",
		Confirmed: ".......",
		Refused:   ".......",
		Unknown:   "...xx.x",
		Escalated: "...xx..",
	}
	for from := None; from <= Escalated; from++ {
		for to := None; to <= Escalated+1; to++ {
			want := to <= Escalated && table[from][to] == 'x'
			if got := from.may(to); got != want {
				t.Errorf("%v to %v: %v", from, to, got)
			}
			if from == None || from.over() {
				continue
			}
			g := inRound(Limits{})
			key := place(t, g, buying(ms), at(1))
			g.state.Orders[0].Life = from
			before := g.State()
			o, ok := g.Report(Report{Key: key, Life: to})
			switch {
			case ok != want:
				t.Errorf("a report takes %v to %v: %v", from, to, ok)
			case !ok && g.State() != before:
				t.Errorf("a refused report of %v to %v changed the state", from, to)
			case ok && (o.Life != to || to.over() != (g.Waiting() == 0) || g.Seq() == before.Seq):
				t.Errorf("%v to %v: %+v, %d waiting", from, to, o, g.Waiting())
			}
		}
	}
	if s := Life(99).String(); s != "life 99" {
		t.Error(s)
	}
}

// TestOrdersEndOnce: a report that is told twice counts once.
func TestOrdersEndOnce(t *testing.T) {
	g := inRound(Limits{})
	key := place(t, g, buying(5*ms), at(1), Sent, Confirmed)
	for _, life := range []Life{Confirmed, Refused, Sent, Unknown} {
		if _, ok := g.Report(Report{Key: key, Life: life}); ok {
			t.Errorf("%v after the end", life)
		}
	}
	if s := g.State(); s.RoundNet != -5*ms || s.Held != 5*ms {
		t.Errorf("net %v, held %v", s.RoundNet, s.Held)
	}
	if _, ok := g.Order(key); ok {
		t.Error("it is still on its way")
	}
}

// TestExpiry: what is not explained in time becomes unknown, and two rounds
// later only the user can close it.
func TestExpiry(t *testing.T) {
	g := armable(t)
	if err := g.Arm(Arming{"rugs.fun", int64(time.Hour)}, 1e9); err != nil {
		t.Fatal(err)
	}
	key := place(t, g, buying(ms), at(1), Sent)
	if due := g.ExpireNS(); due != 11e9 {
		t.Errorf("it expires at %d", due)
	}
	if n := g.Expire(11e9 - 1); n != 0 {
		t.Errorf("%d expire too early", n)
	}
	if n := g.Expire(11e9); n != 1 || g.ExpireNS() != 0 {
		t.Errorf("%d expire, the next at %d", n, g.ExpireNS())
	}
	life := func() Life { o, _ := g.Order(key); return o.Life }
	g.RoundOver("a", 0)
	g.NewRound("b")
	if life() != Unknown || g.State().Arming == (Arming{}) {
		t.Errorf("in the next round it is %v", life())
	}
	g.RoundOver("b", 0)
	if life() != Escalated || g.State().Arming != (Arming{}) {
		t.Errorf("at the end of the next round it is %v, armed: %v", life(), g.State().Arming)
	}
	if _, ok := g.Report(Report{Key: key, Life: Refused}); !ok || g.Waiting() != 0 {
		t.Error("the user cannot close it")
	}
}

// TestEscalationWithoutAnEnd: the next round but one is enough, where no end
// was told.
func TestEscalationWithoutAnEnd(t *testing.T) {
	g := inRound(Limits{})
	place(t, g, buying(ms), at(1), Unknown)
	g.NewRound("b")
	if g.state.Orders[0].Life != Unknown {
		t.Error("escalated too early")
	}
	g.NewRound("c")
	if g.state.Orders[0].Life != Escalated {
		t.Error("not escalated")
	}
}

// TestStateIsAValue: a copy of it is a snapshot, as nothing in it points
// elsewhere. (The bytes of a string cannot change.)
func TestStateIsAValue(t *testing.T) {
	var walk func(path string, typ reflect.Type)
	walk = func(path string, typ reflect.Type) {
		switch typ.Kind() {
		case reflect.Struct:
			for i := range typ.NumField() {
				walk(path+"."+typ.Field(i).Name, typ.Field(i).Type)
			}
		case reflect.Array:
			walk(path+"[]", typ.Elem())
		case reflect.Bool, reflect.Int, reflect.Int64, reflect.Uint8, reflect.Uint64, reflect.Float64, reflect.String:
		default:
			t.Errorf("%s is a %s", path, typ)
		}
	}
	walk("State", reflect.TypeFor[State]())
	g := inRound(Limits{})
	before := g.State()
	place(t, g, buying(ms), at(1), Confirmed)
	if before == g.State() || before.Held != 0 {
		t.Error("a copy of the state changed with the guard")
	}
}

// BenchmarkCheck is an order's way through the guard: approved and done.
func BenchmarkCheck(b *testing.B) {
	g := inRound(Limits{Stake: ms, Exposure: 1 << 40, PerMinute: 60, MinGap: 1, Deviation: 0.1})
	now := at(1)
	b.ReportAllocs()
	for b.Loop() {
		now.TimeNS += int64(time.Second)
		now.FrameNS = now.TimeNS
		a, refusal := g.Check(buying(ms), now)
		if refusal.Code != "" {
			b.Fatal(refusal)
		}
		g.Report(Report{Key: a.Key(), Life: Confirmed})
		g.Paid(ms, money.Lamports(ms), 0)
	}
}

// BenchmarkRefuse is one that is refused at the last limit.
func BenchmarkRefuse(b *testing.B) {
	g := inRound(Limits{Stake: ms, Exposure: ms, DayLoss: 1, PerMinute: 60, MinGap: 1, Deviation: 0.1})
	b.ReportAllocs()
	for b.Loop() {
		if _, refusal := g.Check(buying(ms), at(1)); refusal.Code != OverDay {
			b.Fatal(refusal)
		}
	}
}
