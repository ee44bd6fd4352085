package feed

import (
	"io"
	"net/http"
)

// stream is what the WebSocket library reads from. It remembers whether a read
// failed, since the library takes the end of the connection in the middle of a
// message for the end of the message, and hands over what was cut short as if it
// were whole (coder/websocket v1.8.15, msgReader.Read, where a fragment or a
// read ends).
type stream struct {
	io.ReadWriteCloser
	ended bool // a read got nothing, and none ever will; the reader's
}

func (s *stream) Read(p []byte) (int, error) {
	n, err := s.ReadWriteCloser.Read(p)
	if n > 0 { // an error beside it comes again when more is asked for
		return n, nil
	}
	s.ended = err != nil
	return n, err
}

// upgrader is a transport that puts a stream below the WebSocket it opens.
type upgrader struct {
	http.RoundTripper
	stream *stream
}

func (u *upgrader) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := u.RoundTripper.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if conn, ok := answer.Body.(io.ReadWriteCloser); ok {
		u.stream = &stream{ReadWriteCloser: conn}
		answer.Body = u.stream
	}
	return answer, nil
}
