import { useEffect, useRef } from 'preact/hooks';
import { computed, signal, useSignal } from '@preact/signals';
import { html } from '../html.js';
import { Windowed } from '../frame/windowed.js';
import { coin, count, exactMoney, money, price } from '../format.js';
import { hideFuture } from '../prefs.js';
import { position, seek, tape } from './player.js';

/** @typedef {{tick: number, cells: any[]}} Row */

const ROW = 28;

/** Trades and side bets, in step with the cursor. */
export function Events() {
  const t = tape.value;
  if (!t || (t.data.trade_list.length === 0 && t.data.side_bet_list.length === 0)) {
    return html`<p class="muted">No trade and no side bet was recorded.</p>`;
  }
  return html`
    ${t.data.side_bet_list.length > 0 && html`<${Table} name="Side bets" test="side-bets" head=${['from', 'to', 'stake', 'result']} rows=${bets.value} until=${betsUntil} />`}
    ${t.data.trade_list.length > 0 && html`<${Table} name="Trades" test="trades" head=${['tick', '', 'price', 'amount']} rows=${deals.value} until=${dealsUntil} />`}`;
}

/** @type {import('@preact/signals').ReadonlySignal<Row[]>} */
const bets = computed(() => [...(tape.value?.data.side_bet_list ?? [])].sort((a, b) => a.start - b.start).map((b) => {
  const name = coin(b.coin), won = Number(b.payout) > 0;
  return {
    tick: b.start,
    cells: [count(b.start), count(b.end), html`<span data-tip=${exactMoney(b.stake, name)}>${money(b.stake, name)}</span>`, result(b, won, name)],
  };
}));

/** What a side bet came to; nothing before its time. @param {import('../api.js').SideBet} b @param {boolean} won @param {string} name */
function result(b, won, name) {
  const due = computed(() => !hideFuture.value || position.value >= Math.min(b.end, tape.value?.last ?? 0));
  const text = !b.settled ? 'not known' : won ? `+${money(Number(b.payout) - Number(b.stake), name)}` : `−${money(b.stake, name)}`;
  const tip = !b.settled ? undefined : won ? `pays ${exactMoney(b.payout, name)}` : `loses ${exactMoney(b.stake, name)}`;
  return html`<${Due} due=${due} tone=${!b.settled ? '' : won ? 'up' : 'down'} text=${text} tip=${tip} />`;
}

/** @param {{due: import('@preact/signals').ReadonlySignal<boolean>, tone: string, text: string, tip?: string}} props */
function Due({ due, tone, text, tip }) {
  return due.value ? html`<span class=${tone} data-tip=${tip}>${text}</span>` : html`<span class="muted">open</span>`;
}

/** @type {import('@preact/signals').ReadonlySignal<Row[]>} */
const deals = computed(() => [...(tape.value?.data.trade_list ?? [])].sort((a, b) => a.tick - b.tick).map((d) => {
  const name = coin(d.coin), buy = d.side === 'buy';
  return {
    tick: d.tick,
    cells: [count(d.tick), html`<span class=${buy ? 'up' : 'down'}>${buy ? '↑ buy' : '↓ sell'}</span>`, price(d.price), html`<span data-tip=${exactMoney(d.amount, name)}>${money(d.amount, name)}</span>`],
  };
}));

/** How many rows have come at the cursor. @param {import('@preact/signals').ReadonlySignal<Row[]>} rows */
const until = (rows) => computed(() => {
  const all = rows.value, at = position.value;
  let lo = 0, hi = all.length;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if (all[mid].tick <= at) lo = mid + 1;
    else hi = mid;
  }
  return lo;
});
const betsUntil = until(bets);
const dealsUntil = until(deals);

/** Whether the tables go along with the cursor; a hand on them stops that. */
const going = signal(true);

/** @param {{name: string, test: string, head: string[], rows: Row[], until: import('@preact/signals').ReadonlySignal<number>}} props */
function Table({ name, test, head, rows, until: come }) {
  const box = /** @type {{current: HTMLDivElement | null}} */ (useRef(null));
  const here = come.value;
  const shown = hideFuture.value ? here : rows.length;
  const id = useSignal(`events-${test}`);
  useEffect(() => {
    const el = box.current;
    if (el && going.value) el.scrollTop = Math.max(0, here * ROW - el.clientHeight * 0.7);
  }, [here, shown]);
  const row = (/** @type {number} */ i) => html`
    <div key=${i} role="row" class=${`event ${i < here ? 'come' : 'ahead'} ${i === here - 1 ? 'now' : ''}`} aria-rowindex=${i + 2} onClick=${() => seek(rows[i].tick)}>
      ${rows[i].cells.map((c) => html`<span role="cell">${c}</span>`)}
    </div>`;
  return html`
    <section class="events" data-test=${test}>
      <h3 id=${id.value}>${name} <span class="muted num">${hideFuture.value ? count(shown) : `${count(here)} of ${count(rows.length)}`}</span></h3>
      <div role="table" aria-labelledby=${id.value} aria-rowcount=${shown + 1}>
        <div role="row" class="event head" aria-rowindex="1">${head.map((h) => html`<span role="columnheader">${h}</span>`)}</div>
        <div class="events-body num" ref=${box} role="rowgroup" tabindex="0" aria-label=${name} onPointerEnter=${() => (going.value = false)} onPointerLeave=${() => (going.value = true)}>
          ${shown === 0 ? html`<p class="muted">None yet at this tick.</p>` : html`<${Windowed} own count=${shown} height=${ROW} row=${row} />`}
        </div>
      </div>
    </section>`;
}
