package app

import (
	"errors"
	"fmt"

	"rugtape/internal/desk"
	"rugtape/internal/tape"
	"rugtape/internal/wire"
)

// Entries are those of a journal, one after the other. Err says how they end.
type Entries interface {
	Next() bool
	Entry() tape.Entry // its data is valid until Next
	Err() error
}

// Rerun is what came of making every decision in a recording again.
type Rerun struct {
	Messages  int // of the server
	Desks     int // that were opened again
	Decisions int // held against the recording
	Rounds    int // whose digest and balance were
	// Differences counts what is not as it was recorded; First is the first.
	Differences int
	First       *Difference
	// NotCompared counts decisions and rounds that cannot be made again, by
	// reason.
	NotCompared map[string]int
}

// Difference is something that is not as it was recorded.
type Difference struct {
	Seq      uint64 // of the entry at which it shows
	Round    string
	Tick     int
	State    string // of the round: presale, live
	Field    string
	Was, Now string
}

// Reasons why something is not compared.
const (
	noDesk    = "the desk was opened before the recording begins"
	broken    = "entries before it are missing"
	unmade    = "the desk cannot be opened again"
	cutOff    = "the recording ends before it is told"
	noSuch    = "it is noted by a newer rugtape"
	nothing   = "nothing"
	restarted = "recording began anew while the desk was open"
)

// RerunJournal reads a journal and makes every decision in it again: the
// messages are decoded again, each desk is opened as its note says, and what was
// done by hand is done again. reveal gives the message that a filtered one stands
// for, as far as the key of the home tells; nil takes them as they are.
//
// The error is why it could not be read to its end; what was found up to there
// is given all the same.
func RerunJournal(entries Entries, reveal func(dst, message []byte) []byte) (Rerun, error) {
	r := rerun{Rerun: Rerun{NotCompared: map[string]int{}}, reveal: reveal, why: noDesk}
	for entries.Next() {
		if err := r.entry(entries.Entry()); err != nil {
			return r.Rerun, err
		}
	}
	r.leave(cutOff)
	return r.Rerun, entries.Err()
}

// rerun is a recording that is decided again.
type rerun struct {
	Rerun
	reveal func(dst, message []byte) []byte
	text   []byte

	seq     uint64              // of the entry before
	desk    *desk.Live          // nil while there is none, which is
	why     string              // why
	session int                 // of the desk
	made    []tape.NoteDecision // and not held against the recording yet
}

func (r *rerun) entry(e tape.Entry) error {
	if r.seq > 0 && e.Seq != r.seq+1 {
		r.leave(broken)
	}
	r.seq = e.Seq
	switch e.Kind {
	case tape.EntryReceived:
		r.unrecorded()
		r.received(e)
	case tape.EntryNote:
		n, err := tape.ParseNote(e.Data)
		switch {
		case errors.Is(err, tape.ErrNoteKind):
			r.NotCompared[noSuch]++
		case err != nil:
			return fmt.Errorf("entry %d: %w", e.Seq, err)
		default:
			r.note(e, n)
		}
	}
	return nil
}

// received takes a message of the server, as the live edge does.
func (r *rerun) received(e tape.Entry) {
	r.Messages++
	if r.desk == nil {
		return
	}
	text := e.Data
	if r.reveal != nil {
		r.text = r.reveal(r.text[:0], text)
		text = r.text
	}
	said, err := heard(text, e.TimeNS)
	if err != nil || !said.Known {
		return
	}
	r.desk.Event(e.TimeNS, said.Event)
	r.decided()
}

// heard is what a message of the server says of the game.
func heard(text []byte, recvNS int64) (wire.Said, error) {
	packet, err := wire.ParsePacket(text)
	if err != nil || packet.Kind != wire.PacketEvent {
		return wire.Said{}, err
	}
	return wire.DecodeEvent(packet.Name, packet.Payload(), recvNS)
}

// decided takes what the desk has just decided.
func (r *rerun) decided() {
	round, _ := r.desk.Round()
	for _, d := range r.desk.Decisions() {
		r.made = append(r.made, tape.NewNoteDecision(r.session, round, d))
	}
}

func (r *rerun) note(e tape.Entry, n tape.Note) {
	switch n := n.(type) {
	case tape.NoteStarted:
		r.leave(restarted)
	case tape.NoteDesk:
		r.leave(restarted)
		r.open(n)
	case tape.NoteClosed:
		r.unrecorded()
		r.leave(noDesk)
	case tape.NoteCommand:
		r.unrecorded()
		r.command(e.TimeNS, n)
	case tape.NoteReport, tape.NoteArm, tape.NoteDisarm, tape.NoteAdopt, tape.NoteGrant:
		r.unrecorded()
		r.real(e.TimeNS, n)
	case tape.NoteDecision:
		r.decision(n)
	case tape.NoteRound:
		r.unrecorded()
		r.round(n)
	}
}

// open opens the desk of a note.
func (r *rerun) open(n tape.NoteDesk) {
	config, err := deskOf(n)
	if err == nil {
		r.desk, err = desk.NewLive(config)
	}
	if err != nil {
		r.why = unmade + ": " + err.Error()
		return
	}
	r.session = n.Session
	r.Desks++
}

// leave leaves the desk, if there is one; what is recorded of it from here on
// is not compared.
func (r *rerun) leave(why string) {
	if r.desk == nil {
		return
	}
	if len(r.made) > 0 {
		r.NotCompared[cutOff] += len(r.made)
	}
	r.desk, r.why, r.made = nil, why, r.made[:0]
}

func (r *rerun) command(timeNS int64, n tape.NoteCommand) {
	if r.desk == nil {
		return
	}
	switch n.Command {
	case "stop":
		r.desk.Stop(timeNS)
	case "resume":
		r.desk.Resume(timeNS)
	case "new_session":
		r.desk.NewSession(timeNS)
	case "wake":
		r.desk.Wake(timeNS)
	default:
		if r.desk.Place(timeNS, n.Intent()) != nil { // it was not placed then either, or the decision is missing
			return
		}
	}
	r.decided()
}

// real tells the desk once more what it was told of the real game. What it
// refused then, it refuses now; nothing is decided at it.
func (r *rerun) real(timeNS int64, n tape.Note) {
	if r.desk == nil {
		return
	}
	switch n := n.(type) {
	case tape.NoteReport:
		r.desk.Report(timeNS, n.Report())
	case tape.NoteArm:
		_ = r.desk.Arm(timeNS, n.Arming())
	case tape.NoteDisarm:
		r.desk.Disarm(timeNS)
	case tape.NoteAdopt:
		_ = r.desk.Adopt(timeNS, n.Books())
	case tape.NoteGrant:
		_ = r.desk.GrantExit(timeNS, n.UntilNS)
	}
}
