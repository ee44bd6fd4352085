package app

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"rugtape/internal/desk"
	"rugtape/internal/guard"
	"rugtape/internal/money"
	"rugtape/internal/paper"
	"rugtape/internal/script"
	"rugtape/internal/strategy"
	"rugtape/internal/tape"
	"rugtape/internal/wire"
)

// taping is a journal in memory and a desk at the live edge beside it.
type taping struct {
	t       *testing.T
	entries []tape.Entry
	desk    *desk.Live
	session int
	now     int64
}

func (p *taping) put(kind tape.EntryKind, data []byte) {
	p.entries = append(p.entries, tape.Entry{Seq: uint64(len(p.entries) + 1), TimeNS: p.now, Kind: kind, Data: data})
}

func (p *taping) note(n tape.Note) {
	p.t.Helper()
	data, err := tape.EncodeNote(n)
	if err != nil {
		p.t.Fatal(err)
	}
	p.put(tape.EntryNote, data)
}

func (p *taping) open(c desk.Config, program *script.Program) {
	p.session++
	c.Session = p.session
	p.note(noteDesk(c, program))
	var err error
	if p.desk, err = desk.NewLive(c); err != nil {
		p.t.Fatal(err)
	}
}

func (p *taping) message(json string) {
	p.now += 250e6
	text := wire.AppendEvent(nil, wire.StateUpdate, -1, []byte(json))
	p.put(tape.EntryReceived, text)
	if p.desk == nil {
		return
	}
	said, err := heard(text, p.now)
	if err != nil {
		p.t.Fatal(err)
	}
	id, open := p.desk.Round()
	p.desk.Event(p.now, said.Event)
	p.decisions()
	if next, still := p.desk.Round(); open && (!still || next != id) {
		p.note(tape.NoteRound{Session: p.session, Round: id, Balance: p.desk.State().Balance, Digest: p.desk.Digest()})
	}
}

func (p *taping) decisions() {
	round, _ := p.desk.Round()
	for _, d := range p.desk.Decisions() {
		p.note(tape.NewNoteDecision(p.session, round, d))
	}
}

func (p *taping) place(in strategy.Intent) {
	p.now += 1e6
	p.note(tape.NewNotePlace(p.session, in))
	if p.desk.Place(p.now, in) == nil {
		p.decisions()
	}
}

func (p *taping) turn(command string, turn func(int64)) {
	p.now += 1e6
	p.note(tape.NoteCommand{Session: p.session, Command: command})
	turn(p.now)
}

// round tells of a round that rises by a tenth a tick, up to its rug.
func (p *taping) round(id string, ticks int, each func(tick int)) {
	p.message(fmt.Sprintf(`{"gameId":%q,"cooldownTimer":9900,"allowPreRoundBuys":true,"active":false}`, id))
	price := 1.0
	for tick := range ticks {
		p.message(fmt.Sprintf(`{"gameId":%q,"active":true,"rugged":false,"tickCount":%d,"price":%v}`, id, tick, price))
		each(tick)
		price *= 1.1
	}
	p.message(fmt.Sprintf(`{"gameId":%q,"active":true,"rugged":true,"tickCount":%d,"price":0.02}`, id, ticks))
}

// recorded is a recording of three rounds and two desks.
func recorded(t *testing.T) *taping {
	p := &taping{t: t, now: 1_760_000_000e9}
	p.note(tape.NoteStarted{Version: "test"})
	p.message(`{"gameId":"a","active":true,"rugged":false,"tickCount":40,"price":1.5}`)
	spec, err := strategy.Parse("target:m=1.5,stake=0.01")
	if err != nil {
		t.Fatal(err)
	}
	chosen := builtIn(spec)
	p.open(desk.Config{
		Name: chosen.Name, Strategy: chosen.Make, Balance: money.PerSOL,
		Limits: guard.Limits{Stake: money.PerSOL / 2}, Model: paper.Model{Delay: 1, Jitter: 2, Refuse: 0.2, Seed: 9},
	}, nil)
	byHand := func(tick int) {
		switch tick {
		case 2:
			p.place(strategy.Intent{Action: strategy.Buy, Amount: money.PerSOL / 10})
			p.place(strategy.Intent{Action: strategy.Buy, Amount: money.PerSOL})
		case 6:
			p.place(strategy.Intent{Action: strategy.Sell, Part: 0.5})
			p.turn("stop", p.desk.Stop)
		case 8:
			p.turn("resume", p.desk.Resume)
		}
	}
	p.round("b", 12, byHand)
	p.place(strategy.Intent{Action: strategy.Buy, Amount: 1}) // there is nothing to trade
	p.round("c", 9, byHand)
	p.note(tape.NoteClosed{Session: 1})
	const source = "params = {\"every\": 3}\n" +
		"def decide(view):\n" +
		"    if view.tick % params[\"every\"] == 0 and view.phase == \"live\":\n" +
		"        return BUY(\"0.01\", why=\"tick %d\" % view.tick)\n" +
		"    return WAIT(\"later\")\n"
	program, err := script.Compile("third.star", source, map[string]string{"every": "2"}, script.Options{})
	if err != nil {
		t.Fatal(err)
	}
	p.open(desk.Config{
		Name: program.String(), Script: "third", Balance: money.PerSOL,
		Strategy: func() (strategy.Strategy, error) { return program.New(), nil },
	}, program)
	p.round("d", 10, func(int) {})
	return p
}

