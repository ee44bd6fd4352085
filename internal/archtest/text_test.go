package archtest

import (
	"bytes"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"testing"
)

// What no file of the project may hold, whatever its language: somebody's
// directories, and the addresses of the registries that served one machine.
var (
	machinePath  = regexp.MustCompile(`(^|[^A-Za-z0-9_.])/(work|root|home/[a-z]+|Users/[A-Za-z]+)/`)
	registryHost = regexp.MustCompile(`(?i)https?://[^/\s"']*\b(registry|proxy|mirrors?|artifactory|nexus|pypi|deb|sum)\b[^/\s"']*\.[a-z]`)
	lockedSource = regexp.MustCompile(`"resolved"\s*:\s*"[a-z+]+:`)
)

func TestNoMachineInTheTree(t *testing.T) {
	top := root(t)
	walk(t, func(filePath string, entry fs.DirEntry) {
		if !entry.Type().IsRegular() || path.Ext(filePath) == ".svg" {
			return
		}
		data, err := os.ReadFile(filepath.Join(top, filepath.FromSlash(filePath)))
		if err != nil {
			t.Fatal(err)
		}
		report(t, checkText(filePath, data))
	})
}

// checkText reads one file line by line; a binary file has no lines.
func checkText(filePath string, data []byte) []finding {
	if bytes.IndexByte(data[:min(len(data), 8000)], 0) >= 0 {
		return nil
	}
	var findings []finding
	number := 0
	for line := range bytes.Lines(data) {
		number++
		switch {
		case machinePath.Match(line):
			findings = append(findings, finding{
				filePath, number, "names a directory of one machine",
				"use a relative path, t.TempDir or the user's data directory",
			})
		case registryHost.Match(line):
			findings = append(findings, finding{
				filePath, number, "names a package registry's host",
				"name the package and leave the host to the client's settings",
			})
		case path.Base(filePath) == "package-lock.json" && lockedSource.Match(line):
			findings = append(findings, finding{
				filePath, number, "names where the package was downloaded from",
				"put omit-lockfile-registry-resolved=true in the .npmrc beside it and write the lockfile anew",
			})
		}
	}
	return findings
}

func TestTextBites(t *testing.T) {
	slash := "/" // so that this file passes its own check
	for _, c := range []struct {
		name, path, text string
		lines            []int
	}{
		{"home", "README.md", "one\nsee " + slash + "home/ann/rounds\n", []int{2}},
		{"root's home", "Makefile", "X=" + slash + "root/go\n", []int{1}},
		{"a work tree", "a.mjs", "'" + slash + "work/x'", []int{1}},
		{"a Mac's home", "a.go", slash + "Users/ann/x", []int{1}},
		{"relative", "a.go", "../work/x ./root/y doc/home/ann/z", nil},
		{"a route", "a.go", `mux.Handle("/home", "/api/home")`, nil},
		{"registry", "a.md", "from https:/" + slash + "registry.example.org/x", []int{1}},
		{"module proxy", "Makefile", "GOPROXY=https:/" + slash + "proxy.example.org,direct", []int{1}},
		{"another host", "a.md", "https:/" + slash + "example.org/registry/proxy", nil},
		{"lockfile", "tools/ui/package-lock.json", `{` + "\n" + `"resolved": "https:/` + slash + `example.org/a.tgz"}`, []int{2}},
		{"lockfile's local link", "tools/ui/package-lock.json", `"resolved": "../x"`, nil},
		{"binary", "a.png", "\x00 " + slash + "home/ann/", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := checkText(c.path, []byte(c.text))
			if len(got) != len(c.lines) {
				t.Fatalf("got %v, want findings on lines %v", got, c.lines)
			}
			for i, line := range c.lines {
				if got[i].line != line || got[i].path != c.path {
					t.Errorf("got %v, want line %d", got[i], line)
				}
			}
		})
	}
}
