// Package app puts rugtape together and owns every goroutine that lives long:
// the decks that play rounds, the queue of imports and the web server.
//
//	library <---- jobs <---- web <---- page
//	   |                      ^
//	   +----> decks ----------+   the latest state of each player
//
// [Run] starts them in that order, each step with its undoing, and ends them
// in the reverse order: first the streams and requests, then the players,
// then a running import, last the library and its lock. Every ending has a
// deadline.
package app
