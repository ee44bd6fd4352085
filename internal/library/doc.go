// Package library keeps recorded rounds on disk, and the catalogue that lists
// them.
//
//	l, err := library.Open(ctx, library.DefaultHome(), library.Owner)
//	report, err := l.Import(ctx, paths, library.ImportOptions{})
//	entries, err := l.Seal(ctx, recordings) // of a recorder; l.Pin before the round
//	page, err := l.List(ctx, round.Query{Complete: true})
//	rec, entry, err := l.Get(ctx, page.Entries[0].Key)
//	err = l.Close(ctx)
//
// # A home
//
//	rounds/<source>/<YYYYMM>/<id>.jsonl.zst   one file a round, read-only
//	chain.jsonl                               what was known when, see docs/format/chain.md
//	catalogue.db                              what a list shows of each (SQLite)
//	trash/<undo>/...                          deleted rounds, for 30 days
//	quarantine/<mark>-<name>[.why]            damaged files, and why they could not be read
//	tmp/                                      uploads that are not imported yet
//	key                                       what players' tokens in journals are made with
//	lock                                      who owns the home
//
// Beside them lie others' files: journal/ and hands/ (package journal), scripts/, browser/ and STOP
// (package app), config.toml and selectors.json (the user's).
//
// The round files are the truth. The catalogue is made anew from them when it
// is missing, damaged or of another version, and brought up to them after a
// crash. A reader that comes before the next owner, and an owner that finds
// the disk full, do that in memory: the rounds can be seen, and changes fail
// until there is room. A round whose id has upper-case letters, or is the name of a device
// somewhere, has a mark in its file's name, so that ids that differ by case
// only keep apart on every system; an id without a date lies in "undated".
//
// One process owns a home, by a lock that the system takes back when the
// process ends, however it ends. Others read beside it: they open the
// catalogue read-only and see each change once it is committed.
//
// # What is set aside
//
// Quarantine holds copies of what an import found damaged: containers that
// break off, and round files of ours that are cut or changed; and round files
// of the library itself that were damaged and have been replaced. Of a file in
// which nothing was recognised as a recording nothing is kept: the report
// names it and says why. An import makes no copy that would bring the folder
// above 256 MiB: it keeps the .why alone, and the loss says so. Whoever needs
// the room may empty the folder at any time.
//
// # What is durable when
//
// A batch of at most 256 rounds is sealed like this: each new revision is
// written beside its place under a temporary name and synced; when all are,
// each is renamed over the revision before; then each directory is synced;
// then, where a recorder seals, the chain is written and synced; then the
// catalogue commits. So at any moment a round's file is wholly the
// old one or wholly the new one. When a batch has been sealed, its files
// survive the loss of power. The catalogue's commit survives the end of the
// process, and may be lost with the power: the lock file, which says until a
// clean Close that the home is in use, then makes the next owner compare
// every file with the catalogue, and note in the chain what a crash kept from
// being noted. What an import has read but not sealed yet is
// in memory only, at most 128 MiB of it; it is sealed when it grows beyond
// that, and when all is read.
//
// A delete moves the files into the trash and gives them their undo token by
// one rename at the end; a crash before that takes the delete back.
//
// # What it never does
//
// It runs no goroutine after a call has returned, but for those of the
// database until Close. It reads no id or name out of a file as a path. It
// drops no evidence: what contradicts itself is marked, a recording that cannot
// be read is set aside, what is deleted can be brought back.
package library
