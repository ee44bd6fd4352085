// Package app puts rugtape together, and starts and ends all that lives long:
// the live edge, the decks that play rounds, imports, the lab's runs and the web server.
//
//	library <---- jobs, runs <---- web <---- page
//	   |                            ^
//	   +----> decks ----------------+   the latest state of each player
//	   |                            |
//	   +<---- live edge ------------+   the round that runs
//	            ^     |
//	       feed, browser  +--> recorder, sealer, venue
//
// The files of the live edge are live.go and edge.go; recorder.go and sealing.go keep what
// it hears; those named hand… are what it does in the user's own browser: connecting
// (handconnect.go), arming (handarm.go), the desk that trades (handdesk.go), the
// venue that presses (handvenue.go), and what was left open by a start before (handleft.go).
//
// [Run] starts the parts in order, each step with its undoing, and ends them
// in the reverse order: first the streams and requests, then the live edge, the players
// and a running import, last the library and its lock. Every ending has a
// deadline.
package app
