// Package report writes what the lab has found: as JSON for programs, as text
// for a terminal, as CSV for a table, and as one HTML file that needs nothing
// else.
//
//	v := report.Of(result, elapsed)
//	text, err := json.Marshal(v)
//	err = report.HTML(w, title, v)
//
// No figure that was measured stands without its error. What is not known is
// null, empty or a dash, never 0.
package report
