// Package feed watches a game server live: a Socket.IO client that only
// listens.
//
// [Run] keeps one connection to one server, and dials again for as long as its
// context lasts. What it hears goes to a [Sink], as it came and in its order:
//
//	err := feed.Run(ctx, feed.Options{URL: "https://host:443"}, sink)
//
//	          dial ---> reader ---> Run's goroutine ---> Sink.Message   every text message, one at a time
//	           ^        (one, of    (owns the link,      Sink.Health    how the feed is, and why
//	           |        this line)   the vitals)
//	           +---- backoff <------------+
//
// Two goroutines while connected, one while not: the reader waits for a
// message and hands it over without a queue, so a sink that takes its time
// slows the server and nothing piles up here. Where the link stands is one
// value, moved by one table (see link); how the feed does is a fold over what
// happened and when (see vitals), which reads no clock.
//
// Nothing is sent but the answers the protocol asks for: the connect packet and
// a pong for each ping. Nothing is kept while there is no connection. Order,
// duplicates and lost ticks are none of its business: that is package game's,
// the same for live, import and journal.
package feed
