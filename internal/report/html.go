package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
)

// page is what a report in HTML is made of: a backtest or a sweep.
type page struct {
	Title  string
	Result *Result
	Sweep  *Sweep
}

//go:embed page.html
var pageText string

//go:embed page.css
var pageStyle string

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{
	"style":     func() template.CSS { return template.CSS(pageStyle) },
	"figure":    func(x *float64) string { return figure(value(x)) },
	"percent":   func(x *float64) string { return percent(value(x)) },
	"grouped":   func(n any) string { return grouped(n) },
	"path":      drawPath,
	"fan":       drawFan,
	"histogram": drawHistogram,
	"forest":    drawForest,
	"sentence":  sentenceOf,
}).Parse(pageText))

// writeHTML writes one file that needs nothing else: styles and pictures are
// in it.
func writeHTML(w io.Writer, p page) error {
	if err := pageTemplate.Execute(w, p); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	return nil
}
