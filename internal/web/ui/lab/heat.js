import { html } from '../html.js';
import { digitsOf, signed } from '../measure.js';
import { best, halfWidth } from './saying.js';

/** The means over two parameters: shade and sign tell the same. @param {{cells: Cell[], names: string[], pick: (c: Cell) => void}} props */
export function SweepHeat({ cells, names: [down, across], pick }) {
  const valuesOf = (/** @type {string} */ n) => [...new Set(cells.map((c) => c.params[n]))];
  const most = Math.max(...cells.map((c) => Math.abs(c.mean_per_round ?? 0))) || 1;
  const top = best({ cells, trials: cells.length });
  return html`
    <figure class="figure card" data-test="heat">
      <figcaption><h3>Mean a round, SOL</h3><p class="muted"><code>${down}</code> down, <code>${across}</code> across; with the 95 % interval</p></figcaption>
      <div class="scroll" tabindex="0" role="region" aria-label="Means by two parameters">
        <table class="heat num">
          <thead><tr><th></th>${valuesOf(across).map((v) => html`<th scope="col">${v}</th>`)}</tr></thead>
          <tbody>${valuesOf(down).map((a) => html`
            <tr><th scope="row">${a}</th>${valuesOf(across).map((b) => {
              const cell = cells.find((c) => c.params[down] === a && c.params[across] === b);
              return cell ? html`<${HeatCell} cell=${cell} share=${Math.abs(cell.mean_per_round ?? 0) / most} best=${cell === top} pick=${pick} />` : html`<td></td>`;
            })}</tr>`)}</tbody>
        </table>
      </div>
    </figure>`;
}

/** @param {{cell: Cell, share: number, best: boolean, pick: (c: Cell) => void}} props `share` of the strongest */
function HeatCell({ cell: c, share, best: top, pick }) {
  const half = halfWidth(c), digits = digitsOf(half), mean = c.mean_per_round ?? NaN;
  const tone = mean < 0 ? 'var(--down)' : 'var(--up)';
  return html`
    <td class=${top ? 'best' : ''} style=${{ background: `color-mix(in srgb, ${tone} ${Math.round(6 + share * 34)}%, transparent)` }}>
      <button type="button" data-tip=${top ? 'The best of all trials, by luck too' : 'All figures of this trial'} onClick=${() => pick(c)}>
        <b>${signed(mean, digits)}</b><small>${Number.isFinite(half) ? `± ${half.toFixed(digits)}` : 'no error'}</small></button></td>`;
}
