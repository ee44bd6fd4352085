package web

import (
	"context"
	"net"
	"strings"
	"testing"
	"time"
)

// TestSpareConnection: a connection on which nothing has come does not hold up the end.
func TestSpareConnection(t *testing.T) {
	s, _ := start(t)
	spare, err := net.Dial("tcp", strings.Trim(strings.TrimPrefix(s.URL(), "http://"), "/"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = spare.Close() })
	ask(t, s, "GET", "/", "")                                      // accepted after it
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Second) // Shutdown alone waits for five
	defer cancel()
	if err := s.Close(ctx); err != nil {
		t.Error(err)
	}
}
