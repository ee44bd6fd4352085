package tape

import (
	"math"
	"time"
)

// clock turns the timestamps of a recording into Unix nanoseconds. Recorders
// wrote the wall clock of US Eastern time without a zone; timestamps that
// carry a zone are taken by it, and numbers by their magnitude.
//
// In the hour that comes twice, when daylight time ends, the first reading is
// taken until the file's own order says otherwise: a time that seems to run
// back by more than half an hour begins the second.
type clock struct {
	date  [10]byte // the date that day is for
	day   dayOf
	again bool  // the hour that comes twice has begun again
	last  int64 // the last time read, 0 before
}

// dayOf is a date: its midnight as if it were UTC, and how Eastern time runs
// on it.
type dayOf struct {
	midnight int64 // Unix nanoseconds
	zone     zone
	ok       bool
}

type zone uint8

const (
	standard zone = iota // UTC-5 all day
	daylight             // UTC-4 all day
	springs              // to daylight at 2:00
	falls                // to standard at 2:00 daylight
)

const (
	hour         = int64(time.Hour)
	minute       = int64(time.Minute)
	second       = int64(time.Second)
	dayLength    = 24 * hour
	standardLate = 5 * hour
	daylightLate = 4 * hour
	minYear      = 1970
	maxYear      = 2261 // the last whole year in int64 nanoseconds
)

// text reads "2025-11-02T01:30:00.123456", with a space instead of the T,
// with up to nine digits of fraction or none, and with Z or an offset behind.
func (c *clock) text(s []byte) (unixNS int64, ok bool) {
	if len(s) < 19 || s[10] != 'T' && s[10] != ' ' || s[13] != ':' || s[16] != ':' {
		return 0, false
	}
	if string(s[:10]) != string(c.date[:]) {
		copy(c.date[:], s)
		c.day, c.again = parseDate(s[:10]), false
	}
	h, okH := digits(s[11:13])
	m, okM := digits(s[14:16])
	sec, okS := digits(s[17:19])
	if !c.day.ok || !okH || !okM || !okS || h > 23 || m > 59 || sec > 59 {
		return 0, false
	}
	sinceMidnight := h*hour + m*minute + sec*second
	rest := s[19:]
	if len(rest) > 0 && rest[0] == '.' {
		n := 1
		unit := second
		for n < len(rest) && n <= 9 && '0' <= rest[n] && rest[n] <= '9' {
			unit /= 10
			sinceMidnight += int64(rest[n]-'0') * unit
			n++
		}
		if n == 1 {
			return 0, false
		}
		rest = rest[n:]
	}
	if len(rest) == 0 {
		unixNS = c.eastern(sinceMidnight)
	} else {
		offset, ok := parseOffset(rest)
		if !ok {
			return 0, false
		}
		unixNS = c.day.midnight + sinceMidnight - offset
	}
	c.last = unixNS
	return unixNS, true
}

// eastern reads a time of c.day as Eastern time.
func (c *clock) eastern(sinceMidnight int64) int64 {
	early := c.day.midnight + sinceMidnight + daylightLate
	late := early + hour
	switch c.day.zone {
	case daylight:
		return early
	case springs:
		if sinceMidnight >= 2*hour {
			return early
		}
	case falls:
		if sinceMidnight < hour {
			return early
		}
		c.again = c.again || c.last != 0 && early < c.last-hour/2
		if sinceMidnight < 2*hour && !c.again {
			return early
		}
	}
	return late
}

// parseDate reads "2025-11-02". Daylight time runs from the second Sunday of
// March to the first Sunday of November, at 2:00 each; that is the rule since
// 2007, and there are no older recordings.
func parseDate(s []byte) dayOf {
	y, okY := digits(s[0:4])
	m, okM := digits(s[5:7])
	d, okD := digits(s[8:10])
	if !okY || !okM || !okD || s[4] != '-' || s[7] != '-' || y < minYear || y > maxYear {
		return dayOf{}
	}
	date := time.Date(int(y), time.Month(m), int(d), 0, 0, 0, 0, time.UTC)
	if int64(date.Month()) != m || int64(date.Day()) != d {
		return dayOf{} // there is no such day
	}
	day := dayOf{midnight: date.UnixNano(), ok: true}
	spring, fall := sunday(date.Year(), time.March, 2), sunday(date.Year(), time.November, 1)
	switch yday := date.YearDay(); {
	case yday == spring:
		day.zone = springs
	case yday == fall:
		day.zone = falls
	case spring < yday && yday < fall:
		day.zone = daylight
	}
	return day
}

// sunday is the day of the year on which a month's nth Sunday falls.
func sunday(year int, month time.Month, nth int) int {
	first := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
	return first.YearDay() + (7-int(first.Weekday()))%7 + 7*(nth-1)
}

func digits(s []byte) (n int64, ok bool) {
	for _, c := range s {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, true
}

// parseOffset reads Z, +hh:mm or +hhmm.
func parseOffset(s []byte) (ns int64, ok bool) {
	if string(s) == "Z" || string(s) == "z" {
		return 0, true
	}
	if len(s) == 6 && s[3] == ':' {
		s = []byte{s[0], s[1], s[2], s[4], s[5]}
	}
	if len(s) != 5 || s[0] != '+' && s[0] != '-' {
		return 0, false
	}
	h, okH := digits(s[1:3])
	m, okM := digits(s[3:5])
	if !okH || !okM || h > 23 || m > 59 {
		return 0, false
	}
	ns = h*hour + m*minute
	if s[0] == '-' {
		ns = -ns
	}
	return ns, true
}

// number reads a Unix time in seconds, milliseconds, microseconds or
// nanoseconds, told apart by magnitude: all of them mean a time between 1973
// and 5138 that no other unit can mean. It works on the digits, so that a
// fraction of a second is exact.
func (c *clock) number(s []byte) (unixNS int64, ok bool) {
	n := 0
	for n < len(s) && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	var unit int64 // of the last digit before the point
	switch {
	case n >= 9 && n <= 11:
		unit = second
	case n >= 12 && n <= 14:
		unit = second / 1_000
	case n >= 15 && n <= 17:
		unit = second / 1_000_000
	case n >= 18 && n <= 19:
		unit = 1
	default:
		return 0, false
	}
	whole, _ := digits(s[:min(n, 18)])
	if n == 19 {
		last := int64(s[18] - '0')
		if whole > (math.MaxInt64-last)/10 {
			return 0, false
		}
		whole = whole*10 + last
	}
	if unit > 1 && whole >= math.MaxInt64/unit {
		return 0, false
	}
	unixNS = whole * unit
	if n < len(s) && s[n] == '.' {
		for n++; n < len(s) && '0' <= s[n] && s[n] <= '9'; n++ {
			unit /= 10
			unixNS += int64(s[n]-'0') * unit
		}
	}
	if n != len(s) {
		return 0, false
	}
	c.last = unixNS
	return unixNS, true
}
