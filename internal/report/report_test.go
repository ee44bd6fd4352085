package report

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"io"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"rugtape/internal/fair"
	"rugtape/internal/lab"
	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

// played is the result of a small run.
func played(t *testing.T, text string, rounds, session int) lab.Result {
	t.Helper()
	spec, err := strategy.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	p := &lab.Plan{
		Name: spec.String(), Spec: &spec, Make: func() (strategy.Strategy, error) { return spec.New(), nil },
		Rounds:     lab.Rounds{Source: lab.Drawn, Law: fair.V3, Seed: 5, Count: rounds},
		PerSession: session, Balance: money.PerSOL,
	}
	total, table := p.Begin(), p.Table()
	defer table.Close()
	for _, s := range p.Shards() {
		part, err := table.Run(s, func() bool { return false })
		if err != nil {
			t.Fatal(err)
		}
		total.Add(part)
	}
	return total.Result()
}

func TestJSONHoldsNoNumberThatIsNone(t *testing.T) {
	for _, c := range []struct {
		name            string
		rounds, session int
		null            []string
	}{
		{"target:m=2", 500, 5, nil},
		{"never", 10, 1, []string{`"p_value":null`}},
		{"never", 3, 3, []string{`"stderr":null`, `"ci95":null`, `"p_value":null`}},
		{"conservative", 500, 5, []string{`"theory_mean":null`, `"theory_z":null`}},
	} {
		text, err := json.Marshal(Drawn(played(t, c.name, c.rounds, c.session), time.Second))
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		for _, want := range c.null {
			if !bytes.Contains(text, []byte(want)) {
				t.Errorf("%s: there is no %s in %.900s", c.name, want, text)
			}
		}
	}
}

// TestEveryFormatTellsTheSame: the mean that JSON has stands in the others.
func TestEveryFormatTellsTheSame(t *testing.T) {
	r := Drawn(played(t, "target:m=2", 2_000, 20), time.Second)
	for _, f := range Formats {
		var out strings.Builder
		if err := f.Write(&out, r); err != nil {
			t.Fatal(err)
		}
		want := number(r.Mean)
		if f == HTML {
			want = figure(*r.Mean)
		}
		if !strings.Contains(out.String(), want) || !strings.Contains(out.String(), r.Hash) {
			t.Errorf("the %s report has no %s, or not the hash", f, want)
		}
	}
	if _, err := FormatOf("report.pdf"); err == nil {
		t.Error("a report as pdf is promised")
	}
	if f, err := FormatOf("a/b.HTML"); err != nil || f != HTML {
		t.Errorf("%v, %v", f, err)
	}
}

// TestHTMLNeedsNothingElse: it loads nothing, runs nothing, and what others
// named is text in it.
func TestHTMLNeedsNothingElse(t *testing.T) {
	result := played(t, "conservative", 300, 3)
	result.Strategy = `<script>alert("x")</script>`
	result.Warnings = append(result.Warnings, "<b>bold</b>")
	sweep := SweepOf(result.Strategy, []lab.Cell{{Params: map[string]string{"m": `"><i>`}, Result: result, Adjusted: math.NaN()}})
	for _, write := range []func(io.Writer) error{
		func(w io.Writer) error { return HTML.Write(w, Drawn(result, time.Second)) },
		func(w io.Writer) error { return HTML.WriteSweep(w, sweep) },
	} {
		var out bytes.Buffer
		if err := write(&out); err != nil {
			t.Fatal(err)
		}
		for _, bad := range []string{"<script", "src=", "href=", "http", "@import", "url(", "<b>bold", `"><i>`, "NaN", "Inf"} {
			if strings.Contains(out.String(), bad) {
				t.Errorf("the report holds %q", bad)
			}
		}
		for _, picture := range strings.Split(out.String(), "<svg")[1:] {
			picture, _, _ = strings.Cut("<svg"+picture, "</svg>")
			d := xml.NewDecoder(strings.NewReader(picture + "</svg>"))
			for {
				if _, err := d.Token(); err == io.EOF {
					break
				} else if err != nil {
					t.Fatalf("a picture is no XML: %v", err)
				}
			}
		}
	}
}

func TestCSVHasARowForEachTrial(t *testing.T) {
	cells := []lab.Cell{
		{Params: map[string]string{"m": "2", "stake": "0.01"}, Result: played(t, "target:m=2", 200, 1)},
		{Params: map[string]string{"m": "3", "stake": "0.01"}, Result: played(t, "never", 3, 3)},
	}
	lab.Adjust(cells)
	var out bytes.Buffer
	if err := CSV.WriteSweep(&out, SweepOf("target", cells)); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil || len(rows) != 3 || rows[0][0] != "m" || rows[1][0] != "2" || rows[2][0] != "3" {
		t.Errorf("%q, %v", rows, err)
	}
}

func TestSentences(t *testing.T) {
	r := func(mean, half, theory, luck float64) lab.Result {
		return lab.Result{Bets: 1, Rounds: 1000, Mean: mean, Stderr: half / 2, Low: mean - half, High: mean + half, Theory: theory, Luck: luck}
	}
	none := math.NaN()
	for _, c := range []struct {
		r    lab.Result
		want string
	}{
		{lab.Result{Rounds: 1}, "It placed no bet in 1 round."},
		{r(-0.0005, 0.0001, -0.00049, 1), "Lost 0.0005000 SOL a round in the mean of 1,000 rounds, +- 0.0001000. The law says -0.0004900: this is what was to be expected."},
		{r(-0.0005, 0.0001, -0.00037, 1), "the difference is luck of a kind that 5 of 100 runs have"},
		{r(-0.0005, 0.0001, -0.0001, 1), "8.0 standard errors away: that is not luck, look for a fault"},
		{r(-0.0005, 0.0001, none, 1), "It loses, and that is not bad luck."},
		{r(0, 0.001, none, 0.5), "Broke even: 0 SOL a round in the mean of 1,000 rounds, +- 0.001000. This is within what luck does"},
		{r(0.0005, 0.001, none, 0.16), "within what luck does to a player without any edge: a player without any edge does as well in 16 of 100 cases."},
		{r(0.0005, 0.0001, none, 0.0001), "By the law no strategy has a positive mean, so that this is luck: a player without any edge does as well in fewer than 1 of 1,000 cases."},
	} {
		if got := Sentence(c.r); !strings.Contains(got, c.want) {
			t.Errorf("%q, want %q in it", got, c.want)
		}
	}
}

func TestFigures(t *testing.T) {
	for x, want := range map[float64]string{0: "0", 1: "1.000", -0.00049317: "-0.0004932", 12345: "12345.00", 1e-12: "0.000000000"} {
		if got := figure(x); got != want {
			t.Errorf("%v is written %s, want %s", x, got, want)
		}
	}
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", -1234567: "-1,234,567"} {
		if got := Grouped(n); got != want {
			t.Errorf("%d is written %s, want %s", n, got, want)
		}
	}
}
