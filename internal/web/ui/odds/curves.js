import { html } from '../html.js';
import { count, duration, percent, plural } from '../format.js';
import { Graph } from '../graph/graph.js';
import { Key } from '../graph/key.js';
import { band, line, steps, whisker } from '../graph/shapes.js';
import { plain, shareWithin } from '../measure.js';
import { asked, faults, library } from './asked.js';

/**
 * @typedef {import('../graph/key.js').Entry} Entry
 * @typedef {import('../graph/shapes.js').Space} Space
 */

/** @type {Record<'law' | 'nothing' | 'data' | 'points' | 'asked', Entry>} */
const MARKS = {
  law: { shape: 'line', tone: 'text', text: 'the law' },
  nothing: { shape: 'dash', tone: 'muted', text: 'if the rug paid nothing' },
  data: { shape: 'band', tone: 'accent', text: 'recorded, with its 95 % interval' },
  points: { shape: 'whisker', tone: 'accent', text: 'recorded, with its 95 % interval' },
  asked: { shape: 'ring', tone: 'warn', text: 'what you asked' },
};

const ticksAxis = (/** @type {number} */ to) => ({ from: 0, to, format: (/** @type {number} */ v) => count(v) });
const shareFormat = (/** @type {number} */ v) => `${plain(v * 100, v !== 0 && Math.abs(v) < 0.01 ? 1 : 0)} %`;

/** How many rounds still live at a tick. @param {{survival: number[]}} props */
export function Survival({ survival }) {
  const ticks = survival.map((_, t) => t), last = survival.length - 1;
  const km = (library.value?.survival ?? []).filter((p) => p.tick <= last);
  const at = (/** @type {number} */ t) => km.findLast((p) => p.tick <= t);
  return html`
    <figure class="figure card" data-test="survival">
      <figcaption><h3>Rounds that still live</h3><p class="muted">share, by tick; four ticks a second</p></figcaption>
      <${Graph} label="Share of rounds that still live by tick." x=${ticksAxis(last)} y=${{ from: 0, to: 1, format: shareFormat }}
        layers=${(/** @type {Space} */ s) => html`
          ${km.length > 1 && html`
            <path class="t-accent g-band" d=${band(s, ...stepped(km))} />
            <path class="t-accent g-line" d=${steps(s, km.map((p) => p.tick), km.map((p) => p.s))} />`}
          <path class="t-text g-line" d=${line(s, ticks, survival)} />`}
        cursor=${{
          at: ticks, dots: (/** @type {number} */ i) => [survival[i]],
          read: (/** @type {number} */ i) => {
            const p = at(i);
            return {
              title: `tick ${count(i)}, about ${duration(i * 250)}`,
              rows: [{ ...MARKS.law, value: percent(survival[i], 2) }, ...(p ? [{ ...MARKS.data, text: 'recorded', value: shareWithin(p.s, p.low, p.high) }] : [])],
            };
          },
        }} />
      <${Key} entries=${km.length > 1 ? [MARKS.law, MARKS.data] : [MARKS.law]} />
    </figure>`;
}

/** The ground of a stepped line. @param {{tick: number, low: number, high: number}[]} km @returns {[number[], number[], number[]]} */
function stepped(km) {
  /** @type {[number[], number[], number[]]} */
  const [xs, lows, highs] = [[], [], []];
  km.forEach((p, i) => {
    if (i > 0) {
      xs.push(p.tick);
      lows.push(km[i - 1].low);
      highs.push(km[i - 1].high);
    }
    xs.push(p.tick);
    lows.push(p.low);
    highs.push(p.high);
  });
  return [xs, lows, highs];
}

/** How many rounds reach a price before the rug. @param {{targets: TargetOdds[]}} props */
export function Reach({ targets }) {
  const all = targets.filter((t) => t.m <= 100), xs = all.map((t) => t.m);
  const least = Math.min(...all.map((t) => t.reach)) * 0.6;
  const points = (library.value?.targets ?? []).filter((p) => p.m <= xs[xs.length - 1] * 1.01);
  const near = (/** @type {number} */ m) => points.find((p) => Math.abs(p.m / m - 1) < 1e-9);
  return html`
    <figure class="figure card" data-test="reach">
      <figcaption><h3>Rounds that reach a price</h3><p class="muted">share, by price; both axes logarithmic</p></figcaption>
      <${Graph} label="Share of rounds that reach a price before the rug." x=${priceAxis(xs)} y=${{ from: least, to: 1, log: true, format: shareFormat }}
        layers=${(/** @type {Space} */ s) => html`
          <path class="t-text g-line" d=${line(s, xs, all.map((t) => t.reach))} />
          ${points.map((p) => html`<path class="t-accent g-whisker" d=${whisker(s, p.m, Math.max(p.low, least), p.high)} />
            ${p.share > least && html`<circle class="t-accent g-dot" cx=${s.x(p.m)} cy=${s.y(p.share)} r="3.2" />`}`)}`}
        cursor=${{
          at: xs, dots: (/** @type {number} */ i) => [all[i].reach],
          read: (/** @type {number} */ i) => {
            const p = near(xs[i]);
            return {
              title: `${xs[i]}x`,
              rows: [{ ...MARKS.law, value: percent(all[i].reach, 2) }, ...(p ? [{ ...MARKS.points, text: `${count(p.reached)} of ${count(p.n)}`, value: shareWithin(p.share, p.low, p.high) }] : [])],
            };
          },
        }} />
      <${Key} entries=${points.length > 0 ? [MARKS.law, MARKS.points] : [MARKS.law]} />
    </figure>`;
}

