import { html } from '../html.js';
import { Verdict } from '../frame/verdict.js';
import { count, exactPrice, exactTime, msOf, plural, relative, shortPrice } from '../format.js';
import { roundURL } from '../router.js';
import { isSelected, toggle } from './selection.js';
import { Spark } from './spark.js';

/** @typedef {import('../api.js').RoundItem} RoundItem */

/**
 * One round of the list.
 *
 * @param {{i: number, round: RoundItem | undefined, active: boolean, onActive: (i: number) => void,
 *   onDrawn: (link: HTMLElement | null) => void}} props
 */
export function Row({ i, round, active, onActive, onDrawn }) {
  if (!round) return html`<div class="row unknown" role="row" aria-rowindex=${i + 2}><span role="gridcell" class="sr">loading</span></div>`;
  const on = isSelected(round), ms = msOf(round.started_ns);
  const check = (/** @type {MouseEvent} */ e) => {
    e.preventDefault();
    toggle(i, e.shiftKey);
    onActive(i);
  };
  return html`
    <div class=${`row ${on ? 'on' : ''}`} role="row" aria-rowindex=${i + 2} aria-selected=${on} data-test="row" data-round=${round.id} data-i=${i}>
      <label class="c-check" role="gridcell" onClick=${check} onMouseDown=${(/** @type {MouseEvent} */ e) => e.shiftKey && e.preventDefault()}><input type="checkbox" tabindex="-1" checked=${on} aria-label=${`Select ${round.id}`} /></label>
      <a class="row-link" ref=${onDrawn} role="gridcell" href=${roundURL(round)} data-state='{"play":true}' tabindex=${active ? 0 : -1} data-i=${i} aria-label=${spokenRow(round)} onFocus=${() => onActive(i)}>
        <span class="c-spark"><${Spark} round=${round} /></span>
        <span class="c-name"><span class="mono">${round.id}</span><small>${notes(round, ms)}</small></span>
      </a>
      <span class="c-verdict" role="gridcell"><${Verdict} round=${round} /></span>
      <span class="c-ticks num" role="gridcell">${count(round.ticks)}<small>ticks</small></span>
      <span class="c-peak num" role="gridcell" data-tip=${`${exactPrice(round.peak)} at tick ${count(round.peak_tick)}`}>${shortPrice(round.peak)}<small>peak</small></span>
      <span class="c-rug num" role="gridcell" data-tip=${round.rug_price === null ? 'The rug was not recorded' : `${exactPrice(round.rug_price)} ${round.rug_certain ? 'at' : 'at or before'} tick ${count(round.rug_tick)}`}>${round.rug_price === null ? '–' : shortPrice(round.rug_price)}<small>rug</small></span>
    </div>`;
}

/** When, where from, and what is wrong with it. @param {RoundItem} r @param {number} ms */
function notes(r, ms) {
  return html`<time data-tip=${exactTime(ms)}>${relative(ms)}</time>${r.source !== 'site' && ` · ${r.source}`}${flaws(r).map((f) => html` · <span class="flaw">${f}</span>`)}`;
}

/** @param {RoundItem} r */
function flaws(r) {
  const all = [];
  if (r.missing > 0) all.push(`${plural(r.missing, 'tick')} missing`);
  if (r.rug_tick === null) all.push('no rug seen');
  else if (!r.rug_certain) all.push('rug tick uncertain');
  if (r.repaired > 0) all.push(`${count(r.repaired)} repaired`);
  if (r.resumed) all.push('went on after a rug');
  return all;
}

/** @param {RoundItem} r */
function spokenRow(r) {
  return `Round ${r.id}, ${relative(msOf(r.started_ns))}, ${plural(r.ticks, 'tick')}, peak ${shortPrice(r.peak)}${flaws(r).map((f) => ', ' + f).join('')}`;
}
