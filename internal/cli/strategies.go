package cli

import (
	"github.com/spf13/cobra"

	"rugtape/internal/strategy"
)

func newStrategies(t *tool) *cobra.Command {
	return &cobra.Command{
		Use:   "strategies",
		Short: "List the built-in strategies and their parameters",
		Long: "strategies lists what backtest can try: each strategy with what it does, what it is\n" +
			"worth, and its parameters with their units, ranges and defaults. Write your own in a\n" +
			"few lines: docs/strategies.md.",
		Args: takesNothing,
		RunE: func(*cobra.Command, []string) error {
			for _, kind := range strategy.Catalogue() {
				if err := t.showKind(&kind); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// kindItem is the JSON of a strategy.
type kindItem struct {
	Name   string      `json:"name"`
	Says   string      `json:"says"`
	Truth  *string     `json:"truth"`
	Params []paramItem `json:"params"`
}

type paramItem struct {
	Name    string  `json:"name"`
	Unit    string  `json:"unit"`
	Default string  `json:"default"`
	Least   float64 `json:"least"`
	Most    float64 `json:"most"`
	Says    string  `json:"says"`
}

func (t *tool) showKind(kind *strategy.Kind) error {
	if t.json {
		item := kindItem{kind.Name, kind.Says, known(kind.Truth), []paramItem{}}
		for _, p := range kind.Params {
			item.Params = append(item.Params, paramItem{p.Name, p.Unit.String(), p.Default, p.Least, p.Most, p.Says})
		}
		return t.put(item)
	}
	t.say("%s: %s", kind.Name, kind.Says)
	if kind.Truth != "" {
		t.say("  in truth: %s", kind.Truth)
	}
	for _, p := range kind.Params {
		t.say("  %-10s %-8s %s (%s)", p.Name, p.Default, p.Says, p.Range())
	}
	return nil
}
