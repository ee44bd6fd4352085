package cli

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"rugtape/internal/round"
)

// forPeople is one line: what happened, to what and, where it is known, what
// to do.
func forPeople(err error) string {
	if errors.Is(err, context.Canceled) {
		return "stopped" // only the user's interrupt does that
	}
	text := strings.TrimPrefix(err.Error(), round.ErrInvalid.Error()+": ")
	if errors.Is(err, round.ErrUnknown) {
		text = withHint(text, "see rugtape library list")
	}
	var hinted interface{ Hint() string }
	if errors.As(err, &hinted) {
		text = withHint(text, hinted.Hint())
	}
	return visible(strings.ReplaceAll(text, "\n", "; "))
}

// withHint adds what to do, unless the text says so.
func withHint(text, hint string) string {
	if hint == "" || strings.Contains(text, hint) {
		return text
	}
	return text + "; " + hint
}

// visible shows what a terminal would not print but obey: names come from
// files and archives that anybody may have made.
func visible(text string) string {
	hidden := func(r rune) bool { return !unicode.IsPrint(r) }
	if !strings.ContainsFunc(text, hidden) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if hidden(r) {
			quoted := strconv.QuoteRune(r)
			b.WriteString(quoted[1 : len(quoted)-1])
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// counted is a number of things.
func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// known is null for a text that is not known.
func known(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
