package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

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

// Run runs one command line and returns the exit code. It ends soon after ctx
// does. What it prints it writes at once; when that fails, the command is
// ended and the code says so.
func Run(ctx context.Context, std Std, args []string) int {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	out := &output{w: std.Out, stop: stop}
	std.Out = out
	root := newRoot(&tool{std: std})
	root.SetArgs(args)
	root.SetIn(std.In)
	root.SetOut(std.Out)
	root.SetErr(std.Err)
	err := root.ExecuteContext(ctx)
	if out.err != nil {
		err = fmt.Errorf("cannot write the output: %w", reason(out.err))
	}
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errNo):
		return exitNo
	}
	fmt.Fprintln(std.Err, "rugtape:", forPeople(err))
	return exitFail
}

// output is where a command prints. It keeps the first error and stops the
// command then.
type output struct {
	w    io.Writer
	stop context.CancelFunc
	err  error
}

func (o *output) Write(b []byte) (int, error) {
	if o.err != nil {
		return 0, o.err
	}
	n, err := o.w.Write(b)
	if err != nil {
		o.err = err
		o.stop()
	}
	return n, err
}

func newRoot(t *tool) *cobra.Command {
	root := &cobra.Command{
		Use:   "rugtape",
		Short: "Flight recorder, proof, simulator and test bench for rugs.fun rounds",
		Long: "rugtape records rounds of rugs.fun, proves them fair tick by tick, replays them like a tape and\n" +
			"tries strategies on them. Without a command it opens the app in the browser.",
		Version:       Version(),
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          commandOnly,
	}
	root.SetVersionTemplate("rugtape {{.Version}}\n")
	root.SetFlagErrorFunc(flagError)
	root.SetHelpCommand(newHelp(root))
	flags := root.PersistentFlags()
	flags.StringVar(&t.home, "home", library.DefaultHome(), "where the data lives; RUGTAPE_HOME sets it too")
	flags.BoolVar(&t.json, "json", false, "print JSON, one object a line")
	app := newApp(t)
	root.RunE = app.RunE
	root.Flags().AddFlagSet(app.Flags())
	root.AddCommand(app, newFair(t), newVerify(t), newLibrary(t), newReplay(t), newRecord(t), newBot(t), newRerun(t), newJournal(t), newStrategies(t), newBacktest(t), newSweep(t), newOdds(t), newBench(t), newArena(t), newBrowser(t), newWatchdog(t), newSoak(t), newDoctor(t), newScriptHost(t))
	return root
}

func newHelp(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Say what a command does",
		RunE: func(_ *cobra.Command, args []string) error {
			about, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return noCommand(about, args[len(args)-max(len(rest), 1)])
			}
			about.InitDefaultHelpFlag()
			return about.Help()
		},
	}
}

// put prints one JSON object on a line of its own. Names of files need not be
// UTF-8; JSON must.
func (t *tool) put(v any) error {
	text, err := json.Marshal(v, jsontext.AllowInvalidUTF8(true), json.Deterministic(true)) // maps in order
	if err != nil {
		return err
	}
	_, err = t.std.Out.Write(append(text, '\n'))
	return err
}

// say prints a line for people. That it could not be written is noticed by
// output.
func (t *tool) say(format string, args ...any) {
	_, _ = io.WriteString(t.std.Out, visible(fmt.Sprintf(format, args...))+"\n")
}

// note tells of something beside the output, on standard error.
func (t *tool) note(format string, args ...any) {
	fmt.Fprintln(t.std.Err, "rugtape:", visible(fmt.Sprintf(format, args...)))
}

// onTerminal tells whether progress can be shown: not in a pipe, not in JSON.
func (t *tool) onTerminal() bool {
	file, ok := t.std.Err.(*os.File)
	return ok && !t.json && term.IsTerminal(int(file.Fd()))
}
