package cli

import (
	"errors"
	"log/slog"
	"os"

	"github.com/lmittmann/tint"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"rugtape/internal/watchdog"
)

func newWatchdog(t *tool) *cobra.Command {
	return &cobra.Command{
		Use:   "watchdog",
		Short: "Sell what an armed app holds, should the app die (rugtape starts it)",
		Long: "watchdog is the second process that the app, or bot --armed, starts while armed. It is told ten times\n" +
			"a second, on its standard input, that the app lives and what it holds.\n\n" +
			"If the app dies, says nothing for 0.7 s or hears nothing of a game that goes on, and something is\n" +
			"held, watchdog ends the app, takes its home, presses SELL once in the game's page by its own connection,\n" +
			"disarms, and tells you here and at the next start. It never buys.",
		Args: takesNothing,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if in, ok := t.std.In.(*os.File); ok && term.IsTerminal(int(in.Fd())) {
				return errors.New("the app starts its watchdog itself: there is nothing to do by hand")
			}
			err := watchdog.Run(cmd.Context(), watchdog.Options{
				Home: t.home, In: t.std.In, Out: t.std.Out, Log: slog.New(tint.NewTextHandler(t.std.Err, &tint.Options{
					NoColor: !t.onTerminal(), TimeFormat: "15:04:05", Level: slog.LevelError, // people are told by alarms
				})),
				Alarm: func(why string) { t.note("ALARM: %s", why) },
			})
			if errors.Is(err, watchdog.ErrAlarm) {
				return errNo // it was told
			}
			return err
		},
	}
}
