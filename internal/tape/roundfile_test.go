package tape

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rugtape/internal/game"
	"rugtape/internal/money"
	"rugtape/internal/round"
)

// sample is a recording with one of everything.
func sample() *round.Recording {
	const at = 1735740015_000000000
	rec := round.New(round.Key{Source: round.Arena, ID: "20250101-00000000000000aa"})
	rec.Version, rec.SeedHash, rec.HashSeenNS = "v3", strings.Repeat("aa11", 16), at
	rec.Seed, rec.SeedClaimed, rec.Claims = strings.Repeat("bb22", 16), true, []string{"00", strings.Repeat("bb22", 16)}
	rec.OpenedNS, rec.EndedNS, rec.Peak = at, at+5e9, game.Some(1.25)
	rec.From = []string{"event-samples", "game-jsonl"}
	rec.Ticks = []round.Tick{
		{Price: 1, RecvNS: at + 1, Origin: game.FromFrame},
		{Price: 1.25, Origin: game.FromOnConnect},
		{},
		{},
		{Price: math.Nextafter(0.3, 1), Origin: game.FromPartial},
		{Price: 1e-7, Origin: game.FromHistory},
		{Price: 1e21, Origin: game.FromSeed},
	}
	rec.Rugs = []round.Rug{
		{At: 5, Certain: true, Tick: round.Tick{Price: 0.02, RecvNS: at + 2, Origin: game.FromFrame}},
		{At: 9, Certain: true, Tick: round.Tick{Price: 0.0004, Origin: game.FromHistory}},
	}
	rec.Trades = []game.Trade{{ID: "t\n1", Round: rec.ID, Player: "p-0123456789", Side: game.Sell, Tick: 3, Price: 1.5, Quantity: 1, Amount: 1_500_000_000, Coin: "solana"}}
	rec.SideBets = []game.SideBet{
		{ID: "b1", Player: "p-0123456789", Start: 0, End: 40, Stake: 10_000_000, Coin: "0xPractice"},
		{ID: "b2", Settled: true, Start: 1, End: 41, Stake: 1, Payout: 5},
	}
	rec.Conflicts = []round.Conflict{
		{Field: "price", At: 1, Value: "1.26", RecvNS: at, Origin: game.FromPartial},
		{Field: "version", Value: "v4 <&> \u00e9"},
	}
	return rec
}

func encode(t testing.TB, rec *round.Recording, e Edition) ([]byte, Edition) {
	t.Helper()
	var out bytes.Buffer
	e, err := EncodeRound(&out, rec, e)
	must(t, err)
	return out.Bytes(), e
}

