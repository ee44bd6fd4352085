package report

import (
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"
)

// The size of a picture, in its own units, and the room for its axes.
const (
	width, height = 900.0, 260.0
	left, right   = 76.0, 30.0 // beside the plot
	foot          = 26.0       // below it
)

// canvas draws in SVG. x and y turn values into places on it.
type canvas struct {
	strings.Builder
	x, y func(float64) float64
}

// span is an interval of values, never empty.
func span(values ...[]float64) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, list := range values {
		for _, v := range list {
			low, high = min(low, v), max(high, v)
		}
	}
	if !(low < high) {
		low, high = low-1e-4, high+1e-4
	}
	return low, high
}

func scale(low, high, from, to float64) func(float64) float64 {
	return func(v float64) float64 { return from + (v-low)/(high-low)*(to-from) }
}

// newCanvas spans the values and draws the axes.
func newCanvas(h float64, xLow, xHigh, yLow, yHigh float64, yAxis bool) *canvas {
	c := &canvas{x: scale(xLow, xHigh, left, width-right), y: scale(yLow, yHigh, h-foot, 8)}
	fmt.Fprintf(c, `<svg viewBox="0 0 %g %g" role="img">`, width, h)
	if yAxis {
		for _, v := range ticks(yLow, yHigh, 5) {
			c.rule("grid", left, c.y(v), width-right, c.y(v))
			c.text(left-8, c.y(v)+4, "end", short(v))
		}
	}
	for _, v := range ticks(xLow, xHigh, 8) {
		c.text(c.x(v), h-6, "middle", short(v))
	}
	return c
}

func (c *canvas) end() template.HTML {
	c.WriteString("</svg>")
	return template.HTML(c.String()) // numbers and words of this package alone
}

func (c *canvas) rule(class string, x1, y1, x2, y2 float64) {
	fmt.Fprintf(c, `<path class="%s" d="M%.1f %.1fL%.1f %.1f"/>`, class, x1, y1, x2, y2)
}

func (c *canvas) text(x, y float64, anchor, text string) {
	fmt.Fprintf(c, `<text x="%.1f" y="%.1f" text-anchor="%s">%s</text>`, x, y, anchor, template.HTMLEscapeString(text))
}

func (c *canvas) points(xs, ys []float64) string {
	var b strings.Builder
	for i := range xs {
		fmt.Fprintf(&b, "%.1f %.1f ", c.x(xs[i]), c.y(ys[i]))
	}
	return b.String()
}

func (c *canvas) line(class string, xs, ys []float64) {
	fmt.Fprintf(c, `<path class="%s" d="M%s"/>`, class, c.points(xs, ys))
}

func (c *canvas) band(class string, xs, low, high []float64) {
	back, high := slices.Clone(xs), slices.Clone(high)
	slices.Reverse(back)
	slices.Reverse(high)
	fmt.Fprintf(c, `<path class="%s" d="M%s%sZ"/>`, class, c.points(xs, low), c.points(back, high))
}

// ticks are round figures within a range, about n of them.
func ticks(low, high float64, n int) []float64 {
	raw := (high - low) / float64(n)
	power := math.Pow(10, math.Floor(math.Log10(raw)))
	step := 10 * power
	for _, m := range []float64{1, 2, 5} {
		if m*power >= raw {
			step = m * power
			break
		}
	}
	var all []float64
	for k := math.Ceil(low / step); k*step <= high; k++ {
		all = append(all, k*step)
	}
	return all
}

// short writes an axis's figure.
func short(v float64) string {
	switch a := math.Abs(v); {
	case a >= 1e6:
		return fmt.Sprintf("%.6g M", v/1e6)
	case a >= 1e4:
		return Grouped(int64(v))
	}
	return fmt.Sprintf("%.6g", v)
}
