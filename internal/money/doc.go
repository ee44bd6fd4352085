// Package money holds the two kinds of arithmetic the game needs.
//
// [Lamports] counts cash exactly, in integers of 1e-9 SOL. [F9] repeats the
// server's own rounding on doubles, so that quantities, costs and profits
// come out as the server shows them. Cash is never taken through a float.
//
// The package is pure: values in, values out.
package money