// played gives entries one after the other.
type played struct {
	entries []tape.Entry
	at      int
	err     error
}

func (p *played) Next() bool        { p.at++; return p.at <= len(p.entries) }
func (p *played) Entry() tape.Entry { return p.entries[p.at-1] }
func (p *played) Err() error        { return p.err }

func rerunOf(t *testing.T, entries []tape.Entry) Rerun {
	t.Helper()
	r, err := RerunJournal(&played{entries: entries}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRerunDecidesTheSame(t *testing.T) {
	p := recorded(t)
	r := rerunOf(t, p.entries)
	// The first desk decides in the presales and at each tick of b and c, and
	// three times by hand in each; the second one in d.
	if want := 1 + 12 + 3 + 1 + 9 + 3 + 1 + 10; r.Decisions != want || r.Desks != 2 || r.Rounds != 3 {
		t.Errorf("%d decisions, want %d: %+v", r.Decisions, want, r)
	}
	if r.Differences != 0 || r.First != nil || len(r.NotCompared) != 0 {
		t.Errorf("%+v: %+v", r, r.First)
	}
}

// edit changes the entry that holds a text.
func edit(t *testing.T, entries []tape.Entry, holds, was, now string) []tape.Entry {
	t.Helper()
	entries = slices.Clone(entries)
	for i := range entries {
		if text := string(entries[i].Data); strings.Contains(text, holds) {
			changed := strings.Replace(text, was, now, 1)
			if changed == text {
				t.Fatalf("%s does not hold %s", text, was)
			}
			entries[i].Data = []byte(changed)
			return entries
		}
	}
	t.Fatalf("nothing holds %s", holds)
	return nil
}

func TestRerunFindsWhatDiffers(t *testing.T) {
	p := recorded(t)
	for _, c := range []struct {
		name, holds, was, now string
		want                  Difference // but for its entry
	}{
		{"a price of the server", `"gameId":"b","active":true,"rugged":false,"tickCount":1,`, `"price":1.1`, `"price":1.2`, Difference{0, "b", 1, "live", "price", "1.1", "1.2"}},
		{"a decision", `"round":"b","tick":5,`, `"action":"WAIT"`, `"action":"SELL"`, Difference{0, "b", 5, "live", "action", "SELL", "WAIT"}},
		{"a reason", `"why":"tick 4"`, `tick 4`, `tick 5`, Difference{0, "d", 4, "live", "why", "tick 5", "tick 4"}},
		{"the stake by hand", `"command":"place","action":"BUY","amount":0.1`, `0.1`, `0.2`, Difference{0, "b", 2, "live", "amount", "0.1", "0.2"}},
		{"the dice of the venue", `"note":"desk","session":1`, `"seed":9`, `"seed":10`, Difference{0, "b", 0, "activation", "action", "BUY", "WAIT"}},
		{"the balance at the end", `"note":"round","session":2`, `"balance":0.96`, `"balance":0.97`, Difference{0, "d", 10, "rugged", "balance", "0.970508086", "0.960508086"}},
	} {
		r := rerunOf(t, edit(t, p.entries, c.holds, c.was, c.now))
		if r.First == nil {
			t.Errorf("%s: no difference in %d decisions", c.name, r.Decisions)
			continue
		}
		got := *r.First
		got.Seq = 0
		if got != c.want || r.Differences < 1 {
			t.Errorf("%s: %+v, want %+v", c.name, r.First, c.want)
		}
		if at := p.entries[r.First.Seq-1]; at.Kind != tape.EntryNote {
			t.Errorf("%s: it shows at entry %d, which is no note: %s", c.name, at.Seq, at.Data)
		}
	}
}

// without leaves an entry out; the numbers stay.
func without(t *testing.T, entries []tape.Entry, holds string) []tape.Entry {
	t.Helper()
	i := slices.IndexFunc(entries, func(e tape.Entry) bool { return strings.Contains(string(e.Data), holds) })
	if i < 0 {
		t.Fatalf("nothing holds %s", holds)
	}
	return slices.Delete(slices.Clone(entries), i, i+1)
}

// numbered numbers entries anew.
func numbered(entries []tape.Entry) []tape.Entry {
	for i := range entries {
		entries[i].Seq = uint64(i + 1)
	}
	return entries
}

func TestRerunDoesNotCompareWhatItCannotKnow(t *testing.T) {
	p := recorded(t)
	total := rerunOf(t, p.entries).Decisions
	reasons := func(r Rerun) string {
		var text []string
		for why, n := range r.NotCompared {
			text = append(text, fmt.Sprintf("%d: %s", n, why))
		}
		slices.Sort(text)
		return strings.Join(text, "; ")
	}

	r := rerunOf(t, without(t, p.entries, `"gameId":"c","active":true,"rugged":false,"tickCount":3,`))
	if r.Differences != 0 || !strings.Contains(reasons(r), broken) || r.Desks != 2 || r.Rounds != 2 {
		t.Errorf("a message is missing: %+v", r)
	}
	r = rerunOf(t, numbered(without(t, p.entries, `"note":"desk","session":1`)))
	if r.Differences != 0 || r.NotCompared[noDesk] != 1+12+3+1+9+3+2 || r.Desks != 1 {
		t.Errorf("the desk was opened before: %+v", r)
	}
	r = rerunOf(t, p.entries[:len(p.entries)-2])
	if r.Differences != 0 || r.NotCompared[cutOff] != 0 || r.Rounds != 2 {
		t.Errorf("cut off at the end of a round: %+v", r)
	}
	last := slices.IndexFunc(p.entries, func(e tape.Entry) bool {
		return strings.Contains(string(e.Data), `"note":"decision","session":2,"round":"d","tick":9`)
	})
	r = rerunOf(t, p.entries[:last])
	if r.Differences != 0 || r.NotCompared[cutOff] != 1 || r.Decisions != total-1 {
		t.Errorf("cut off before a decision: %+v", r)
	}
	started := slices.IndexFunc(p.entries, func(e tape.Entry) bool {
		return strings.Contains(string(e.Data), `"note":"decision","session":1,"round":"c","tick":3`)
	})
	data, err := tape.EncodeNote(tape.NoteStarted{})
	if err != nil {
		t.Fatal(err)
	}
	r = rerunOf(t, numbered(slices.Insert(slices.Clone(p.entries), started+1, tape.Entry{Kind: tape.EntryNote, Data: data})))
	if r.Differences != 0 || r.NotCompared[restarted] == 0 || r.Desks != 2 {
		t.Errorf("recording began anew: %+v", r)
	}
	r = rerunOf(t, edit(t, p.entries, `"note":"desk","session":1`, "target:", "targets:"))
	if r.Differences != 0 || !strings.Contains(reasons(r), `there is no strategy "targets"`) || r.Desks != 1 {
		t.Errorf("no such strategy: %+v", r)
	}
	r = rerunOf(t, edit(t, p.entries, `"note":"desk","session":2`, `third.star@`, `third.star@0`))
	if r.Differences != 0 || !strings.Contains(reasons(r), "would be third.star@") || r.Desks != 1 {
		t.Errorf("another script: %+v", r)
	}
}

// TestRerunSeesWhatWasNotRecorded: a decision that the recording lacks is a
// difference, and so is one that is not made.
func TestRerunSeesWhatWasNotRecorded(t *testing.T) {
	p := recorded(t)
	r := rerunOf(t, numbered(without(t, p.entries, `"round":"b","tick":0,"price":1,"phase":"activation"`)))
	if r.Differences != 1 || r.First.Field != "decision" || r.First.Was != nothing || r.First.Now != "BUY 0.01" || r.First.State != "activation" {
		t.Errorf("%+v", r.First)
	}
	r = rerunOf(t, numbered(without(t, p.entries, `"gameId":"d","active":true,"rugged":false,"tickCount":4,`)))
	if r.Differences == 0 || r.First.Field != "decision" || r.First.Was != "BUY 0.01" || r.First.Now != nothing || r.First.Tick != 4 {
		t.Errorf("%+v", r.First)
	}
}

func TestRerunOfWhatCannotBeRead(t *testing.T) {
	p := recorded(t)
	if _, err := RerunJournal(&played{entries: edit(t, p.entries, `"note":"closed"`, `1`, `"1"`)}, nil); !errors.Is(err, tape.ErrNoteLayout) {
		t.Errorf("a damaged note: %v", err)
	}
	r, err := RerunJournal(&played{entries: edit(t, p.entries, `"note":"closed"`, `closed`, `dream`)}, nil)
	if err != nil || r.NotCompared[noSuch] != 1 {
		t.Errorf("a note of a newer rugtape: %+v, %v", r, err)
	}
	broken := errors.New("the disk is gone")
	if r, err := RerunJournal(&played{entries: p.entries, err: broken}, nil); !errors.Is(err, broken) || r.Decisions == 0 {
		t.Errorf("%+v, %v", r, err)
	}
	garbled := edit(t, p.entries, `"gameId":"a"`, `42[`, `{`)
	if r := rerunOf(t, garbled); r.Differences != 0 {
		t.Errorf("a message that is none, before any desk: %+v", r.First)
	}
}
