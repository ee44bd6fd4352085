package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"rugtape/internal/app"
	"rugtape/internal/arena"
	"rugtape/internal/game"
	"rugtape/internal/journal"
	"rugtape/internal/library"
	"rugtape/internal/tape"
	"rugtape/internal/wire"
)

// TestKilledRecorder kills a recorder with -9, again and again at random
// moments from the start of the process on, while an arena sends it ten or a
// hundred times what the site does. After each: no file of a round is damaged, and the
// journal holds what was sent to it, from the beginning of the connection and
// without a gap, up to a second before. At the end, an ordinary start has
// recovered everything.
//
// RUGTAPE_KILLS is how often, RUGTAPE_KILL_SEED when. The second is held to where the
// kills are counted, as in the proof; beside other tests the disk may be slower.
func TestKilledRecorder(t *testing.T) {
	kills, seed := number(t, "RUGTAPE_KILLS", 10), number(t, "RUGTAPE_KILL_SEED", rand.Uint64())
	if testing.Short() {
		kills = min(kills, 3)
	}
	t.Logf("%d kills, RUGTAPE_KILL_SEED=%d", kills, seed)
	random := rand.New(rand.NewPCG(seed, 9))
	var all killed
	for kills > 0 {
		few := min(kills, 10) // a home for each: what a start reads of the journal grows with it
		kills -= few
		all.add(killHome(t, random, int(few)))
	}
	if all.rounds == 0 {
		t.Error("no round was sealed: nothing was shown")
	}
	t.Logf("%d entries in the journals, %d of them in files that were ended by the next start; %d rounds sealed", all.entries, all.recovered, all.rounds)
	t.Logf("%d kills while the recorder started, %d while it recorded", all.early, len(all.lost))
	slices.Sort(all.lost)
	if n := len(all.lost); n > 0 {
		t.Logf("lost of what was sent: median %v, most %v; the machine's longest pause was %v", all.lost[n/2].Round(time.Millisecond), all.lost[n-1].Round(time.Millisecond), all.pause.Round(time.Millisecond))
	}
}

