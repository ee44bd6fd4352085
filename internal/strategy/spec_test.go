package strategy

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestParse: what is written in different ways and does the same is the same.
func TestParse(t *testing.T) {
	for text, want := range map[string]string{
		"never":                            "never",
		"never:":                           "never",
		"target":                           "target:m=2,stake=0.01",
		"target:m=2":                       "target:m=2,stake=0.01",
		"target:stake=0.010,m=2.000":       "target:m=2,stake=0.01",
		" target : m = +2e0 , stake=1e-2 ": "target:m=2,stake=0.01",
		"target:m=1e6":                     "target:m=1000000,stake=0.01",
		"hold:n=007":                       "hold:n=7,stake=0.01",
		"conservative:stop=-0":             "conservative:stake=0.005,below=1.5,take=0.2,stop=0,above=10,side=0.002,side_from=100",
		"conservative:take=1e-300":         "conservative:stake=0.005,below=1.5,take=0." + strings.Repeat("0", 299) + "1,stop=0.15,above=10,side=0.002,side_from=100",
		"random:seed=9007199254740992":     "random:seed=9007199254740992,chance=0.02,stake=0.005,side=0.002",
	} {
		s, err := Parse(text)
		if err != nil || s.String() != want {
			t.Errorf("%q: %v, %v", text, s, err)
			continue
		}
		again, err := Parse(want)
		if err != nil || again.String() != want || again.Kind != s.Kind {
			t.Errorf("%q: %v, %v", want, again, err)
		}
		for name, n := range s.Args {
			if again.Args[name] != n {
				t.Errorf("%q: %s is %+v, read again %+v", text, name, n, again.Args[name])
			}
		}
	}
}

// TestParseRefuses: an error names the parameter and says what can be written.
func TestParseRefuses(t *testing.T) {
	for text, says := range map[string][]string{
		"":                            {`no strategy ""`, "use one of conservative, aggressive"},
		"nobody":                      {`no strategy "nobody"`, "never"},
		"Target":                      {`no strategy "Target"`},
		"target:m":                    {`"m" is not PARAM=VALUE`, "target:PARAM=VALUE"},
		"target:m=2,":                 {`"" is not PARAM=VALUE`},
		"target:m=2,m=3":              {"m is given twice"},
		"target:x=2":                  {`no parameter "x"`, "it has m, stake"},
		"never:x=2":                   {`no parameter "x"`, "it has none"},
		"target:=2":                   {`no parameter ""`},
		"target:m=":                   {"m= is not a number of price", "use 1.001 to 1000000x"},
		"target:m=1":                  {"m=1 is out of range", "use 1.001 to 1000000x"},
		"target:m=1000000.1":          {"m=1000000.1 is out of range"},
		"target:m=nan":                {"m=nan is not a number"},
		"target:m=inf":                {"m=inf is not a number"},
		"target:m=-Inf":               {"m=-Inf is not a number"},
		"target:m=1e999":              {"m=1e999 is not a number"},
		"target:m=0x10":               {"m=0x10 is not a number"},
		"target:m=0x1p4":              {"m=0x1p4 is not a number"},
		"target:m=1_000":              {"m=1_000 is not a number"},
		"target:m=2=3":                {"m=2=3 is not a number"},
		"target:m=-2":                 {"m=-2 is out of range"},
		"target:stake=0":              {"stake=0 is out of range", "use 0.001 to 1 SOL"},
		"target:stake=1.000000001":    {"stake=1.000000001 is out of range"},
		"target:stake=0.0010000001":   {"stake=0.0010000001 is not a number of SOL"},
		"target:stake=nan":            {"stake=nan is not a number of SOL"},
		"target:stake=0x1":            {"stake=0x1 is not a number of SOL"},
		"target:stake=-0.01":          {"stake=-0.01 is out of range"},
		"hold:n=0":                    {"n=0 is out of range", "use 1 to 5000 ticks"},
		"hold:n=5001":                 {"n=5001 is out of range"},
		"hold:n=1.5":                  {"n=1.5 is not a number of ticks"},
		"hold:n=0x10":                 {"n=0x10 is not a number of ticks"},
		"hold:n=99999999999999999999": {"n=99999999999999999999 is not a number of ticks"},
		"random:seed=-1":              {"seed=-1 is out of range"},
		"random:seed=1e3":             {"seed=1e3 is not a number of whole ones"},
		"kelly:chance=1.0001":         {"chance=1.0001 is out of range", "use 0 to 1"},
	} {
		_, err := Parse(text)
		if err == nil {
			t.Errorf("%q was taken", text)
			continue
		}
		for _, part := range says {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%q: %q does not say %q", text, err, part)
			}
		}
	}
	if _, err := Parse("target:m=" + strings.Repeat("9", 10_000)); err == nil || len(err.Error()) > 300 {
		t.Errorf("a long value: %.400v", err)
	}
}

// TestCatalogue: what is listed can be made, and says what it is.
func TestCatalogue(t *testing.T) {
	want := "conservative aggressive sidebet foundational hold target never martingale-sidebet kelly random"
	if got := strings.Join(Names(), " "); got != want {
		t.Errorf("there are %s", got)
	}
	for _, kind := range Catalogue() {
		if kind.Says == "" || must(t, kind.Name).New() == nil {
			t.Errorf("%s says nothing or cannot be made", kind.Name)
		}
		for _, p := range kind.Params {
			n, err := p.read(p.Default)
			if err != nil || p.Says == "" || strings.ContainsAny(p.Name, " =:,") || p.Least >= p.Most {
				t.Errorf("%s: %+v: %+v, %v", kind.Name, p, n, err)
			}
			for _, bound := range []float64{p.Least, p.Most} {
				if _, err := p.read(plain(bound)); err != nil {
					t.Errorf("%s: its own bound: %v", kind.Name, err)
				}
			}
		}
	}
}

// FuzzParse: any text is a spec that is written as it is read, or an error.
func FuzzParse(f *testing.F) {
	for _, name := range Names() {
		f.Add(must(f, name).String())
	}
	f.Add("target:m=1e-3,stake=0x")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Parse(text)
		if err != nil {
			return
		}
		if again, err := Parse(s.String()); err != nil || again.String() != s.String() {
			t.Errorf("%q is written %q: %v", text, s, err)
		}
		v := presale()
		s.New().Decide(&v)
	})
}

// TestEverySpecMakesAStrategy draws values within the ranges.
func TestEverySpecMakesAStrategy(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom(Catalogue()).Draw(t, "kind")
		values := map[string]string{}
		for _, p := range kind.Params {
			switch {
			case p.Unit.whole():
				values[p.Name] = plain(float64(rapid.Int64Range(int64(p.Least), int64(p.Most)).Draw(t, p.Name)))
			case p.Unit == SOL:
				values[p.Name] = plain(float64(rapid.IntRange(int(p.Least*1000), int(p.Most*1000)).Draw(t, p.Name)) / 1000)
			default:
				values[p.Name] = plain(rapid.Float64Range(p.Least, p.Most).Draw(t, p.Name))
			}
		}
		s, err := New(kind.Name, values)
		if err != nil {
			t.Fatal(err)
		}
		made := s.New()
		for _, v := range []View{presale(), flat(0, 1), flat(5, 30), held(5, 3, 1, 2), held(150, 1e-9, 0, 0), flat(120, 1e300)} {
			if in := made.Decide(&v); in.Amount < 0 || in.Amount > mostStake || in.Why.String() == "" {
				t.Fatalf("%s: %+v", s, in)
			}
		}
	})
}
