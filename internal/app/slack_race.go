//go:build race

package app

// slack is as without the race detector, which makes everything several times slower.
const slack = 5
