import { html } from '../html.js';
import { count, percent } from '../format.js';
import { plain, shareWithin } from '../measure.js';
import { library } from './asked.js';

/** The targets that are told of; the curves have more. */
const TOLD = [1.1, 1.5, 2, 5, 10, 50, 100];

/** Targets in figures. @param {{targets: TargetOdds[]}} props */
export function Targets({ targets }) {
  const told = TOLD.map((m) => targets.find((t) => Math.abs(t.m - m) < 1e-9)).filter((t) => t !== undefined);
  const seen = library.value?.targets ?? [];
  return html`
    <figure class="figure card" data-test="targets">
      <figcaption><h3>Buy at 1x, sell at the first price from m on</h3><p class="muted">exact; the mean is of the stake</p></figcaption>
      <div class="scroll" tabindex="0" role="region" aria-label="Targets">
        <table class="table num">
          <thead><tr><th scope="col">m</th><th scope="col">gets there</th><th scope="col">mean, as booked</th><th scope="col">if the rug paid nothing</th>${seen.length > 0 && html`<th scope="col">recorded</th>`}</tr></thead>
          <tbody>${told.map((t) => {
            const p = seen.find((x) => Math.abs(x.m - t.m) < 1e-9);
            return html`
              <tr data-m=${t.m}><th scope="row">${t.m}x</th><td>${percent(t.reach, 2)}</td><td>${plain(t.mean_booked * 100, 2)} %</td><td>${plain(t.mean_if_rug_pays_nothing * 100, 2)} %</td>
                ${seen.length > 0 && html`<td data-tip=${p && `${count(p.reached)} of ${count(p.n)} rounds`}>${p ? shareWithin(p.share, p.low, p.high) : '–'}</td>`}</tr>`;
          })}</tbody>
        </table>
      </div>
    </figure>`;
}
