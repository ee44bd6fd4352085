import { computed } from '@preact/signals';
import { html } from '../html.js';
import { NONE, change, count, exactPrice, percent, price, shortPrice } from '../format.js';
import { icons } from '../frame/icons.js';
import { hides, phase, position, tape } from './cursor.js';
import { AHEAD, ODDS } from './law.js';
import { isRugged, priceBefore } from './tape.js';

const WHY_ODDS = 'At every tick the rug comes with the same chance, 0.5 %, whatever happened before: 1 − 0.995⁴⁰ for the next 40.';

const now = computed(() => (tape.value ? tape.value.prices[position.value] : NaN));
const rugged = computed(() => tape.value !== null && isRugged(tape.value, position.value));
const moved = computed(() => {
  if (!tape.value) return NaN;
  return now.value / priceBefore(tape.value, position.value) - 1;
});
const peak = computed(() => {
  const t = tape.value;
  if (!t) return NaN;
  return t.high[hides.value ? position.value : t.last];
});

const nowText = computed(() => (Number.isNaN(now.value) ? (tape.value?.open === false ? 'missing' : NONE) : price(now.value)));
const movedText = computed(() => change(moved.value));
const tickText = computed(() => (tape.value ? count(position.value) : NONE));
const peakText = computed(() => shortPrice(peak.value));
const phaseText = computed(() => phase.value || NONE);
const oddsText = computed(() => (rugged.value || !tape.value?.data.seen ? NONE : percent(ODDS)));
/** The arrow's name. */
const way = computed(() => (rugged.value || moved.value < 0 ? 'down' : moved.value > 0 ? 'up' : 'minus'));

/** The figures at the cursor. Each keeps its width, so that nothing shifts. */
export function Readout() {
  return html`
    <div class="readout num" data-test="readout">
      <output class="readout-price" data-test="price" data-tip=${exactPrice(now.value)}>${nowText}</output>
      <span class=${`readout-move ${way.value}`} data-test="move" data-tip="Against the tick before">${icons[way.value]()}<span>${movedText}</span></span>
      <dl>
        <div class="f-tick"><dt>tick</dt><dd data-test="tick">${tickText}</dd></div>
        <div class="f-phase">
          <dt class="sr">phase</dt><dd><span class=${`phase ${rugged.value ? 'down' : ''}`} data-test="phase">${phaseText}</span></dd>
        </div>
        <div class="f-peak"><dt>peak</dt><dd data-test="peak" data-tip=${exactPrice(peak.value)}>${peakText}</dd></div>
        <div class="f-odds" data-tip=${WHY_ODDS}><dt>rug in next ${AHEAD} ticks</dt><dd data-test="odds">${oddsText}</dd></div>
      </dl>
    </div>`;
}
