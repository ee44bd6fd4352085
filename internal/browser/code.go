package browser

import (
	"embed"
	"fmt"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
)

// pageFiles is our code in the page. See page/door.js for what it offers.
//
//go:embed page/*.js
var pageFiles embed.FS

// pageOrder is the order in which the files are put together: what runs at once
// comes last.
var pageOrder = []string{"sight", "find", "refusal", "amount", "build", "press", "watch", "outline", "door"}

// pageCode is the script that opens the door in a new document, for these
// selectors.
func pageCode(s Selectors) (string, error) {
	data, err := json.Marshal(s, json.Deterministic(true))
	if err != nil {
		return "", fmt.Errorf("write the selectors for the page: %w", err)
	}
	var code strings.Builder
	code.WriteString("'use strict';\n")
	for _, name := range pageOrder {
		text, err := pageFiles.ReadFile("page/" + name + ".js")
		if err != nil {
			return "", err
		}
		code.Write(text)
	}
	fmt.Fprintf(&code, "use(%s);\nbeat();\n", data)
	return code.String(), nil
}

// openHand has our code put into each document of the page, with the session's
// selectors, and hears what it tells.
func (s *Session) openHand() error {
	if s.selectors.Controls == nil {
		var err error
		if s.selectors, err = ParseSelectors(builtIn, nil); err != nil {
			return err
		}
	}
	code, err := pageCode(s.selectors)
	if err != nil {
		return err
	}
	s.hand.page, s.hand.now, s.hand.build, s.hand.carry = s, time.Now, buildLimit, pressLimit
	s.onNewDocument(code)
	s.onBinding(bindingName, func(payload string) {
		if seen, ok := parseSeen(payload); ok {
			s.queue.press(seen)
		}
	})
	return nil
}
