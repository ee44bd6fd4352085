// Package arena is a game server that speaks the site's protocol: a place to
// practise, to teach, and to test whatever listens to the site.
//
// A server has two halves. The world (world.go) is a fold over beats: it is
// told that the next one is due and says what the site would say then. It
// has no clock and no goroutine, and draws all chance from one seed, so that
// the same seed and the same orders at the same beats give the same bytes, but
// for the times of day in them. The server (server.go) gives the world its
// beats, at any speed, and carries what it says to the clients:
//
//	server, err := arena.Listen(arena.Options{Listen: "127.0.0.1:0", Seed: 7})
//	if err != nil { ... }
//	fmt.Println(server.URL())
//	err = server.Run(ctx) // until ctx ends; nothing is left behind then
//
// Rounds follow the law from seeds whose fingerprints are published before
// and which are revealed after, or are recordings, served as they were. On request
// the server does to its messages and connections what a bad network does
// (faults.go), and to orders what a bad day does (mischief.go), and says of each
// what it did.
//
// Its address opened in a browser is a page to play on (page.go), with the
// structure of the site's: a client like any other.
//
// The arena holds no money: its players' SOL are for practice.
package arena
