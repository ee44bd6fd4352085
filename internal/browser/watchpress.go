package browser

import (
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/go-json-experiment/json"
)

// Seen is a press that the player made on a control of the page, told before
// the page acted on it. Our own are left out.
type Seen struct {
	Control, Label string
	AmountText     string // in the amount field at that moment
	AtNS           int64  // by the page's clock
	Trusted        bool   // by a hand; false where a script of the page made it
	Page           string // the address, without what may be a secret in it
}

// bindingName is the function of our world that watch.js tells presses by.
const bindingName = "rugtapeTell"

// maxSeen bounds what the page may say of one press, in bytes.
const maxSeen = 4096

// parseSeen reads what watch.js says. The page has no way to say it in our
// world's place, but what it says of labels is the page's own text.
func parseSeen(payload string) (Seen, bool) {
	var told struct {
		Control string `json:"control"`
		Label   string `json:"label"`
		Amount  string `json:"amount"`
		At      int64  `json:"at"`
		Trusted bool   `json:"trusted"`
		Page    string `json:"page"`
	}
	if len(payload) > maxSeen || json.Unmarshal([]byte(payload), &told, lenient) != nil || told.Control == "" {
		return Seen{}, false
	}
	return Seen{told.Control, told.Label, told.Amount, told.At * int64(time.Millisecond), told.Trusted, told.Page}, true
}

// lease tells our code in the page that somebody still listens. What it put
// there goes when it is told so no more: a page that is attached to a thousand
// times in turn holds no thousand listeners.
func (t *tab) lease() {
	t.mu.Lock()
	ours := t.world
	t.mu.Unlock()
	if ours != "" {
		yes := true
		tell(t.lane, runtime.Evaluate, runtime.EvaluateParams{Expression: "rugtape.beat()", UniqueContextID: ours, Silent: &yes})
	}
}
