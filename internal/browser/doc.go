// Package browser reads and drives one page in Chrome, by its debugging port:
// the frames of the game's WebSocket come in, presses that are proved go out.
//
//	s, err := browser.Start(ctx, browser.Options{Port: 9222, Host: "rugs.fun"}, sink)
//	...
//	err = s.Close(ctx)
//	<-s.Gone() // nothing of it is left
//
// [Start] attaches to a Chrome that runs, or launches one with a profile of its
// own. From then on the [Session] looks after itself: it follows the page
// through reloads, crashes and restarts of the browser, and tells its [Sink]
// what it hears and how it does.
//
//	Chrome --> reader --> roster, tab, sockets --> queue --> teller --> Sink
//	  ^        (one)      (which tabs, ours,      (bounded,  (one)
//	  |                    whose frames)           oldest go)
//	  +------ writer <--- queue (bounded) <--- calls, each with a deadline
//	          (one)                        <--- keeper: heartbeats, looks for what was lost
//
// Nobody but the writer waits for the socket, and nobody but the asker for an
// answer. So a Chrome that is stopped costs its own answers and nothing else.
//
// The page's code is left alone: ours runs in an isolated world of the tab's
// main frame (see call), and only where the page's host is exactly the one that
// was named. Tabs of other hosts are never attached to; of them only the
// address is read. No key, no password and no cookie is asked for, and nothing
// is done to look like a human: the page can tell our press from that of a
// hand, as it should be.
//
// What we launched, we end by its process group; what we attached to, we leave
// running.
package browser
