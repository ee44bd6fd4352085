package script

import (
	"embed"
	"strings"
)

//go:embed examples/*.star
var exampleFiles embed.FS

// Example is a script to begin with.
type Example struct{ Name, Source string }

// Examples are the scripts to begin with.
func Examples() []Example {
	files, _ := exampleFiles.ReadDir("examples") // it is in the program
	var all []Example
	for _, file := range files {
		source, _ := exampleFiles.ReadFile("examples/" + file.Name())
		all = append(all, Example{strings.TrimSuffix(file.Name(), scriptExt), string(source)})
	}
	return all
}
