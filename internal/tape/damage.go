package tape

// Damage names a way in which a recording is damaged. docs/format/imports.md
// says of each what it means, how often real recordings had it and what is
// done.
type Damage string

// Damage of lines; Stats.Damage counts lines (or entries of one).
const (
	TornLine       Damage = "torn line"            // not a whole JSON record
	Comment        Damage = "comment"              // begins with # or //
	LineTooLong    Damage = "line too long"        // over MaxLine
	UnknownRecord  Damage = "unknown record"       // well-formed, of no known kind
	UnusableRecord Damage = "unusable record"      // of a known kind, with a value that cannot be
	BadRoundID     Damage = "bad round id"         // cannot name a round
	Refused        Damage = "refused by the rules" // by game.Machine
	NoRound        Damage = "press of no round"    // neither it nor a header names one
)

// Damage of a round's recording; Stats.Damage counts rounds.
const (
	CooldownDisorder  Damage = "cooldown rows out of order"
	CooldownExtended  Damage = "cooldown extended"
	TimeBackwards     Damage = "timestamps run backwards"
	StartMidRound     Damage = "start in mid-round"
	NoLive            Damage = "no live row"
	NoRug             Damage = "live rows but no rug row"
	TickGap           Damage = "tick gap"
	FirstRowsSwapped  Damage = "first two live rows swapped"
	TwoRowsForATick   Damage = "two rows for one tick"
	MissingBeforeRug  Damage = "live ticks missing before the rug"
	RugMissed         Damage = "rug row missed"
	OneRugRow         Damage = "only one rug row"
	SecondRugSameTick Damage = "second rug row at the same tick"
	SecondRugLate     Damage = "second rug row 3 or more ticks later"
	WentOn            Damage = "round went on after a rug"
	SeveralStarts     Damage = "several game_start lines"
	SeveralEnds       Damage = "several game_end lines"
	NoEnd             Damage = "no game_end line"
	EndWithoutRug     Damage = "game_end though no rug was seen"
	TotalDiffers      Damage = "total_ticks does not match"
	CountDiffers      Damage = "action_count does not match"
	Contradiction     Damage = "contradicting values"
)

// EmptyFile is a stream without a byte, or with nothing but blank lines.
const EmptyFile Damage = "empty file"
