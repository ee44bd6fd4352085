// Package round holds a recorded round as a value.
//
// A [Recording] grows by facts ([Recording.Apply]) and by other recordings
// of the same round ([Merge]). Merging is commutative, associative and
// idempotent: whatever the order in which files are read, and however often,
// the same evidence gives the same recording. What contradicts itself is
// kept as a [Conflict], never dropped.
//
// [Recording.Settle] draws what follows from the evidence (which seed holds,
// which missing ticks it proves), [Prove] checks it against the law, and
// [Summarize] gives the figures that a catalogue shows.
package round
