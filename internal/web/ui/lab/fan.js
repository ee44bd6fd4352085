import { html } from '../html.js';
import { count } from '../format.js';
import { Graph } from '../graph/graph.js';
import { Key } from '../graph/key.js';
import { spanOf } from '../graph/scale.js';
import { band, line } from '../graph/shapes.js';
import { axisDigits, plain, signed } from '../measure.js';

/** @typedef {import('../graph/key.js').Entry} Entry */

export const roundsAxis = (/** @type {number[]} */ rounds) => ({ from: rounds[0], to: rounds[rounds.length - 1], format: (/** @type {number} */ v) => count(v) });

/** An axis of money over some values. @param {number[]} values */
export function moneyAxis(values) {
  const [from, to] = spanOf(values);
  return { from, to, format: (/** @type {number} */ v, /** @type {number[]} */ all) => plain(v, axisDigits(all)) };
}

/** @type {Record<'half' | 'most' | 'median' | 'luck' | 'exact' | 'net', Entry>} */
const MARKS = {
  median: { shape: 'line', tone: 'accent', text: 'the middle session' },
  half: { shape: 'band', tone: 'accent', text: '50 and 90 of 100 sessions' },
  most: { shape: 'band', tone: 'accent', text: '90 of 100' },
  luck: { shape: 'dash', tone: 'muted', text: 'luck: 95 of 100 players end between' },
  exact: { shape: 'line', tone: 'text', text: 'what the odds say' },
  net: { shape: 'line', tone: 'accent', text: 'net' },
};

/** How the sessions spread while their rounds are played. @param {{result: LabResult}} props */
export function FanChart({ result: r }) {
  const f = r.fan && fromNothing(r.fan), rounds = f?.rounds;
  if (!f || !rounds || rounds.length < 3) return null;
  const known = r.theory_mean !== null;
  const row = (/** @type {Entry} */ e, /** @type {string} */ text, /** @type {string} */ value) => ({ ...e, text, value });
  const at = (/** @type {number} */ v) => signed(v, 4);
  return html`
    <figure class="figure card" data-test="fan">
      <figcaption><h3>A session while it is played</h3><p class="muted">net, SOL, by rounds played; ${count(r.sessions)} sessions</p></figcaption>
      <${Graph} label="Net of the sessions by rounds played, with the band of luck." zero=${true}
        x=${roundsAxis(rounds)} y=${moneyAxis([0, ...f.p05, ...f.p95, ...f.luck_low, ...f.luck_high])}
        layers=${(/** @type {import('../graph/shapes.js').Space} */ s) => html`
          <path class="t-accent g-band" d=${band(s, rounds, f.p05, f.p95)} />
          <path class="t-accent g-band strong" d=${band(s, rounds, f.p25, f.p75)} />
          <path class="t-muted g-line g-dash g-thin" d=${line(s, rounds, f.luck_low)} />
          <path class="t-muted g-line g-dash g-thin" d=${line(s, rounds, f.luck_high)} />
          <path class=${`${known ? 't-text' : 't-muted'} g-line g-thin`} d=${line(s, rounds, f.expected)} />
          <path class="t-accent g-line" d=${line(s, rounds, f.p50)} />`}
        cursor=${{
          at: rounds, dots: (/** @type {number} */ i) => [f.p50[i]],
          read: (/** @type {number} */ i) => ({
            title: `after ${count(rounds[i])} rounds`,
            rows: [
              row(MARKS.most, '95 % are below', at(f.p95[i])), row(MARKS.half, '75 % are below', at(f.p75[i])), row(MARKS.median, 'half are below', at(f.p50[i])),
              row(MARKS.half, '25 % are below', at(f.p25[i])), row(MARKS.most, '5 % are below', at(f.p05[i])),
              row(MARKS.luck, 'luck', `${at(f.luck_low[i])} … ${at(f.luck_high[i])}`), row(known ? MARKS.exact : MARKS.luck, known ? 'the odds say' : 'no edge', at(f.expected[i])),
            ],
          }),
        }} />
      <${Key} entries=${[MARKS.median, MARKS.half, MARKS.luck, ...(known ? [MARKS.exact] : [])]} />
    </figure>`;
}

/** The fan from where it begins: before the first round nothing is won or lost. @param {Fan} f @returns {Fan} */
const fromNothing = (f) => /** @type {any} */ (Object.fromEntries(Object.entries(f).map(([name, all]) => [name, [0, ...(all ?? [])]])));

/** All sessions, one after the other. @param {{result: LabResult}} props */
export function PathChart({ result: r }) {
  const p = r.path;
  if (!p || !p.rounds || p.rounds.length < 3) return null;
  const per = r.theory_mean ?? 0, known = r.theory_mean !== null;
  const exact = p.rounds.map((n) => per * n);
  const at = (/** @type {number} */ v) => signed(v, 4);
  const luck = p.luck_low?.length === p.rounds.length;
  return html`
    <figure class="figure card" data-test="path">
      <figcaption><h3>All sessions, one after the other</h3><p class="muted">net, SOL, by rounds</p></figcaption>
      <${Graph} label="Net of all sessions one after the other, with the band of luck." zero=${true}
        x=${roundsAxis(p.rounds)} y=${moneyAxis([0, ...p.net, ...exact, ...(luck ? [...p.luck_low, ...p.luck_high] : [])])}
        layers=${(/** @type {import('../graph/shapes.js').Space} */ s) => html`
          ${luck && html`
            <path class="t-muted g-band" d=${band(s, p.rounds, p.luck_low, p.luck_high)} />
            <path class="t-muted g-line g-dash g-thin" d=${line(s, p.rounds, p.luck_low)} />
            <path class="t-muted g-line g-dash g-thin" d=${line(s, p.rounds, p.luck_high)} />`}
          <path class=${`${known ? 't-text' : 't-muted'} g-line g-thin`} d=${line(s, p.rounds, exact)} />
          <path class="t-accent g-line" d=${line(s, p.rounds, p.net)} />`}
        cursor=${{
          at: p.rounds, dots: (/** @type {number} */ i) => [p.net[i]],
          read: (/** @type {number} */ i) => ({
            title: `after ${count(p.rounds[i])} rounds`,
            rows: [
              { ...MARKS.net, value: `${at(p.net[i])} SOL` },
              ...(luck ? [{ ...MARKS.luck, text: 'luck', value: `${at(p.luck_low[i])} … ${at(p.luck_high[i])}` }] : []),
              { ...(known ? MARKS.exact : MARKS.luck), text: known ? 'the odds say' : 'no edge', value: at(exact[i]) },
            ],
          }),
        }} />
      <${Key} entries=${[MARKS.net, MARKS.luck, ...(known ? [MARKS.exact] : [])]} />
    </figure>`;
}
