package report

import (
	"fmt"
	"html/template"
)

func floats(whole []int) []float64 {
	out := make([]float64, len(whole))
	for i, n := range whole {
		out[i] = float64(n)
	}
	return out
}

// drawPath is the net of all rounds, one after the other.
func drawPath(r *Result) template.HTML {
	p := r.Path
	low, high := span(p.Net, p.LuckLow, p.LuckHigh, []float64{0})
	c := newCanvas(height, 0, float64(max(r.Rounds, 1)), low, high, true)
	xs := floats(p.Rounds)
	c.band("band", xs, p.LuckLow, p.LuckHigh)
	c.rule("zero", left, c.y(0), width-right, c.y(0))
	c.line("line", xs, p.Net)
	return c.end()
}

// drawFan is how the net spreads within a session.
func drawFan(r *Result) template.HTML {
	f := r.Fan
	low, high := span(f.P05, f.P95, f.LuckLow, f.LuckHigh, []float64{0})
	c := newCanvas(height, 0, float64(r.SessionRounds), low, high, true)
	start := func(values []float64) []float64 { return append([]float64{0}, values...) }
	xs := start(floats(f.Rounds))
	c.band("band", xs, start(f.P05), start(f.P95))
	c.band("deep", xs, start(f.P25), start(f.P75))
	c.rule("zero", left, c.y(0), width-right, c.y(0))
	c.line("law", xs, start(f.LuckLow))
	c.line("law", xs, start(f.LuckHigh))
	c.line("line", xs, start(f.P50))
	return c.end()
}

// drawHistogram is how the net of sessions is distributed.
func drawHistogram(r *Result) template.HTML {
	h := r.Histogram
	if len(h.Counts) == 0 {
		return ""
	}
	_, most := span(append(floats(h.Counts), 0))
	c := newCanvas(height, h.Edges[0], h.Edges[len(h.Edges)-1], 0, most, true)
	for i, n := range h.Counts {
		x, y := c.x(h.Edges[i]), c.y(float64(n))
		fmt.Fprintf(c, `<rect class="bar" x="%.1f" y="%.1f" width="%.1f" height="%.1f"><title>%s to %s SOL: %s</title></rect>`,
			x+0.5, y, max(c.x(h.Edges[i+1])-x-1, 0.5), c.y(0)-y, short(h.Edges[i]), short(h.Edges[i+1]), Grouped(int64(n)))
	}
	return c.end()
}

// drawForest is the mean of each trial with its interval.
func drawForest(s *Sweep) template.HTML {
	const row = 24.0
	var ends []float64
	for i := range s.Cells {
		if c := &s.Cells[i]; c.CI95 != nil {
			ends = append(ends, c.CI95[0], c.CI95[1])
		}
	}
	low, high := span(ends, []float64{0})
	h := row*float64(len(s.Cells)) + foot + 8
	c := newCanvas(h, low, high, 0, 1, false)
	c.rule("zero", c.x(0), 8, c.x(0), h-foot)
	for i := range s.Cells {
		cell, y := &s.Cells[i], 8+row*(float64(i)+0.5)
		c.text(left-8, y+4, "end", cell.Names())
		if cell.CI95 == nil {
			continue
		}
		c.rule("line", c.x(cell.CI95[0]), y, c.x(cell.CI95[1]), y)
		fmt.Fprintf(c, `<circle class="bar" cx="%.1f" cy="%.1f" r="3.5"/>`, c.x(*cell.Mean), y)
		if cell.Theory != nil {
			c.rule("tick", c.x(*cell.Theory), y-7, c.x(*cell.Theory), y+7)
		}
	}
	return c.end()
}