// TestRoundFileLayout pins the file that docs/format/round.md describes.
func TestRoundFileLayout(t *testing.T) {
	file, e := encode(t, sample(), Edition{Revision: 2, Supersedes: strings.Repeat("cc", 32)})
	want := `{"rugtape":"round","format":1,"source":"arena","id":"20250101-00000000000000aa","revision":2,"supersedes":"` + strings.Repeat("cc", 32) +
		`","version":"v3","seed_hash":"` + strings.Repeat("aa11", 16) + `","hash_seen_ns":1735740015000000000,"opened_ns":1735740015000000000,"formats":["event-samples","game-jsonl"]}
{"tick":0,"price":1,"recv_ns":1735740015000000001}
{"tick":1,"price":1.25,"origin":"on_connect"}
{"gap":2,"to":3}
{"tick":4,"price":0.30000000000000004,"origin":"partial"}
{"tick":5,"price":1e-7,"origin":"history"}
{"tick":6,"price":1e+21,"origin":"seed"}
{"rug":5,"price":0.02,"recv_ns":1735740015000000002}
{"rug":9,"price":0.0004,"origin":"history"}
{"ended_ns":1735740020000000000}
{"peak":1.25}
{"seed":"` + strings.Repeat("bb22", 16) + `","claimed":true}
{"claim":"00"}
{"claim":"` + strings.Repeat("bb22", 16) + `"}
{"trade":"t\n1","tick":3,"side":"sell","price":1.5,"quantity":0.000000001,"amount":1.5,"coin":"solana","player":"p-0123456789"}
{"side_bet":"b1","start":0,"end":40,"stake":0.01,"coin":"0xPractice","player":"p-0123456789"}
{"side_bet":"b2","start":1,"end":41,"stake":0.000000001,"settled":true,"payout":0.000000005}
{"conflict":"price","at":1,"value":"1.26","recv_ns":1735740015000000000,"origin":"partial"}
{"conflict":"version","at":0,"value":"v4 <&> é"}
{"end":"round","ticks":5,"missing":2,"filled":4,"rugs":2,"trades":1,"side_bets":2,"conflicts":2,"lines":19,"sha256":"` + e.Hash + `"}
`
	if diff := cmp.Diff(want, string(file)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	// head -n -1 FILE | sha256sum
	if want := "96759f8d"; e.Hash[:8] != want {
		t.Errorf("the hash is %s", e.Hash)
	}
}

func TestRoundFileComesBack(t *testing.T) {
	file, e := encode(t, sample(), Edition{Revision: 2, Supersedes: "cc"})
	for _, r := range []io.Reader{bytes.NewReader(file), iotest.OneByteReader(bytes.NewReader(file)), iotest.DataErrReader(bytes.NewReader(file))} {
		rec, got, err := DecodeRound(r)
		must(t, err)
		if diff := cmp.Diff(sample(), rec); diff != "" {
			t.Errorf("(-encoded +decoded):\n%s", diff)
		}
		if got != e {
			t.Errorf("edition %+v, want %+v", got, e)
		}
	}
}

// TestRoundFileProperty: whatever a recording holds comes back exactly, and
// the same recording gives the same bytes.
func TestRoundFileProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rec := drawRecording(t)
		e := Edition{Revision: rapid.IntRange(1, 99).Draw(t, "revision"), Supersedes: rapid.StringMatching(`([0-9a-f]{64})?`).Draw(t, "supersedes")}
		var first, second bytes.Buffer
		e, err := EncodeRound(&first, rec, e)
		if err != nil {
			t.Fatal(err)
		}
		got, edition, err := DecodeRound(bytes.NewReader(first.Bytes()))
		if err != nil {
			t.Fatalf("%v\n%s", err, first.String())
		}
		if diff := cmp.Diff(rec, got); diff != "" || edition != e {
			t.Fatalf("edition %+v of %+v (-encoded +decoded):\n%s", edition, e, diff)
		}
		if _, err := EncodeRound(&second, got, Edition{Revision: e.Revision, Supersedes: e.Supersedes}); err != nil || !bytes.Equal(first.Bytes(), second.Bytes()) {
			t.Fatalf("the second file differs (%v):\n%s\n%s", err, first.String(), second.String())
		}
	})
}

func drawRecording(t *rapid.T) *round.Recording {
	text := rapid.StringN(0, 12, -1)
	times := rapid.OneOf(rapid.Just(int64(0)), rapid.Int64())
	price := rapid.OneOf(rapid.Float64Range(0, 100), rapid.Float64Range(0, math.MaxFloat64), rapid.Just(1.0))
	lamports := rapid.Map(rapid.Int64Range(math.MinInt64+1, math.MaxInt64), func(n int64) money.Lamports { return money.Lamports(n) })
	origin := rapid.Map(rapid.IntRange(int(game.Missing), int(game.FromSeed)), func(n int) game.Origin { return game.Origin(n) })
	tick := rapid.Custom(func(t *rapid.T) round.Tick {
		o := origin.Draw(t, "origin")
		if o == game.Missing {
			return round.Tick{}
		}
		return round.Tick{Price: price.Draw(t, "price"), RecvNS: times.Draw(t, "recv"), Origin: o}
	})
	atTick := rapid.IntRange(0, game.MaxTick)

	rec := round.New(round.Key{Source: rapid.SampledFrom(round.Sources).Draw(t, "source"), ID: rapid.StringMatching(`[0-9a-zA-Z_-]{1,64}`).Draw(t, "id")})
	rec.Version, rec.SeedHash, rec.HashSeenNS = text.Draw(t, "version"), text.Draw(t, "hash"), times.Draw(t, "seen")
	if rec.Seed = text.Draw(t, "seed"); rec.Seed != "" {
		rec.SeedClaimed = rapid.Bool().Draw(t, "claimed")
	}
	rec.OpenedNS, rec.EndedNS = times.Draw(t, "opened"), times.Draw(t, "ended")
	if rapid.Bool().Draw(t, "peaked") {
		rec.Peak = game.Some(price.Draw(t, "peak"))
	}
	rec.Claims, rec.From = drawSet(t, text), drawSet(t, text)
	rec.Ticks = orNil(rapid.SliceOfN(tick, 0, 20).Draw(t, "ticks"))
	for _, at := range slices.Sorted(slices.Values(rapid.SliceOfNDistinct(atTick, 0, 3, rapid.ID).Draw(t, "rugs"))) {
		g := round.Rug{At: at, Certain: rapid.Bool().Draw(t, "certain"), Tick: tick.Filter(round.Tick.Known).Draw(t, "rug")}
		rec.Rugs = append(rec.Rugs, g)
	}
	rec.Trades = orNil(rapid.SliceOfN(rapid.Custom(func(t *rapid.T) game.Trade {
		return game.Trade{
			ID: text.Draw(t, "id"), Round: rec.ID, Player: text.Draw(t, "player"), Side: rapid.SampledFrom([]game.Side{game.Buy, game.Sell}).Draw(t, "side"),
			Tick: atTick.Draw(t, "tick"), Price: price.Draw(t, "price"), Quantity: lamports.Draw(t, "quantity"), Amount: lamports.Draw(t, "amount"), Coin: text.Draw(t, "coin"),
		}
	}), 0, 5).Draw(t, "trades"))
	rec.SideBets = orNil(rapid.SliceOfN(rapid.Custom(func(t *rapid.T) game.SideBet {
		return game.SideBet{
			ID: text.Draw(t, "id"), Player: text.Draw(t, "player"), Settled: rapid.Bool().Draw(t, "settled"), Start: atTick.Draw(t, "start"), End: atTick.Draw(t, "end"),
			Stake: lamports.Draw(t, "stake"), Payout: lamports.Draw(t, "payout"), Coin: text.Draw(t, "coin"),
		}
	}), 0, 5).Draw(t, "side bets"))
	rec.Actions = orNil(rapid.SliceOfN(rapid.Custom(drawAction), 0, 3).Draw(t, "actions"))
	rec.Conflicts = orNil(rapid.SliceOfN(rapid.Custom(func(t *rapid.T) round.Conflict {
		return round.Conflict{
			Field: text.Draw(t, "field"), At: atTick.Draw(t, "at"), Value: text.Draw(t, "value"), RecvNS: times.Draw(t, "recv"), Origin: origin.Draw(t, "origin"),
		}
	}), 0, 5).Draw(t, "conflicts"))
	return rec
}

