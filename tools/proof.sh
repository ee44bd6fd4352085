#!/usr/bin/env bash
# Runs a long proof and writes what it showed to docs/proof/NAME.md: the
# commit, the machine, the seeds and counts that the tests log.
# Usage: tools/proof.sh NAME
set -euo pipefail
cd "$(dirname "$0")/.."
name=${1:-}

case $name in
stress)
  says="A minute of 32 clients that seek, play, step and loop shared players, and a minute of pages that come and go, rounds that are
imported, uploaded, deleted and brought back, and imports that are cancelled, all at once under the race detector. Each viewer sees
whole states in order, the same for all; afterwards goroutines and file handles are as many as before."
  run=(env RUGTAPE_STRESS=60s go test -race -count=1 -v -timeout 15m -run 'TestManyClients|TestStress' ./internal/app)
  ;;
guard)
  says="Twenty million random steps of a guard in a world with books of its own: orders that are done late, refused or lost sight of,
reports that come twice, out of order or never, crashes before and after each write of the state, callers whose own books are lost or old
after it, clocks that are set forward and back, days, sessions and rounds that change while something is open or on its way, words of a round
that is over, starts under other limits, books that are taken from the server, grants to sell while nothing is armed, commands in
between. After every step the true losses, exposures, rates and stakes are held against every limit."
  run=(env RUGTAPE_GUARD_STEPS=20000000 go test -count=1 -v -timeout 15m -run TestNoLimitIsEverPassed ./internal/guard)
  ;;
kill)
  says="A recorder is killed with -9 at 200 random moments from the start of its process on, while an arena sends it ten or a hundred times what the
site does. After each kill every file of a round is whole, and the journal holds what the arena had sent, from the beginning of the connection and without
a gap, up to a second before; at the end an ordinary start has recovered everything. Since a kill spares what the system had not written yet, the same over
a file system in memory that keeps only what was synced: the power fails at every call and in the last write at every byte, and every call fails for want of
room, by a fault of the disk and as read-only; all but the last second is there, also when recovering is cut off at any call."
  run=(env RUGTAPE_KILLS=200 go test -count=1 -v -timeout 30m -run 'TestKilledRecorder|TestPowerFails|TestDiskFails|TestRecover' ./internal/cli ./internal/journal)
  ;;
reconnect)
  says="A live edge whose connections never last: a thousand of them are cut, restarted or left half-open by the arena, which also drops, delays, repeats,
reorders and garbles messages, all from a seed. Each message that the arena sent on a connection that stood was delivered once and in order; each live tick is in the
recording from its own frame, or marked as filled, or as a gap; goroutines and file handles are as many as before the first."
  run=(env RUGTAPE_RECONNECTS=1000 go test -count=1 -v -timeout 30m -run 'TestReconnects$' ./internal/app)
  ;;
soak)
  says="Twenty-four hours of the game at 100 times its pace, with as many frames, faults and reconnects: a live edge with its recorder, a paper desk and viewers that come,
go and stand still, in one process with the arena that maltreats it. Each message is held against what was said; memory, goroutines and handles are looked at each
second of wall time, and their slopes told with what 95 of 100 such runs would not exceed. Go's profile of goroutines that are stuck for ever is part of it."
  run=(env GOEXPERIMENT=goroutineleakprofile go run ./cmd/rugtape soak --hours 24 --speed 100 --json)
  ;;
armed)
  says="A strategy is armed against the practice arena for 200 rounds at five times the game's pace, in a real Chromium without a window: it buys, sells and bets by the
buttons of the page alone. Each order is confirmed by the server's own word, or was refused before its press, with the reason told; the arena has done exactly those that are
confirmed; the books are the arena's at the end of each round; and the journal decides the same again."
  run=(env RUGTAPE_ARMED=200 go test -count=1 -v -timeout 120m -run 'TestArmedSession$' ./internal/app)
  ;;
