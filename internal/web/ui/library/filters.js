import { signal } from '@preact/signals';
import { html } from '../html.js';
import { Button } from '../frame/button.js';
import { icons } from '../frame/icons.js';
import { change, query } from './asked.js';
import { SORTS, narrowings } from './query.js';

/** Whether the ranges are shown. */
const open = signal(false);
const PAUSE_MS = 160;

const PROOFS = [['', 'Any proof'], ['verified', 'Proven'], ['partial', 'Proven in part'], ['no-seed', 'No seed'], ['mismatch', 'Mismatch']];
const SOURCES = [['', 'Any source'], ['site', 'rugs.fun'], ['arena', 'Practice'], ['replay', 'Replayed']];

/** What narrows and orders the list. */
export function Filters() {
  const q = query.value, parts = narrowings(q);
  return html`
    <div class="filters" role="search">
      <label class="search">${icons.search()}<span class="sr">Search</span>
        <input id="search" type="search" placeholder="Search by round id" value=${q.q} autocomplete="off" spellcheck=${false} data-test="search"
          aria-keyshortcuts="/" data-tip="Search" data-keys="/" onInput=${later('q')} onKeyDown=${leave} /></label>
      <${Choice} name="verdict" label="Proof" all=${PROOFS} />
      <${Choice} name="source" label="Source" all=${SOURCES} />
      <${Button} label="Complete only" text="complete" on=${q.complete} test="complete" tip="Only rounds with every tick and a certain rug"
        onClick=${() => change({ complete: !q.complete })} />
      <${Button} icon="filter" label="More filters" text="more" on=${open.value} test="more-filters" onClick=${() => (open.value = !open.value)} />
      <${Choice} name="sort" label="Order" all=${SORTS} class="order" />
    </div>
    ${open.value && html`
      <div class="ranges" data-test="ranges">
        <${Range} label="Peak" unit="x" from="peak_min" to="peak_max" type="number" step="0.1" />
        <${Range} label="Length" unit="ticks" from="ticks_min" to="ticks_max" type="number" step="1" />
        <${Range} label="Day" unit="" from="from" to="to" type="date" />
        <label class="tick-box">
          <input type="checkbox" checked=${q.quarantined} data-test="quarantined" onChange=${() => change({ quarantined: !q.quarantined })} />Quarantined only
        </label>
      </div>`}
    ${!open.value && parts.length > 0 && html`
      <ul class="chips">
        ${parts.map((p) => html`<li>
          <button type="button" class="chip" data-test=${`chip-${p.name}`} data-tip="Remove this filter" onClick=${() => change(p.without)}>${p.text}${icons.close()}</button>
        </li>`)}
      </ul>`}`;
}

/** @param {{name: 'verdict' | 'source' | 'sort', label: string, all: [string, string][], class?: string}} props */
function Choice({ name, label, all, class: extra = '' }) {
  const value = query.value[name];
  return html`
    <select class=${`select ${value && name !== 'sort' ? 'set' : ''} ${extra}`} aria-label=${label} value=${value} data-test=${name}
      onChange=${(/** @type {Event} */ e) => change({ [name]: /** @type {HTMLSelectElement} */ (e.currentTarget).value })}>
      ${all.map(([v, text]) => html`<option value=${v}>${text}</option>`)}
    </select>`;
}

/** @typedef {'peak_min' | 'peak_max' | 'ticks_min' | 'ticks_max' | 'from' | 'to'} Bound */

/** @param {{label: string, unit: string, from: Bound, to: Bound, type: string, step?: string}} props */
function Range({ label, unit, from, to, type, step }) {
  const field = (/** @type {Bound} */ name, /** @type {string} */ word) => html`
    <input type=${type} class="field num" value=${query.value[name]} step=${step} min=${step && 0} placeholder=${step && word}
      aria-label=${`${label} ${word}`} data-test=${name} onInput=${later(name)} />`;
  return html`
    <fieldset class="range">
      <legend>${label}${unit && html` <span class="muted">${unit}</span>`}</legend>
      ${field(from, 'from')}<span class="muted">–</span>${field(to, 'to')}
    </fieldset>`;
}

let timer = 0;

/** Asks when the typing pauses. @param {Bound | 'q'} name */
const later = (name) => (/** @type {Event} */ e) => {
  const { value } = /** @type {HTMLInputElement} */ (e.currentTarget);
  clearTimeout(timer);
  timer = setTimeout(() => change({ [name]: value.trim() }), PAUSE_MS);
};

/** Esc leaves the field; down goes into the list. @param {KeyboardEvent} e */
function leave(e) {
  const field = /** @type {HTMLInputElement} */ (e.currentTarget);
  if (e.key === 'Escape' && field.value === '') field.blur();
  if (e.key !== 'ArrowDown' && e.key !== 'Enter') return;
  e.preventDefault();
  /** @type {HTMLElement | null} */ (document.querySelector('.row-link'))?.focus();
}
