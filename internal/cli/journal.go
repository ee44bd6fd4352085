package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/spf13/cobra"

	"rugtape/internal/journal"
	"rugtape/internal/tape"
	"rugtape/internal/wire"
)

func newJournal(t *tool) *cobra.Command {
	var w wanted
	cmd := &cobra.Command{
		Use:   "journal PATH",
		Short: "Read what was recorded, message by message",
		Long: "journal prints the entries of a journal, a folder of files or one of them, in their\n" +
			"order: every message as it was recorded, and notes of what the recorder's own side did.\n" +
			"It may be read while it is being written.\n\n" +
			"It exits with 1 if something in it is damaged; what can be read is printed all the same.",
		Example: "  rugtape journal HOME/journal --follow --kind standard/newTrade --json\n" +
			"  rugtape journal HOME/journal --text 20250101-00000000000000aa --stats",
		Args: takes("PATH", 1, 1),
		RunE: func(cmd *cobra.Command, args []string) error { return t.journal(cmd.Context(), args[0], w) },
	}
	flags := cmd.Flags()
	flags.BoolVar(&w.follow, "follow", false, "wait for more, until Ctrl-C")
	flags.StringVar(&w.kind, "kind", "", "only entries of this kind: the name of an event, open, ping, connect, ack, note ...")
	flags.Uint64Var(&w.from, "from", 0, "only entries from this number on")
	flags.StringVar(&w.text, "text", "", "only entries that contain this; upper and lower case are the same")
	flags.BoolVar(&w.stats, "stats", false, "count them instead of printing them")
	return cmd
}

// wanted is which entries of a journal are asked for, and what of them.
type wanted struct {
	kind, text    string
	from          uint64
	follow, stats bool
}

func (w *wanted) takes(e tape.Entry, kind string) bool {
	return (w.kind == "" || w.kind == kind) && (w.text == "" || bytes.Contains(bytes.ToLower(e.Data), []byte(w.text)))
}

func (t *tool) journal(ctx context.Context, path string, w wanted) (err error) {
	w.text = string(bytes.ToLower([]byte(w.text)))
	r, err := journal.OpenReader(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	r.From(w.from)
	if w.follow {
		r.Follow(ctx)
	}
	stats := journalStats{Kinds: map[string]int{}}
	told := tape.JournalDamage{}
	for r.Next() && ctx.Err() == nil {
		stats.see(r.File())
		e := r.Entry()
		t.tellDamage(r.Damage(), &told, path, "before", e.Seq)
		kind, payload := take(e)
		switch {
		case !w.takes(e, kind):
		case w.stats:
			stats.add(e, kind)
		default:
			if err := t.showEntry(e, kind, payload); err != nil {
				return err
			}
		}
	}
	t.tellDamage(r.Damage(), &told, path, "after", r.Entry().Seq)
	if err := ctx.Err(); err != nil && !w.follow { // one that follows ends no other way
		return err
	}
	if w.stats {
		if err := t.showStats(stats, r.Damage()); err != nil {
			return err
		}
	}
	return t.journalEnd(r.Err(), path, w.follow)
}

// tellDamage says what was passed over since it was told last, where.
func (t *tool) tellDamage(d tape.JournalDamage, told *tape.JournalDamage, path, where string, seq uint64) {
	if d != *told {
		t.note("%s is damaged %s entry %d: in all %s", path, where, seq, d)
		*told = d
	}
}

// journalEnd makes the answer of how reading ended.
func (t *tool) journalEnd(err error, path string, follow bool) error {
	files, unlisted := journal.Files(path)
	switch {
	case errors.Is(err, tape.ErrJournalDamaged):
		return errNo
	case errors.Is(err, tape.ErrJournalCut):
		if !follow {
			t.note("%s has no end yet: it is still being written, or a crash left it open", path)
		}
		return nil
	case err == nil && unlisted == nil && len(files) == 0 && !follow:
		return fmt.Errorf("there is no journal in %s: record one with rugtape record", path)
	}
	return err
}

// take names an entry and gives what it says: JSON, or else the text of it.
func take(e tape.Entry) (kind string, payload []byte) {
	if e.Kind == tape.EntryNote {
		return "note", e.Data
	}
	packet, err := wire.ParsePacket(e.Data)
	switch {
	case err != nil:
		return "unreadable", e.Data
	case packet.Kind == wire.PacketEvent || packet.Kind == wire.PacketBinaryEvent:
		return packet.Name, packet.Payload()
	}
	return packet.Kind.String(), packet.Data
}

// journalItem is the JSON of an entry.
type journalItem struct {
	Seq     uint64         `json:"seq"`
	RecvNS  int64          `json:"recv_ns"` // or sent, or noted
	Dir     string         `json:"dir"`     // in, out, note
	Kind    string         `json:"kind"`
	Payload jsontext.Value `json:"payload"` // as recorded; a string where it is no JSON, null where there is none
}

// asRecorded keeps the text of a payload as it is, but for the spaces in it.
var asRecorded = json.JoinOptions(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true), jsontext.PreserveRawStrings(true))

func (t *tool) showEntry(e tape.Entry, kind string, payload []byte) error {
	if !t.json {
		t.say("%8d  %s  %-4s  %-20s  %7d B  %s", e.Seq, time.Unix(0, e.TimeNS).UTC().Format("2006-01-02 15:04:05.000"), e.Kind, kind, len(e.Data), beginning(payload))
		return nil
	}
	item := journalItem{Seq: e.Seq, RecvNS: e.TimeNS, Dir: e.Kind.String(), Kind: kind, Payload: payload}
	if len(payload) == 0 {
		item.Payload = jsontext.Value("null")
	}
	line, err := json.Marshal(item, asRecorded)
	if err != nil { // it is no JSON
		item.Payload, _ = jsontext.AppendQuote(nil, payload)
		line, err = json.Marshal(item, asRecorded)
	}
	if err != nil {
		return fmt.Errorf("print entry %d: %w", e.Seq, err)
	}
	_, err = t.std.Out.Write(append(line, '\n'))
	return err
}

// beginning is as much of a payload as fits on a line.
func beginning(payload []byte) string {
	const most = 100
	if len(payload) <= most {
		return string(payload)
	}
	return string(payload[:most]) + " ..."
}
