package archtest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What rugtape stands on is written where a reader looks for it: the table in
// CONTRIBUTING.md names every direct dependency at the version of go.mod.
func TestDependenciesAreListed(t *testing.T) {
	read := func(name string) string {
		data, err := os.ReadFile(filepath.Join(root(t), name))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	for _, fault := range checkDependencies(read("go.mod"), read("CONTRIBUTING.md")) {
		t.Error(fault)
	}
}

// checkDependencies holds go.mod's direct requirements against the rows
// "| use | module version | licence |" of the page, both ways.
func checkDependencies(goMod, page string) []string {
	var required, listed, faults []string
	for line := range strings.Lines(goMod) {
		line = strings.TrimSpace(strings.TrimPrefix(line, "require "))
		fields := strings.Fields(line)
		if len(fields) == 2 && isThirdParty(fields[0]) && strings.HasPrefix(fields[1], "v") {
			required = append(required, fields[0]+" "+fields[1])
		}
	}
	for line := range strings.Lines(page) {
		cells := strings.Split(line, "|")
		if len(cells) != 5 {
			continue
		}
		module := strings.Trim(strings.TrimSpace(cells[2]), "`")
		if isThirdParty(module) && strings.Contains(module, " v") {
			listed = append(listed, module)
			if strings.TrimSpace(cells[3]) == "" {
				faults = append(faults, "CONTRIBUTING.md: "+module+" has no licence in its row")
			}
		}
	}
	for _, module := range required {
		if !slices.Contains(listed, module) {
			faults = append(faults, "CONTRIBUTING.md: the table of dependencies has no row for "+module+"; add it, with its use and licence")
		}
	}
	for _, module := range listed {
		if !slices.Contains(required, module) {
			faults = append(faults, "CONTRIBUTING.md: "+module+" is no direct requirement of go.mod; remove its row or mend its version")
		}
	}
	return faults
}

func TestDependenciesBite(t *testing.T) {
	const goMod = "module rugtape\n\ngo 1.26.0\n\nrequire example.org/a v1.0.0\n\nrequire (\n\texample.org/b v2.0.0\n\texample.org/c v3.0.0 // indirect\n)\n"
	for _, c := range []struct {
		name, page string
		want       []string
	}{
		{"complete", "| a | `example.org/a v1.0.0` | MIT |\n| b | `example.org/b v2.0.0` | MIT |\n", nil},
		{"one missing", "| a | `example.org/a v1.0.0` | MIT |\n", []string{"no row for example.org/b v2.0.0"}},
		{
			"old version", "| a | `example.org/a v1.0.0` | MIT |\n| b | `example.org/b v1.9.0` | MIT |\n",
			[]string{"no row for example.org/b v2.0.0", "example.org/b v1.9.0 is no direct requirement"},
		},
		{"no licence", "| a | `example.org/a v1.0.0` | |\n| b | `example.org/b v2.0.0` | MIT |\n", []string{"has no licence"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := checkDependencies(goMod, c.page)
			if len(got) != len(c.want) {
				t.Fatalf("got %q, want %q", got, c.want)
			}
			for i, want := range c.want {
				if !strings.Contains(got[i], want) {
					t.Errorf("got %q, want it to hold %q", got[i], want)
				}
			}
		})
	}
}
