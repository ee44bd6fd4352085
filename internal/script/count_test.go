package script

import "go.starlark.net/syntax"

// countGuards counts the calls of guards in a file that was metered.
func countGuards(file *syntax.File) (n int) {
	syntax.Walk(file, func(node syntax.Node) bool {
		if call, ok := node.(*syntax.CallExpr); ok {
			if fn, ok := call.Fn.(*syntax.Ident); ok && predeclared.Has(fn.Name) && !letter(fn.Name[0]) {
				n++
			}
		}
		return true
	})
	return n
}

func letter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' }
