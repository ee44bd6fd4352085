package fair

// band is a square matrix whose elements are all near its diagonal: row i holds
// the columns i-left to i+right. It is for matrices with a diagonal so large that
// elimination needs no choice of pivots.
type band struct {
	left, right int
	row         []float64 // left+1+right for each
}

func newBand(n, left, right int) band {
	return band{left, right, make([]float64, n*(left+1+right))}
}

// at is the element of the row i in the column j.
func (b *band) at(i, j int) *float64 { return &b.row[i*(b.left+1+b.right)+b.left+j-i] }

// split gives the row i before its diagonal, and from there on.
func (b *band) split(i int) (before, from []float64) {
	row := b.row[i*(b.left+1+b.right) : (i+1)*(b.left+1+b.right)]
	return row[max(0, b.left-i):b.left], row[b.left:]
}

// factor makes of the matrix its factors L and U, in its place. L has ones on its
// diagonal, which are not stored.
func (b *band) factor() {
	width := b.left + 1 + b.right
	for i := range len(b.row) / width {
		first := max(0, i-b.left)
		row := b.row[i*width+b.left-(i-first) : (i+1)*width] // from the column first on
		for j := range i - first {
			_, pivot := b.split(first + j)
			factor := row[j] / pivot[0]
			row[j] = factor
			rest := row[j+1 : j+len(pivot)]
			pivot = pivot[1 : 1+len(rest)]
			for k := range rest {
				rest[k] -= float64(factor * pivot[k])
			}
		}
	}
}

// lower solves L*y = x, in the place of x.
func (b *band) lower(x []float64) {
	for i := range x {
		before, _ := b.split(i)
		x[i] -= dot(before, x[i-len(before):])
	}
}

// upper solves U*y = x, in the place of x.
func (b *band) upper(x []float64) {
	for i := len(x) - 1; i >= 0; i-- {
		_, from := b.split(i)
		rest := x[i+1 : min(len(x), i+len(from))]
		x[i] = (x[i] - dot(rest, from[1:])) / from[0]
	}
}

func dot(a, b []float64) float64 {
	b = b[:len(a)]
	sum := 0.0
	for i := range a {
		sum += float64(a[i] * b[i])
	}
	return sum
}
