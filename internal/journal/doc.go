// Package journal keeps what came over the wire on disk: a folder of files in
// the format of [rugtape/internal/tape], which docs/format/journal.md describes.
//
//	report, err := journal.Recover(ctx, dir)            // ends what a crash left open
//	j, err := journal.Open(journal.Options{Dir: dir, Head: head})
//	err = j.Append(tape.EntryReceived, recvNS, message) // at once
//	err = j.Close(ctx)
//
//	r, err := journal.OpenReader(dir)
//	for r.Next() {
//		e := r.Entry()
//	}
//	err = r.Err()
//
// # What is durable when
//
// Append puts an entry into a queue. One goroutine, that of the journal,
// writes what is queued half a second after the first of it came, and syncs.
// Whatever ends the process or the machine, what is older than the last sync
// is there; at half a second between syncs and a disk that takes less than
// half of one for each, that is all but the last second. Where it takes longer
// State says that it is late.
//
// # What happens when it cannot be written
//
// The queue has a size. When it is full, because the disk does not keep up, or
// when a write or a sync fails, the journal halts: Append refuses from then on,
// and State says what happened, what to do, and how many entries are not known
// to be on the disk. A sync that failed is not tried again: what it was to
// make durable may be gone for good. A new journal can be opened once the cause
// is gone; it goes on with the numbers after those that can be read.
//
// # Orders
//
// [Orders] is another file, of the orders that are pressed in the user's browser: a record
// is durable when Append returns, as the press waits for it. [Evidence] keeps beside it what
// shows how each was pressed. docs/format/orders.md describes both.
//
// # What it never does
//
// It opens no file to be written that is there, but to cut off a torn end and
// end it, in Recover. It removes no file that is not ended. It makes nothing
// of an entry's data: what passes has been through the filter before.
package journal
