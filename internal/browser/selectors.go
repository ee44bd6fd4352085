package browser

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
)

// SelectorsFile is what a user's own selectors are called, in the home.
const SelectorsFile = "selectors.json"

//go:embed selectors.json
var builtIn []byte

// BuiltInSelectors is the text of the selectors that rugtape brings: what a
// user's file can begin from.
func BuiltInSelectors() []byte { return slices.Clone(builtIn) }

// Selectors say how each control is found on the page. They are data: where the
// site changes its page, a file changes and no program.
type Selectors struct {
	Disabled string            `json:"disabled,omitzero"` // CSS of what disables a control that is it or lies in it
	Active   string            `json:"active,omitzero"`   // CSS of the percentage that is chosen
	Controls map[string][]Rule `json:"controls"`          // by name; of each, the first rule that any visible element fits counts
}

// Rule is one way to find a control. An element fits if all that is said fits;
// it is the control if it is the only visible one that does.
type Rule struct {
	CSS         string   `json:"css,omitzero"`         // default: a button; beside a testid anything, beside a placeholder a field
	Within      string   `json:"within,omitzero"`      // CSS of something it lies in
	TestID      string   `json:"testid,omitzero"`      // its data-testid
	Placeholder string   `json:"placeholder,omitzero"` // a word of its placeholder
	Nth         int      `json:"nth,omitzero"`         // of the visible ones that fit all of the above, from 1
	Text        []string `json:"text,omitzero"`        // its whole label is one of these
	Prefix      []string `json:"prefix,omitzero"`      // its label begins with one of these words
}

func (r Rule) String() string {
	var says []string
	say := func(format, value string) {
		if value != "" {
			says = append(says, fmt.Sprintf(format, value))
		}
	}
	say("%s", r.CSS)
	say("within %s", r.Within)
	say("data-testid %q", r.TestID)
	say("placeholder %q", r.Placeholder)
	if r.Nth > 0 {
		say("number %s", fmt.Sprint(r.Nth))
	}
	say("label %s", strings.Join(r.Text, " or "))
	say("label begins with %s", strings.Join(r.Prefix, " or "))
	return strings.Join(says, ", ")
}

// LoadSelectors gives the built-in selectors, with what the user's file in the
// home says in their place. A home without such a file is as good.
func LoadSelectors(home string) (Selectors, error) {
	path := filepath.Join(home, SelectorsFile)
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Selectors{}, fmt.Errorf("read the selectors: %w", err)
	}
	s, err := ParseSelectors(builtIn, text)
	if err != nil {
		return Selectors{}, fmt.Errorf("%s: %w; mend it, or take it away to use the built-in ones", path, err)
	}
	return s, nil
}

// ParseSelectors reads selectors. Each control that the override names is found
// by the override's rules alone, all others by those of the base. An empty override
// changes nothing.
func ParseSelectors(base, override []byte) (Selectors, error) {
	s, err := parseSelectors(base)
	if err != nil {
		return Selectors{}, err
	}
	if len(override) > 0 {
		o, err := parseSelectors(override)
		if err != nil {
			return Selectors{}, err
		}
		if o.Disabled != "" {
			s.Disabled = o.Disabled
		}
		if o.Active != "" {
			s.Active = o.Active
		}
		for name, rules := range o.Controls {
			s.Controls[name] = rules
		}
	}
	return s, s.complete()
}

func parseSelectors(text []byte) (Selectors, error) {
	s := Selectors{Controls: map[string][]Rule{}}
	if err := json.Unmarshal(text, &s, json.RejectUnknownMembers(true)); err != nil {
		return s, fmt.Errorf("selectors cannot be read: %w", err)
	}
	if s.Controls == nil {
		s.Controls = map[string][]Rule{}
	}
	for name, rules := range s.Controls {
		if err := checkRules(name, rules); err != nil {
			return s, err
		}
	}
	return s, nil
}

// complete says what selectors lack.
func (s Selectors) complete() error {
	switch {
	case s.Disabled == "":
		return errors.New(`"disabled" is missing: the CSS of what marks a control as disabled`)
	case s.Active == "":
		return errors.New(`"active" is missing: the CSS of the percentage that is chosen`)
	}
	for _, name := range Controls {
		if len(s.Controls[name]) == 0 {
			return fmt.Errorf("the control %q has no rule", name)
		}
	}
	return nil
}

// Bounds of what a file may say.
const (
	maxRules = 16
	maxWords = 16
	maxText  = 500 // bytes of each text
)

func checkRules(name string, rules []Rule) error {
	if !slices.Contains(Controls, name) {
		return fmt.Errorf("there is no control %.40q: use %s", name, strings.Join(Controls, ", "))
	}
	if n := len(rules); n == 0 || n > maxRules {
		return fmt.Errorf("the control %q has %d rules: give 1 to %d", name, n, maxRules)
	}
	for i, r := range rules {
		if err := r.check(matchingOf(name)); err != nil {
			return fmt.Errorf("rule %d of the control %q: %w", i+1, name, err)
		}
	}
	return nil
}

// check says why a rule is none. What is pressed is always held against its
// label too: a page that moves its buttons must not make a sale of a buy.
func (r Rule) check(m matching) error {
	labelled := len(r.Text)+len(r.Prefix) > 0
	switch {
	case m == byStructure && labelled:
		return errors.New(`a field has no label: leave "text" and "prefix" out`)
	case m == byStructure && r.CSS == "" && r.TestID == "" && r.Placeholder == "":
		return errors.New(`it says nothing to find the field by: give "css", "testid" or "placeholder"`)
	case m == byExactLabel && len(r.Prefix) > 0:
		return errors.New(`its label is matched whole: use "text" in place of "prefix"`)
	case m == byExactLabel && len(r.Text) == 0:
		return errors.New(`"text" is missing: nothing is pressed without its label`)
	case m == byPrefix && !labelled:
		return errors.New(`"text" or "prefix" is missing: nothing is pressed without its label`)
	case r.Nth < 0:
		return fmt.Errorf(`"nth" is %d: it counts from 1`, r.Nth)
	case len(r.Text) > maxWords || len(r.Prefix) > maxWords:
		return fmt.Errorf("it has more than %d labels", maxWords)
	}
	if slices.Contains(r.Prefix, "") || slices.Contains(r.Text, "") && r.CSS == "" && r.TestID == "" {
		return errors.New(`an empty label fits everything: give "css" or "testid" with it`)
	}
	for _, text := range slices.Concat([]string{r.CSS, r.Within, r.TestID, r.Placeholder}, r.Text, r.Prefix) {
		if len(text) > maxText {
			return fmt.Errorf("%.40q... is longer than %d bytes", text, maxText)
		}
	}
	return nil
}
