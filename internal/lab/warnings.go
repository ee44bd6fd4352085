package lab

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// fewSessions is how many sessions make an interval rough.
const fewSessions = 100

// warnings says what to keep in mind before a result is believed.
func (p *Plan) warnings(r Result) []string {
	var all []string
	if r.Sessions < 2 {
		all = append(all, "one session alone says nothing about the next: there is no error to state")
	} else if r.Sessions < fewSessions {
		all = append(all, fmt.Sprintf("%d sessions are few: the interval is rough", r.Sessions))
	}
	if !math.IsNaN(r.Stderr) && r.Stderr == 0 && r.Bets > 0 {
		all = append(all, "every session ended the same, so that the spread is not known")
	}
	if n := r.Excluded[NoEnd]; n > 0 {
		all = append(all, fmt.Sprintf("length bias: %s without a seen end left out. Long rounds break more often, so that what is left is too short, and too kind", rounds(n)))
	}
	if n := r.Excluded[NoStart]; n > 0 {
		all = append(all, fmt.Sprintf("length bias: %s recorded from the middle on left out. Long rounds are met in the middle more often", rounds(n)))
	}
	if r.Finished > 0 {
		all = append(all, fmt.Sprintf("%s broke off while being recorded: the rest of each was drawn by the law", rounds(r.Finished)))
	}
	if other := p.otherExcluded(); other != "" {
		all = append(all, "left out as well: "+other)
	}
	return all
}

func rounds(n int) string {
	if n == 1 {
		return "1 round"
	}
	return fmt.Sprintf("%d rounds", n)
}

func (p *Plan) otherExcluded() string {
	var parts []string
	for _, why := range slices.Sorted(maps.Keys(p.Rounds.Excluded)) {
		if why != NoEnd && why != NoStart {
			parts = append(parts, fmt.Sprintf("%s (%s)", rounds(p.Rounds.Excluded[why]), why))
		}
	}
	return strings.Join(parts, ", ")
}
