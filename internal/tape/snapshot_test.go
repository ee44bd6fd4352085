package tape

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"math"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"rugtape/internal/engine"
	"rugtape/internal/game"
	"rugtape/internal/guard"
	"rugtape/internal/ledger"
	"rugtape/internal/money"
	"rugtape/internal/paper"
	"rugtape/internal/strategy"
)

// fullSnapshot has something in every member, numbers that a float would
// round among it.
func fullSnapshot() Snapshot {
	s := Snapshot{Paper: paper.State{LastKey: math.MaxUint64, Dice: []byte("pcg:\x00\xff")}}
	g := guard.State{
		Seq: math.MaxUint64, Live: true, ClockNS: math.MaxInt64, Session: 3, Day: 20_000, Round: 9, RoundID: "20250101-00000000000000aa",
		Limits: guard.Limits{
			Stake: 1, SideStake: 2, Exposure: 3, RoundLoss: 4, SessionLoss: 5, DayLoss: math.MaxInt64, LosingRounds: 6, PerMinute: 7,
			MinGap: time.Second + 1, StaleAfter: 3, Deviation: 0.1, Presale: true, Live: true,
		},
		RoundNet: -9007199254740993, SessionNet: math.MinInt64 + 1, DayNet: 1, SessionIn: 8, DayIn: 9, Held: 10, Bet: 11, Losing: 12,
		Settled: true, Doubt: true, Key: 13, Placed: 14, Stopped: true, Arming: guard.Arming{Host: "127.0.0.1", UntilNS: 15}, ExitNS: 16,
	}
	for i := range g.Recent {
		g.Recent[i] = int64(i)
	}
	g.Orders[7] = guard.Order{
		Key: 13, Life: guard.Escalated, Action: strategy.Sell, Amount: 1, Part: 0.1, Round: 9, Tick: 4, Price: 1e300, AtNS: 16, ExpiresNS: 17,
	}
	s.Engine = engine.Snapshot{
		Seq: 9007199254740993, NowNS: 1735740101250000001, FrameNS: 18, Round: "r\u2028\"", Opened: 19, Tick: 20, Price: 0.30000000000000004,
		Digest: math.MaxUint64, Name: "random:chance=0.5", Strategy: "any text\n", Guard: g, Adopted: 12,
		Past: &engine.Past{Round: 8, Tick: 24, Price: 0.01, Unseen: true, Account: ledger.State{Balance: 1}},
		Machine: game.State{
			Courses: []game.Course{{
				Round: "a", Hash: "h", Version: "v3", Phase: game.PhaseRugged, Paused: true, CooldownMS: 21,
				Prices: []float64{1, math.NaN(), 5e-324, math.MaxFloat64}, Rugged: true, Uncertain: true, RugTick: 22, RugPrice: 0.02, RugNS: 23,
			}},
			Revealed: []game.Told{{Round: "b", Seed: "s", Hash: "h", Peak: game.Some(2.5), Prices: math.MaxUint64}},
		},
		Account: ledger.State{
			Balance: 9007199254740993, Lots: []ledger.Lot{{Tick: 1, Price: 2, Quantity: 3, Bought: 4, Paid: 5}}, Quantity: 3, AvgCost: 2,
			Bet: &ledger.Bet{Start: 1, End: 41, Stake: 6}, Opening: 7, Realised: -0.5, Sidebet: 0.25, Net: 8, Invested: 9, Stakes: 10,
			Basis: -11, Sales: 12, Settled: 13,
		},
	}
	return s
}

func encodeSnapshot(t testing.TB, s Snapshot) string {
	t.Helper()
	var b bytes.Buffer
	must(t, EncodeSnapshot(&b, s))
	return b.String()
}

func TestSnapshot(t *testing.T) {
	for name, s := range map[string]Snapshot{
		"empty": {}, "full": fullSnapshot(),
		"new": {Engine: func() engine.Snapshot { s, _ := engine.New(engine.Config{Balance: money.PerSOL}).Snapshot(); return s }(), Paper: paper.New(paper.Model{}).State()},
	} {
		line := encodeSnapshot(t, s)
		back, err := DecodeSnapshot(iotest.OneByteReader(strings.NewReader(line)))
		must(t, err)
		if diff := gocmp.Diff(s, back, cmpopts.EquateNaNs(), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s (-encoded +decoded):\n%s", name, diff)
		}
		if again := encodeSnapshot(t, back); again != line {
			t.Errorf("%s is written otherwise again:\n%s\n%s", name, line, again)
		}
	}
}

// TestSnapshotLayout: a change of what a snapshot holds must raise its format,
// as a file of before would be taken for damaged.
func TestSnapshotLayout(t *testing.T) {
	line := encodeSnapshot(t, fullSnapshot())
	hash := sha256.Sum256([]byte(line))
	const format, want = "2", "83d0801dc85443ae"
	if got := hex.EncodeToString(hash[:8]); snapshotFormat[:1] == format && got != want {
		t.Errorf("format %s is no longer what it was (%s, want %s): raise snapshotFormat, and change this line and docs/format/snapshot.md\n%s", format, got, want, line)
	}
	for _, part := range []string{
		`"Prices":[1,null,5e-324,1.7976931348623157e+308]`, `"Balance":9007199.254740993`, `"NowNS":1735740101250000001`, `"MinGap":1000000001`,
		`"Seq":18446744073709551615`, `"SessionNet":-9223372036.854775807`, `"Dice":"cGNnOgD/"`, `"Price":0.30000000000000004`,
	} {
		if !strings.Contains(line, part) {
			t.Errorf("%s is not in %s", part, line)
		}
	}
}

