package tape

import (
	"math"
	"strings"
	"testing"

	"rugtape/internal/fair"
)

func TestEndOfAList(t *testing.T) {
	missing, whole := math.NaN(), fair.V3.RugPrice(1)
	rug := fair.V3.RugPrice(0.5)
	tests := []struct {
		name   string
		prices []float64
		want   int
	}{
		{"nothing", nil, 0},
		{"one price", []float64{1}, 1},
		{"live only", []float64{1, 0.5, 0.6}, 3},
		{"the rug last", []float64{1, 0.5, 0.6, rug}, 3},
		{"the frame after it too", []float64{1, 0.5, 0.6, rug, missing, rug}, 3},
		{"the rug's frame missed", []float64{1, 0.5, 0.6, missing, rug}, 4},
		{"missing at the end", []float64{1, 0.5, rug, missing, missing}, 2},
		{"the low was missed", []float64{1, missing, 0.6, rug}, 3},
		{"a fall that is no rug", []float64{1, 0.5, 0.6, rug * 0.9}, 4},
		{"live with a gap", []float64{1, missing, 0.6, 0.3}, 4},
		{"an instant rug", []float64{1, whole}, 1},
		{"nothing but gaps", []float64{missing, missing}, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := endOf(tt.prices); got != tt.want {
				t.Errorf("the rug is at %d, want %d", got, tt.want)
			}
		})
	}
}

// TestListHashInUpperCase: a hash is the same however its digits are written.
func TestListHashInUpperCase(t *testing.T) {
	hash := strings.Repeat("ab", 32)
	list := func(hash string) string {
		return `{"meta": {"game_id": "20250101-a", "server_seed_hash": "` + hash + `"}, "prices": [1, 1.1]}`
	}
	rec := readAll(t, list(strings.ToUpper(hash)), list(hash))["20250101-a"]
	if rec.SeedHash != hash || rec.Quarantined() {
		t.Errorf("the hash is %q, with conflicts %+v", rec.SeedHash, rec.Conflicts)
	}
}
