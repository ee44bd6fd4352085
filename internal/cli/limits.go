package cli

import (
	"fmt"
	"os"
	"strconv"

	"github.com/BurntSushi/toml"

	"rugtape/internal/guard"
)

// readLimits reads a file of limits: names of guard.LimitNames, each with a
// number, a text or true and false. No file sets no limit.
func readLimits(path string) (guard.Limits, error) {
	if path == "" {
		return guard.Limits{}, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return guard.Limits{}, fmt.Errorf("read the limits: %w", err)
	}
	values := map[string]any{}
	if _, err := toml.Decode(string(text), &values); err != nil {
		return guard.Limits{}, fmt.Errorf("read the limits: %s: %w; correct it there", path, err)
	}
	texts := map[string]string{}
	for name, value := range values {
		switch v := value.(type) {
		case float64: // its shortest text is what was written
			texts[name] = strconv.FormatFloat(v, 'f', -1, 64)
		default:
			texts[name] = fmt.Sprint(v)
		}
	}
	limits, err := guard.NamedLimits(texts)
	if err != nil {
		return limits, fmt.Errorf("read the limits: %s: %w", path, err)
	}
	return limits, nil
}
