package cli

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"rugtape/internal/app"
	"rugtape/internal/browser"
)

// browserFlags say which browser is meant, and which page in it.
type browserFlags struct {
	port             int
	profile, program string
	headless         bool
	args             []string
	host, page       string
}

func newBrowser(t *tool) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "browser",
		Short: "Connect to the page in your own browser, and check what is found in it",
		Long: "browser connects to Chrome or Chromium by its debugging port, on this machine alone, and\n" +
			"follows the page of rugs.fun in it, or that of an arena here. It listens and looks: none of\n" +
			"its commands presses a button. It asks for no password and no key and reads no cookie; pages\n" +
			"of other hosts are left alone.",
		Args: commandOnly,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newBrowserAttach(t), newBrowserLaunch(t), newBrowserCheck(t))
	return cmd
}

func newBrowserAttach(t *tool) *cobra.Command {
	var f browserFlags
	cmd := &cobra.Command{
		Use:   "attach --port N",
		Short: "Follow the page in a Chrome that runs",
		Long: "attach connects to the Chrome that was started with --remote-debugging-port=N and a\n" +
			"--user-data-dir of its own (with the standard one Chrome opens no port), says step by step\n" +
			"what it finds, and then how the page does and which of the player's own events it hears,\n" +
			"until Ctrl-C. It opens the page where no tab shows it. Chrome is left running.",
		Args: takesNothing,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.port == 0 {
				return seeHelp(cmd, "--port is missing: name that of Chrome's --remote-debugging-port")
			}
			return t.watchBrowser(cmd, &f)
		},
		DisableFlagsInUseLine: true,
	}
	f.attaching(cmd)
	f.choosing(cmd)
	return cmd
}

func newBrowserLaunch(t *tool) *cobra.Command {
	var f browserFlags
	cmd := &cobra.Command{
		Use:   "launch [--profile DIR]",
		Short: "Start a Chrome with a profile of its own, and follow the page in it",
		Long: "launch starts Chrome or Chromium with a profile that is kept in the home, so that you log\n" +
			"in once, and goes on as attach does. On Ctrl-C it ends that Chrome with all its processes;\n" +
			"the profile stays.",
		Args:                  takesNothing,
		RunE:                  func(cmd *cobra.Command, _ []string) error { return t.watchBrowser(cmd, &f) },
		DisableFlagsInUseLine: true,
	}
	f.launching(cmd)
	f.choosing(cmd)
	return cmd
}

func (f *browserFlags) attaching(cmd *cobra.Command) {
	cmd.Flags().IntVar(&f.port, "port", 0, "the debugging port of the Chrome that runs, on 127.0.0.1")
}

func (f *browserFlags) launching(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.profile, "profile", "", "the directory of its profile, made where it is missing (default: browser in the home)")
	flags.StringVar(&f.program, "program", "", "the program to start (default: the Chromium or Chrome that is found)")
	flags.BoolVar(&f.headless, "headless", false, "start it without a window")
	flags.StringArrayVar(&f.args, "arg", nil, "one more argument for the program; can be given again")
}

func (f *browserFlags) choosing(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.page, "page", "", "the page, opened where no tab shows its host: rugs.fun or an arena on this machine (default "+app.SitePage+")")
	flags.StringVar(&f.host, "host", "", "its host, host or host:port, in place of --page")
}

// browserOptions reads the flags.
func (t *tool) browserOptions(cmd *cobra.Command, f *browserFlags) (o browser.Options, err error) {
	if err := t.settle(); err != nil {
		return o, err
	}
	made := t.browser() // by the configuration, where no flag says otherwise
	o = browser.Options{
		Port: f.port, Program: cmp.Or(f.program, made.Program), Profile: f.profile,
		Headless: f.headless || made.Headless, Args: append(made.Args, f.args...),
		Host: f.host, Page: f.page,
	}
	switch {
	case f.host != "" && f.page != "":
		return o, seeHelp(cmd, "--host and --page say the same: give one of them")
	case f.host == "" && f.page == "":
		o.Page = app.SitePage
	}
	if o.Host == "" {
		at, err := url.Parse(o.Page)
		if err != nil || at.Host == "" {
			return o, seeHelp(cmd, "--page %q: use an address such as %s or http://127.0.0.1:7979/", o.Page, app.SitePage)
		}
		o.Host = at.Host
	}
	if err := app.CheckPageHost(o.Host); err != nil {
		return o, seeHelp(cmd, "%v", err)
	}
	if f.port < 0 || f.port > 65535 {
		return o, seeHelp(cmd, "--port %d: use that of Chrome's --remote-debugging-port, from 1 to 65535", f.port)
	}
	if o.Profile == "" {
		o.Profile = app.ProfileDir(t.home)
	}
	if o.Profile, err = filepath.Abs(o.Profile); err != nil {
		return o, err
	}
	o.Selectors, err = browser.LoadSelectors(t.home)
	return o, err
}

// endLimit is how long a browser that was launched may take to end.
const endLimit = 10 * time.Second

// inBrowser starts a session, does something with it, and ends it whatever
// came of that.
func (t *tool) inBrowser(ctx context.Context, o browser.Options, to browser.Sink, do func(*browser.Session) error) error {
	s, err := browser.Start(ctx, o, to)
	if err != nil {
		return err
	}
	err = do(s)
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), endLimit)
	defer cancel()
	_ = s.Close(limited) // that it takes longer is no news here
	select {
	case <-s.Gone():
		return err
	case <-limited.Done():
		return errors.Join(err, errors.New("the browser that was started does not end: end it by hand"))
	}
}
