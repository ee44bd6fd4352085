package archtest

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strings"
	"testing"
)

// The core and the codecs are folds: nothing in them waits, runs beside
// itself, reads a clock or touches the world. Their tests are free.
func TestPurity(t *testing.T) {
	for _, file := range goFiles(t) {
		report(t, checkPurity(file))
	}
}

// impure are the imports that the core may not have; a name covers what is
// below it. Codecs may import those of codecMay.
var impure = []string{
	"context", "sync", "unsafe", "runtime", "syscall", "plugin",
	"os", "io", "bufio", "net", "path/filepath", "embed", "flag", "database", "testing",
	"log", "expvar", "encoding", "archive", "compress",
	"crypto/rand",
}

var codecMay = []string{"bufio", "encoding", "archive", "compress"} // and io itself, without io/fs and io/ioutil

// plainEncodings are pure functions between bytes and text, open to the core:
// the law needs hex. (encoding/json is not one: JSON is the codecs' work.)
var plainEncodings = []string{"encoding/hex", "encoding/binary", "encoding/base64"}

// impureNames are functions and values of importable packages that are not
// pure. For math/rand it is the other way round: only what takes a source.
var impureNames = map[string][]string{
	"time": {
		"Now", "Since", "Until", "Sleep", "After", "Tick", "NewTimer", "NewTicker", "AfterFunc",
		"Timer", "Ticker", "Local", "LoadLocation",
	},
	"fmt": {"Print", "Printf", "Println", "Scan", "Scanf", "Scanln"},
}

var seededRand = []string{
	"New", "NewSource", "NewPCG", "NewChaCha8", "NewZipf",
	"Rand", "Source", "Source64", "PCG", "ChaCha8", "Zipf",
}

const impureFix = "take it as an input, or do it in an adapter or in app"

// checkPurity finds what the file's layer forbids.
func checkPurity(file *goFile) []finding {
	own, known := table[file.pkg]
	if !known || file.test || own.layer > codec {
		return nil
	}
	findings, names := checkPureImports(file, own)
	ast.Inspect(file.ast, func(node ast.Node) bool {
		if what := impureNode(node, names); what != "" {
			findings = append(findings, file.at(node, fmt.Sprintf("%s in %s, which is pure", what, file.pkg), impureFix))
		}
		return true
	})
	return findings
}

// checkPureImports holds the imports against the bans and gives back which
// path each package name in the file stands for.
func checkPureImports(file *goFile, own rule) (findings []finding, names map[string]string) {
	names = map[string]string{}
	for _, spec := range file.ast.Imports {
		imported := importPath(spec)
		name := path.Base(imported)
		if imported == "math/rand/v2" {
			name = "rand"
		}
		if spec.Name != nil {
			name = spec.Name.Name
		}
		names[name] = imported
		switch {
		case under(imported, impure) && !mayImport(own, imported):
			findings = append(findings, file.at(spec, fmt.Sprintf("import of %s in %s, which is pure", imported, file.pkg), impureFix))
		case name == ".":
			findings = append(findings, file.at(spec, "dot import of "+imported+" hides what is called", "import it by name"))
		}
	}
	return findings, names
}

// mayImport says whether a banned import is open to the layer all the same.
func mayImport(own rule, imported string) bool {
	if own.layer == codec {
		return imported == "io" || under(imported, codecMay)
	}
	return slices.Contains(plainEncodings, imported)
}

// impureNode names what is impure about one node, or nothing.
func impureNode(node ast.Node, names map[string]string) string {
	switch node := node.(type) {
	case *ast.GoStmt:
		return "a goroutine"
	case *ast.ChanType:
		return "a channel"
	case *ast.SendStmt:
		return "a send on a channel"
	case *ast.SelectStmt:
		return "a select"
	case *ast.UnaryExpr:
		if node.Op == token.ARROW {
			return "a receive from a channel"
		}
	case *ast.CallExpr:
		if name, ok := node.Fun.(*ast.Ident); ok && (name.Name == "print" || name.Name == "println") {
			return "builtin " + name.Name
		}
	case *ast.SelectorExpr:
		return impureSelector(node, names)
	}
	return ""
}

// impureSelector tells a banned name of a package (time.Now) by the file's
// imports alone; a variable that is named like an imported package is best
// named otherwise.
func impureSelector(node *ast.SelectorExpr, names map[string]string) string {
	left, ok := node.X.(*ast.Ident)
	if !ok {
		return ""
	}
	imported, ok := names[left.Name]
	if !ok {
		return ""
	}
	if imported == "math/rand" || imported == "math/rand/v2" {
		if slices.Contains(seededRand, node.Sel.Name) {
			return ""
		}
		return "unseeded randomness (" + left.Name + "." + node.Sel.Name + ")"
	}
	if slices.Contains(impureNames[imported], node.Sel.Name) {
		return imported + "." + node.Sel.Name
	}
	return ""
}

