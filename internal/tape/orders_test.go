package tape

import (
	"bytes"
	"errors"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rugtape/internal/game"
	"rugtape/internal/guard"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

// armedGuard is a guard that lets live orders through, with every limit.
func armedGuard(t testing.TB) guard.Guard {
	t.Helper()
	g := guard.New(guard.Limits{
		Stake: money.PerSOL, SideStake: 2, Exposure: 3 * money.PerSOL, RoundLoss: 4 * money.PerSOL, SessionLoss: 5 * money.PerSOL, DayLoss: 6 * money.PerSOL,
		LosingRounds: 7, PerMinute: 8, MinGap: 9, StaleAfter: 2 * time.Second, Deviation: 0.05, Live: true,
	}, true)
	g.NewRound("20250101-00000000000000aa")
	if err := g.Arm(guard.Arming{Host: "127.0.0.1:7900", UntilNS: 1_000_000_000_000}, 1_000_000_000); err != nil {
		t.Fatal(err)
	}
	return g
}

// orders is a journal with a record of each kind, and with every member.
func orders(t testing.TB) []OrderRecord {
	t.Helper()
	g := armedGuard(t)
	armed := g.State()
	a, refusal := g.Check(strategy.Intent{Action: strategy.Buy, Amount: 10_000_001}, guard.Now{
		TimeNS: 2_000_000_000, FrameNS: 2_000_000_000, Phase: game.PhaseLive, Tick: 17, Price: 1.2345678901234567, Decided: 1.2345678901234567, Balance: money.PerSOL,
	})
	if refusal.Code != "" {
		t.Fatal(refusal)
	}
	approved := g.State()
	g.Report(guard.Report{Key: a.Key(), Life: guard.Confirmed, Tick: 18, Price: 1.25})
	booked := g.State()
	all := []OrderRecord{
		{Kind: OrderState, By: ByApp, Guard: &armed},
		{Kind: OrderArmed, By: ByApp, Host: "127.0.0.1:7900", UntilNS: 1_000_000_000_000, Strategy: "target:m=2,stake=0.01", Guard: &armed},
		{Kind: OrderApproved, By: ByApp, Key: a.Key(), Guard: &approved},
		{Kind: OrderPressing, By: ByApp, Key: a.Key(), Label: "BUY+0.010 SOL \"<&>\" ", Amount: 10_000_001},
		{Kind: OrderPressed, By: ByApp, Key: a.Key()},
		{Kind: OrderSettled, By: ByApp, Key: a.Key(), Life: "unknown"},
		{Kind: OrderSettled, By: ByApp, Key: a.Key(), Life: "confirmed", Tick: 18, Price: 1.25, Evidence: "purse", Guard: &booked},
		{Kind: OrderPressing, By: ByWatchdog, Key: 9, Part: 0.25},
		{Kind: OrderUnpressed, By: ByWatchdog, Key: 9, Code: "no_button", Why: "no button reads SELL"},
		{Kind: OrderSettled, By: ByApp, Key: 10, Life: "refused", Code: "refused", Why: "the server says so", Evidence: "ack"},
		{Kind: OrderClosed, By: ByApp, Key: 11, Done: true},
		{Kind: OrderAlarm, By: ByWatchdog, Key: 9, Why: "it could not be sold"},
		{Kind: OrderAcknowledged, By: ByApp},
		{Kind: OrderWatchdog, By: ByWatchdog, Why: "process 17 was ended: it has said nothing for 0.7 s"},
		{Kind: OrderDisarmed, By: ByApp, Why: "the feed is stale", Guard: &booked},
	}
	for i := range all {
		all[i].Seq, all[i].TimeNS = uint64(i)+1, 3_000_000_000+int64(i)
	}
	return all
}

// ordersText is a journal of these records, with its head.
func ordersText(t testing.TB, kept int, first uint64, all []OrderRecord) []byte {
	t.Helper()
	text, err := EncodeOrdersHead(kept, first)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		line, err := EncodeOrder(r)
		if err != nil {
			t.Fatal(err)
		}
		text = append(text, line...)
	}
	return text
}

