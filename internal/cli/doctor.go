package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"rugtape/internal/fair"
	"rugtape/internal/library"
	"rugtape/internal/round"
)

func newDoctor(t *tool) *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Check that rugtape is ready, and show the evidence",
		Long: "doctor checks what rugtape needs here: the law against a published round, the data\n" +
			"directory, every file of the library, and the address of the app. Each check says\n" +
			"what it saw. It changes nothing, and exits with 1 if a check fails.",
		Args: takesNothing,
		RunE: func(cmd *cobra.Command, _ []string) error { return t.doctor(cmd.Context()) },
	}
}

// finding is the JSON of a check.
type finding struct {
	Check    string `json:"check"`
	OK       bool   `json:"ok"`
	Evidence string `json:"evidence"`
}

func (t *tool) doctor(ctx context.Context) error {
	ready := true
	for _, check := range []struct {
		name string
		look func(context.Context) (string, error)
	}{
		{"build", func(context.Context) (string, error) {
			return fmt.Sprintf("rugtape %s, %s, %s/%s", Version(), runtime.Version(), runtime.GOOS, runtime.GOARCH), nil
		}},
		{"law", checkLaw},
		{"home", t.checkHome},
		{"library", t.checkLibrary},
		{"address", t.checkAddress},
	} {
		if err := ctx.Err(); err != nil {
			return err
		}
		evidence, err := check.look(ctx)
		found := finding{Check: check.name, OK: err == nil, Evidence: evidence}
		if err != nil {
			ready, found.Evidence = false, forPeople(err)
		}
		if err := t.showFinding(found); err != nil {
			return err
		}
	}
	if !ready {
		return errNo
	}
	return nil
}

func (t *tool) showFinding(f finding) error {
	if t.json {
		return t.put(f)
	}
	mark := "ok  "
	if !f.OK {
		mark = "FAIL"
	}
	t.say("%s  %-8s  %s", mark, f.Check, f.Evidence)
	return nil
}

// The one round of law v1 whose seed the site's documentation gives.
const (
	vectorSeed  = "fedde170f25570df546c5c16de6f571b8253221f9307e977c4f5354a5aa078a4"
	vectorRound = "20250701-55b97a42871f441f"
	vectorHash  = "eda505784c52cba72256771a21db61b4313749fb2675d14d3641bf5de589da42"
	vectorRug   = 83
	vectorPeak  = 3.8474620187013504
)

// checkLaw derives a published round: wrong arithmetic on this machine shows.
func checkLaw(context.Context) (string, error) {
	r := fair.V1.Derive(vectorSeed, vectorRound, nil)
	if fair.SeedHash(vectorSeed) != vectorHash || r.RugTick != vectorRug || r.Peak != vectorPeak {
		return "", fmt.Errorf("round %s comes out with its rug at tick %d and its peak at %v, not at %d and %v: nothing that this build verifies can be trusted",
			vectorRound, r.RugTick, r.Peak, vectorRug, vectorPeak)
	}
	return fmt.Sprintf("the published round %s comes out bit for bit: rug at tick %d, peak %v", vectorRound, r.RugTick, r.Peak), nil
}

// checkHome tries whether the data directory, or the place where it would be
// made, can be written.
func (t *tool) checkHome(context.Context) (string, error) {
	dir, made := t.home, true
	for {
		info, err := os.Stat(dir)
		if err == nil && !info.IsDir() {
			return "", fmt.Errorf("%s is a file: name a folder with --home", dir)
		}
		if err == nil {
			break
		}
		if !errors.Is(err, fs.ErrNotExist) || dir == filepath.Dir(dir) {
			return "", err
		}
		dir, made = filepath.Dir(dir), false
	}
	probe, err := os.CreateTemp(dir, ".rugtape-doctor-*")
	if err != nil {
		return "", fmt.Errorf("%s cannot be written: %w; name another folder with --home", dir, err)
	}
	if err := errors.Join(probe.Close(), os.Remove(probe.Name())); err != nil {
		return "", err
	}
	if !made {
		return fmt.Sprintf("%s does not exist yet; %s can be written", t.home, dir), nil
	}
	return t.home + " can be written", nil
}

// checkLibrary reads every file, beside whoever owns the library.
func (t *tool) checkLibrary(ctx context.Context) (string, error) {
	evidence := ""
	err := t.read(ctx, func(lib *library.Library) error {
		page, err := lib.List(ctx, round.Query{Limit: 1})
		if err != nil {
			return err
		}
		files, first := 0, library.CheckItem{OK: true}
		err = lib.Check(ctx, false, func(item library.CheckItem) error {
			files++
			if !item.OK && first.OK {
				first = item
			}
			return nil
		})
		switch {
		case err != nil:
			return err
		case !first.OK:
			return fmt.Errorf("%s: %s; see rugtape library check", first.Path, first.Fault)
		case page.Samples:
			evidence = fmt.Sprintf("nothing is imported yet, %d samples are built in", page.Total)
		default:
			evidence = fmt.Sprintf("%d rounds, %s read and whole", page.Total, counted(files, "file"))
		}
		return nil
	})
	return evidence, err
}

// checkAddress tries whether the app can answer where it is to, or does.
func (t *tool) checkAddress(context.Context) (string, error) {
	listener, err := net.Listen("tcp", t.config.Listen)
	if err == nil {
		return t.config.Listen + " is free for the app", listener.Close()
	}
	return "", fmt.Errorf("%w: the app may be running already, else choose another address with --listen", err)
}
