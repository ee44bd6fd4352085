package browser

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"rugtape/internal/money"
	"rugtape/internal/strategy"
)

// disorder is code of the page that keeps changing it: labels, buttons,
// amounts, percentages. It keeps on until it is loaded anew.
const disorder = `
	let seed = %d;
	const draw = (n) => { seed = Math.imul(seed ^ (seed >>> 15), seed | 1); seed ^= seed + Math.imul(seed ^ (seed >>> 7), seed | 61); return ((seed ^ (seed >>> 14)) >>> 0) %% n; };
	const buttons = () => [...document.querySelectorAll('#buy, #sell, #side, [class*="_controlBtn_"], [class*="_percentageBtn_"]')];
	const some = (list) => list[draw(list.length)];
	const changes = [
		() => { const b = some(buttons()); b.replaceWith(b.cloneNode(true)); },
		() => { const b = some(buttons()); b.classList.add('_disabled_9'); setTimeout(() => b.classList.remove('_disabled_9'), draw(20)); },
		() => { const b = some(buttons()); const twin = b.cloneNode(true); b.after(twin); setTimeout(() => twin.remove(), draw(12)); },
		() => { const b = some(buttons()); b.style.opacity = 0; setTimeout(() => { b.style.opacity = ''; }, draw(12)); },
		() => { const b = $('#buy'); const was = b.innerHTML; b.innerHTML = some(['BUYBACK 5 SOL', 'WAIT', 'SELL']); setTimeout(() => { b.innerHTML = was; }, draw(12)); },
		() => { const row = $('[class*=_buttonsRow_]'); row.append(row.children[draw(row.children.length)]); },
		() => { if (draw(3) === 0) { state.amount += SOL / 1000; show(0); } },
		() => { if (draw(3) === 0) { state.part = some(['10%%', '25%%', '50%%', '100%%']); show(0); } },
		() => { knobs.lag = draw(3); },
	];
	window.change = () => some(changes)();
	const goOn = () => { change(); setTimeout(goOn, draw(%d)); };
	goOn();`

// testDisorder presses many orders on a page that changes all the time, and holds
// what was said of each against what the page would have sent.
func testDisorder(t *testing.T, s *stage) {
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv("RUGTAPE_PRESS_SEED"); text != "" {
		var err error
		seed, err = strconv.ParseUint(text, 10, 64)
		s.must(err)
	}
	orders, err := strconv.Atoi(cmp.Or(os.Getenv("RUGTAPE_PRESSES"), "60"))
	s.must(err)
	t.Logf("RUGTAPE_PRESS_SEED=%d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	s.hand.build = buildLimit
	count := map[string]int{}
	for i := range orders {
		if i%20 == 0 { // as clones of buttons may be left, and their labels
			s.load()
			s.page(fmt.Sprintf(disorder, random.Int32(), 10+random.IntN(50)))
		}
		in := drawOrder(random)
		d := s.press(in, strings.Repeat("change();", random.IntN(3)))
		sent := s.sent()
		count[cmp.Or(string(d.Code), d.Pressed.String())]++
		for _, o := range sent {
			if o.Order != controlOf(in.Action) || in.Action == strategy.Sell && o.Part != partLabel(in.Part) || in.Action != strategy.Sell && !isAmount(o.Amount, in.Amount) {
				t.Fatalf("order %d: the page would have sent %+v for %+v", i, o, in)
			}
		}
		if len(sent) > 1 || d.Pressed == NotPressed && len(sent) != 0 || d.Pressed == IsPressed && len(sent) != 1 {
			t.Fatalf("order %d: %+v, and the page would have sent %v", i, d, sent)
		}
	}
	t.Logf("%d orders: %v", orders, count)
	if count["pressed"] == 0 || count["pressed"] == orders {
		t.Errorf("%d of %d orders were pressed: this is no test", count["pressed"], orders)
	}
}

func drawOrder(random *rand.Rand) strategy.Intent {
	amount := money.Lamports(1+random.IntN(1000)) * ms
	switch random.IntN(3) {
	case 0:
		return buying(amount)
	case 1:
		return betting(amount)
	}
	return selling([...]float64{0.1, 0.25, 0.5, 1}[random.IntN(4)])
}

func isAmount(text string, want money.Lamports) bool {
	got, err := money.Parse(strings.TrimSpace(text))
	return err == nil && got == want
}