faults)
  says="A thousand short armed sessions, each on an arena of its own, in a real Chromium on the practice page, with a fault from a seed: Chromium is stopped or killed, the page is reloaded, left, crashed, kept busy
or opened twice; its buttons move, come late, say something else or are there twice at the very moment of a press; something is bought by hand; the feed is dead or cut; the server refuses, says nothing, says it late or twice, drops
and reorders frames; it is stopped by button, file or disconnect; and rugtape kills itself with -9 before and after each record of an order, and goes on in the same home. By the arena's own record nothing is pressed twice
or while disarmed, no limit is passed, all that is confirmed was done and at its price, all that is refused was not, and what nobody knows is escalated; nothing is left behind."
  run=(env RUGTAPE_FAULTS=1000 go test -count=1 -v -timeout 180m -run 'TestFaults$' ./internal/app)
  ;;
frozen)
  says="A hundred times Chromium is stopped, with all its processes, soon after an armed strategy has an order on its way, for 2.5 s and until a tick came. Meanwhile a page that looks on and the recorder
go on: a tick is timed from the arena's queue to the page; the recorder takes each message before any page does, and how far its journal is behind the disk is told beside (it is synced
twice a second). STOP is asked for before and after the freeze is known, by the port and over HTTP; the goal is an answer within 250 ms. Once Chromium goes on, nothing is clicked that was late (what was clicked before may be sent after it; each is counted),
every order is settled, it is told why nothing is armed, and the session is ready again; at the end no process and no goroutine is left. Once more while the page is the source of the game, the feed 150 ms behind it: no tick is lost to the recording."
  run=(env RUGTAPE_FREEZES=100 go test -count=1 -v -timeout 60m -run 'TestFrozenBrowser$|TestFrozenSource$' ./internal/app)
  ;;
watchdog)
  says="An app with a Chromium that it launched buys in an arena by the buttons of the practice page, and is killed, or stopped by SIGSTOP and continued, at random moments
and before and after each step of an order. Its watchdog, a second process with its own connection to the page, ends it, takes its home and its orders journal and
sells once. By the arena's own record nothing is sold twice, and within two seconds of the app's death what is held is sold, or a person is told; a sale may follow the telling. The same with a fake page, at every step."
  run=(env RUGTAPE_WATCHDOG=100 go test -count=1 -v -timeout 90m -run 'TestWatchdog' ./internal/app ./internal/watchdog)
  ;;
starts)
  says="A thousand starts of a browser that fail or break, from a seed: no program, one that is not executable, dies at once or later, never says its port, says a wrong one or that of another program, answers
garbage or nothing, has children that ignore being asked to end; and starts that are cancelled at a random moment. After all of them no process of any group is left, no profile, no goroutine, no file handle."
  run=(env RUGTAPE_STARTS=1000 go test -count=1 -v -timeout 15m -run 'TestFailedStarts$' ./internal/browser)
  ;;
*)
  echo "there is no proof ${name:-without a name}: use NAME=stress, guard, kill, reconnect, soak, armed, faults, frozen, watchdog or starts" >&2
  exit 2
  ;;
esac

mkdir -p docs/proof
commit=$(git describe --always --dirty) # before the old proof is written over
out=docs/proof/$name.md
log=$(mktemp)
trap 'rm -f "$log"' EXIT
"${run[@]}" | tee "$log"
{
  printf '# Proof: %s\n\n%s\n\n' "$name" "$says"
  printf -- '- by `make proof NAME=%s` on %s\n' "$name" "$(date -u +%Y-%m-%d)"
  printf -- '- commit %s, %s, %s cores, %s\n\n' "$commit" "$(uname -sm)" "$(nproc)" "$(go env GOVERSION)"
  printf '```\n'
  grep -E '^(=== RUN|--- |ok|FAIL|PASS|\{)|_test\.go:' "$log" | grep -v '^=== RUN .*/[0-9]*$' | sed 's/^ *//'
  printf '```\n'
} >"$out"
echo "written: $out"
