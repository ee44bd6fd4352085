package fair

// Check is the result of one check.
type Check uint8

// The results: NotChecked where what it takes is not known.
const (
	NotChecked Check = iota
	Passed
	Failed
)

func (c Check) String() string { return [...]string{"not checked", "passed", "failed"}[c] }

// check is the result of a check that was made.
func check(passed bool) Check {
	if passed {
		return Passed
	}
	return Failed
}

// Verdict is what a proof amounts to.
type Verdict uint8

// The verdicts.
const (
	NoSeed   Verdict = iota // nothing to derive the round from
	Verified                // everything was seen and follows from the seed, whose hash was published
	Partial                 // what was seen follows from the seed, but something was not seen
	Mismatch                // something does not follow
)

func (v Verdict) String() string {
	return [...]string{"no-seed", "verified", "partial", "mismatch"}[v]
}
