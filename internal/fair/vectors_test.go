package fair

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"math"
	"os"
	"slices"
	"testing"
)

// testdata/vectors.json is written by bench/vectors.mjs with the official
// seedrandom.
func TestVectors(t *testing.T) {
	data, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors struct {
		Draws []struct {
			Key   string
			From  int
			Draws []float64
		}
		Rounds []struct {
			Law, Seed, Round string
			RugTick          int     `json:"rug_tick"`
			RugPrice         float64 `json:"rug_price"`
			Peak             float64
			Prices           []float64
			PricesSHA256     string `json:"prices_sha256"`
		}
	}
	if err := json.Unmarshal(data, &vectors); err != nil {
		t.Fatal(err)
	}
	if len(vectors.Draws) == 0 || len(vectors.Rounds) == 0 {
		t.Fatal("no vectors")
	}
	for _, v := range vectors.Draws {
		g := seeded(v.Key)
		for range v.From {
			g.take()
		}
		for i, want := range v.Draws {
			if got := g.take(); got != want {
				t.Errorf("key %.20q, draw %d: got %v, want %v", v.Key, v.From+i, got, want)
			}
		}
	}
	for _, v := range vectors.Rounds {
		l, err := LawByName(v.Law)
		if err != nil {
			t.Fatal(err)
		}
		r := l.Derive(v.Seed, v.Round, nil)
		if r.RugTick != v.RugTick || !same(r.RugPrice, v.RugPrice) || !same(r.Peak, v.Peak) {
			t.Errorf("%s %s: rug %v at tick %d, peak %v; want %v at tick %d, %v",
				v.Law, v.Round, r.RugPrice, r.RugTick, r.Peak, v.RugPrice, v.RugTick, v.Peak)
		}
		if v.Prices != nil && !slices.EqualFunc(r.Prices, v.Prices, same) {
			t.Errorf("%s %s: got prices %v, want %v", v.Law, v.Round, r.Prices, v.Prices)
		}
		if v.Prices == nil && hashOf(r.Prices) != v.PricesSHA256 {
			t.Errorf("%s %s: the prices have another hash", v.Law, v.Round)
		}
	}
}

func hashOf(prices []float64) string {
	var bytes []byte
	for _, price := range prices {
		bytes = binary.LittleEndian.AppendUint64(bytes, math.Float64bits(price))
	}
	sum := sha256.Sum256(bytes)
	return hex.EncodeToString(sum[:])
}

// The one round that the site published with version v1, and what v3 would make
// of its seed.
func TestPublishedRound(t *testing.T) {
	const (
		seed = "fedde170f25570df546c5c16de6f571b8253221f9307e977c4f5354a5aa078a4"
		id   = "20250701-55b97a42871f441f"
		hash = "eda505784c52cba72256771a21db61b4313749fb2675d14d3641bf5de589da42"
	)
	p, err := Verify(Observed{
		Round: id, Seed: seed, SeedHash: hash, Version: "v1",
		RugTick: 83, RugPrice: math.NaN(), Peak: 3.8474620187013504,
	})
	if err != nil || p.HashOK != Passed || p.RugTickOK != Passed || p.PeakOK != Passed || p.Verdict != Partial {
		t.Errorf("%+v, %v", p, err)
	}
	if r := V3.Derive(seed, id, nil); r.RugTick != 179 || r.Peak != 4.38082767954252 {
		t.Errorf("v3: rug at %d, peak %v, want 179, 4.38082767954252", r.RugTick, r.Peak)
	}
}
