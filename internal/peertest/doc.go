// Package peertest starts other people's software for tests: the official
// Socket.IO server and client in Node (tools/peer), and a Python that has
// python-socketio. What speaks the protocol to them is right by more than our
// own reading of it.
//
//	server := peertest.Serve(t, "--events", file, "--end", "cut:50")
//	... dial server.URL ...
//	server.Await("the first client's end", func(l peertest.Line) bool { return l.Conn == 1 && l.Gone != "" })
//	sent := server.Lines()
//
// Each process belongs to its test: it ends with it, and a test that waits in
// vain fails with what the process said last. Where a program or its packages
// are missing the test is skipped, and the reason says what to install.
//
// Nothing but tests may import it, and it imports no package of ours.
package peertest
