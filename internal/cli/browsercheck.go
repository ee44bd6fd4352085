package cli

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"rugtape/internal/browser"
)

func newBrowserCheck(t *tool) *cobra.Command {
	var f browserFlags
	var outline bool
	var wait time.Duration
	cmd := &cobra.Command{
		Use:   "check [--port N] [--outline]",
		Short: "Say which of the page's controls are found, and how",
		Long: "check looks for every control that orders are made with: by which rule it was found, what\n" +
			"stands on it, whether it can be pressed now. It attaches to the Chrome at --port, or\n" +
			"launches one. --outline also puts frames around them in the page, until Ctrl-C. It\n" +
			"presses nothing. Exit 1 when a control that is needed is not found, or not for\n" +
			"sure: then write rules of your own into " + browser.SelectorsFile + " in the home.",
		Args: takesNothing,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o, err := t.browserOptions(cmd, &f)
			if err != nil {
				return err
			}
			if wait < 0 {
				return seeHelp(cmd, "--wait %v: use a duration such as 10s", wait)
			}
			return t.inBrowser(cmd.Context(), o, newHearing(), func(s *browser.Session) error {
				return t.checkControls(cmd.Context(), s, wait, outline)
			})
		},
		DisableFlagsInUseLine: true,
	}
	f.attaching(cmd)
	f.launching(cmd)
	f.choosing(cmd)
	cmd.Flags().BoolVar(&outline, "outline", false, "put frames around what is found, and stay until Ctrl-C")
	cmd.Flags().DurationVar(&wait, "wait", 10*time.Second, "how long the page may take to show them")
	return cmd
}

// foundControl is the JSON of a control.
type foundControl struct {
	Control string  `json:"control"`
	Found   bool    `json:"found"` // one element alone fits
	Needed  bool    `json:"needed"`
	Rule    *string `json:"rule"` // that hit; null for none
	Label   string  `json:"label"`
	Visible bool    `json:"visible"`
	Enabled bool    `json:"enabled"`
	Count   int     `json:"count"` // of visible elements that fit the rule
	Why     string  `json:"why"`   // it is not found
}

// lookEvery is how often the page is looked at while it has not shown all.
const lookEvery = 250 * time.Millisecond

func (t *tool) checkControls(ctx context.Context, s *browser.Session, wait time.Duration, outline bool) error {
	found, err := awaitControls(ctx, s, wait)
	if err != nil {
		return err
	}
	missing := 0
	for _, f := range found {
		c := foundControl{f.Control, f.Count == 1, isNeeded(f.Control, found), known(f.Rule), f.Label, f.Visible, f.Enabled, f.Count, f.Why}
		if c.Needed && !c.Found {
			missing++
		}
		if err := t.tellControl(&c); err != nil {
			return err
		}
	}
	if outline {
		if err := t.outline(ctx, s); err != nil {
			return err
		}
	}
	if missing > 0 {
		return errNo
	}
	return nil
}

// awaitControls looks until all that is needed is found, or the time is up.
// What was found last counts then, and why nothing could be looked for if
// nothing ever was.
func awaitControls(ctx context.Context, s *browser.Session, wait time.Duration) (found []browser.Found, err error) {
	late := time.NewTimer(wait)
	defer late.Stop()
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		now, failed := s.Find(ctx)
		if failed == nil {
			found, err = now, nil
		} else if found == nil {
			err = failed
		}
		if failed == nil && allFound(now) {
			return found, nil
		}
		select {
		case <-look.C:
		case <-late.C:
			return found, err
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func allFound(found []browser.Found) bool {
	return !slices.ContainsFunc(found, func(f browser.Found) bool { return isNeeded(f.Control, found) && f.Count != 1 })
}

// isNeeded tells whether orders need a control. MAX stakes all there is and is
// never pressed; the side bet's button and what opens it stand in for each other.
func isNeeded(control string, found []browser.Found) bool {
	other := ""
	switch control {
	case browser.ControlMax:
		return false
	case browser.ControlSide:
		other = browser.ControlPanel
	case browser.ControlPanel:
		other = browser.ControlSide
	}
	return !slices.ContainsFunc(found, func(f browser.Found) bool { return f.Control == other && f.Count == 1 })
}

func (t *tool) tellControl(c *foundControl) error {
	if t.json {
		return t.put(c)
	}
	state := "not found"
	switch {
	case c.Found && c.Enabled:
		state = "found"
	case c.Found:
		state = "disabled"
	case !c.Needed:
		state = "not there"
	}
	line := fmt.Sprintf("%-10s  %-9s", c.Control, state)
	if c.Label != "" {
		line += fmt.Sprintf("  %q", c.Label)
	}
	if c.Rule != nil {
		line += "  by " + *c.Rule
	}
	if c.Why != "" && c.Needed {
		line += "  " + c.Why
	}
	t.say("%s", line)
	return nil
}

// outlineAgain is how often frames are drawn anew: they go by themselves after a
// minute.
const outlineAgain = 30 * time.Second

// outline puts frames around what is found, until ctx ends.
func (t *tool) outline(ctx context.Context, s *browser.Session) error {
	if err := s.Outline(ctx, true); err != nil {
		return fmt.Errorf("outline the controls: %w", err)
	}
	if !t.json {
		t.say("they are outlined in the page (end it with Ctrl-C)")
	}
	again := time.NewTicker(outlineAgain)
	defer again.Stop()
	for {
		select {
		case <-again.C:
			_ = s.Outline(ctx, true) // the page may load just now
		case <-ctx.Done():
			limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
			defer cancel()
			_ = s.Outline(limited, false) // else they go by themselves
			return nil
		}
	}
}
