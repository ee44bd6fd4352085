import { useSignal } from '@preact/signals';
import { html } from '../html.js';
import { percent, plural } from '../format.js';
import { digitsOf, outOf, signed } from '../measure.js';
import { OneResult } from './result.js';
import { best, halfWidth } from './saying.js';
import { SweepHeat } from './heat.js';
import { SweepLine } from './sweepline.js';

/** What came of a sweep: the trials beside each other, and one of them in full. @param {{sweep: SweepResult}} props */
export function Sweep({ sweep }) {
  const chosen = useSignal(-1);
  const names = Object.keys(sweep.cells[0]?.params ?? {});
  const numeric = names.filter((n) => sweep.cells.every((c) => Number.isFinite(Number(c.params[n]))));
  const cell = sweep.cells[chosen.value];
  const pick = (/** @type {Cell} */ c) => (chosen.value = sweep.cells.indexOf(c) === chosen.value ? -1 : sweep.cells.indexOf(c));
  return html`
    ${names.length === 1 && numeric.length === 1 && html`<${SweepLine} cells=${sweep.cells} name=${names[0]} />`}
    ${names.length === 2 && html`<${SweepHeat} cells=${sweep.cells} names=${names} pick=${pick} />`}
    <${Trials} sweep=${sweep} names=${names} chosen=${cell} pick=${pick} />
    ${cell && html`
      <section class="trial" aria-label="One trial" data-test="trial">
        <header class="figure-head"><h2><code>${cell.strategy}</code></h2><button type="button" class="textlink" onClick=${() => (chosen.value = -1)}>close</button></header>
        <${OneResult} result=${cell} />
      </section>`}`;
}

/** @typedef {{name: string, of: (c: Cell) => number}} Order */

/** @param {{sweep: SweepResult, names: string[], chosen: Cell | undefined, pick: (c: Cell) => void}} props */
function Trials({ sweep, names, chosen, pick }) {
  const by = useSignal(/** @type {{name: string, down: boolean} | null} */ (null));
  /** @type {Record<string, (c: Cell) => number>} */
  const keys = {
    ...Object.fromEntries(names.map((n) => [n, (/** @type {Cell} */ c) => Number(c.params[n])])),
    mean: (c) => c.mean_per_round ?? NaN, odds: (c) => c.theory_mean ?? NaN, luck: (c) => c.p_value ?? NaN, adjusted: (c) => c.p_adjusted ?? NaN, ruined: (c) => c.ruin_rate ?? NaN,
  };
  const top = best(sweep), order = by.value;
  const cells = order ? [...sweep.cells].sort((a, b) => (keys[order.name](a) - keys[order.name](b)) * (order.down ? -1 : 1)) : sweep.cells;
  const head = (/** @type {string} */ name, /** @type {string} */ text, /** @type {string} */ tip) => html`
    <th scope="col" aria-sort=${order?.name === name ? (order.down ? 'descending' : 'ascending') : undefined}>
      <button type="button" class="sort" data-tip=${tip} onClick=${() => (by.value = { name, down: order?.name === name ? !order.down : name === 'mean' })}>${text}${order?.name === name && (order.down ? ' ↓' : ' ↑')}</button></th>`;
  return html`
    <figure class="figure card" data-test="trials" data-trials=${sweep.trials}>
      <figcaption><h3>${plural(sweep.trials, 'trial')}, all on the same rounds</h3><p class="muted">the last column counts that the best of so many is good by luck too</p></figcaption>
      <div class="scroll" tabindex="0" role="region" aria-label="Trials">
        <table class="table num">
          <thead><tr>
            ${names.map((n) => head(n, n, `Order by ${n}`))}${head('mean', 'mean a round, SOL', 'with its 95 % interval')}${head('odds', 'the odds say', 'the exact mean, where it is known')}
            ${head('ruined', 'ruined', 'share of sessions')}${head('luck', 'by luck', 'players without any edge who do as well, if this were the only trial')}${head('adjusted', `by luck, best of ${sweep.trials}`, 'the same for the best of so many trials (Bonferroni’s bound)')}
          </tr></thead>
          <tbody>${cells.map((c) => html`
            <tr class=${`${c === top ? 'best' : ''} ${c === chosen ? 'here' : ''}`} data-test=${c === top ? 'best-trial' : 'one-trial'}>
              ${names.map((n, i) => (i === 0 ? html`<th scope="row"><button type="button" class="textlink" data-tip="All figures of this trial" onClick=${() => pick(c)}>${c.params[n]}</button>
                ${c === top && html`<small class="chip plain" data-tip=${`By luck alone the best of ${sweep.trials} does as well in ${outOf(c.p_adjusted ?? 1)} sweeps`}>best of ${sweep.trials}, by luck too</small>`}</th>` : html`<td>${c.params[n]}</td>`))}
              <${MeanCell} cell=${c} />
              <td>${c.theory_mean === null ? 'not known' : signed(c.theory_mean, digitsOf(halfWidth(c)))}</td>
              <td>${ruined(c)}</td>
              <td>${c.p_value === null ? '–' : outOf(c.p_value)}</td>
              <td>${c.p_adjusted === null ? '–' : outOf(c.p_adjusted)}</td>
            </tr>`)}</tbody>
        </table>
      </div>
    </figure>`;
}

/** @param {{cell: Cell}} props */
function MeanCell({ cell: c }) {
  const half = halfWidth(c), digits = digitsOf(half);
  return html`<td><b>${signed(c.mean_per_round ?? NaN, digits)}</b>${Number.isFinite(half) ? ` ± ${half.toFixed(digits)}` : ', no error'}</td>`;
}

/** @param {Cell} c */
function ruined(c) {
  if (c.ruin_rate === null) return '–';
  if (c.ruin_rate === 0) return `0, below ${percent(Math.min(1, 3 / c.sessions), 2)}`;
  const half = 1.96 * (c.ruin_stderr ?? 0) * 100;
  return `${percent(c.ruin_rate, digitsOf(half, 2))} ± ${half.toFixed(digitsOf(half, 2))}`;
}
