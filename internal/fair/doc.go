// Package fair is the law of a round: what a seed makes, and what a recording
// proves.
//
// The site publishes the SHA-256 of a round's seed before the round and the
// seed after it. Who has both can make the round again and compare:
//
//	law, err := fair.LawByName("v3")
//	round := law.Derive(seed, id, nil)      // every price, bit for bit
//	proof, err := fair.Verify(observed)     // what was seen, held against it
//
// Without a seed a recording can still hold what no seed makes; Law.Consistent
// finds it, and Verify always looks. Batch derives many rounds at once.
//
// A simulation needs rounds without end and no seeds to prove them by: Drawer
// draws them by the same law from a generator of its own, tick by tick.
//
// All of it is arithmetic on doubles in the order of the site's own page, on
// the numbers of the npm package seedrandom (arc4.go). Every product is rounded
// before it is added to, so that no machine fuses the two. Nothing here reads a
// clock or does I/O, and chance comes from seeds alone.
package fair
