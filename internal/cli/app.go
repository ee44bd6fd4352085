package cli

import (
	"errors"
	"fmt"
	"log/slog"

	"github.com/lmittmann/tint"
	"github.com/spf13/cobra"

	"rugtape/internal/app"
	"rugtape/internal/library"
)

func newApp(t *tool) *cobra.Command {
	var listen, feed string
	var noOpen, noRecord bool
	cmd := &cobra.Command{
		Use:   "app",
		Short: "Open the app in the browser",
		Long: "app serves rugtape's page on this machine alone and opens it in the browser. It owns\n" +
			"the library while it runs; other commands read beside it or send it their work.\n" +
			"Ctrl-C ends it, a second Ctrl-C at once.\n\n" +
			"It follows a feed and records it: the practice arena that it brings along, unless --feed\n" +
			"or the page chooses rugs.fun itself or another server. It places no orders but on paper,\n" +
			"until a browser of yours is connected and armed in the page (docs/live.md).\n\n" +
			"All this can also be set in config.toml in the home, which explains itself.",
		Args: takesNothing,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := t.settle(); err != nil {
				return err
			}
			if err := t.writeConfig(); err != nil {
				return err
			}
			if listen == "" {
				listen = t.config.Listen
			}
			if feed == "" {
				feed = t.config.Feed
			}
			err := app.Run(cmd.Context(), app.Options{
				Home: t.home, Listen: listen, Version: Version(), Log: t.log(),
				Feed: feed, Record: t.config.Record && !noRecord,
				Browser: t.browser(),
				Ready:   func(url string) { t.ready(url, t.config.Open && !noOpen) },
			})
			var owned *library.ErrOwned
			if errors.As(err, &owned) && owned.Address != "" {
				return fmt.Errorf("the app runs already, in process %d: open %s, or end that one first", owned.PID, owned.Address)
			}
			return err
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "", "the address to answer at, of this machine; port 0 takes a free one (default 127.0.0.1:7878)")
	cmd.Flags().StringVar(&feed, "feed", "", "what to follow: practice, live for rugs.fun, off, or http(s)://host:port (default practice)")
	cmd.Flags().BoolVar(&noRecord, "no-record", false, "do not record what the feed brings")
	cmd.Flags().BoolVar(&noOpen, "no-open", false, "do not open the browser")
	return cmd
}

// ready says where the app answers and opens it.
func (t *tool) ready(url string, open bool) {
	if t.json {
		_ = t.put(map[string]string{"url": url}) // output notices an error
	} else {
		t.say("rugtape answers at %s (end it with Ctrl-C)", url)
	}
	if !open {
		return
	}
	if err := openBrowser(url); err != nil {
		t.note("no browser could be opened (%v): open %s yourself", err, url)
	}
}

// log writes to standard error, in colour on a terminal only.
func (t *tool) log() *slog.Logger {
	return slog.New(tint.NewTextHandler(t.std.Err, &tint.Options{NoColor: !t.onTerminal(), TimeFormat: "15:04:05"}))
}
