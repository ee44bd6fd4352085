// Package tape turns bytes into recordings and back.
//
// [Streams] opens what a file holds, archives in archives included, [Read]
// reads one plain stream in any known recording format:
//
//	err := tape.Streams(name, file, file, size, func(name string, r io.Reader) error {
//		stats, err := tape.Read(name, r, round.Site, func(rec *round.Recording) error {
//			// join it with what there is of the round: round.Merge, then Settle
//		})
//		// stats names and counts every loss
//	})
//
// [EncodeRound] and [DecodeRound] are our own round file. The formats, what
// is taken from each and what becomes of each kind of damage stand in
// docs/format/imports.md, the layout of the round file in docs/format/round.md.
//
// [JournalWriter] and [JournalReader] are the journal, which holds what came
// over the wire before anything was made of it: docs/format/journal.md. What
// it is damaged by costs no more than a minute of it. Package journal keeps its
// files.
//
// The package opens no file, starts nothing and keeps nothing between calls.
// What it holds at a time is bounded: one line or entry (MaxLine, MaxEntry), a
// few recordings, and of an archive that cannot be read in passing MaxZip.
package tape
