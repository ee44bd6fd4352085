import { useEffect } from 'preact/hooks';
import { signal } from '@preact/signals';
import { html } from '../html.js';
import { Windowed } from '../frame/windowed.js';
import { takeKeys } from '../keys.js';
import { change, query } from './asked.js';
import { arrived, inSight, rowAt, total } from './rows.js';
import { Row } from './row.js';
import { clear, deleteSelected, selected, selectAll, selectedCount, toggle } from './selection.js';

/** The row that the keyboard is on. */
const active = signal(0);

/** Read from the style sheet, where the narrow layout has another. */
const rowHeight = signal(56);

/** @type {[string, string, Sort | ''][]} */
const COLUMNS = [
  ['c-name', 'Round', 'started'], ['c-verdict', 'Proof', ''], ['c-ticks', 'Ticks', 'ticks'], ['c-peak', 'Peak', 'peak'], ['c-rug', 'Rug price', ''],
];

/** The rounds found. */
export function List() {
  arrived.value; // rows come in without another cause
  selected.value;
  const n = total.value ?? 0;
  useEffect(() => {
    const measure = () => (rowHeight.value = parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--row')) || 56);
    measure();
    addEventListener('resize', measure);
    return () => removeEventListener('resize', measure);
  }, []);
  useEffect(() => takeKeys({
    ArrowDown: () => moveTo(active.peek() + (document.activeElement?.closest('.row') ? 1 : 0)),
    ArrowUp: () => moveTo(active.peek() - 1),
    PageDown: () => moveTo(active.peek() + 10), PageUp: () => moveTo(active.peek() - 10),
    Home: () => moveTo(0), End: () => moveTo(n - 1),
    Space: (e) => toggle(active.peek(), e.shiftKey),
    Delete: deleteSelected,
    Escape: clear,
  }), [n]);
  const row = (/** @type {number} */ i) => html`
    <${Row} key=${i} i=${i} round=${rowAt(i)} active=${i === active.value} onActive=${setActive} onDrawn=${takeFocus} />`;
  return html`
    <div class="list" role="grid" aria-label="Rounds" aria-rowcount=${n + 1} aria-multiselectable="true" data-test="list" data-total=${n}>
      <${Head} n=${n} />
      <${Windowed} count=${n} height=${rowHeight.value} row=${row} inSight=${inSight} class="rows" attributes=${{ role: 'rowgroup' }} />
    </div>`;
}

/** @param {number} i */
const setActive = (i) => (active.value = i);

/** @param {number} to */
function moveTo(to) {
  const i = Math.max(0, Math.min((total.peek() ?? 1) - 1, to));
  active.value = i;
  const list = document.querySelector('.rows');
  if (!list) return;
  const top = list.getBoundingClientRect().top + i * rowHeight.peek();
  const under = document.querySelector('.list-head')?.getBoundingClientRect().bottom ?? 0;
  if (top < under) scrollBy(0, top - under - 4);
  else if (top + rowHeight.peek() > innerHeight) scrollBy(0, top + rowHeight.peek() - innerHeight + 4);
  // The row may have to come first: then it takes the focus as it is drawn.
  awaited = i;
  takeFocus(document.querySelector(`.row-link[data-i="${i}"]`));
}

/** The row that is to get the focus, -1 for none. */
let awaited = -1;

/** @param {HTMLElement | null} link of a row */
function takeFocus(link) {
  if (!link || Number(link.dataset.i) !== awaited) return;
  awaited = -1;
  link.focus({ preventScroll: true });
}

/** @param {{n: number}} props */
function Head({ n }) {
  const some = selectedCount.value;
  return html`
    <div class="list-head" role="row" aria-rowindex="1">
      <span class="c-check" role="columnheader" data-tip=${some ? 'Select none' : 'Select all that the list finds'}>
        <input type="checkbox" checked=${some > 0 && some >= n} indeterminate=${some > 0 && some < n} aria-label="Select all" data-test="select-all"
          onChange=${selectAll} />
      </span>
      <span class="c-spark" role="presentation"></span>
      ${COLUMNS.map(([name, text, by]) => html`
        <span class=${name} role="columnheader" aria-sort=${sorted(by)}>${by ? html`<${SortButton} text=${text} by=${by} />` : text}</span>`)}
    </div>`;
}

/** @param {{text: string, by: string}} props */
function SortButton({ text, by }) {
  return html`
    <button type="button" class="sort" data-test=${`sort-${by}`} onClick=${() => sortBy(by)}>${text}<span aria-hidden="true">${arrow(by)}</span></button>`;
}

/** @param {string} by */
function arrow(by) {
  const sort = query.value.sort;
  return sort === by ? ' ↑' : sort === '-' + by ? ' ↓' : '';
}

/** @param {string} by */
function sorted(by) {
  return !by ? undefined : { ' ↑': 'ascending', ' ↓': 'descending', '': 'none' }[arrow(by)];
}

/** @param {string} by */
function sortBy(by) {
  change({ sort: /** @type {Sort} */ (query.peek().sort === '-' + by ? by : '-' + by) });
}
