package arena

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"
)

// royale is the timetable of tournaments that every frame carries. The arena
// holds none: it has the site's shape and size, and its times are to come.
type royale struct {
	from    time.Time // of its first event
	created time.Time
	frame   []byte // as it stands in frames
	update  []byte // as rugRoyaleUpdate
}

const (
	royaleEvents = 15
	royaleEvery  = 3 * time.Hour
)

// at makes the timetable anew once its first event would have begun.
func (r *royale) at(now time.Time) {
	if now.Before(r.from) {
		return
	}
	if r.created.IsZero() {
		r.created = now.Truncate(time.Hour)
	}
	r.from = now.Truncate(royaleEvery).Add(royaleEvery)
	r.frame, r.update = nil, nil
	var frame text
	frame.open('{')
	r.head(&frame, true)
	frame.close('}')
	r.frame = frame.b

	var update text
	update.open('{')
	r.head(&update, false)
	update.raw("leaderboard", []byte("[]"))
	update.raw("history", []byte("[]"))
	update.null("playerPosition")
	update.null("timeRemaining")
	update.flag("finalRound", false)
	update.flag("isInFinalRound", false)
	update.raw("config", []byte(`{"token":"0xPractice","startingBalance":100,"prepTimeMinutes":30,"levelRequired":10,"prizeTiers":`+royalePrizes+`}`))
	update.close('}')
	r.update = update.b
}

const royalePrizes = `{"1":1,"2":0.5,"3":0.25,"4":0.1,"5":0.025,"6":0.025,"7":0.025,"8":0.025,"9":0.025,"10":0.025}`

// head writes what frames and updates share; an update tells less of the
// event that is next.
func (r *royale) head(t *text, whole bool) {
	t.word("status", "SCHEDULED")
	t.word("activeEventId", royaleID(r.from))
	t.name("currentEvent")
	r.event(t, r.from, whole)
	t.raw("upcomingEvents", []byte("[]"))
	t.name("events")
	t.open('[')
	for i := range royaleEvents {
		r.event(t, r.from.Add(time.Duration(i)*royaleEvery), true)
	}
	t.close(']')
}

func (r *royale) event(t *text, start time.Time, whole bool) {
	t.open('{')
	t.word("id", royaleID(start))
	t.word("startTime", stamp(start))
	t.word("endTime", stamp(start.Add(time.Hour)))
	t.whole("prepTimeMinutes", 30)
	if whole {
		t.whole("levelRequired", 10)
		t.word("status", "SCHEDULED")
		t.word("createdAt", stamp(r.created))
		t.word("createdBy", "arena")
		t.whole("startingBalance", 100)
		t.raw("customPrizes", []byte(royalePrizes))
	}
	t.close('}')
}

// stamp is a time as JavaScript writes it.
func stamp(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.000Z") }

func royaleID(start time.Time) string {
	sum := sha256.Sum256([]byte(stamp(start)))
	return "arena-" + uuid(sum[:])
}

// uuid writes 16 bytes as a random UUID (RFC 9562, version 4).
func uuid(b []byte) string {
	h := hex.EncodeToString(b[:16])
	return fmt.Sprintf("%s-%s-4%s-8%s-%s", h[:8], h[8:12], h[13:16], h[17:20], h[20:32])
}
