//go:build !race

package app

// slack is how many times longer than usual what ends or is drawn may take.
const slack = 1
