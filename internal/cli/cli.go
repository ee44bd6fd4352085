package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"rugtape/internal/library"
)

// Exit codes.
const (
	exitDone = 0
	exitNo   = 1
	exitFail = 2
)

// errNo ends a command whose answer is no. It is not printed: the output
// said so.
var errNo = errors.New("the answer is no")

// Std is where a command reads and prints.
type Std struct {
	In       io.Reader
	Out, Err io.Writer
}

// tool is what the commands share.
type tool struct {
	std    Std
	json   bool
	home   string
	config config
}

// Run runs one command line and returns the exit code.
func Run(ctx context.Context, std Std, args []string) int {
	root := newRoot(&tool{std: std})
	root.SetArgs(args)
	root.SetIn(std.In)
	root.SetOut(std.Out)
	root.SetErr(std.Err)
	err := root.ExecuteContext(ctx)
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errNo):
		return exitNo
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		fmt.Fprintln(std.Err, "rugtape: stopped")
	default:
		fmt.Fprintln(std.Err, "rugtape:", forPeople(err))
	}
	return exitFail
}

// forPeople is one line: what happened and, where it is known, what to do.
func forPeople(err error) string {
	text := strings.ReplaceAll(err.Error(), "\n", "; ")
	var hinted interface{ Hint() string }
	if errors.As(err, &hinted) && hinted.Hint() != "" {
		text += ": " + hinted.Hint()
	}
	return text
}

func newRoot(t *tool) *cobra.Command {
	root := &cobra.Command{
		Use:   "rugtape",
		Short: "Flight recorder, proof and replay for rugs.fun rounds",
		Long: "rugtape records rounds of rugs.fun, proves them fair tick by tick and replays them like a tape.\n" +
			"Without a command it opens the app in the browser.",
		Version:       Version(),
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			return t.configure(cmd)
		},
	}
	root.SetVersionTemplate("rugtape {{.Version}}\n")
	flags := root.PersistentFlags()
	flags.StringVar(&t.home, "home", "", "where the data lives (default: RUGTAPE_HOME, else "+library.DefaultHome()+")")
	flags.BoolVar(&t.json, "json", false, "print JSON, one object a line")
	app := newApp(t)
	root.RunE = app.RunE
	root.Flags().AddFlagSet(app.Flags())
	root.AddCommand(app, newFair(t), newVerify(t), newLibrary(t), newReplay(t), newBench(t))
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fmt.Errorf("%w; see %s --help", err, cmd.CommandPath())
	})
	return root
}

// put prints one JSON object on a line of its own.
func (t *tool) put(v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = t.std.Out.Write(append(text, '\n'))
	return err
}

// say prints a line for people.
func (t *tool) say(format string, args ...any) {
	fmt.Fprintf(t.std.Out, format+"\n", args...)
}

// onTerminal tells whether progress can be shown: not in a pipe, not in JSON.
func (t *tool) onTerminal() bool {
	file, ok := t.std.Err.(*os.File)
	return ok && !t.json && term.IsTerminal(int(file.Fd()))
}

// number is a double as JSON writes it, null where it is not a number.
func number(f float64) jsontext.Value {
	text, err := json.Marshal(f)
	if err != nil {
		return jsontext.Value("null")
	}
	return text
}