/** @param {number[]} xs */
const priceAxis = (xs) => ({ from: xs[0] / 1.04, to: xs[xs.length - 1] * 1.06, log: true, format: (/** @type {number} */ v) => `${v}x` });

/** The mean of selling at a target. @param {{targets: TargetOdds[]}} props */
export function TargetMeans({ targets }) {
  const all = targets.filter((t) => t.m <= 100);
  return html`<${Means} title="Mean of selling at a price" note="of the stake, by the price to sell at" test="target-means" xs=${all.map((t) => t.m)} rows=${all}
    x=${priceAxis(all.map((t) => t.m))} name=${(/** @type {number} */ m) => `sell at ${m}x`} asked=${faults.value.m ? NaN : Number(asked.value.m)} />`;
}

/** The mean of holding for a time. @param {{holds: HoldOdds[]}} props */
export function HoldMeans({ holds }) {
  const xs = holds.map((h) => h.ticks);
  return html`<${Means} title="Mean of holding for a time" note="of the stake, by ticks held" test="hold-means" xs=${xs} rows=${holds} x=${ticksAxis(xs[xs.length - 1])}
    name=${(/** @type {number} */ n) => `hold ${plural(n, 'tick')}`} asked=${faults.value.n ? NaN : Number(asked.value.n)} />`;
}

/** @typedef {{mean_if_rug_pays_nothing: number, mean_booked: number}} Mean */

/**
 * @param {{title: string, note: string, test: string, xs: number[], rows: Mean[], x: import('../graph/scale.js').Axis, name: (x: number) => string, asked: number}} props
 */
function Means({ title, note, test, xs, rows, x, name, asked: here }) {
  const booked = rows.map((r) => r.mean_booked), nothing = rows.map((r) => r.mean_if_rug_pays_nothing);
  const mark = here >= xs[0] && here <= xs[xs.length - 1] ? between(xs, booked, here) : null;
  return html`
    <figure class="figure card" data-test=${test}>
      <figcaption><h3>${title}</h3><p class="muted">${note}</p></figcaption>
      <${Graph} label=${`${title}, ${note}.`} zero=${true} x=${x} y=${{ from: Math.min(...nothing) * 1.08, to: Math.abs(Math.min(...nothing)) * 0.08, format: shareFormat }}
        layers=${(/** @type {Space} */ s) => html`
          <path class="t-muted g-line g-dash" d=${line(s, xs, nothing)} />
          <path class="t-text g-line" d=${line(s, xs, booked)} />
          ${mark !== null && html`<circle class="t-warn g-ring" cx=${s.x(here)} cy=${s.y(mark)} r="4.5" />`}`}
        cursor=${{
          at: xs, dots: (/** @type {number} */ i) => [booked[i]],
          read: (/** @type {number} */ i) => ({
            title: name(xs[i]),
            rows: [{ ...MARKS.law, text: 'as booked', value: percentOf(booked[i]) }, { ...MARKS.nothing, value: percentOf(nothing[i]) }],
          }),
        }} />
      <${Key} entries=${[{ ...MARKS.law, text: 'as booked: a rug pays a little' }, MARKS.nothing, ...(mark === null ? [] : [MARKS.asked])]} />
    </figure>`;
}

/** @param {number} f */
const percentOf = (f) => `${plain(f * 100, 2)} %`;

/** Between two places where a curve is known. @param {number[]} xs @param {number[]} ys @param {number} x */
function between(xs, ys, x) {
  const i = Math.max(1, xs.findIndex((v) => v >= x));
  const f = (x - xs[i - 1]) / (xs[i] - xs[i - 1]);
  return ys[i - 1] + f * (ys[i] - ys[i - 1]);
}
