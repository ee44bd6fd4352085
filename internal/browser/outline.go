package browser

import (
	"context"
	"fmt"
)

// Found is how the search for a control went.
type Found struct {
	Control string
	Rule    string // the rule that hit, "" for none
	Label   string // as the page shows it
	Visible bool   // something is there to be seen
	Enabled bool   // it is the only one, and can be pressed
	Count   int    // how many visible elements fit the rule; it is found if that is 1
	Why     string // why it is not found, for people
}

// Find looks for all controls, in the order of Controls.
func (s *Session) Find(ctx context.Context) ([]Found, error) {
	return findControls(ctx, s, s.selectors)
}

// Outline puts frames around the controls that are found, or takes them away.
// Nothing of the page is touched; the frames go by themselves after a minute.
func (s *Session) Outline(ctx context.Context, on bool) error {
	return s.call(ctx, "rugtape.outline", []any{on}, nil)
}

// foundThere is what the page says of a control. (page/shapes.d.ts: Found)
type foundThere struct {
	Rule    int    `json:"rule"` // from 1; 0 for none
	Label   string `json:"label"`
	Visible bool   `json:"visible"`
	Enabled bool   `json:"enabled"`
	Count   int    `json:"count"`
	Why     string `json:"why"`
}

func findControls(ctx context.Context, w world, s Selectors) ([]Found, error) {
	var told map[string]foundThere
	if err := w.call(ctx, "rugtape.find", nil, &told); err != nil {
		return nil, fmt.Errorf("look for the controls: %w", err)
	}
	found := make([]Found, 0, len(Controls))
	for _, name := range Controls {
		f := told[name]
		rule := ""
		if rules := s.Controls[name]; f.Rule > 0 && f.Rule <= len(rules) {
			rule = rules[f.Rule-1].String()
		}
		found = append(found, Found{name, rule, f.Label, f.Visible, f.Enabled, f.Count, f.Why})
	}
	return found, nil
}