// reseal gives a changed state the hash that goes with it.
func reseal(line, old, new string) string {
	line = strings.Replace(line, old, new, 1)
	i, j := strings.Index(line, `{"Engine"`), strings.LastIndex(line, snapshotSuffix)
	hash := sha256.Sum256([]byte(line[i:j]))
	return line[:j] + snapshotSuffix + hex.EncodeToString(hash[:]) + "\"}\n"
}

func TestSnapshotRefuses(t *testing.T) {
	line := encodeSnapshot(t, fullSnapshot())
	for i := range line {
		if i%7 != 0 && i > 40 && i < len(line)-90 {
			continue
		}
		if _, err := DecodeSnapshot(strings.NewReader(line[:i])); !errors.Is(err, ErrSnapshotCut) && !errors.Is(err, ErrSnapshotHash) {
			t.Fatalf("cut after %d of %d bytes: %v", i, len(line), err)
		}
		damaged := []byte(line)
		damaged[i] ^= 1
		if _, err := DecodeSnapshot(bytes.NewReader(damaged)); err == nil {
			t.Fatalf("byte %d was changed, and it is taken", i)
		}
	}
	for name, c := range map[string]struct {
		text string
		want error
	}{
		"nothing":            {"", ErrSnapshotCut},
		"another file":       {`{"rugtape":"round","format":1}` + "\n", ErrSnapshotLayout},
		"newer":              {strings.Replace(line, `"format":2,`, `"format":3,`, 1), ErrSnapshotNewer},
		"older":              {strings.Replace(line, `"format":2,`, `"format":1,`, 1), ErrSnapshotNewer},
		"changed":            {strings.Replace(line, `"Opened":19`, `"Opened":91`, 1), ErrSnapshotHash},
		"something behind":   {line + "x\n", ErrSnapshotHash},
		"twice":              {line + line, ErrSnapshotHash},
		"an unknown member":  {reseal(line, `"Opened":19`, `"Opened":19,"Closed":1`), ErrSnapshotLayout},
		"a missing member":   {reseal(line, `"Opened":19,`, ``), ErrSnapshotLayout},
		"a member twice":     {reseal(line, `"Opened":19,`, `"Opened":19,"Opened":19,`), ErrSnapshotLayout},
		"another case":       {reseal(line, `"Opened":19,`, `"opened":19,`), ErrSnapshotLayout},
		"another order":      {reseal(line, `"Opened":19,"Tick":20`, `"Tick":20,"Opened":19`), ErrSnapshotLayout},
		"a space":            {reseal(line, `"Opened":19`, `"Opened": 19`), ErrSnapshotLayout},
		"null for a count":   {reseal(line, `"Opened":19`, `"Opened":null`), ErrSnapshotLayout},
		"a text for a count": {reseal(line, `"Opened":19`, `"Opened":"19"`), ErrSnapshotLayout},
		"too large":          {reseal(line, `"Opened":19`, `"Opened":9223372036854775808`), ErrSnapshotLayout},
		"an endless price":   {reseal(line, `"RugPrice":0.02`, `"RugPrice":1e999`), ErrSnapshotLayout},
		"too fine":           {reseal(line, `"Balance":9007199.254740993`, `"Balance":9007199.2547409931`), ErrSnapshotLayout},
		"another spelling":   {reseal(line, `"RugPrice":0.02`, `"RugPrice":2e-2`), ErrSnapshotLayout},
		"too many orders":    {reseal(line, `"Orders":[`, `"Orders":[{},`), ErrSnapshotLayout},
	} {
		if _, err := DecodeSnapshot(strings.NewReader(c.text)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	failing := errors.New("the disk is gone")
	if _, err := DecodeSnapshot(iotest.ErrReader(failing)); !errors.Is(err, failing) {
		t.Errorf("a reader that fails: %v", err)
	}
	s := fullSnapshot()
	s.Engine.Price = math.Inf(1)
	if err := EncodeSnapshot(&bytes.Buffer{}, s); err == nil {
		t.Error("an endless price was written")
	}
	s = fullSnapshot()
	s.Engine.Strategy = "\xff"
	if err := EncodeSnapshot(&bytes.Buffer{}, s); err == nil {
		t.Error("what is no text was written")
	}
}

// FuzzDecodeSnapshot: whatever is in a file, with a hash that fits or not, is
// an error or a snapshot that is written again the same; and an engine of it is
// an engine or an error.
func FuzzDecodeSnapshot(f *testing.F) {
	full := encodeSnapshot(f, fullSnapshot())
	f.Add([]byte(full), false)
	f.Add([]byte(encodeSnapshot(f, Snapshot{})), false)
	f.Add([]byte(full[strings.Index(full, `{"Engine"`):strings.LastIndex(full, snapshotSuffix)]), true)
	f.Fuzz(func(t *testing.T, text []byte, seal bool) {
		if seal {
			hash := sha256.Sum256(text)
			text = []byte(snapshotPrefix + snapshotFormat + string(text) + snapshotSuffix + hex.EncodeToString(hash[:]) + "\"}\n")
		}
		s, err := DecodeSnapshot(bytes.NewReader(text))
		if err != nil {
			return
		}
		if again := encodeSnapshot(t, s); again != string(text) {
			t.Errorf("%q is written again as %q", text, again)
		}
		_, _ = engine.Restore(engine.Config{}, s.Engine)
		_, _ = paper.FromState(paper.Model{}, s.Paper)
	})
}
