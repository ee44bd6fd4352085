package tape

import (
	"testing"
	"time"
)

func TestEasternTime(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"summer", "2025-10-29T18:39:09.123456", "2025-10-29T22:39:09.123456Z"},
		{"winter", "2025-12-06T19:57:10.420892", "2025-12-07T00:57:10.420892Z"},
		{"without a fraction", "2025-12-06T19:57:10", "2025-12-07T00:57:10Z"},
		{"one digit", "2025-12-06T19:57:10.5", "2025-12-07T00:57:10.5Z"},
		{"nine digits", "2025-12-06T19:57:10.123456789", "2025-12-07T00:57:10.123456789Z"},
		{"with a space", "2025-12-06 19:57:10", "2025-12-07T00:57:10Z"},

		{"last summer hour of 2025", "2025-11-02T00:59:59.999999", "2025-11-02T04:59:59.999999Z"},
		{"the hour that comes twice", "2025-11-02T01:00:00", "2025-11-02T05:00:00Z"},
		{"its end", "2025-11-02T01:59:59", "2025-11-02T05:59:59Z"},
		{"first winter hour", "2025-11-02T02:00:00", "2025-11-02T07:00:00Z"},
		{"last winter hour of 2025", "2025-03-09T01:59:59", "2025-03-09T06:59:59Z"},
		{"first summer hour", "2025-03-09T03:00:00", "2025-03-09T07:00:00Z"},
		{"the day before", "2025-03-08T12:00:00", "2025-03-08T17:00:00Z"},
		{"the day after", "2025-03-10T12:00:00", "2025-03-10T16:00:00Z"},
		{"2026 begins", "2026-03-08T03:00:00", "2026-03-08T07:00:00Z"},
		{"2026 ends", "2026-11-01T02:00:00", "2026-11-01T07:00:00Z"},
		{"the 1st of November is a Sunday", "2026-11-01T00:30:00", "2026-11-01T04:30:00Z"},

		{"Z", "2025-07-01T12:00:00Z", "2025-07-01T12:00:00Z"},
		{"an offset", "2025-07-01T12:00:00.25+02:00", "2025-07-01T10:00:00.25Z"},
		{"another spelling", "2025-07-01T12:00:00-0530", "2025-07-01T17:30:00Z"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var c clock
			ns, ok := c.text([]byte(tt.text))
			if got := time.Unix(0, ns).UTC().Format(time.RFC3339Nano); !ok || got != tt.want {
				t.Errorf("%s is %s (%v), want %s", tt.text, got, ok, tt.want)
			}
		})
	}
}

// TestEasternTimeByZone holds the rule against the time zone data, where the
// machine has it: every hour of fifteen years.
func TestEasternTimeByZone(t *testing.T) {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Skipf("no time zone data here: %v", err)
	}
	var c clock
	for at := time.Date(2020, 1, 1, 5, 0, 0, 0, time.UTC); at.Year() < 2035; at = at.Add(15 * time.Minute) {
		ns, ok := c.text([]byte(at.In(zone).Format("2006-01-02T15:04:05")))
		if !ok || ns != at.UnixNano() {
			t.Fatalf("%s was read as %s", at.In(zone), time.Unix(0, ns).In(zone))
		}
	}
}

func TestTheHourThatComesTwice(t *testing.T) {
	steps := []struct{ text, want string }{
		{"2025-11-02T01:10:00", "05:10"},
		{"2025-11-02T01:58:00", "05:58"},
		{"2025-11-02T01:57:59", "05:57"}, // frames out of order
		{"2025-11-02T01:02:00", "06:02"}, // back by almost an hour: the second reading
		{"2025-11-02T01:02:01", "06:02"},
		{"2025-11-02T01:40:00", "06:40"},
		{"2025-11-02T02:00:00", "07:00"},
	}
	var c clock
	for _, step := range steps {
		ns, ok := c.text([]byte(step.text))
		if got := time.Unix(0, ns).UTC().Format("15:04"); !ok || got != step.want {
			t.Errorf("%s is %s, want %s", step.text, got, step.want)
		}
	}
}

func TestNotATime(t *testing.T) {
	for _, text := range []string{
		"", "now", "2025-11-02", "2025-11-02T01:10", "2025-13-02T01:10:00", "2025-02-29T01:10:00", "2025-11-02T24:00:00",
		"2025-11-02T01:60:00", "2025-11-02T01:10:60", "2025-11-02T01:10:00.", "2025-11-02T01:10:00.1234567891", "2025-11-02T01:10:00+25:00",
		"2025-11-02T01:10:00 EST", "1969-12-31T23:00:00", "2262-01-01T00:00:00", "2025/11/02T01:10:00", "2025-11-02T-1:10:00",
	} {
		var c clock
		if ns, ok := c.text([]byte(text)); ok {
			t.Errorf("%q was read as %d", text, ns)
		}
	}
}

func TestNumberTime(t *testing.T) {
	tests := []struct {
		text string
		want int64
	}{
		{"1735740000", 1735740000_000000000},
		{"1735740000.25", 1735740000_250000000},
		{"1735740000.123456789", 1735740000_123456789},
		{"1735740000123", 1735740000_123000000},
		{"1735740000123.5", 1735740000_123500000},
		{"1735740000123456", 1735740000_123456000},
		{"1735740000123456789", 1735740000_123456789},
		{"9223372036854775807", 9223372036854775807},
		{"0", 0},
		{"-1735740000", 0},
		{"12345678", 0},
		{"99999999999", 0}, // the year 5138 does not fit
		{"9223372036854775808", 0},
		{"1.7e9", 0},
		{"1735740000x", 0},
		{"12345678901234567890", 0},
	}
	for _, tt := range tests {
		var c clock
		got, ok := c.number([]byte(tt.text))
		if ok != (tt.want != 0) || ok && got != tt.want {
			t.Errorf("%s is %d (%v), want %d", tt.text, got, ok, tt.want)
		}
	}
}
