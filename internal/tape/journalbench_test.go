package tape

import (
	"bufio"
	"bytes"
	"io"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/klauspost/compress/zstd"
)

// liveEntries are the messages of the corpus's capture as they came over the
// wire, half a minute of them.
func liveEntries(t testing.TB) (entries []Entry, lasts time.Duration) {
	t.Helper()
	lines := bufio.NewScanner(corpus(t, "raw/websocket_events_000_119.jsonl"))
	lines.Buffer(nil, MaxLine)
	for lines.Scan() {
		var line struct {
			Timestamp string         `json:"timestamp"`
			Event     string         `json:"event_type"`
			Data      jsontext.Value `json:"data"`
		}
		must(t, json.Unmarshal(lines.Bytes(), &line))
		must(t, line.Data.Compact())
		at, err := time.Parse("2006-01-02T15:04:05.999999", line.Timestamp)
		must(t, err)
		entries = append(entries, Entry{
			Seq: 1 + uint64(len(entries)), TimeNS: at.UnixNano(), Kind: EntryReceived,
			Data: bytes.Join([][]byte{[]byte(`42["`), []byte(line.Event), []byte(`",`), line.Data, []byte("]")}, nil),
		})
	}
	must(t, lines.Err())
	return entries, time.Duration(entries[len(entries)-1].TimeNS - entries[0].TimeNS)
}

// counter counts what is written.
type counter struct{ bytes, writes int }

func (c *counter) Write(b []byte) (int, error) {
	c.bytes += len(b)
	c.writes++
	return len(b), nil
}

// BenchmarkJournalLive writes live messages, flushed as often as the recorder
// does, half a second after the first that waits. Beside it: the same as lines
// of JSON in one zstd stream, flushed each second.
func BenchmarkJournalLive(b *testing.B) {
	entries, lasts := liveEntries(b)
	size := 0
	for _, e := range entries {
		size += len(e.Data)
	}
	report := func(b *testing.B, c counter) {
		n := float64(b.N)
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/n/float64(len(entries)), "ns/entry")
		b.ReportMetric(100*b.Elapsed().Seconds()/n/lasts.Seconds(), "%core")
		b.ReportMetric(float64(c.bytes)/n/lasts.Hours()/1e6, "MB/h")
		b.ReportMetric(float64(size)*n/float64(c.bytes), "ratio")
		b.SetBytes(int64(size))
	}
	b.Run("journal", func(b *testing.B) {
		var c counter
		for b.Loop() {
			w, err := NewJournalWriter(&c, JournalHead{Source: "site", Rule: "1", Run: "00", First: 1})
			must(b, err)
			first := entries[0].TimeNS
			for _, e := range entries {
				if e.TimeNS-first >= int64(500*time.Millisecond) {
					must(b, w.Flush())
					first = e.TimeNS
				}
				must(b, w.Add(e))
			}
			must(b, w.Close())
		}
		report(b, c)
	})
	b.Run("json", func(b *testing.B) {
		var c counter
		for b.Loop() {
			pack, err := zstd.NewWriter(&c, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
			must(b, err)
			first := entries[0].TimeNS
			for _, e := range entries {
				if e.TimeNS-first >= int64(time.Second) {
					must(b, pack.Flush())
					first = e.TimeNS
				}
				must(b, json.MarshalWrite(pack, struct {
					Seq    uint64 `json:"seq"`
					RecvNS int64  `json:"recv_ns"`
					Text   string `json:"text"`
				}{e.Seq, e.TimeNS, string(e.Data)}))
				_, err := io.WriteString(pack, "\n")
				must(b, err)
			}
			must(b, pack.Close())
		}
		report(b, c)
	})
}

// BenchmarkJournalRead reads them.
func BenchmarkJournalRead(b *testing.B) {
	entries, _ := liveEntries(b)
	var file bytes.Buffer
	w, err := NewJournalWriter(&file, JournalHead{Run: "00", First: 1})
	must(b, err)
	size := 0
	for _, e := range entries {
		must(b, w.Add(e))
		must(b, w.Flush())
		size += len(e.Data)
	}
	must(b, w.Close())
	b.SetBytes(int64(size))
	for b.Loop() {
		r := NewJournalReader(bytes.NewReader(file.Bytes()))
		for r.Next() {
		}
		must(b, r.Err())
	}
}

// The real messages come back from a journal.
func TestCorpusJournal(t *testing.T) {
	entries, _ := liveEntries(t)
	var file bytes.Buffer
	w, err := NewJournalWriter(&file, JournalHead{Source: "site", Rule: "1", Run: "00", First: 1})
	must(t, err)
	for i, e := range entries {
		must(t, w.Add(e))
		if i%3 == 0 {
			must(t, w.Flush())
		}
	}
	must(t, w.Close())
	r := NewJournalReader(&file)
	sameEntries(t, "the capture", entries, readJournal(r))
	must(t, r.Err())
}
