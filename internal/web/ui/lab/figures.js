import { html } from '../html.js';
import { NONE, count, exactMoney, percent, plural } from '../format.js';
import { digitsOf, outOf, signed, sol, solWithin } from '../measure.js';
import { halfWidth } from './saying.js';

/** @typedef {{name: string, value: any, note?: any, tip?: string, test?: string}} Figure */

/** The figures of a run, each with its error or with what there is instead. @param {{result: LabResult}} props */
export function Figures({ result: r }) {
  return html`
    <dl class="figures-grid num" data-test="figures">
      ${figuresOf(r).map((f) => html`
        <div data-tip=${f.tip}><dt>${f.name}</dt><dd data-test=${f.test}>${f.value}</dd>${f.note && html`<dd class="note">${f.note}</dd>`}</div>`)}
    </dl>`;
}

/** An amount with about five figures. @param {number} x */
const amount = (x) => (x >= 1000 ? count(Math.round(x)) : String(Number(x.toPrecision(5))));

/** @param {LabResult} r @returns {Figure[]} */
function figuresOf(r) {
  const half = halfWidth(r);
  const mean = r.mean_per_round ?? NaN;
  return [
    { name: 'Mean a round', value: Number.isFinite(half) ? solWithin(mean, half) : `${sol(mean)}, no error`, note: '95 % interval', tip: r.mean_per_round === null ? undefined : `${exactMoney(mean)}, standard error ${r.stderr === null ? NONE : exactMoney(r.stderr)}`, test: 'mean' },
    theory(r),
    { name: 'By luck alone', value: r.p_value === null ? 'cannot be told' : outOf(r.p_value), note: 'players without any edge do as well', tip: r.p_value === null ? r.p_value_says : `p = ${r.p_value.toPrecision(3)}, one-sided: ${r.p_value_says}`, test: 'p-value' },
    { name: 'Net', value: Number.isFinite(half) ? solWithin(r.net, half * r.rounds) : sol(r.net), note: `of ${amount(r.staked)} SOL staked`, tip: exactMoney(r.net), test: 'net' },
    { name: 'Deepest fall', value: sol(-r.max_drawdown), note: `the worst of ${plural(r.sessions, 'session')}`, tip: 'Of the balance, within one session: the largest seen, which grows with the number of sessions', test: 'drawdown' },
    ruin(r),
    { name: 'Played', value: plural(r.rounds, 'round'), note: `${plural(r.sessions, 'session')} of ${count(r.session_rounds)}, ${count(r.ticks)} ticks` },
    { name: 'Bets', value: count(r.bets), note: r.refused > 0 ? `${count(r.refused)} refused` : 'none refused' },
  ];
}

/** @param {LabResult} r @returns {Figure} */
function theory(r) {
  if (r.theory_mean === null) return { name: 'The odds say', value: 'not known', note: r.theory_says, test: 'theory' };
  const z = r.theory_z === null ? '' : `${signed(r.theory_z, 1)} standard errors off`;
  return { name: 'The odds say', value: `${signed(r.theory_mean, Math.max(6, digitsOf(halfWidth(r))))} SOL`, note: z || 'exact', tip: 'Exact, by the integral equation of the law', test: 'theory' };
}

/** @param {LabResult} r @returns {Figure} */
function ruin(r) {
  const note = 'ended below the smallest stake';
  if (r.ruin_rate === null) return { name: 'Ruined', value: NONE, note };
  // Of nothing seen in n, the 95 % bound is 3/n.
  if (r.ruin_rate === 0) return { name: 'Ruined', value: 'none seen', note: `below ${percent(Math.min(1, 3 / r.sessions), digitsOf(300 / r.sessions, 4))}`, tip: note, test: 'ruin' };
  const half = 1.96 * (r.ruin_stderr ?? 0), digits = digitsOf(half * 100, 3);
  return { name: 'Ruined', value: `${percent(r.ruin_rate, digits)} ± ${(half * 100).toFixed(digits)}`, note, test: 'ruin' };
}

/** @type {[keyof LabResult['quantiles'], string, number][]} */
const QUANTILES = [
  ['least', 'worst', 0], ['p01', '1 %', 0.01], ['p05', '5 %', 0.05], ['p25', '25 %', 0.25], ['p50', 'half', 0.5],
  ['p75', '75 %', 0.75], ['p95', '95 %', 0.95], ['p99', '99 %', 0.99], ['most', 'best', 1],
];

/** The results of sessions by rank; the error is that of the rank. @param {{result: LabResult}} props */
export function Quantiles({ result: { quantiles: q } }) {
  const n = q.of_sessions;
  return html`
    <div class="scroll" tabindex="0" role="region" aria-label="Quantiles">
      <table class="table num" data-test="quantiles">
        <caption class="sr">Net of a session by rank, with the 95 % error of the rank</caption>
        <thead><tr><th scope="col">of sessions</th><th scope="col">net below</th></tr></thead>
        <tbody>${QUANTILES.map(([name, text, share]) => html`
          <tr><th scope="row">${text}${share > 0 && share < 1 && n > 1 && html` <small class="muted">± ${rankError(share, n)}</small>`}</th><td data-tip=${exactMoney(q[name])}>${signed(q[name], 4)} SOL</td></tr>`)}
        </tbody>
      </table>
    </div>`;
}

/** @param {number} share @param {number} n */
function rankError(share, n) {
  const half = 196 * Math.sqrt(share * (1 - share) / n);
  return half.toFixed(digitsOf(half, 2)) + ' %';
}

/** What the guard or the venue refused, by its code. @param {{result: LabResult}} props */
export function Refusals({ result: r }) {
  const all = Object.entries(r.refusals ?? {}).sort((a, b) => b[1] - a[1]);
  if (all.length === 0) return null;
  const most = all[0][1];
  return html`
    <figure class="figure card" data-test="refusals">
      <figcaption><h3>Refused, by reason</h3></figcaption>
      <ul class="bars num">${all.map(([code, n]) => html`
        <li><code>${code}</code><span class="bar"><i style=${{ width: `${(n / most) * 100}%` }}></i></span><b>${count(n)}</b><small class="muted">${percent(n / Math.max(1, r.bets + r.refused), 2)} of orders</small></li>`)}</ul>
    </figure>`;
}
