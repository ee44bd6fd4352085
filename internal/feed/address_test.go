package feed

import (
	"context"
	"strings"
	"testing"
)

func TestEndpoint(t *testing.T) {
	const rest = "/socket.io/?frontend-version=1.0&EIO=4&transport=websocket"
	for _, c := range []struct{ address, want, fault string }{
		{address: "https://backend.example", want: "https://backend.example" + rest},
		{address: "http://127.0.0.1:7879", want: "http://127.0.0.1:7879" + rest},
		{address: "http://[::1]:80/", want: "http://[::1]:80" + rest},
		{address: "", fault: "http(s)://host:port"},
		{address: "localhost:80", fault: "http(s)://host:port"},
		{address: "http://", fault: "http(s)://host:port"},
		{address: "http://:80", fault: "http(s)://host:port"},
		{address: "ws://host", fault: "not ws://"},
		{address: "http://a:secret@host", fault: "no user and no password"},
		{address: "http://host/socket.io/", fault: "are added here"},
		{address: "http://host?EIO=4", fault: "are added here"},
		{address: "http://host#x", fault: "are added here"},
		{address: "http://host:port:80", fault: "http(s)://host:port"},
	} {
		u, err := endpoint(c.address)
		switch {
		case c.fault == "" && (err != nil || u.String() != c.want):
			t.Errorf("%q: got %v, %v, want %s", c.address, u, err, c.want)
		case c.fault != "" && (err == nil || !strings.Contains(err.Error(), c.fault)):
			t.Errorf("%q: got error %v, want one that says %q", c.address, err, c.fault)
		case err != nil && strings.Contains(err.Error(), "secret"):
			t.Errorf("%q: the error repeats a password: %v", c.address, err)
		case (Check(c.address) == nil) != (err == nil):
			t.Errorf("%q: Check says %v", c.address, Check(c.address))
		}
	}
}

// An address that cannot be used ends the run, and the sink hears nothing.
func TestRunRefusesAddress(t *testing.T) {
	var w witness
	if err := Run(context.Background(), Options{URL: "ftp://host"}, &w); err == nil || len(w.healths) > 0 {
		t.Errorf("got %v, and health %v", err, w.healths)
	}
}