// TestOrders: the journal of testdata is that of the format, byte by byte.
func TestOrders(t *testing.T) {
	all := orders(t)
	text := ordersText(t, 0, 1, all)
	scan, err := ScanOrders(text)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(OrdersScan{Records: all, Next: 16, Safe: len(text)}, scan); diff != "" {
		t.Errorf("it comes back changed:\n%s", diff)
	}
	const path = "testdata/orders.jsonl"
	if *rewrite {
		if err := os.WriteFile(path, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(text)); diff != "" {
		t.Errorf("the format has changed (-testdata +now):\n%s", diff)
	}
}

// TestOrdersTorn: wherever the last line ends, or whatever of it is zeros, it
// was not written and the rest is there. A wrong byte of what was written whole is
// damage, in the last line too.
func TestOrdersTorn(t *testing.T) {
	all := orders(t)
	text := ordersText(t, 0, 1, all)
	last := len(ordersText(t, 0, 1, all[:len(all)-1]))
	for n := last + 1; n < len(text); n++ {
		for what, torn := range map[string][]byte{
			"cut":    text[:n],
			"zeros":  append(bytes.Clone(text[:n]), make([]byte, len(text)-n)...),
			"a hole": append(append(bytes.Clone(text[:last]), make([]byte, n-last)...), text[n:]...),
		} {
			scan, err := ScanOrders(torn)
			if err != nil || scan.Safe != last || scan.Torn != len(torn)-last || len(scan.Records) != len(all)-1 || scan.Next != all[len(all)-1].Seq {
				t.Fatalf("%s at %d: %d records, %d safe, %d torn, %v", what, n, len(scan.Records), scan.Safe, scan.Torn, err)
			}
		}
	}
	for n := 0; n < len(text)-1; n += 7 { // without the last line end, the line is one that was cut
		bad := bytes.Clone(text)
		bad[n] ^= 1
		if scan, err := ScanOrders(bad); err == nil {
			t.Fatalf("byte %d of %d is wrong: %d records, %d torn", n, len(bad), len(scan.Records), scan.Torn)
		} else if !errors.Is(err, ErrOrdersDamaged) && !errors.Is(err, ErrOrdersNewer) {
			t.Fatalf("byte %d: an error without a name: %v", n, err)
		}
	}
}

// TestOrdersDamaged: what was durable and is not there is told.
func TestOrdersDamaged(t *testing.T) {
	all := orders(t)
	lines := bytes.SplitAfter(ordersText(t, 0, 1, all), []byte("\n"))
	lines = lines[:len(lines)-1]
	join := func(parts ...[][]byte) []byte {
		var text []byte
		for _, p := range parts {
			text = append(text, bytes.Join(p, nil)...)
		}
		return text
	}
	for what, text := range map[string][]byte{
		"empty":            nil,
		"no head":          join(lines[1:]),
		"a line is gone":   join(lines[:4], lines[5:]),
		"a line twice":     join(lines[:5], lines[4:]),
		"two lines in one": append(bytes.TrimSuffix(join(lines[:4]), []byte("\n")), lines[4]...),
		"an empty line":    join(lines[:4], [][]byte{[]byte("\n")}, lines[4:]),
		"a line of others": append(join(lines), "{}\n"...),
		"kept are missing": ordersText(t, 3, 16, all[:2]),
		"kept out of turn": ordersText(t, 2, 16, []OrderRecord{all[5], all[3]}),
		"kept too late":    ordersText(t, 2, 3, all[1:3]),
		"a torn kept line": append(ordersText(t, 2, 16, all[:1]), `{"seq":2,`...),
	} {
		if scan, err := ScanOrders(text); !errors.Is(err, ErrOrdersDamaged) {
			t.Errorf("%s: %d records, %v", what, len(scan.Records), err)
		}
	}
	newer := sealOrder([]byte(`{"rugtape":"orders","format":2,"kept":0,"first":1}`))
	if _, err := ScanOrders(newer); !errors.Is(err, ErrOrdersNewer) {
		t.Errorf("another version: %v", err)
	}
	short := ordersText(t, 2, 16, []OrderRecord{all[2], all[6]})
	if scan, err := ScanOrders(short); err != nil || len(scan.Records) != 2 || scan.Next != 16 {
		t.Errorf("a journal that was made shorter: %+v, %v", scan, err)
	}
}

func TestOrdersThatCannotBeWritten(t *testing.T) {
	state := guard.State{}
	for _, r := range []OrderRecord{
		{},
		{Kind: "dream"},
		{Kind: OrderState},
		{Kind: OrderState, Guard: &state, Why: "more"},
		{Kind: OrderArmed, Host: "h", Guard: &state},
		{Kind: OrderDisarmed},
		{Kind: OrderApproved, Key: 1, Guard: &state},
		{Kind: OrderPressing},
		{Kind: OrderPressing, Key: 1, Part: 1.5},
		{Kind: OrderPressing, Key: 1, Part: math.NaN()},
		{Kind: OrderPressing, Key: 1, Label: "\xff"},
		{Kind: OrderPressed, Key: 1, Life: "confirmed"},
		{Kind: OrderUnpressed, Key: 1},
		{Kind: OrderSettled, Key: 1, Life: "sent"},
		{Kind: OrderSettled, Key: 1, Life: "confirmed", Price: math.Inf(1)},
		{Kind: OrderClosed},
		{Kind: OrderAlarm},
		{Kind: OrderAlarm, Why: strings.Repeat("x", maxOrder)},
		{Kind: OrderAcknowledged, Key: 1},
		{Kind: OrderWatchdog},
	} {
		r.Seq, r.By = 1, ByApp
		if line, err := EncodeOrder(r); err == nil {
			t.Errorf("%+v was written as %s", r, line)
		}
	}
	if line, err := EncodeOrder(OrderRecord{Seq: 1, By: "cat", Kind: OrderAcknowledged}); err == nil {
		t.Errorf("written by a cat: %s", line)
	}
}

func FuzzScanOrders(f *testing.F) {
	text := ordersText(f, 0, 1, orders(f))
	f.Add(text)
	f.Add(text[:len(text)-9])
	f.Add(ordersText(f, 1, 16, orders(f)[2:3]))
	f.Fuzz(func(t *testing.T, text []byte) {
		scan, err := ScanOrders(text)
		if err != nil {
			if !errors.Is(err, ErrOrdersDamaged) && !errors.Is(err, ErrOrdersNewer) {
				t.Fatalf("an error without a name: %v", err)
			}
			return
		}
		if scan.Safe+scan.Torn != len(text) {
			t.Fatalf("%d safe and %d torn of %d", scan.Safe, scan.Torn, len(text))
		}
		head, _ := cutLine(text)
		again := bytes.Clone(head)
		for _, r := range scan.Records {
			line, err := EncodeOrder(r)
			if err != nil {
				t.Fatal(err)
			}
			again = append(again, line...)
		}
		if !bytes.Equal(again, text[:scan.Safe]) {
			t.Fatalf("it is written again as %s", again)
		}
	})
}
