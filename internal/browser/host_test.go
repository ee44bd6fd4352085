package browser

import "testing"

func TestHostShows(t *testing.T) {
	for _, c := range []struct {
		host, address string
		want          bool
	}{
		{"rugs.fun", "https://rugs.fun/", true},
		{"rugs.fun", "https://rugs.fun/a?b#c", true},
		{"RUGS.fun", "https://rugs.fun", true},
		{"rugs.fun", "https://rugs.fun:443/", true},
		{"rugs.fun:443", "https://rugs.fun/", true},
		{"rugs.fun", "https://rugs.fun:8443/", false},
		{"rugs.fun", "http://rugs.fun/", false}, // not encrypted: it could be anybody
		{"rugs.fun", "https://www.rugs.fun/", false},
		{"rugs.fun", "https://rugs.fun.example/", false},
		{"rugs.fun", "https://notrugs.fun/", false},
		{"rugs.fun", "https://example.org/rugs.fun", false},
		{"rugs.fun", "https://example.org/?https://rugs.fun/", false},
		{"rugs.fun", "https://rugs.fun@example.org/", false},
		{"rugs.fun", "https://someone@rugs.fun/", false},
		{"rugs.fun", "view-source:https://rugs.fun/", false},
		{"rugs.fun", "blob:https://rugs.fun/1", false},
		{"rugs.fun", "about:blank", false},
		{"rugs.fun", "", false},
		{"127.0.0.1:7979", "http://127.0.0.1:7979/x", true},
		{"127.0.0.1:7979", "http://127.0.0.1:79790/x", false},
		{"127.0.0.1:7979", "http://127.0.0.1:797/x", false},
		{"127.0.0.1:7979", "http://localhost:7979/x", false},
		{"localhost", "http://localhost/", true},
		{"localhost:80", "http://localhost/", true},
		{"[::1]:5", "http://[::1]:5/", true},
		{"192.168.0.1:5", "http://192.168.0.1:5/", false},
	} {
		h, err := parseHost(c.host)
		if err != nil {
			t.Fatal(err)
		}
		if got := h.shows(c.address); got != c.want {
			t.Errorf("%s shows %q: %v", c.host, c.address, got)
		}
	}
}

func TestHostIsOne(t *testing.T) {
	for _, text := range []string{"", "https://rugs.fun", "rugs.fun/", "a b", "someone@rugs.fun", ":80", "rugs.fun?x", "rugs.fun:x"} {
		if h, err := parseHost(text); err == nil {
			t.Errorf("%q is taken for %+v", text, h)
		}
	}
}

func TestHostRoot(t *testing.T) {
	for text, want := range map[string]string{
		"rugs.fun": "https://rugs.fun/", "127.0.0.1:80": "http://127.0.0.1:80/", "[::1]:5": "http://[::1]:5/", "x.org:444": "https://x.org:444/",
	} {
		h, err := parseHost(text)
		if err != nil || h.root() != want || !h.shows(h.root()) {
			t.Errorf("%s: %s, %v", text, h.root(), err)
		}
	}
}

func TestBare(t *testing.T) {
	if got := bare("https://rugs.fun/a/b?token=secret#access_token=secret"); got != "https://rugs.fun/a/b" {
		t.Error(got)
	}
}
