package archtest

import (
	"go/ast"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const modulePrefix = "rugtape/"

// The tree keeps to the table: nobody imports what the table does not give.
func TestImports(t *testing.T) {
	for _, file := range goFiles(t) {
		report(t, checkImports(file))
	}
}

// checkImports holds one file's imports against its package's rule.
func checkImports(file *goFile) []finding {
	own, known := table[file.pkg]
	if !known {
		return []finding{file.at(file.ast.Name, "package "+file.pkg+" is not in the import table",
			"give it a line in internal/archtest/table_test.go and in ARCHITECTURE.md, or move its code where it belongs")}
	}
	var findings []finding
	for _, spec := range file.ast.Imports {
		imported := importPath(spec)
		switch {
		case imported == "C":
			findings = append(findings, file.at(spec, "cgo", "rugtape is pure Go: use a Go library"))
		case strings.HasPrefix(imported, modulePrefix):
			findings = append(findings, checkInternal(file, own, spec)...)
		case isThirdParty(imported):
			findings = append(findings, checkModule(file, own, spec)...)
		}
	}
	return findings
}

// checkInternal is for imports within the module. Tests may look at packages
// that their package may not, but an adapter's tests know no other adapter.
func checkInternal(file *goFile, own rule, spec *ast.ImportSpec) []finding {
	name := strings.TrimPrefix(strings.TrimPrefix(importPath(spec), modulePrefix), "internal/")
	if name == file.pkg {
		return nil // an external test of the package itself
	}
	other, known := table[name]
	switch {
	case !known:
		return []finding{file.at(spec, "import of "+name+", which is not in the import table",
			"give it a line in internal/archtest/table_test.go and in ARCHITECTURE.md")}
	case own.layer == adapter && other.layer == adapter:
		return []finding{file.at(spec, file.pkg+" imports "+name+": adapters never import each other",
			"declare a small interface here and let app bind it")}
	case file.test || slices.Contains(own.imports, name):
		return nil
	}
	return []finding{file.at(spec, file.pkg+" may not import "+name,
		"declare what you need as an interface here and let app bind it, or move the code to where both may see it")}
}

// checkModule is for imports of other people's modules.
func checkModule(file *goFile, own rule, spec *ast.ImportSpec) []finding {
	imported := importPath(spec)
	allowed := own.modules
	if file.test {
		allowed = slices.Concat(allowed, testModules)
	}
	for _, module := range allowed {
		if imported == module || strings.HasPrefix(imported, module+"/") {
			return nil
		}
	}
	if own.layer == core {
		return []finding{file.at(spec, file.pkg+" is core and may not import "+imported,
			"use the standard library, or do it in an adapter")}
	}
	return []finding{file.at(spec, file.pkg+" may not import "+imported,
		"let the package that owns this technology do it (the modules in internal/archtest/table_test.go)")}
}

// isThirdParty tells other people's modules from the standard library, whose
// paths have no dot in their first element.
func isThirdParty(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return strings.Contains(first, ".")
}

func importPath(spec *ast.ImportSpec) string {
	unquoted, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		panic("the parser let an import path through that is no string: " + spec.Path.Value)
	}
	return unquoted
}

// The table itself: every name in it exists, adapters see no adapter, the
// core sees only the core, and nothing goes in a circle.
func TestTableIsSound(t *testing.T) {
	for name, own := range table {
		for _, imported := range own.imports {
			other, known := table[imported]
			switch {
			case !known:
				t.Errorf("%s may import %s, which has no line", name, imported)
			case own.layer == core && other.layer != core && name != "lab":
				t.Errorf("%s is core and may import %s, which is not", name, imported)
			case own.layer == codec && other.layer > codec:
				t.Errorf("%s is a codec and may import %s, which is above it", name, imported)
			case own.layer == adapter && other.layer >= adapter:
				t.Errorf("%s is an adapter and may import %s", name, imported)
			}
		}
		if own.layer == core && len(own.modules) > 0 && name != "lab" {
			t.Errorf("%s is core and may import %v", name, own.modules)
		}
	}
}

func TestImportsBite(t *testing.T) {
	bites(t, checkImports, []bite{
		{"unknown package", "internal/util/x.go", "package util", []string{"not in the import table"}},
		{"Go file at the root", "main.go", "package main", []string{"not in the import table"}},
		{"package below a known one", "internal/web/helper/x.go", "package helper", []string{"not in the import table"}},
		{"import outside the table", "internal/game/x.go", `package game; import _ "rugtape/internal/round"`, []string{"game may not import round"}},
		{"import of an unknown package", "internal/game/x.go", `package game; import _ "rugtape/internal/util"`, []string{"import of util"}},
		{"import inside the table", "internal/round/x.go", `package round; import _ "rugtape/internal/game"`, nil},
		{"core imports an adapter", "internal/round/x.go", `package round; import _ "rugtape/internal/library"`, []string{"round may not import library"}},
		{"adapter imports an adapter", "internal/web/x.go", `package web; import _ "rugtape/internal/library"`, []string{"adapters never import each other"}},
		{"adapter's test imports an adapter", "internal/web/x_test.go", `package web_test; import _ "rugtape/internal/library"`, []string{"adapters never import each other"}},
		{"test looks below", "internal/fair/x_test.go", `package fair_test; import ("rugtape/internal/fair"; "rugtape/internal/tape")`, nil},
		{"adapter imports assembly", "internal/library/x.go", `package library; import _ "rugtape/internal/app"`, []string{"library may not import app"}},
		{"app imports cli", "internal/app/x.go", `package app; import _ "rugtape/internal/cli"`, []string{"app may not import cli"}},
		{"command imports more than cli", "cmd/rugtape/x.go", `package main; import _ "rugtape/internal/app"`, []string{"cmd/rugtape may not import app"}},
		{"core imports a module", "internal/game/x.go", `package game; import _ "github.com/google/go-cmp/cmp"`, []string{"core and may not import"}},
		{"the lab has gonum", "internal/lab/x.go", `package lab; import _ "gonum.org/v1/gonum/stat"`, nil},
		{"module in the wrong adapter", "internal/web/x.go", `package web; import _ "modernc.org/sqlite"`, []string{"web may not import modernc.org/sqlite"}},
		{"module by its owner", "internal/library/x.go", `package library; import _ "modernc.org/sqlite"`, nil},
		{"a name that only begins like a module", "internal/library/x.go", `package library; import _ "modernc.org/sqlite-other"`, []string{"may not import"}},
		{"test module in code", "internal/web/x.go", `package web; import _ "pgregory.net/rapid"`, []string{"may not import pgregory.net/rapid"}},
		{"test module in a test", "internal/web/x_test.go", `package web; import _ "pgregory.net/rapid"`, nil},
		{"cgo", "internal/library/x.go", `package library; import "C"`, []string{"cgo"}},
	})
}