func drawSet(t *rapid.T, of *rapid.Generator[string]) []string {
	return orNil(slices.Sorted(slices.Values(rapid.SliceOfNDistinct(of, 0, 4, rapid.ID).Draw(t, "set"))))
}

func orNil[T any](s []T) []T {
	if len(s) == 0 {
		return nil
	}
	return s
}

func TestRoundFileCutAnywhere(t *testing.T) {
	file, _ := encode(t, sample(), Edition{Revision: 1})
	for n := range len(file) {
		if rec, _, err := DecodeRound(bytes.NewReader(file[:n])); !errors.Is(err, ErrCut) && !errors.Is(err, ErrLayout) || rec != nil {
			t.Fatalf("cut after %d of %d bytes: %v", n, len(file), err)
		}
	}
	if _, _, err := DecodeRound(bytes.NewReader(file[:len(file)-1])); !errors.Is(err, ErrCut) {
		t.Errorf("without its last byte: %v", err)
	}
}

// TestRoundFileChangedAnywhere: one flipped bit in any byte is told.
func TestRoundFileChangedAnywhere(t *testing.T) {
	file, _ := encode(t, sample(), Edition{Revision: 1})
	told := map[error]int{}
	flips := 0
	last := bytes.LastIndexByte(file[:len(file)-1], '\n') // before the line that the hash does not cover
	for i := range file {
		for bit := range 8 {
			if i < last && bit != i%8 && bit != (i+3)%8 {
				continue
			}
			flips++
			changed := bytes.Clone(file)
			changed[i] ^= 1 << bit
			rec, _, err := DecodeRound(bytes.NewReader(changed))
			if err == nil || rec != nil {
				t.Fatalf("bit %d of byte %d (%q) was flipped and nothing is told", bit, i, file[i])
			}
			for _, kind := range []error{ErrCut, ErrHash, ErrLayout, ErrTrailing, ErrNewer} {
				if errors.Is(err, kind) {
					told[kind]++
				}
			}
		}
	}
	if told[ErrHash] == 0 || told[ErrLayout] == 0 || told[ErrHash]+told[ErrLayout]+told[ErrCut]+told[ErrTrailing]+told[ErrNewer] != flips {
		t.Errorf("told: %v", told)
	}
}

