//go:build race

package script

// slack is as without the race detector, and room for what that keeps of all
// memory.
const slack = 1 << 30
