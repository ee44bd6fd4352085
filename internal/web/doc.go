// Package web serves the app: the page, the HTTP API behind it and the live
// stream.
//
// It listens on loopback. Every request passes the door first (door.go): an
// exact list of hosts, then, for whatever changes something, the origin and a
// token that only the page of this start knows. The page asks for rounds over
// HTTP and holds one socket, over which it commands its player and gets the
// latest state of everything that moves.
//
// What it shows comes through the small interfaces in ports.go, which package
// app binds to the library, the players and the jobs.
package web
