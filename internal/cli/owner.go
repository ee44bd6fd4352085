package cli

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"rugtape/internal/library"
	"rugtape/internal/round"
)

// Bounds of asking the process that owns the home.
const (
	askLimit  = 30 * time.Second // for one answer
	askEvery  = 100 * time.Millisecond
	maxAnswer = 16 << 20
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

// importByOwner sends an import to the process that owns the home and waits
// for it. When ctx ends, the import is cancelled there.
func (t *tool) importByOwner(ctx context.Context, owner *library.ErrOwned, paths []string, source round.Source) error {
	fmt.Fprintf(t.std.Err, "rugtape: process %d at %s owns the library and does the import\n", owner.PID, owner.Address)
	for i, path := range paths {
		absolute, err := filepath.Abs(path)
		if err != nil {
			return err
		}
		paths[i] = absolute
	}
	var begun struct {
		Job string `json:"job"`
	}
	err := ask(ctx, owner, "POST", "api/import", map[string]any{"paths": paths, "source": source}, &begun)
	if err != nil {
		return err
	}
	bar := t.bar("reading")
	defer bar.Clear()
	for {
		if err := waitUntil(ctx, time.Now().Add(askEvery)); err != nil {
			late, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
			defer cancel()
			_ = ask(late, owner, "POST", "api/jobs/"+begun.Job+"/cancel", struct{}{}, nil)
			return err
		}
		job, err := findJob(ctx, owner, begun.Job)
		if err != nil {
			return err
		}
		bar.ChangeMax64(max(job.Bytes, 1))
		_ = bar.Set64(job.BytesDone)
		switch job.State {
		case "waiting", "running":
			continue
		case "done":
			var report library.ImportReport
			if err := json.Unmarshal(job.Report, &report); err != nil {
				return fmt.Errorf("the report of the import: %w", err)
			}
			return t.showImport(report)
		}
		return fmt.Errorf("the import %s: %s", job.State, job.Error)
	}
}

func findJob(ctx context.Context, owner *library.ErrOwned, id string) (ownerJob, error) {
	var all struct {
		Jobs []ownerJob `json:"jobs"`
	}
	if err := ask(ctx, owner, "GET", "api/jobs", nil, &all); err != nil {
		return ownerJob{}, err
	}
	for _, job := range all.Jobs {
		if job.ID == id {
			return job, nil
		}
	}
	return ownerJob{}, fmt.Errorf("the owner at %s knows no import %s any more", owner.Address, id)
}

// ask sends one request to the owner and reads its JSON answer.
func ask(ctx context.Context, owner *library.ErrOwned, method, path string, body, into any) error {
	ctx, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	address := strings.TrimSuffix(owner.Address, "/") + "/" + path
	request, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(text))
	if err != nil {
		return err
	}
	request.Header.Set("X-Rugtape-Token", owner.Token)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("ask process %d, which owns the library: %w", owner.PID, err)
	}
	defer answer.Body.Close()
	reader := http.MaxBytesReader(nil, answer.Body, maxAnswer)
	if answer.StatusCode != http.StatusOK {
		var problem struct {
			Error string `json:"error"`
			Hint  string `json:"hint"`
		}
		if err := json.UnmarshalRead(reader, &problem); err != nil {
			return fmt.Errorf("process %d answers %s", owner.PID, answer.Status)
		}
		return fmt.Errorf("%s: %s", problem.Error, problem.Hint)
	}
	if into == nil {
		return nil
	}
	return json.UnmarshalRead(reader, into)
}
