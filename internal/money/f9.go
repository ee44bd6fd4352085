package money

import "math"

// F9 rounds x down to nine decimal places the way the game's server does:
// floor(x*1e9)/1e9, each step in doubles. x is a number of SOL, a quantity
// or a cost per unit.
//
// It is not idempotent (F9(F9(x)) can be 1e-9 below F9(x)), because the
// quotient by 1e9 may lie below the decimal it stands for. The number and
// order of F9 calls in a formula is therefore part of the formula.
func F9(x float64) float64 { return math.Floor(x*1e9) / 1e9 }
