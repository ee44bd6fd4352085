package web

import (
	"net/http"

	"rugtape/internal/strategy"
)

type strategyJSON struct {
	Name   string      `json:"name"`
	Says   string      `json:"says"`
	Truth  string      `json:"truth"`
	Params []paramJSON `json:"params"`
}

type paramJSON struct {
	Name    string  `json:"name"`
	Unit    string  `json:"unit"` // SOL, price, fraction, ticks or count
	Default string  `json:"default"`
	Least   float64 `json:"least"`
	Most    float64 `json:"most"`
	Says    string  `json:"says"`
}

// listStrategies lists the built-in strategies.
func (s *server) listStrategies(w http.ResponseWriter, r *http.Request) {
	kinds := []strategyJSON{}
	for _, k := range strategy.Catalogue() {
		shown := strategyJSON{k.Name, k.Says, k.Truth, []paramJSON{}}
		for _, p := range k.Params {
			shown.Params = append(shown.Params, paramJSON{p.Name, p.Unit.String(), p.Default, p.Least, p.Most, p.Says})
		}
		kinds = append(kinds, shown)
	}
	s.answer(w, r, map[string]any{"strategies": kinds})
}
