import { html } from '../html.js';
import { Verdict } from '../frame/verdict.js';
import { count, exactPrice, exactTime, msOf, plural, relative, shortPrice } from '../format.js';
import { roundURL } from '../router.js';
import { isSelected, toggle } from './selection.js';
import { Spark } from './spark.js';

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
  const peak = round.seen > 0 ? round.peak : null;
  return html`
    <div class=${`row ${on ? 'on' : ''}`} role="row" aria-rowindex=${i + 2} aria-selected=${on} data-test="row" data-round=${round.id} data-i=${i} onClick=${open}>
      <span class="c-check" role="gridcell" onClick=${check} onMouseDown=${keepText}>
        <input type="checkbox" tabindex="-1" checked=${on} aria-label=${`Select ${round.id}`} />
      </span>
      <span class="c-link" role="gridcell">
        <a class="row-link" ref=${onDrawn} href=${roundURL(round)} data-state='{"play":true}' data-i=${i}
          tabindex=${active ? 0 : -1} onFocus=${() => onActive(i)}>
          <span class="c-spark"><${Spark} round=${round} /></span>
          <span class="c-name"><span class="mono">${round.id}</span><small>${notes(round, ms)}</small></span>
        </a>
      </span>
      <span class="c-verdict" role="gridcell"><${Verdict} round=${round} /></span>
      <span class="c-ticks num" role="gridcell">${count(round.ticks)}<small>ticks</small></span>
      <span class="c-peak num" role="gridcell" data-tip=${peakTip(round)}>${shortPrice(peak)}<small>peak</small></span>
      <span class="c-rug num" role="gridcell" data-tip=${rugTip(round)}>${shortPrice(round.rug_price)}<small>rug</small></span>
    </div>`;
}

/** Figures with a tooltip lie over the row's link: a click on them opens the round too. @param {MouseEvent} e */
function open(e) {
  if (!(e.target instanceof Element) || e.target.closest('a, .c-check')) return;
  /** @type {HTMLElement} */ (e.currentTarget).querySelector('a')?.click();
}

/** A Shift-click is to select rounds, not their text. @param {MouseEvent} e */
const keepText = (e) => e.shiftKey && e.preventDefault();

/** @param {RoundItem} r */
const peakTip = (r) => (r.seen > 0 ? `${exactPrice(r.peak)} at tick ${count(r.peak_tick)}` : 'No price was recorded');

/** @param {RoundItem} r */
function rugTip(r) {
  if (r.rug_price === null) return 'The rug was not recorded';
  return `${exactPrice(r.rug_price)} ${r.rug_certain ? 'at' : 'at or before'} tick ${count(r.rug_tick)}`;
}

/** When, where from, and what is wrong with it. @param {RoundItem} r @param {number} ms */
function notes(r, ms) {
  const rest = flaws(r).map((f) => html` · <span class="flaw">${f}</span>`);
  return html`<time data-tip=${exactTime(ms)}>${relative(ms)}</time>${r.source !== 'site' && ` · ${r.source}`}${rest}`;
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