func TestRoundFileWrong(t *testing.T) {
	good, _ := encode(t, sample(), Edition{Revision: 1})
	lines := strings.SplitAfter(string(good), "\n")
	header, body := lines[0], lines[1:len(lines)-1]
	with := func(add ...string) string { return header + strings.Join(add, "") }
	tests := []struct {
		name, file string
		want       error
	}{
		{"nothing", "", ErrCut},
		{"no header", body[0], ErrLayout},
		{"a footer alone", body[len(body)-1], ErrLayout},
		{"something behind it", string(good) + "\n", ErrTrailing},
		{"twice", string(good) + string(good), ErrTrailing},
		{"a newer format", strings.Replace(header, `"format":1`, `"format":3,"what":"ever"`, 1), ErrNewer},
		{"a format below all", strings.Replace(string(good), `"format":1`, `"format":0`, 1), ErrLayout},
		{"the format of presses without any", strings.Replace(string(good), `"format":1`, `"format":2`, 1), ErrLayout},
		{"a press in the format without them", strings.Replace(string(good), body[len(body)-1], `{"action":"buy","at_ns":1,"by":"player","outcome":"none"}`+"\n"+body[len(body)-1], 1), ErrLayout},
		{"two headers", with(header), ErrLayout},
		{"an unknown line", with("{\"x\":1}\n"), ErrLayout},
		{"a blank line", with("\n"), ErrLayout},
		{"an unknown member", with(`{"tick":0,"price":1,"x":1}` + "\n"), ErrLayout},
		{"a member twice", with(`{"tick":0,"price":1,"price":2}` + "\n"), ErrLayout},
		{"a tick without a price", with(`{"tick":0}` + "\n"), ErrLayout},
		{"a tick left out", with(`{"tick":1,"price":1}` + "\n"), ErrLayout},
		{"a tick twice", with(body[0], body[0]), ErrLayout},
		{"an unknown origin", with(`{"tick":0,"price":1,"origin":"hearsay"}` + "\n"), ErrLayout},
		{"a gap backwards", with(body[0], `{"gap":1,"to":0}`+"\n"), ErrLayout},
		{"a gap too far", with(body[0], `{"gap":1,"to":10001}`+"\n"), ErrLayout},
		{"a tick after the rug", with(`{"rug":0,"price":1}`+"\n", body[0]), ErrLayout},
		{"rugs that fall", with(`{"rug":5,"price":1}`+"\n", `{"rug":5,"price":1}`+"\n"), ErrLayout},
		{"two seeds", with(`{"seed":"aa"}`+"\n", `{"seed":"ab"}`+"\n"), ErrLayout},
		{"a trade without an amount", with(`{"trade":"x","tick":1,"side":"buy","price":1,"quantity":1}` + "\n"), ErrLayout},
		{"an amount too fine", with(`{"trade":"x","tick":1,"side":"buy","price":1,"quantity":1,"amount":0.0000000001}` + "\n"), ErrLayout},
		{"a line left out", strings.Replace(string(good), body[0]+body[1], body[0], 1), ErrLayout},
		{"a conflict left out", strings.Replace(string(good), body[len(body)-2], "", 1), ErrHash},
		{"another end of line", strings.ReplaceAll(string(good), "\n", "\r\n"), ErrHash},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, _, err := DecodeRound(strings.NewReader(tt.file)); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
}

func TestRoundFileReadersError(t *testing.T) {
	file, _ := encode(t, sample(), Edition{Revision: 1})
	broken := errors.New("broken disk")
	for _, n := range []int{0, 10, len(file) / 2, len(file)} {
		r := io.MultiReader(bytes.NewReader(file[:n]), iotest.ErrReader(broken))
		if _, _, err := DecodeRound(r); !errors.Is(err, broken) {
			t.Errorf("after %d bytes: %v", n, err)
		}
	}
}

func TestEncodeRefuses(t *testing.T) {
	tests := map[string]func(rec *round.Recording, e *Edition){
		"a price that is no number": func(rec *round.Recording, _ *Edition) { rec.Ticks[0].Price = math.NaN() },
		"an endless peak":           func(rec *round.Recording, _ *Edition) { rec.Peak.Value = math.Inf(1) },
		"an id that leads away":     func(rec *round.Recording, _ *Edition) { rec.ID = "../x" },
		"an unknown source":         func(rec *round.Recording, _ *Edition) { rec.Source = "elsewhere" },
		"revision 0":                func(_ *round.Recording, e *Edition) { e.Revision = 0 },
		"a trade of another round":  func(rec *round.Recording, _ *Edition) { rec.Trades[0].Round = "x" },
		"a trade without a side":    func(rec *round.Recording, _ *Edition) { rec.Trades[0].Side = 0 },
		"text that is none":         func(rec *round.Recording, _ *Edition) { rec.Conflicts[0].Value = "\xff" },
		"a missing tick's price":    func(rec *round.Recording, _ *Edition) { rec.Ticks[2].Price = 1 },
		"too many ticks":            func(rec *round.Recording, _ *Edition) { rec.Ticks = make([]round.Tick, game.MaxTick+2) },
	}
	for name, change := range tests {
		rec, e := sample(), Edition{Revision: 1}
		change(rec, &e)
		var out bytes.Buffer
		if _, err := EncodeRound(&out, rec, e); err == nil || out.Len() > 0 {
			t.Errorf("%s: error %v, %d bytes written", name, err, out.Len())
		}
	}
	if _, err := EncodeRound(failing{}, sample(), Edition{Revision: 1}); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("a failing writer: %v", err)
	}
	if err := EncodeCSV(failing{}, sample()); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("a failing writer: %v", err)
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestCSV(t *testing.T) {
	var out bytes.Buffer
	must(t, EncodeCSV(&out, sample()))
	want := `source,round,kind,tick,price,recv_ns,origin
arena,20250101-00000000000000aa,live,0,1,1735740015000000001,frame
arena,20250101-00000000000000aa,live,1,1.25,,on_connect
arena,20250101-00000000000000aa,missing,2,,,
arena,20250101-00000000000000aa,missing,3,,,
arena,20250101-00000000000000aa,live,4,0.30000000000000004,,partial
arena,20250101-00000000000000aa,live,5,0.0000001,,history
arena,20250101-00000000000000aa,live,6,1000000000000000000000,,seed
arena,20250101-00000000000000aa,rug,5,0.02,1735740015000000002,frame
arena,20250101-00000000000000aa,rug,9,0.0004,,history
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestReadOwn: round files are read like any other recording, several in one
// stream too; what had been concluded in them is left out; one that is not
// whole is not believed and does not hide the next.
func TestReadOwn(t *testing.T) {
	one, _ := encode(t, sample(), Edition{Revision: 1})
	other := round.New(round.Key{Source: round.Site, ID: "20250101-00000000000000bb"})
	other.Ticks = []round.Tick{{Price: 1, RecvNS: 5, Origin: game.FromFrame}}
	two, _ := encode(t, other, Edition{Revision: 1})
	want := round.Merge(sample())

	read := func(file string) (got []*round.Recording, stats Stats, err error) {
		stats, err = Read("own", strings.NewReader(file), round.Replay, func(rec *round.Recording) error {
			got = append(got, rec)
			return nil
		})
		return got, stats, err
	}
	got, stats, err := read(string(one) + string(two))
	must(t, err)
	if stats.Format != "rugtape" || stats.Lines != 23 || len(got) != 2 {
		t.Fatalf("%d recordings, %+v", len(got), stats)
	}
	if diff := cmp.Diff(want, got[0]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(other, got[1]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for name, file := range map[string]string{
		"cut":     string(one[:len(one)-300]) + string(two),
		"cut off": string(one[:bytes.LastIndex(one, []byte("{"))]) + string(two),
		"changed": strings.Replace(string(one), "1.25", "1.26", 1) + string(two),
	} {
		got, _, err := read(file)
		if !errors.Is(err, ErrHash) && !errors.Is(err, ErrLayout) && !errors.Is(err, ErrCut) {
			t.Errorf("%s: %v", name, err)
		}
		if len(got) != 1 || got[0].ID != other.ID {
			t.Errorf("%s: %d recordings", name, len(got))
		}
	}
	if got, _, err := read(string(two) + string(one[:100])); !errors.Is(err, ErrCut) || len(got) != 1 {
		t.Errorf("the last one cut: %d recordings, %v", len(got), err)
	}
}

// FuzzDecodeRound: any bytes are an error or a recording that gives the same
// file again.
func FuzzDecodeRound(f *testing.F) {
	file, _ := encode(f, sample(), Edition{Revision: 1})
	f.Add(file)
	f.Add(file[:len(file)/2])
	pressed, _ := encode(f, pressedSample(), Edition{Revision: 1})
	f.Add(pressed)
	f.Add([]byte(fmt.Sprintf("%s\"round\",\"format\":1,\"source\":\"site\",\"id\":\"x\",\"revision\":1}\n", ownPrefix)))
	f.Fuzz(func(t *testing.T, data []byte) {
		rec, e, err := DecodeRound(bytes.NewReader(data))
		if err != nil {
			return
		}
		again, edition := encode(t, rec, Edition{Revision: e.Revision, Supersedes: e.Supersedes})
		back, _, err := DecodeRound(bytes.NewReader(again))
		if err != nil || !cmp.Equal(rec, back) || edition.Revision != e.Revision {
			t.Errorf("%v: %s", err, cmp.Diff(rec, back))
		}
	})
}