// under says whether a path is one of the names or below one.
func under(imported string, names []string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		return imported == name || strings.HasPrefix(imported, name+"/")
	})
}

func TestPurityBites(t *testing.T) {
	cases := []bite{
		{"goroutine", "internal/game/x.go", "package game; func f() { go f() }", []string{"a goroutine"}},
		{"channel type", "internal/game/x.go", "package game; type c chan int", []string{"a channel"}},
		{"receive-only channel", "internal/game/x.go", "package game; func f(c <-chan int) {}", []string{"a channel"}},
		{"make of a channel", "internal/game/x.go", "package game; func f() any { return make(chan int) }", []string{"a channel"}},
		{"send", "internal/game/x.go", "package game; func f() { c <- 1 }", []string{"a send"}},
		{"receive", "internal/game/x.go", "package game; func f() { <-c }", []string{"a receive"}},
		{"select", "internal/game/x.go", "package game; func f() { select {} }", []string{"a select"}},
		{"builtin print", "internal/game/x.go", "package game; func f() { println(1) }", []string{"builtin println"}},
		{"print to stdout", "internal/game/x.go", `package game; import "fmt"; func f() { fmt.Println(1) }`, []string{"fmt.Println"}},
		{"formatting is fine", "internal/game/x.go", `package game; import "fmt"; func f() string { return fmt.Sprint(1) }`, nil},
		{"clock under another name", "internal/game/x.go", `package game; import clock "time"; var f = clock.Now`, []string{"time.Now"}},
		{"time as a value", "internal/game/x.go", `package game; import "time"; func f(t time.Time) time.Duration { return time.Second }`, nil},
		{"dot import", "internal/game/x.go", `package game; import . "time"; var f = Now`, []string{"dot import"}},
		{"unseeded", "internal/game/x.go", `package game; import "math/rand"; func f() int { return rand.Intn(6) }`, []string{"unseeded randomness (rand.Intn)"}},
		{"unseeded v2", "internal/game/x.go", `package game; import "math/rand/v2"; func f() int { return rand.IntN(6) }`, []string{"unseeded randomness (rand.IntN)"}},
		{"seeded", "internal/game/x.go", `package game; import "math/rand/v2"; func f(r *rand.Rand) *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }`, nil},
		{"hex is fine", "internal/fair/x.go", `package fair; import _ "encoding/hex"`, nil},
		{"test files are free", "internal/game/x_test.go", `package game; import _ "os"; func f() { go f() }`, nil},
		{"adapters are free", "internal/library/x.go", `package library; import _ "os"; func f() { go f() }`, nil},
		{"codec starts a goroutine", "internal/tape/x.go", "package tape; func f() { go f() }", []string{"a goroutine in tape"}},
		{"codec opens a file", "internal/tape/x.go", `package tape; import _ "os"`, []string{"import of os"}},
		{"codec walks a file system", "internal/tape/x.go", `package tape; import _ "io/fs"`, []string{"import of io/fs"}},
		{"codec locks", "internal/tape/x.go", `package tape; import _ "sync"`, []string{"import of sync"}},
		{"codec reads the clock", "internal/wire/x.go", `package wire; import "time"; var f = time.Now`, []string{"time.Now in wire"}},
		{"codec's own imports", "internal/tape/x.go", `package tape; import ("archive/tar"; "bufio"; "compress/gzip"; "encoding/csv"; "io")`, nil},
	}
	for _, name := range impureNames["time"] {
		src := fmt.Sprintf("package round; import %q; var f = time.%s", "time", name)
		cases = append(cases, bite{"time." + name, "internal/round/x.go", src, []string{"time." + name}})
	}
	for _, name := range []string{
		"context", "sync", "sync/atomic", "os", "os/exec", "io", "io/fs", "bufio", "log", "log/slog",
		"net", "net/http", "encoding/json", "crypto/rand", "unsafe", "runtime", "syscall", "path/filepath", "database/sql",
	} {
		src := fmt.Sprintf("package fair; import _ %q", name)
		cases = append(cases, bite{"import " + name, "internal/fair/x.go", src, []string{"import of " + name + " in fair"}})
	}
	bites(t, checkPurity, cases)
}
