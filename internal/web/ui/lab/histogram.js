import { html } from '../html.js';
import { count, percent, plural } from '../format.js';
import { Graph } from '../graph/graph.js';
import { Key } from '../graph/key.js';
import { axisDigits, digitsOf, plain, signed } from '../measure.js';

/** @typedef {import('../graph/key.js').Entry} Entry */

/** @type {Record<'lost' | 'won' | 'rank', Entry>} */
const MARKS = {
  lost: { shape: 'bar', tone: 'down', text: 'sessions that lost (left of 0)' },
  won: { shape: 'bar', tone: 'up', text: 'that won (right of 0)' },
  rank: { shape: 'dash', tone: 'text', text: 'below it: 5, 50, 95 of 100' },
};

/** What sessions end with. @param {{result: LabResult}} props */
export function Histogram({ result: r }) {
  const edges = r.histogram?.edges, counts = r.histogram?.counts;
  if (!edges || !counts || counts.length === 0) return null;
  const n = counts.reduce((a, b) => a + b, 0), top = Math.max(...counts);
  const mids = counts.map((_, i) => (edges[i] + edges[i + 1]) / 2);
  const q = r.quantiles, ranks = [q.p05, q.p50, q.p95];
  return html`
    <figure class="figure card" data-test="histogram">
      <figcaption><h3>What a session ends with</h3><p class="muted">sessions by net, SOL</p></figcaption>
      <${Graph} label="Number of sessions by their net." x=${{ from: edges[0], to: edges[edges.length - 1], format: (/** @type {number} */ v, /** @type {number[]} */ all) => plain(v, axisDigits(all)) }}
        y=${{ from: 0, to: top * 1.06, labels: top < 8 ? Array.from({ length: top + 1 }, (_, k) => k) : undefined, format: (/** @type {number} */ v) => count(v) }}
        layers=${(/** @type {import('../graph/shapes.js').Space} */ s) => html`
          ${counts.map((c, i) => html`<${Bar} s=${s} from=${edges[i]} to=${edges[i + 1]} count=${c} />`)}
          ${edges[0] < 0 && html`<path class="g-zero" d=${`M${Math.round(s.x(0)) + 0.5} 0V${s.height}`} />`}
          ${ranks.map((v) => html`<path class="t-text g-line g-dash g-thin" d=${`M${s.x(v)} 0V${s.height}`} />`)}`}
        cursor=${{ at: mids, read: (/** @type {number} */ i) => reading(edges, counts, i, n) }} />
      <${Key} entries=${[MARKS.lost, MARKS.won, MARKS.rank]} />
    </figure>`;
}

/** A bar; the one with 0 in it is of two parts. @param {{s: import('../graph/shapes.js').Space, from: number, to: number, count: number}} props */
function Bar({ s, from, to, count: c }) {
  const cuts = from < 0 && to > 0 ? [[from, 0], [0, to]] : [[from, to]];
  return cuts.map(([a, b]) => html`
    <rect class=${`g-bar t-${b <= 0 ? 'down' : 'up'}`} x=${s.x(a) + 0.5} width=${Math.max(0.5, s.x(b) - s.x(a) - (b === to ? 1 : 0))} y=${s.y(c)} height=${Math.max(0, s.height - s.y(c))} />`);
}

/** @param {number[]} edges @param {number[]} counts @param {number} i @param {number} n */
function reading(edges, counts, i, n) {
  const digits = Math.min(6, digitsOf(edges[1] - edges[0], 6));
  const share = counts[i] / n, error = 1.96 * Math.sqrt(share * (1 - share) / n);
  const low = i === 0 ? `below ${signed(edges[1], digits)}` : i === counts.length - 1 ? `from ${signed(edges[i], digits)}` : `${signed(edges[i], digits)} to ${signed(edges[i + 1], digits)}`;
  const value = `${percent(share, digitsOf(error * 100, 3))} ± ${(error * 100).toFixed(digitsOf(error * 100, 3))}`;
  return { title: `${low} SOL`, rows: [{ ...(edges[i + 1] <= 0 ? MARKS.lost : MARKS.won), text: plural(counts[i], 'session'), value }] };
}
