import { html } from '../html.js';
import { Graph } from '../graph/graph.js';
import { Key } from '../graph/key.js';
import { spanOf } from '../graph/scale.js';
import { line, whisker } from '../graph/shapes.js';
import { digitsOf, outOf, signed, solWithin } from '../measure.js';
import { moneyAxis } from './fan.js';
import { halfWidth } from './saying.js';

/** @typedef {import('../graph/key.js').Entry} Entry */

/** @type {Record<'mean' | 'exact', Entry>} */
const MARKS = {
  mean: { shape: 'whisker', tone: 'accent', text: 'mean and its 95 % interval' },
  exact: { shape: 'ring', tone: 'text', text: 'what the odds say' },
};

/** The mean over the values of one parameter. @param {{cells: Cell[], name: string}} props */
export function SweepLine({ cells: all, name }) {
  const cells = all.filter((c) => c.mean_per_round !== null && c.ci95).sort((a, b) => Number(a.params[name]) - Number(b.params[name]));
  if (cells.length < 2) return null;
  const xs = cells.map((c) => Number(c.params[name]));
  const log = xs[0] > 0 && xs[xs.length - 1] / xs[0] > 8;
  const [from, to] = log ? [xs[0] / 1.12, xs[xs.length - 1] * 1.12] : spanOf(xs, 0.04);
  const means = cells.map((c) => /** @type {number} */ (c.mean_per_round));
  const ends = cells.map((c) => /** @type {[number, number]} */ (c.ci95));
  const exact = cells.filter((c) => c.theory_mean !== null);
  const exactly = exact.map((c) => /** @type {number} */ (c.theory_mean));
  return html`
    <figure class="figure card" data-test="sweep-line">
      <figcaption><h3>Mean a round by <code>${name}</code></h3><p class="muted">SOL; at 0 there is no edge</p></figcaption>
      <${Graph} label=${`Mean per round by ${name}, with intervals.`} zero=${true}
        x=${{ from, to, log, labels: xs, format: (/** @type {number} */ v) => String(v) }} y=${moneyAxis([0, ...ends.flat(), ...exactly])}
        layers=${(/** @type {import('../graph/shapes.js').Space} */ s) => html`
          <path class="t-text g-line g-thin" d=${line(s, exact.map((c) => Number(c.params[name])), exactly)} />
          ${exact.map((c, i) => html`<circle class="t-text g-ring" cx=${s.x(Number(c.params[name]))} cy=${s.y(exactly[i])} r="5.5" />`)}
          ${xs.map((x, i) => html`<path class="t-accent g-whisker" d=${whisker(s, x, ends[i][0], ends[i][1])} /><circle class="t-accent g-dot" cx=${s.x(x)} cy=${s.y(means[i])} r="3.2" />`)}`}
        cursor=${{
          at: xs,
          read: (/** @type {number} */ i) => ({
            title: `${name} = ${cells[i].params[name]}`,
            rows: [
              { ...MARKS.mean, text: 'mean', value: solWithin(means[i], halfWidth(cells[i])) },
              ...(cells[i].theory_mean === null ? [] : [{ ...MARKS.exact, text: 'the odds say', value: signed(cells[i].theory_mean ?? 0, digitsOf(halfWidth(cells[i]))) }]),
              { shape: 'line', tone: 'muted', text: 'by luck', value: outOf(cells[i].p_value ?? 1) },
            ],
          }),
        }} />
      <${Key} entries=${exact.length > 0 ? [MARKS.mean, MARKS.exact] : [MARKS.mean]} />
    </figure>`;
}
