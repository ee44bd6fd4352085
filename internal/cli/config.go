package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"github.com/BurntSushi/toml"

	"rugtape/internal/app"
)

// config is what config.toml in the home may set. A flag comes before the
// environment (RUGTAPE_LISTEN and so on), and that before the file.
type config struct {
	Listen string `toml:"listen"`
	Open   bool   `toml:"open"`
	Feed   string `toml:"feed"`
	Record bool   `toml:"record"`

	Browser browserConfig `toml:"browser"`
}

// browserConfig says how a browser is launched.
type browserConfig struct {
	Program  string   `toml:"program"`
	Args     []string `toml:"args"`
	Headless bool     `toml:"headless"`
}

// browser is how a browser of the user's is launched.
func (t *tool) browser() app.Browser { return app.Browser(t.config.Browser) }

const configFile = "config.toml"

// configText is the file that is written where there is none.
const configText = `# rugtape's configuration. Lines that start with # say what holds without them.
# A flag comes before an environment variable, and that before this file.

# Where the app answers. Only this machine can reach it. (RUGTAPE_LISTEN)
# listen = "127.0.0.1:7878"

# Open the browser when the app starts. (RUGTAPE_OPEN=0)
# open = true

# What the app follows: "practice" for an arena of its own, "live" for rugs.fun,
# "off", or the address of a server such as "http://127.0.0.1:7979". (RUGTAPE_FEED)
# feed = "practice"

# Record what the feed brings. (RUGTAPE_RECORD=0)
# record = true

# How a browser is launched whose buttons rugtape may press: its program (Chrome
# or Chromium is found by itself), more arguments for it, and whether it has a window.
# [browser]
# program = ""
# args = []
# headless = false
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
	t.config = config{Listen: "127.0.0.1:7878", Open: true, Feed: app.FeedPractice, Record: true}
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
			return fmt.Errorf("read the configuration: %s: there is no setting %q; known are listen, open, feed, record and [browser] with program, args and headless", path, unknown[0].String())
		}
	}
	if listen := os.Getenv("RUGTAPE_LISTEN"); listen != "" {
		t.config.Listen = listen
	}
	if feed := os.Getenv("RUGTAPE_FEED"); feed != "" {
		t.config.Feed = feed
	}
	return errors.Join(switchOf("RUGTAPE_OPEN", &t.config.Open), switchOf("RUGTAPE_RECORD", &t.config.Record))
}

// switchOf reads a setting of the environment that is 1 or 0, if it is there.
func switchOf(name string, to *bool) error {
	text := os.Getenv(name)
	if text == "" {
		return nil
	}
	on, err := strconv.ParseBool(text)
	if err != nil {
		return fmt.Errorf("%s is %q: use 1 or 0", name, text)
	}
	*to = on
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
