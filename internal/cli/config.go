package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/spf13/cobra"

	"rugtape/internal/library"
)

// config is what config.toml in the home may set. A flag comes before the
// environment (RUGTAPE_LISTEN, RUGTAPE_OPEN), and that before the file.
type config struct {
	Listen string `toml:"listen"`
	Open   bool   `toml:"open"`
}

const configFile = "config.toml"

// configText is the file that is written where there is none.
const configText = `# rugtape's configuration. Lines that start with # say what holds without them.
# A flag comes before an environment variable, and that before this file.

# Where the app answers. Only this machine can reach it. (RUGTAPE_LISTEN)
# listen = "127.0.0.1:7878"

# Open the browser when the app starts. (RUGTAPE_OPEN=0)
# open = true
`

// configure settles the home and reads the configuration.
func (t *tool) configure(*cobra.Command) error {
	if t.home == "" {
		t.home = library.DefaultHome()
	}
	if t.home == "" {
		return errors.New("no place for the data: name one with --home or RUGTAPE_HOME")
	}
	t.config = config{Listen: "127.0.0.1:7878", Open: true}
	path := filepath.Join(t.home, configFile)
	text, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return fmt.Errorf("read the configuration: %w", err)
	default:
		meta, err := toml.Decode(string(text), &t.config)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if unknown := meta.Undecoded(); len(unknown) > 0 {
			return fmt.Errorf("%s: there is no setting %q; known are listen and open", path, unknown[0].String())
		}
	}
	if listen := os.Getenv("RUGTAPE_LISTEN"); listen != "" {
		t.config.Listen = listen
	}
	if open := os.Getenv("RUGTAPE_OPEN"); open != "" {
		t.config.Open = open != "0" && !strings.EqualFold(open, "false")
	}
	return nil
}
