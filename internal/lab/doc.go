// Package lab tries strategies on rounds, recorded or drawn, and says what
// came of it and how far that is to be believed.
//
// A [Plan] is cut into shards, each of which can be run anywhere; their
// partial results are merged in the order of the shards, so that one worker
// and many give the same bytes:
//
//	total, table := plan.Begin(), plan.Table()
//	defer table.Close()
//	for _, shard := range plan.Shards() { // or side by side, each at its table
//		part, err := table.Run(shard, stop)
//		total.Add(part) // in the order of the shards
//	}
//	result := total.Result()
//
// A plan plays independent sessions: each begins with the same balance and has
// its own chance by its number. Engine, guard, books and venue are those of
// every other mode; only the clock is made up, a tick being 250 ms.
//
// Every mean comes with its standard error, and beside it stands what the law
// says where that is known. The package starts no goroutine and asks stop,
// once a round, whether to go on.
package lab
