package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"rugtape/internal/library"
	"rugtape/internal/round"
)

// Bounds of asking the process that owns the home.
const (
	askLimit    = 30 * time.Second // for one answer
	cancelLimit = time.Second      // for the cancelling of an import
	askEvery    = 100 * time.Millisecond
	maxAnswer   = 16 << 20
)

// ownerJob is what is read of the owner's answer about an import.
type ownerJob struct {
	ID        string         `json:"id"`
	State     string         `json:"state"`
	Bytes     int64          `json:"bytes"`
	BytesDone int64          `json:"bytes_done"`
	Error     string         `json:"error"`
	Report    jsontext.Value `json:"report"`
}

// owner is the process that owns the home, and how to ask it.
type owner struct {
	*library.ErrOwned
	client http.Client
}

// importByOwner sends an import to the process that owns the home and waits
// for it. When ctx ends, the import is cancelled there.
func (t *tool) importByOwner(ctx context.Context, owned *library.ErrOwned, paths []string, source round.Source) (report library.ImportReport, err error) {
	o := owner{ErrOwned: owned}
	o.client.Transport = &http.Transport{} // of its own: no proxy, and it ends with the command
	defer o.client.CloseIdleConnections()
	t.note("process %d at %s owns the library and does the import", o.PID, o.Address)
	for i := range paths {
		if paths[i], err = filepath.Abs(paths[i]); err != nil {
			return report, err
		}
		if !utf8.ValidString(paths[i]) {
			return report, fmt.Errorf("the path %q is not UTF-8, so that process %d cannot be told of it: rename it, name the folder it is in, or end that process first", paths[i], o.PID)
		}
	}
	var begun struct {
		Job string `json:"job"`
	}
	if err := o.ask(ctx, "POST", "api/import", map[string]any{"paths": paths, "source": source}, &begun); err != nil {
		return report, err
	}
	bar := t.bar("reading")
	defer bar.Clear()
	for {
		if err := waitUntil(ctx, time.Now().Add(askEvery)); err != nil {
			return report, o.cancel(ctx, begun.Job)
		}
		job, err := o.job(ctx, begun.Job)
		switch {
		case ctx.Err() != nil:
			return report, o.cancel(ctx, begun.Job)
		case err != nil:
			return report, err
		}
		bar.ChangeMax64(max(job.Bytes, 1))
		_ = bar.Set64(job.BytesDone)
		switch job.State {
		case "waiting", "running":
		case "done":
			if err := json.Unmarshal(job.Report, &report); err != nil {
				return report, fmt.Errorf("read the report of process %d: %w; it may be another version of rugtape", o.PID, err)
			}
			return report, nil
		case "cancelled":
			return report, fmt.Errorf("the import was cancelled in process %d: what it had added stays", o.PID)
		default:
			return report, errors.New(job.Error)
		}
	}
}

// cancel ends an import after an interrupt.
func (o *owner) cancel(ctx context.Context, job string) error {
	late, stop := context.WithTimeout(context.WithoutCancel(ctx), cancelLimit)
	defer stop()
	if err := o.ask(late, "POST", "api/jobs/"+job+"/cancel", struct{}{}, nil); err != nil {
		return fmt.Errorf("stopped, but the import goes on: %w", err)
	}
	return fmt.Errorf("stopped: the import in process %d was cancelled; what it had added stays", o.PID)
}

func (o *owner) job(ctx context.Context, id string) (ownerJob, error) {
	var all struct {
		Jobs []ownerJob `json:"jobs"`
	}
	if err := o.ask(ctx, "GET", "api/jobs", nil, &all); err != nil {
		return ownerJob{}, err
	}
	for _, job := range all.Jobs {
		if job.ID == id {
			return job, nil
		}
	}
	return ownerJob{}, fmt.Errorf("process %d knows no import %s any more: look in the library for what it added", o.PID, id)
}

// ask sends one request to the owner and reads its JSON answer.
func (o *owner) ask(ctx context.Context, method, path string, body, into any) error {
	ctx, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	text, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("tell process %d what to do: %w", o.PID, err)
	}
	address := strings.TrimSuffix(o.Address, "/") + "/" + path
	request, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(text))
	if err != nil {
		return err
	}
	request.Header.Set("X-Rugtape-Token", o.Token)
	answer, err := o.client.Do(request)
	if err != nil {
		return fmt.Errorf("ask process %d, which owns the library: %w", o.PID, err)
	}
	defer answer.Body.Close()
	reader := http.MaxBytesReader(nil, answer.Body, maxAnswer)
	if answer.StatusCode != http.StatusOK {
		var problem struct {
			Error string `json:"error"`
			Hint  string `json:"hint"`
		}
		if err := json.UnmarshalRead(reader, &problem); err != nil || problem.Error == "" {
			return fmt.Errorf("process %d, which owns the library, answers %s", o.PID, answer.Status)
		}
		return errors.New(withHint(problem.Error, problem.Hint))
	}
	if into == nil {
		return nil
	}
	if err := json.UnmarshalRead(reader, into); err != nil {
		return fmt.Errorf("read the answer of process %d, which owns the library: %w", o.PID, err)
	}
	return nil
}
