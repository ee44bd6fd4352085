package money

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		text string
		want Lamports
		err  error
	}{
		{"0", 0, nil},
		{"-0", 0, nil},
		{"0.1", 100_000_000, nil},
		{"0.001", 1_000_000, nil},
		{"1", PerSOL, nil},
		{"0.000000001", 1, nil},
		{"-0.000000001", -1, nil},
		{"1e-9", 1, nil},
		{"1.5E+2", 150 * PerSOL, nil},
		{"0.0100000000000", 10_000_000, nil}, // zeros beyond a lamport are no finer amount
		{"9223372036.854775807", math.MaxInt64, nil},
		{"9223372036.854775808", 0, ErrRange},
		{"1e300", 0, ErrRange},
		{"0e9999", 0, nil},
		{"1e-10", 0, ErrTooFine},
		{"0.0000000001", 0, ErrTooFine},
		{"1.025240591000001", 0, ErrTooFine},
		{"", 0, ErrSyntax},
		{"-", 0, ErrSyntax},
		{".5", 0, ErrSyntax},
		{"5.", 0, ErrSyntax},
		{"+1", 0, ErrSyntax},
		{"1e", 0, ErrSyntax},
		{"1e99999", 0, ErrSyntax},
		{"0x10", 0, ErrSyntax},
		{"NaN", 0, ErrSyntax},
		{" 1", 0, ErrSyntax},
		{"null", 0, ErrSyntax},
	} {
		got, err := Parse(c.text)
		if got != c.want || !errors.Is(err, c.err) {
			t.Errorf("Parse(%q) = %d, %v; want %d, %v", c.text, got, err, c.want, c.err)
		}
	}
}

func TestWhatIsWrittenReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := Lamports(rapid.Int64Min(-math.MaxInt64).Draw(t, "lamports"))
		for _, text := range []string{l.String(), l.Exact()} {
			if got, err := Parse(text); err != nil || got != l {
				t.Fatalf("Parse(%q) = %d, %v; want %d", text, got, err, l)
			}
		}
	})
}

// TestParseIsExact holds Parse against rational arithmetic: a float on the
// way would be wrong for one amount in sixty.
func TestParseIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`-?(0|[1-9][0-9]{0,9})(\.[0-9]{1,12})?(e-?[0-9])?`).Draw(t, "text")
		exact, ok := new(big.Rat).SetString(text)
		if !ok {
			t.Fatalf("big.Rat does not read %q", text)
		}
		exact.Mul(exact, big.NewRat(int64(PerSOL), 1))
		got, err := Parse(text)
		switch {
		case !exact.IsInt():
			if !errors.Is(err, ErrTooFine) && !errors.Is(err, ErrRange) {
				t.Fatalf("Parse(%q) = %d, %v; want an error: it is finer than a lamport", text, got, err)
			}
		case !exact.Num().IsInt64():
			if !errors.Is(err, ErrRange) {
				t.Fatalf("Parse(%q) = %d, %v; want ErrRange", text, got, err)
			}
		case err != nil || int64(got) != exact.Num().Int64():
			t.Fatalf("Parse(%q) = %d, %v; want %v", text, got, err, exact.Num())
		}
	})
}

// TestF9 holds F9 against the same steps in arithmetic of 200 bits, rounded
// to a double after each: the product, its floor and the quotient.
func TestF9(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(-1e6, 1e6).Draw(t, "x")
		billion := big.NewFloat(1e9)
		product, _ := new(big.Float).SetPrec(200).Mul(big.NewFloat(x), billion).Float64()
		floor := new(big.Float).SetPrec(200).SetFloat64(math.Floor(product))
		want, _ := floor.Quo(floor, billion).Float64()
		if got := F9(x); got != want {
			t.Fatalf("F9(%v) = %v, want %v", x, got, want)
		}
	})
}

// TestF9IsNotIdempotent pins the reason why the number of floors in a
// formula matters. The amounts were found by search.
func TestF9IsNotIdempotent(t *testing.T) {
	shrinks := 0
	for lamports := 1; lamports < 10_000; lamports++ {
		x := F9((float64(lamports) + 0.5) / 1e9)
		if F9(x) < x {
			shrinks++
		}
	}
	if shrinks == 0 {
		t.Fatal("no amount below 0.00001 SOL shrinks when floored again; some must")
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{"0", "1.5e-3", "-0.000000001", "9223372036.854775807", "e", "1e-9999"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		l, err := Parse(text)
		if err != nil {
			return
		}
		if again, err := Parse(l.Exact()); err != nil || again != l {
			t.Fatalf("Parse(%q) = %d, which is written %q and read back as %d, %v", text, l, l.Exact(), again, err)
		}
	})
}
