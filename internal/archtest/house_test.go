package archtest

import (
	"go/ast"
	"path"
	"strings"
	"testing"
)

// maxMain keeps the command a doorway: signals, arguments, stdio, cli.Run.
const maxMain = 60

func TestMainIsShort(t *testing.T) {
	for _, file := range goFiles(t) {
		report(t, checkMain(file))
	}
}

func checkMain(file *goFile) []finding {
	lines := file.fset.File(file.ast.FileStart).LineCount()
	if file.pkg != "cmd/rugtape" || file.test || lines < maxMain {
		return nil
	}
	return []finding{{file.path, lines, "the command has 60 lines or more", "move what it does to internal/cli"}}
}

// A test that sleeps is slow when it passes and wrong when the machine is.
func TestNoSleepInTests(t *testing.T) {
	for _, file := range goFiles(t) {
		report(t, checkSleep(file))
	}
}

func checkSleep(file *goFile) []finding {
	if !file.test {
		return nil
	}
	clock := ""
	for _, spec := range file.ast.Imports {
		if importPath(spec) == "time" {
			clock = "time"
			if spec.Name != nil {
				clock = spec.Name.Name
			}
		}
	}
	if clock == "" {
		return nil
	}
	var findings []finding
	ast.Inspect(file.ast, func(node ast.Node) bool {
		call, ok := node.(*ast.SelectorExpr)
		if !ok || call.Sel.Name != "Sleep" {
			return true
		}
		if left, ok := call.X.(*ast.Ident); ok && left.Name == clock {
			findings = append(findings, file.at(call, "a test sleeps",
				"wait for the thing itself, or run it in testing/synctest's fake time"))
		}
		return true
	})
	return findings
}

// Every package under internal/ says what it is in its doc.go.
func TestEveryPackageHasADoc(t *testing.T) {
	report(t, checkDocs(goFiles(t)))
}

func checkDocs(files []*goFile) []finding {
	documented := map[string]bool{}
	for _, file := range files {
		if path.Base(file.path) == "doc.go" && strings.HasPrefix(file.ast.Doc.Text(), "Package "+file.ast.Name.Name+" ") {
			documented[file.pkg] = true
		}
	}
	var findings []finding
	for _, file := range files {
		if documented[file.pkg] || !strings.HasPrefix(file.path, "internal/") {
			continue
		}
		documented[file.pkg] = true // once is enough
		findings = append(findings, file.at(file.ast.Name, "package "+file.pkg+" has no doc.go that begins with \"Package "+file.ast.Name.Name+" \"",
			"say there what it is, the loop a caller writes and what it never does"))
	}
	return findings
}

func TestHouseBites(t *testing.T) {
	t.Run("main", func(t *testing.T) {
		bites(t, checkMain, []bite{
			{"long", "cmd/rugtape/main.go", "package main" + strings.Repeat("\n", maxMain), []string{"60 lines"}},
			{"short", "cmd/rugtape/main.go", "package main\n", nil},
			{"long elsewhere", "internal/cli/cli.go", "package cli" + strings.Repeat("\n", maxMain), nil},
		})
	})
	one := func(file *goFile) []finding { return checkDocs([]*goFile{file}) }
	t.Run("doc", func(t *testing.T) {
		bites(t, one, []bite{
			{"no doc.go", "internal/app/app.go", "// Package app binds.\npackage app", []string{"no doc.go"}},
			{"empty doc.go", "internal/app/doc.go", "package app", []string{"no doc.go"}},
			{"said", "internal/app/doc.go", "// Package app binds.\npackage app", nil},
		})
	})
	t.Run("sleep", func(t *testing.T) {
		bites(t, checkSleep, []bite{
			{"in a test", "internal/app/x_test.go", `package app; import "time"; func f() { time.Sleep(1) }`, []string{"a test sleeps"}},
			{"under another name", "internal/app/x_test.go", `package app; import clock "time"; var f = clock.Sleep`, []string{"a test sleeps"}},
			{"in code", "internal/app/x.go", `package app; import "time"; func f() { time.Sleep(1) }`, nil},
			{"another Sleep", "internal/app/x_test.go", `package app; import "time"; var _ = time.Second; func f() { fake.Sleep(1) }`, nil},
		})
	})
}
