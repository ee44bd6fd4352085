package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"github.com/BurntSushi/toml"
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

// settle makes sure of the home and reads the configuration in it. Commands
// call it that use the home; the others work without one.
func (t *tool) settle() error {
	if t.home == "" {
		return errors.New("no place for the data: name one with --home or RUGTAPE_HOME")
	}
	if info, err := os.Stat(t.home); err == nil && !info.IsDir() {
		return fmt.Errorf("the home %s is not a directory: name another with --home or RUGTAPE_HOME", t.home)
	}
	t.config = config{Listen: "127.0.0.1:7878", Open: true}
	path := filepath.Join(t.home, configFile)
	text, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return fmt.Errorf("read the configuration: %w; mend it, or name another home with --home or RUGTAPE_HOME", err)
	default:
		meta, err := toml.Decode(string(text), &t.config)
		if err != nil {
			return fmt.Errorf("read the configuration: %s: %w; correct it there", path, err)
		}
		if unknown := meta.Undecoded(); len(unknown) > 0 {
			return fmt.Errorf("read the configuration: %s: there is no setting %q; known are listen and open", path, unknown[0].String())
		}
	}
	if listen := os.Getenv("RUGTAPE_LISTEN"); listen != "" {
		t.config.Listen = listen
	}
	if open := os.Getenv("RUGTAPE_OPEN"); open != "" {
		if t.config.Open, err = strconv.ParseBool(open); err != nil {
			return fmt.Errorf("RUGTAPE_OPEN is %q: use 1 or 0", open)
		}
	}
	return nil
}

// writeConfig leaves a commented configuration where there is none.
func (t *tool) writeConfig() error {
	if err := os.MkdirAll(t.home, 0o700); err != nil {
		return fmt.Errorf("make the home: %w; name another with --home or RUGTAPE_HOME", err)
	}
	path := filepath.Join(t.home, configFile)
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err == nil {
		_, err = file.WriteString(configText)
		err = errors.Join(err, file.Close())
	}
	if err != nil {
		return fmt.Errorf("write the configuration: %w; name another home with --home or RUGTAPE_HOME", err)
	}
	return nil
}
