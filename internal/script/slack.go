//go:build !race

package script

// slack is for the runtime, which takes address space by 64 MiB whether it
// fills it or not, and for the stacks of threads.
const slack = 128 << 20
