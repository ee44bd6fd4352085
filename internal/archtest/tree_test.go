package archtest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// goFile is one parsed Go file of the module.
type goFile struct {
	path string // slash-separated, from the module's root
	pkg  string // "money" for internal/money, "cmd/rugtape" for the command
	test bool
	fset *token.FileSet
	ast  *ast.File
}

// finding is one thing that is wrong, where, and what to do about it.
type finding struct {
	path string
	line int
	what string
	fix  string
}

func (f finding) String() string {
	return fmt.Sprintf("%s:%d: %s; %s", f.path, f.line, f.what, f.fix)
}

// at makes a finding at a node of the file.
func (f *goFile) at(node ast.Node, what, fix string) finding {
	return finding{path: f.path, line: f.fset.Position(node.Pos()).Line, what: what, fix: fix}
}

// parseGo parses one file; path is its place in the module.
func parseGo(filePath string, source []byte) (*goFile, error) {
	fset := token.NewFileSet()
	tree, err := parser.ParseFile(fset, filePath, source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	return &goFile{
		path: filePath,
		pkg:  strings.TrimPrefix(path.Dir(filePath), "internal/"),
		test: strings.HasSuffix(filePath, "_test.go"),
		fset: fset,
		ast:  tree,
	}, nil
}

// root is the module's directory: the nearest one upwards with a go.mod.
func root(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above this package")
		}
		dir = up
	}
}

// walk calls visit with every file that is the project's own: what git
// ignores or others wrote (vendor, node_modules) is left out.
func walk(t *testing.T, visit func(filePath string, entry fs.DirEntry)) {
	t.Helper()
	top := root(t)
	err := filepath.WalkDir(top, func(full string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(top, full)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if !entry.IsDir() {
			visit(rel, entry)
			return nil
		}
		switch entry.Name() {
		case ".git", "node_modules", "vendor":
			return fs.SkipDir
		}
		if rel == "bin" || rel == "tmp" {
			return fs.SkipDir
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// goFiles parses every Go file of the module. tools/ is a module of its own.
func goFiles(t *testing.T) []*goFile {
	t.Helper()
	top := root(t)
	var files []*goFile
	walk(t, func(filePath string, _ fs.DirEntry) {
		if path.Ext(filePath) != ".go" || strings.HasPrefix(filePath, "tools/") || strings.Contains(filePath, "testdata/") {
			return
		}
		source, err := os.ReadFile(filepath.Join(top, filepath.FromSlash(filePath)))
		if err != nil {
			t.Fatal(err)
		}
		file, err := parseGo(filePath, source)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	})
	if len(files) == 0 {
		t.Fatal("found no Go file: the walk is broken")
	}
	return files
}

// report fails the test with every finding.
func report(t *testing.T, findings []finding) {
	t.Helper()
	for _, f := range findings {
		t.Error(f)
	}
}

// bite is a small offender, or an innocent that only looks like one.
type bite struct {
	name string
	path string
	src  string
	want []string // a part of each finding, in order; none means it must pass
}

// bites feeds each source to the check that the tree is under.
func bites(t *testing.T, check func(*goFile) []finding, cases []bite) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			file, err := parseGo(c.path, []byte(c.src))
			if err != nil {
				t.Fatal(err)
			}
			got := check(file)
			if len(got) != len(c.want) {
				t.Fatalf("got %d findings %v, want %d %q", len(got), got, len(c.want), c.want)
			}
			for i, want := range c.want {
				if !strings.Contains(got[i].String(), want) {
					t.Errorf("finding %d is %q, want it to hold %q", i, got[i], want)
				}
				if got[i].path != c.path || got[i].line == 0 || got[i].fix == "" {
					t.Errorf("finding %d names no place or no way out: %+v", i, got[i])
				}
			}
		})
	}
}
