package library

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"rugtape/internal/round"
	"rugtape/internal/tape"
)

// maxBuffered bounds the member of an archive, in bytes, that is handed to
// another worker. A larger one is read where it is found.
const maxBuffered = 4 << 20

// task is something to read: a file, or the content of a member of one.
type task struct {
	source
	at     place
	member string // name of the member; "" for a file
	data   *bytes.Buffer
	cut    error // what ended data early, nil if nothing did
}

// read has every file read by workers. The queue between them holds a few
// tasks; when it is full, the walk waits, and an archive's members are read by
// the worker that found them.
func (im *importing) read(found []source, workers int) {
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for t := range im.queue {
				im.do(t)
				im.open.Done()
			}
		})
	}
	for i, file := range found {
		im.open.Add(1)
		im.queue <- task{source: file, at: place{file: i}}
	}
	im.open.Wait()
	close(im.queue)
	group.Wait()
}

// do reads unless the import has ended.
func (im *importing) do(t task) {
	switch {
	case im.ctx.Err() != nil:
	case t.member == "":
		im.file(t)
	default:
		im.stream(t, &ending{r: bytes.NewReader(t.data.Bytes()), ctx: im.ctx, end: t.cut})
		im.buffers.Put(t.data)
	}
}

// end stops the import for good.
func (im *importing) end(err error) error {
	im.fail(err)
	return context.Cause(im.ctx)
}

// ending reads a stream until it or the import ends, and keeps the error
// that ended it early. It gives that error once: who asks again has heard it.
type ending struct {
	r   io.Reader
	ctx context.Context
	end error // given instead of the end of r, if set
	err error // what ended it, nil for its end
}

func (e *ending) Read(b []byte) (int, error) {
	if e.err != nil {
		return 0, io.EOF
	}
	if e.err = context.Cause(e.ctx); e.err != nil {
		return 0, e.err
	}
	n, err := e.r.Read(b)
	if err == io.EOF && e.end != nil {
		err = e.end
	}
	if err != nil && err != io.EOF {
		e.err = err
	}
	return n, err
}

// file reads a file and what is in it.
func (im *importing) file(t task) {
	f, err := os.Open(t.path)
	if err != nil {
		im.tally.skip(t.at, t.name, unreadable, reason(err))
		im.progress.step(func(p *Progress) { p.FilesDone++; p.BytesDone += t.size })
		return
	}
	defer f.Close()
	r := &counted{f: f, im: im, left: t.size}
	members := 0
	var hurt error // the first member that could not be read to its end
	err = tape.Streams(t.name, r, r, t.size, func(name string, inner io.Reader) error {
		members++
		next := t
		next.member, next.at.member = name, members
		hurt = cmp.Or(hurt, im.member(next, inner))
		return context.Cause(im.ctx)
	})
	im.progress.step(func(p *Progress) { p.FilesDone++; p.BytesDone += r.left })
	if err = cmp.Or(err, hurt); err == nil || im.ctx.Err() != nil {
		return
	}
	if members == 0 {
		im.tally.count(func(r *ImportReport) { r.Files++ })
	}
	im.quarantine(t.at, t.name, brokenPack, err, func(why string) (string, error) {
		return im.library.quarantineFile(t.path, t.name, why)
	})
}

// member hands a stream that was found in a file to whoever is free, or reads
// it at once. It returns what ended the stream early.
func (im *importing) member(t task, r io.Reader) error {
	im.tally.count(func(r *ImportReport) { r.Files++ })
	whole := &ending{r: r, ctx: im.ctx}
	data, _ := im.buffers.Get().(*bytes.Buffer)
	if data == nil {
		data = new(bytes.Buffer)
	}
	data.Reset()
	_, err := data.ReadFrom(io.LimitReader(whole, maxBuffered))
	if err == nil && data.Len() == maxBuffered {
		im.stream(t, &ending{r: io.MultiReader(data, whole), ctx: im.ctx})
		im.buffers.Put(data)
		return whole.err
	}
	t.data, t.cut = data, err
	im.open.Add(1)
	select {
	case im.queue <- t:
	default:
		im.do(t)
		im.open.Done()
	}
	return err
}

// stream reads one plain stream. What its container has cut short is no fault
// of its own: file tells of it.
func (im *importing) stream(t task, r *ending) {
	stats, err := tape.Read(t.member, r, im.source, func(rec *round.Recording) error {
		if err := im.hold(t.at, t.member, rec); err != nil {
			return im.end(err)
		}
		return nil
	})
	kind := brokenFile
	if errors.Is(err, tape.ErrUnknownFormat) && r.err == nil {
		kind = unknownKind
		if _, empty := stats.Damage[tape.EmptyFile]; empty {
			kind = string(tape.EmptyFile)
		}
		// Its lines are those of something else: they are not malformed.
		stats = tape.Stats{Lines: stats.Lines}
	}
	im.tally.stream(t.at, t.member, stats)
	im.progress.step(func(p *Progress) { p.Lines += stats.Lines })
	if err == nil || r.err != nil || im.ctx.Err() != nil {
		return
	}
	im.quarantine(t.at, t.member, kind, err, func(why string) (string, error) {
		if kind != brokenFile {
			return "", nil // nothing in it is ours to keep
		}
		if t.data != nil {
			return im.library.quarantineBytes(t.member, why, t.data.Bytes())
		}
		return im.library.quarantineFile(t.path, t.name, fmt.Sprintf("%s: %s", t.member, why))
	})
}

// quarantine notes what cannot be read and has it kept. keep says what else
// is to be known of it.
func (im *importing) quarantine(at place, name, kind string, why error, keep func(why string) (note string, err error)) {
	note, err := keep(why.Error())
	text := why.Error()
	if note != "" {
		text += "; " + note
	}
	im.tally.lose(at, name, kind, text)
	im.tally.count(func(r *ImportReport) { r.Quarantined++ })
	if err != nil {
		_ = im.end(err)
	}
}

// counted reads a file and counts its bytes as done; it ends with the import.
type counted struct {
	f    *os.File
	im   *importing
	left int64
}

func (c *counted) Read(b []byte) (int, error) {
	if err := context.Cause(c.im.ctx); err != nil {
		return 0, err
	}
	n, err := c.f.Read(b)
	c.count(n)
	return n, err
}

// ReadAt serves the readers of zip files, which go to and fro.
func (c *counted) ReadAt(b []byte, at int64) (int, error) {
	if err := context.Cause(c.im.ctx); err != nil {
		return 0, err
	}
	n, err := c.f.ReadAt(b, at)
	c.count(n)
	return n, err
}

func (c *counted) count(n int) {
	part := min(int64(n), c.left)
	c.left -= part
	c.im.progress.step(func(p *Progress) { p.BytesDone += part })
}
