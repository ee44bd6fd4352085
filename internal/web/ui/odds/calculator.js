import { html } from '../html.js';
import { duration, percent, plural, sentence } from '../format.js';
import { howMuch, plain, sol } from '../measure.js';
import { UNITS } from '../lab/value.js';
import { answer, answerTrouble, asked, change, curves, faults } from './asked.js';

/** A tick in milliseconds. */
const TICK_MS = 250;

/** What a bet costs, in words and in SOL. */
export function Calculator() {
  const a = answer.value, stake = a?.stake ?? 0;
  return html`
    <section class="card calculator" aria-label="Calculator" data-test="calculator">
      <div class="ask">
        <${Number_} name="stake" label="Stake" />
        <${Number_} name="m" label="Sell at" />
        <${Number_} name="n" label="Hold for" />
      </div>
      <div class="answers num" aria-live="polite" aria-busy=${a === null}>
        ${answerTrouble.value && html`<p class="fault" role="alert">${sentence(answerTrouble.value.message)}</p>`}
        ${a && html`<${Target} odds=${a.target} stake=${stake} /><${Hold} odds=${a.hold} stake=${stake} /><${SideBet} odds=${a.side_bet} stake=${stake} />`}
      </div>
      <${Within} />
    </section>`;
}

/** @param {{name: 'stake' | 'm' | 'n', label: string}} props */
function Number_({ name, label }) {
  const wrong = faults.value[name], unit = { stake: UNITS.SOL, m: UNITS.price, n: UNITS.ticks }[name];
  return html`
    <div class=${`ask-one ${wrong ? 'wrong' : ''}`}>
      <label for=${`odds-${name}`}>${label}</label>
      <span class="number-box"><input id=${`odds-${name}`} class="field num" value=${asked.value[name]} inputmode="decimal" autocomplete="off" aria-invalid=${wrong ? 'true' : undefined}
        aria-describedby=${`odds-${name}-fault`} data-test=${`odds-${name}`} onInput=${(/** @type {any} */ e) => change({ [name]: e.currentTarget.value })} /><span class="unit">${unit}</span></span>
      <small id=${`odds-${name}-fault`} class="fault" aria-live="polite">${wrong}</small>
    </div>`;
}

/** A mean as a loss or a gain of each hundred. @param {number} mean @param {number} [digits] */
const share = (mean, digits = 2) => `${plain(mean * 100, digits)} %`;

/** @param {{head: string, chance: string, of: string, mean: number, digits?: number, stake: number, words: string, test: string}} props */
function Answer({ head, chance, of, mean, digits, stake, words, test }) {
  return html`
    <article data-test=${test}>
      <h3>${head}</h3>
      <dl>
        <div><dt>${of}</dt><dd data-test=${`${test}-chance`}>${chance}</dd></div>
        <div><dt>mean, as booked</dt><dd data-test=${`${test}-mean`}>${share(mean, digits)}</dd></div>
        <div><dt>a round</dt><dd>${sol(mean * stake)}</dd></div>
      </dl>
      <p>${words}</p>
    </article>`;
}

/** Of a hundred, with the digits that count. @param {number} p */
const ofHundred = (p) => plain(p * 100, p < 0.02 ? 2 : p < 0.1 ? 1 : 0);

/** @param {{odds: Odds['target'], stake: number}} props */
function Target({ odds: o, stake }) {
  return html`<${Answer} head=${`Buy at 1x, sell at ${o.target}x`} chance=${percent(o.reach, 2)} of="gets there" mean=${o.mean_booked} stake=${stake} test="target"
    words=${`${ofHundred(o.reach)} of 100 rounds reach ${o.target}x; the others rug and take the stake. A hundred rounds of it cost ${howMuch(o.mean_booked * stake * 100)} in the mean.`} />`;
}

/** @param {{odds: Odds['hold'], stake: number}} props */
function Hold({ odds: o, stake }) {
  return html`<${Answer} head=${`Buy at 1x, hold ${plural(o.ticks, 'tick')}`} chance=${percent(o.survive, 2)} of="still lives" mean=${o.mean} stake=${stake} test="hold"
    words=${`After ${plural(o.ticks, 'tick')}, about ${duration(o.ticks * TICK_MS)}, ${ofHundred(o.survive)} of 100 rounds still live. A hundred rounds of it cost ${howMuch(o.mean * stake * 100)} in the mean.`} />`;
}

/** @param {{odds: SideBetOdds, stake: number}} props */
function SideBet({ odds: o, stake }) {
  return html`<${Answer} head=${`Side bet: a rug within ${o.ticks} ticks`} chance=${percent(o.win, 3)} of="wins, at any tick" mean=${o.mean} digits=${3} stake=${stake} test="side-bet"
    words=${`It pays ${o.pays} times the stake, and would have to win in ${ofHundred(o.break_even)} of 100 to cost nothing. A hundred of them cost ${howMuch(o.mean * stake * 100)} in the mean.`} />`;
}

/** How soon the rug comes. */
function Within() {
  const n = Number(asked.value.within), hazard = curves.value?.hazard;
  const chance = hazard === undefined ? null : -Math.expm1(n * Math.log1p(-hazard));
  return html`
    <div class="within">
      <label for="odds-within">A rug within the next <b class="num">${n} ticks</b> <span class="muted num">(about ${duration(n * TICK_MS)})</span></label>
      <input id="odds-within" type="range" min="1" max="600" value=${asked.value.within} data-test="odds-within" aria-valuetext=${`${n} ticks: ${chance === null ? '' : percent(chance, 2)}`}
        onInput=${(/** @type {any} */ e) => change({ within: e.currentTarget.value })} />
      <output class="num" for="odds-within" data-test="within-chance">${chance === null ? '' : percent(chance, 2)}</output>
      <p class="muted">The same at every tick of every round, whatever came before: a round has no memory.</p>
    </div>`;
}
