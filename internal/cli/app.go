package cli

import (
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"github.com/lmittmann/tint"
	"github.com/spf13/cobra"

	"rugtape/internal/app"
)

func newApp(t *tool) *cobra.Command {
	var listen string
	var noOpen bool
	cmd := &cobra.Command{
		Use:   "app",
		Short: "Open the app in the browser",
		Long: "app serves rugtape's page on this machine alone and opens it in the browser. It owns\n" +
			"the library while it runs; other commands read beside it or send it their work.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if listen == "" {
				listen = t.config.Listen
			}
			if err := t.writeConfig(); err != nil {
				return err
			}
			return app.Run(cmd.Context(), app.Options{
				Home: t.home, Listen: listen, Version: Version(), Log: t.log(),
				Ready: func(url string) { t.ready(url, t.config.Open && !noOpen) },
			})
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "", "address to answer at (default 127.0.0.1:7878)")
	cmd.Flags().BoolVar(&noOpen, "no-open", false, "do not open the browser")
	return cmd
}

// ready says where the app answers and opens it.
func (t *tool) ready(url string, open bool) {
	if t.json {
		_ = t.put(map[string]string{"url": url})
	} else {
		t.say("rugtape answers at %s (end it with Ctrl-C)", url)
	}
	if !open {
		return
	}
	if err := openBrowser(url); err != nil {
		fmt.Fprintf(t.std.Err, "rugtape: no browser could be opened (%v): open %s yourself\n", err, url)
	}
}

// openBrowser asks the system to show the page and does not wait for it.
func openBrowser(url string) error {
	var cmd *exec.Cmd
	switch runtime.GOOS {
	case "darwin":
		cmd = exec.Command("open", url)
	case "windows":
		cmd = exec.Command("rundll32", "url.dll,FileProtocolHandler", url)
	default:
		cmd = exec.Command("xdg-open", url)
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() { _ = cmd.Wait() }() // so that it does not stay as a zombie
	return nil
}

// log writes to standard error, in colour on a terminal only.
func (t *tool) log() *slog.Logger {
	return slog.New(tint.NewHandler(t.std.Err, &tint.Options{NoColor: !t.onTerminal(), TimeFormat: "15:04:05"}))
}

// writeConfig leaves a commented configuration where there is none.
func (t *tool) writeConfig() error {
	if err := os.MkdirAll(t.home, 0o700); err != nil {
		return fmt.Errorf("make the data directory: %w; name another with --home", err)
	}
	file, err := os.OpenFile(filepath.Join(t.home, configFile), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if os.IsExist(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("write the configuration: %w", err)
	}
	_, err = file.WriteString(configText)
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	return err
}
