package tape

import (
	"fmt"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"rugtape/internal/game"
	"rugtape/internal/round"
	"rugtape/internal/wire"
)

// demoHead is the first and the last line of format D, what a player
// pressed in one round.
type demoHead struct {
	Round string         `json:"game_id"`
	Start jsontext.Value `json:"start_time"`
	Count jsontext.Value `json:"action_count"`
}

// demo is the part of a stream that is read, from its header on.
type demo struct {
	round string // "" where no header named one
	lines int    // presses in it, those that were lost too
}

// demoHeader begins a round's presses.
func (r *reader) demoHeader(text jsontext.Value) {
	r.recognise(formatDemo)
	r.demo = demo{}
	var h demoHead
	if err := json.Unmarshal(text, &h, wire.Lenient); err != nil {
		r.lose(UnusableRecord, "_header is not of the kind that it should be")
		return
	}
	if h.Round == "" || r.marked(h.Round, formatDemo) == nil {
		return
	}
	r.demo.round = h.Round
	r.step(game.Event{RecvNS: r.stamp(h.Start), Frame: &game.Frame{Round: h.Round}}, formatDemo)
}

// demoFooter ends them. Its count is compared, and not believed.
func (r *reader) demoFooter(text jsontext.Value) {
	r.recognise(formatDemo)
	var f demoHead
	if err := json.Unmarshal(text, &f, wire.Lenient); err != nil {
		r.lose(UnusableRecord, "_footer is not of the kind that it should be")
	}
	if n, err := strconv.Atoi(string(f.Count)); err == nil && r.demo.round != "" && n != r.demo.lines {
		if t := r.track(r.demo.round); t != nil {
			t.watch.find(CountDiffers)
		}
	}
	r.demo = demo{}
}

// demoAction is a press. A later edition of the recorder names the round in
// each, and tells its own books and the server's apart; its times end in _ms.
type demoAction struct {
	Round       string         `json:"game_id"`
	Category    string         `json:"category"`
	Button      string         `json:"button"`
	Pressed     jsontext.Value `json:"timestamp_pressed"`
	PressedMS   jsontext.Value `json:"timestamp_pressed_ms"`
	Confirmed   jsontext.Value `json:"timestamp_confirmed"`
	ConfirmedMS jsontext.Value `json:"timestamp_confirmed_ms"`
	Latency     jsontext.Value `json:"latency_ms"`
	Amount      jsontext.Value `json:"amount"`
	Answer      jsontext.Value `json:"confirmation"`
	Before      jsontext.Value `json:"state_before"`
	After       jsontext.Value `json:"state_after"`
	Local       jsontext.Value `json:"local_state"`
	Server      jsontext.Value `json:"server_state"`
}

// categories are the recorder's words for what was pressed.
var categories = map[string]round.Control{
	"TRADE_BUY": round.BuyButton, "TRADE_SELL": round.SellButton, "TRADE_SIDEBET": round.SideBetButton,
	"SELL_PERCENTAGE": round.PercentButton, "BET_INCREMENT": round.AmountButton,
}

// demoPress takes a press. It belongs to the round that it names, else to the
// header's; of no round, it is lost, and counted.
func (r *reader) demoPress(raw []byte) {
	r.recognise(formatDemo)
	r.demo.lines++
	var d demoAction
	if err := json.Unmarshal(raw, &d, wire.Lenient); err != nil {
		r.lose(UnusableRecord, "a press with a member that is not of the kind that it should be")
		return
	}
	if d.Round == "" {
		d.Round = r.demo.round
	}
	if d.Round == "" {
		r.lose(NoRound, "neither the press nor a header before it names the round")
		return
	}
	control, part, known := round.ControlOf(d.Button)
	if c, ok := categories[d.Category]; ok {
		control, known = c, true
	}
	if !known {
		r.lose(UnusableRecord, fmt.Sprintf("there is no control %.40q of the category %.40q", d.Button, d.Category))
		return
	}
	pressed, readable := r.readStamp(first(d.Pressed, d.PressedMS))
	if pressed == 0 || !readable {
		r.lose(UnusableRecord, "a press without a time that can be read")
		return
	}
	t := r.marked(d.Round, formatDemo)
	if t == nil {
		return
	}
	a := round.Action{AtNS: pressed, Control: control, Label: d.Button, Part: part, By: round.ByPlayer}
	s := demoScene{r: r}
	a.Before = s.moment(first(d.Before, d.Local), d.Server)
	if a.Amount = s.amount; !a.Amount.Present {
		a.Amount = s.sum("amount", d.Amount)
	}
	if control == round.SellButton {
		a.Part = s.part
	}
	after := demoScene{r: r}
	a.After = after.moment(d.After, d.Answer)
	r.demoOutcome(&a, &d)
	t.rec.AddAction(a)
}

// demoOutcome reads what became of the press. The recorder noted a time only where
// something came back.
func (r *reader) demoOutcome(a *round.Action, d *demoAction) {
	if !a.Control.Orders() {
		a.Outcome = round.NoneExpected
		return
	}
	a.Outcome = round.Unknown
	a.ConfirmedNS = r.stamp(first(d.Confirmed, d.ConfirmedMS))
	if ms, present, ok := priceOf(d.Latency); a.ConfirmedNS == 0 && present && ok && ms >= 0 && ms < maxLatencyMS {
		a.ConfirmedNS = a.AtNS + int64(ms*1e6)
	}
	if a.ConfirmedNS == 0 {
		return
	}
	a.Outcome = round.Confirmed
	var answer struct {
		Success jsontext.Value `json:"success"`
	}
	if json.Unmarshal(d.Answer, &answer, wire.Lenient) == nil && answer.Success.Kind() == 'f' {
		a.Outcome = round.Refused
	}
}

// maxLatencyMS bounds a latency that is believed: an hour.
const maxLatencyMS = 60 * 60 * 1000

// first is the first member that is there and not null.
func first(values ...jsontext.Value) jsontext.Value {
	for _, v := range values {
		if k := v.Kind(); k != 0 && k != 'n' {
			return v
		}
	}
	return nil
}