// number reads a number out of the environment.
func number(t *testing.T, name string, otherwise uint64) uint64 {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

// killed is what kills have shown.
type killed struct {
	lost                       []time.Duration // of each kill of a recorder that was connected
	early                      int             // kills before that
	entries, recovered, rounds int
	pause                      time.Duration
}

func (k *killed) add(more killed) {
	k.lost = append(k.lost, more.lost...)
	k.early += more.early
	k.entries += more.entries
	k.recovered += more.recovered
	k.rounds += more.rounds
	k.pause = max(k.pause, more.pause)
}

// killHome kills recorders of one home.
func killHome(t *testing.T, random *rand.Rand, kills int) (all killed) {
	t.Helper()
	home, sent := t.TempDir(), &sentLog{}
	server := loadedArena(t, random, sent)
	url := server.URL()
	pauses := measurePauses(t, home)
	most := 5 * time.Second
	if os.Getenv("RUGTAPE_KILLS") != "" {
		most = time.Second
	}
	next := uint64(1)
	for i := range kills {
		if !eventually(func() bool { return server.Stats().Clients == 0 }) {
			t.Fatal("the arena does not notice that the recorder is gone")
		}
		sent.forget()
		var errs bytes.Buffer
		cmd := exec.Command("rugtape", "record", "--url", url, "--home", home)
		cmd.Stderr = &errs
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		<-time.After(time.Duration(random.Int64N(int64(2500 * time.Millisecond))))
		at := time.Now()
		killErr := cmd.Process.Kill()
		_ = cmd.Wait()
		if killErr != nil {
			t.Fatalf("kill %d: the recorder had ended: %s", i, &errs)
		}
		seen := sent.before(time.Now()) // it may have heard what was sent until it was gone
		got := receivedSince(t, home, &next)
		lost := lostOf(t, home, seen, got, at)
		pause := pauses.since(at.Add(-3 * time.Second))
		if lost-pause > most {
			t.Errorf("kill %d: %v of what was sent is not in the journal; the machine had paused for %v: %s", i, lost, pause, &errs)
		}
		if len(seen) == 0 {
			all.early++
		} else {
			all.lost = append(all.lost, lost)
		}
		roundFilesAreWhole(t, home)
	}
	all.pause = pauses.since(time.Time{})
	recordInPeace(t, home, url, next)
	all.recovered, all.entries, all.rounds = everythingIsThere(t, home)
	return all
}

// loadedArena serves rounds at 10 or 100 times the pace, and tells the log what
// it sends.
func loadedArena(t *testing.T, random *rand.Rand, sent *sentLog) *arena.Server {
	t.Helper()
	speed := []float64{10, 100}[random.IntN(2)]
	server, err := arena.Listen(arena.Options{Listen: "127.0.0.1:0", Seed: random.Uint64(), Speed: speed, Players: 8, Past: 2, Said: sent.said})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- server.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return server
}

// receivedSince reads the messages in a journal from a number on, which goes
// on with the next: no entry is missing and nothing is damaged.
func receivedSince(t *testing.T, home string, next *uint64) (got [][]byte) {
	t.Helper()
	r, err := journal.OpenReader(app.JournalDir(home))
	switch {
	case err != nil && strings.Contains(err.Error(), "no such file"):
		return nil // it was killed before it had made the folder
	case err != nil:
		t.Fatal(err)
	}
	defer r.Close()
	r.From(*next)
	for r.Next() {
		e := r.Entry()
		if e.Seq != *next {
			t.Fatalf("entry %d comes where %d is due", e.Seq, *next)
		}
		*next++
		if e.Kind == tape.EntryReceived {
			got = append(got, bytes.Clone(e.Data))
		}
	}
	if err := r.Err(); err != nil && (!errors.Is(err, tape.ErrJournalCut) || errors.Is(err, tape.ErrJournalDamaged)) {
		t.Fatal(err)
	}
	return got
}

// lostOf holds what the journal got against what was sent to it: the first of
// it, each message as the filter leaves it. It tells how long before the kill
// the first message was sent that is not there.
func lostOf(t *testing.T, home string, sent []sentMessage, got [][]byte, at time.Time) time.Duration {
	t.Helper()
	if len(got) > len(sent) {
		t.Fatalf("%d messages are in the journal, %d were sent", len(got), len(sent))
	}
	filter := wire.NewFilter(keyOf(t, home, len(got) > 0))
	for i, text := range got {
		if want := filter.Append(nil, sent[i].text); !bytes.Equal(text, want) {
			t.Fatalf("message %d is %.200q in the journal, and was sent as %.200q", i, text, want)
		}
	}
	if len(got) == len(sent) {
		return 0
	}
	return max(0, at.Sub(sent[len(got)].at))
}

func keyOf(t *testing.T, home string, there bool) (key [32]byte) {
	t.Helper()
	if !there {
		return key
	}
	lib, err := library.Open(t.Context(), home, library.Reader)
	if err == nil {
		defer lib.Close(context.Background())
		key, err = lib.Key(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// roundFilesAreWhole reads every file of a round.
func roundFilesAreWhole(t *testing.T, home string) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(home, "rounds"), func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || strings.HasPrefix(e.Name(), ".") {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		return tape.Streams(path, f, nil, -1, func(name string, in io.Reader) error {
			if _, _, err := tape.DecodeRound(in); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			return nil
		})
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}

// recordInPeace records until something more is in the journal, and ends in
// order.
func recordInPeace(t *testing.T, home, url string, next uint64) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if code, _, errs := runUntil(ctx, "record", "--url", url, "--home", home); code != exitDone {
			t.Errorf("the recorder ended with %d: %s", code, errs)
		}
	}()
	more := func() bool {
		files, err := journal.Files(app.JournalDir(home))
		return err == nil && len(files) > 0 && files[len(files)-1].First >= next && files[len(files)-1].Bytes > 0
	}
	if !eventually(more) {
		t.Error("the recorder does not go on")
	}
	stop()
	<-ended
}

// everythingIsThere: library, chain and journal are whole, and each round that
// the journal saw the end of is sealed.
func everythingIsThere(t *testing.T, home string) (recovered, entries, rounds int) {
	t.Helper()
	done(t, "library", "check", "--home", home)
	done(t, "verify", "--home", home)
	done(t, "journal", app.JournalDir(home), "--stats", "--home", home)
	sealed := done(t, "library", "list", "--json", "--home", home)
	ended, entries := endedRounds(t, home)
	for id := range ended {
		if !strings.Contains(sealed, fmt.Sprintf(`"round":%q`, id)) {
			t.Errorf("the journal has the end of round %s, and it is not sealed", id)
		}
	}
	files, err := journal.Files(app.JournalDir(home))
	if err != nil {
		t.Error(err)
	}
	for _, f := range files {
		if f.End.Recovered {
			recovered += int(f.End.Entries)
		}
	}
	return recovered, entries, strings.Count(sealed, "\n")
}

// endedRounds are the rounds whose rug stands in a journal.
func endedRounds(t *testing.T, home string) (ended map[string]bool, entries int) {
	t.Helper()
	r, err := journal.OpenReader(app.JournalDir(home))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	ended = map[string]bool{}
	var machine game.Machine
	for r.Next() {
		entries++
		packet, err := wire.ParsePacket(r.Entry().Data)
		if err != nil || packet.Kind != wire.PacketEvent {
			continue
		}
		said, err := wire.DecodeEvent(packet.Name, packet.Payload(), r.Entry().TimeNS)
		if err != nil || !said.Known {
			continue
		}
		for _, fact := range machine.Step(said.Event) {
			if fact.Kind == game.Rugged {
				ended[fact.Round] = true
			}
		}
	}
	if err := r.Err(); err != nil {
		t.Error(err)
	}
	return ended, entries
}
