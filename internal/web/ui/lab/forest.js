import { html } from '../html.js';
import { axisDigits, digitsOf, plain, signed } from '../measure.js';
import { scaleOf, spanOf } from '../graph/scale.js';
import { Key } from '../graph/key.js';

/**
 * Means with their 95 % intervals, one a row, on one axis: the line at zero is where there is no edge, the tick what the odds say.
 *
 * @typedef {{name: any, note?: string, href?: string, here?: boolean, mean: number, low: number, high: number, exact: number | null}} Line
 * @param {{lines: Line[], unit: string, test?: string}} props
 */
export function Forest({ lines, unit, test }) {
  const all = lines.flatMap((l) => [l.low, l.high, l.mean, ...(l.exact === null ? [] : [l.exact])]);
  const [from, to] = spanOf([0, ...all], 0.05);
  const scale = scaleOf({ from, to, format: String }, 0, 100, 22);
  const left = (/** @type {number} */ v) => `${scale.at(v)}%`;
  const digits = axisDigits(scale.labels);
  return html`
    <div class="forest num" role="table" aria-label="Means with their intervals" data-test=${test}>
      ${lines.map((l) => html`
        <div class=${`forest-row ${l.here ? 'here' : ''}`} role="row" data-test="forest-row">
          <span class="forest-name" role="rowheader">${l.href ? html`<a href=${l.href}>${l.name}</a>` : l.name}${l.note && html`<small class="muted">${l.note}</small>`}</span>
          <span class="forest-track" role="cell" aria-hidden="true">
            <i class="zero" style=${{ left: left(0) }}></i>
            ${l.exact !== null && html`<i class="exact" style=${{ left: left(l.exact) }}></i>`}
            <i class="reach" style=${{ left: left(l.low), width: `max(2px, ${scale.at(l.high) - scale.at(l.low)}%)` }}></i>
            <i class="mean" style=${{ left: left(l.mean) }}></i>
          </span>
          <span class="forest-figure" role="cell">${figure(l)}</span>
        </div>`)}
      <div class="forest-row axis" aria-hidden="true">
        <span></span>
        <span class="forest-track">${scale.labels.map((v) => html`<b style=${{ left: left(v) }}>${plain(v, digits)}</b>`)}</span>
        <span class="muted">${unit}</span>
      </div>
    </div>
    <${Key} entries=${KEY} />`;
}

/** @type {import('../graph/key.js').Entry[]} */
const KEY = [
  { shape: 'whisker', tone: 'accent', text: 'mean and its 95 % interval' },
  { shape: 'bar', tone: 'text', text: 'what the odds say' },
  { shape: 'line', tone: 'muted', text: 'no edge' },
];

/** @param {Line} l */
function figure(l) {
  const half = (l.high - l.low) / 2, digits = digitsOf(half);
  return html`<b>${signed(l.mean, digits)}</b> ± ${half.toFixed(digits)}${l.exact !== null && html`<small class="muted">odds ${signed(l.exact, digits)}</small>`}`;
}
