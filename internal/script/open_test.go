package script

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestNames(t *testing.T) {
	for text, want := range map[string]bool{
		"mine.star": true, "./a:b/mine.star:m=2": true, "program:python3 x.py": true, "program:": true,
		"target:m=2": false, "never": false, "mine.py": false, "star": false,
	} {
		if Names(text) != want {
			t.Errorf("Names(%q) is %t", text, !want)
		}
	}
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a:b.star")
	write := func(text string) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("params = {\"m\": 2.0}\n" + waits)
	first, err := Open(path+":m=3", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if name := first.String(); !strings.HasPrefix(name, "a:b.star@") || !strings.HasSuffix(name, ":m=3") {
		t.Errorf("it is named %s", name)
	}
	write("params = {\"m\": 2.0}\n# another\n" + waits)
	second, err := Open(path+": m = 3", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if first.String() == second.String() {
		t.Errorf("two scripts are named %s", first)
	}
	for text, want := range map[string]string{
		path + ":m":                      `"m" is not one PARAM=VALUE`,
		path + ":m=1,m=2":                `"m=2" is not one PARAM=VALUE`,
		path + ":q=1":                    `there is no parameter "q"`,
		filepath.Join(dir, "no.star"):    "read the strategy: open ",
		dir + "/x.py":                    "a script's file ends in .star",
		"program:":                       "no command is named",
		"program:  ":                     "no command is named",
		"program:a 'b":                   "a quote (') is not closed",
		"program:no-such-program-at-all": "find the program",
	} {
		if _, err := Open(text, Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s:\ngot  %v\nwant %s", text, err, want)
		}
	}
}

func TestSplitCommand(t *testing.T) {
	for command, want := range map[string][]string{
		"a":                      {"a"},
		`  a  "b c" d'e f'g ""`:  {"a", "b c", "de fg", ""},
		`C:\python\python.exe x`: {`C:\python\python.exe`, "x"},
		`a "it's"`:               {"a", "it's"},
	} {
		if got, err := splitCommand(command); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s is %q, %v; want %q", command, got, err, want)
		}
	}
}

// A program is named by its words and by what its files hold.
func TestCommandName(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "x.py")
	var names []string
	for _, text := range []string{"one", "two", "one"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := NewCommand([]string{os.Args[0], path}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, c.String())
	}
	if names[0] == names[1] || names[0] != names[2] || !strings.Contains(names[0], " x.py@") || strings.Contains(names[0], dir) {
		t.Errorf("the programs are named %q", names)
	}
}
