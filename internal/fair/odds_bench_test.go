package fair

import (
	"fmt"
	"testing"
)

func BenchmarkTarget(b *testing.B) {
	for _, m := range []float64{2, 100} {
		b.Run(fmt.Sprint(m), func(b *testing.B) {
			for b.Loop() {
				if _, err := V3.Target(m); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkHolds(b *testing.B) {
	for _, n := range []int{100, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				if _, err := V3.Holds(n); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
