package script

import (
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// Ways to name what a user wrote on a command line.
const (
	scriptExt     = ".star"    // PATH.star or PATH.star:PARAM=VALUE,...
	programPrefix = "program:" // program:COMMAND ARGUMENT...
)

// Names tells whether a text names a script or a program, and not a strategy
// that is built in.
func Names(text string) bool {
	path, _ := splitScript(text)
	return strings.HasPrefix(text, programPrefix) || strings.HasSuffix(path, scriptExt)
}

// Open reads what a text names: "./mine.star:m=2,stake=0.01" is a script with
// parameters, "program:python3 mine.py" a program with its arguments.
func Open(text string, options Options) (Maker, error) {
	if command, ok := strings.CutPrefix(text, programPrefix); ok {
		argv, err := splitCommand(command)
		if err != nil {
			return nil, fmt.Errorf("strategy %.80s: %w", text, err)
		}
		return NewCommand(argv, options)
	}
	path, list := splitScript(text)
	if !strings.HasSuffix(path, scriptExt) {
		return nil, fmt.Errorf("strategy %.80s: a script's file ends in .star, and a program is named as program:COMMAND", text)
	}
	args, err := Args(list)
	if err != nil {
		return nil, fmt.Errorf("strategy %.80s: %w", text, err)
	}
	source, err := readFile(path, maxSource+1)
	if err != nil {
		return nil, fmt.Errorf("read the strategy: %w", err)
	}
	return Compile(path, string(source), args, options)
}

// splitScript splits after .star, so that a path may hold colons.
func splitScript(text string) (path, args string) {
	if i := strings.Index(text, scriptExt+":"); i >= 0 {
		return text[:i+len(scriptExt)], text[i+len(scriptExt)+1:]
	}
	return text, ""
}

// Args reads parameters as they stand behind a script's name: PARAM=VALUE,...
func Args(list string) (map[string]string, error) {
	args := map[string]string{}
	if list == "" {
		return args, nil
	}
	for pair := range strings.SplitSeq(list, ",") {
		name, value, ok := strings.Cut(pair, "=")
		name = strings.TrimSpace(name)
		if _, twice := args[name]; !ok || twice {
			return nil, fmt.Errorf("%.40q is not one PARAM=VALUE: write FILE.star:PARAM=VALUE,PARAM=VALUE", pair)
		}
		args[name] = strings.TrimSpace(value)
	}
	return args, nil
}

// splitCommand splits a command line at spaces; what is in quotes, single or
// double, stays together. A backslash is a letter, as in a path of Windows.
func splitCommand(command string) (argv []string, err error) {
	var word strings.Builder
	inWord, quote := false, rune(0)
	for _, c := range command {
		switch {
		case quote != 0 && c == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(c)
		case c == '"' || c == '\'':
			quote, inWord = c, true
		case c == ' ' || c == '\t':
			if inWord {
				argv = append(argv, word.String())
			}
			word.Reset()
			inWord = false
		default:
			word.WriteRune(c)
			inWord = true
		}
	}
	if quote != 0 {
		return nil, fmt.Errorf("a quote (%c) is not closed", quote)
	}
	if inWord {
		argv = append(argv, word.String())
	}
	if len(argv) == 0 {
		return nil, fmt.Errorf("no command is named: write program:COMMAND ARGUMENT")
	}
	return argv, nil
}

// readFile reads a file of at most so many bytes; of a longer one, so many.
func readFile(path string, most int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, most))
}

// mostHashed bounds what is read of a file to name a program by it.
const mostHashed = 16 << 20

// hashFiles hashes the words of a command and the files that they name.
func hashFiles(argv []string) []byte {
	sum := sha256.New()
	for _, word := range argv {
		fmt.Fprintf(sum, "%d:%s;", len(word), filepath.Base(word))
		info, err := os.Stat(word)
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		if text, err := readFile(word, mostHashed); err == nil {
			fmt.Fprintf(sum, "%d:", len(text))
			sum.Write(text)
		}
	}
	return sum.Sum(nil)
}
