package report

import (
	"fmt"
	"math"
	"strings"

	"rugtape/internal/lab"
)

// luckSays puts the chance of luck into words.
func luckSays(p float64) string {
	switch {
	case math.IsNaN(p):
		return "nothing varied, so that there is nothing to say of luck"
	case p > 0.995:
		return "a player without any edge nearly always does better"
	}
	return "a player without any edge does as well in " + cases(p)
}

// cases puts a chance into words.
func cases(p float64) string {
	switch {
	case p < 0.001:
		return "fewer than 1 of 1,000 cases"
	case p < 0.01:
		return fmt.Sprintf("%.0f of 1,000 cases", 1000*p)
	}
	return fmt.Sprintf("%.0f of 100 cases", 100*p)
}

// beyondLuck is how many standard errors no run in ten thousand is away from
// what it should be.
const beyondLuck = 4

// Sentence says in one sentence what came of a run.
func Sentence(r lab.Result) string {
	if r.Bets == 0 {
		return fmt.Sprintf("It placed no bet in %s.", count(r.Rounds, "round"))
	}
	var b strings.Builder
	won := "Lost"
	switch {
	case r.Mean > 0:
		won = "Won"
	case r.Mean == 0:
		won = "Broke even:"
	}
	fmt.Fprintf(&b, "%s %s SOL a round in the mean of %s", won, figure(math.Abs(r.Mean)), count(r.Rounds, "round"))
	if math.IsNaN(r.Stderr) {
		b.WriteString("; one session alone has no error to state.")
		return b.String()
	}
	fmt.Fprintf(&b, ", +- %s.", figure(r.High-r.Mean))
	switch {
	case !math.IsNaN(r.Theory) && r.Low <= r.Theory && r.Theory <= r.High:
		fmt.Fprintf(&b, " The law says %s: this is what was to be expected.", figure(r.Theory))
	case math.Abs(r.Z()) > beyondLuck:
		fmt.Fprintf(&b, " The law says %s, %.1f standard errors away: that is not luck, look for a fault.", figure(r.Theory), math.Abs(r.Z()))
	case !math.IsNaN(r.Theory):
		fmt.Fprintf(&b, " The law says %s: the difference is luck of a kind that 5 of 100 runs have.", figure(r.Theory))
	case r.High < 0:
		b.WriteString(" It loses, and that is not bad luck.")
	case r.Low <= 0:
		b.WriteString(" This is within what luck does to a player without any edge: " + luckSays(r.Luck) + ".")
	default:
		b.WriteString(" By the law no strategy has a positive mean, so that this is luck: " + luckSays(r.Luck) + ".")
	}
	return b.String()
}

// figure writes a mean with four digits that count.
func figure(x float64) string {
	if math.IsNaN(x) {
		return "-"
	}
	if x == 0 {
		return "0"
	}
	places := 3 - int(math.Floor(math.Log10(math.Abs(x))))
	return fmt.Sprintf("%.*f", min(max(places, 2), 9), x)
}

// count is a number of things, in groups of three digits.
func count(n int, what string) string {
	text := Grouped(int64(n)) + " " + what
	if n == 1 {
		return text
	}
	return text + "s"
}

// Grouped writes a whole number in groups of three digits: 1,234,567.
func Grouped(n int64) string {
	digits := fmt.Sprint(n)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}
