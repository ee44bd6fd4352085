import { useEffect, useRef } from 'preact/hooks';
import { computed, signal } from '@preact/signals';
import { html } from '../html.js';
import { Windowed } from '../frame/windowed.js';
import { coin, count, exactMoney, money, price } from '../format.js';
import { hides, position, seek, tape } from './cursor.js';
import { isOrder, pressResult, pressSum, pressWord, tellPress } from './presses.js';

/** @typedef {{tick: number, cells: () => any[]}} Row */

const ROW = 28;

/** Trades and side bets, in step with the cursor. */
export function Events() {
  const t = tape.value;
  if (!t || (t.data.trade_list.length === 0 && t.data.side_bet_list.length === 0 && t.data.presses.length === 0)) {
    return html`<p class="muted">${t?.open ? 'No trade was seen in this round yet.' : 'No trade and no side bet was recorded.'}</p>`;
  }
  return html`
    <${Table} name="Presses" test="presses" kind="press" head=${['tick', 'press', 'amount', 'answer']} rows=${pressed.value} until=${pressedUntil} />
    <${Table} name="Side bets" test="side-bets" head=${['from', 'to', 'stake', 'result']} rows=${bets.value} until=${betsUntil} />
    <${Table} name="Trades" test="trades" head=${['tick', 'side', 'price', 'amount']} rows=${deals.value} until=${dealsUntil} />`;
}

/** @param {number} of @param {string} name */
const sum = (of, name) => html`<span data-tip=${exactMoney(of, name)}>${money(of, name)}</span>`;

/** A round that runs has another list only when a trade has come. */
const betList = computed(() => tape.value?.data.side_bet_list ?? []);
const tradeList = computed(() => tape.value?.data.trade_list ?? []);

/** @type {Readable<Row[]>} */
const bets = computed(() => [...betList.value].sort((a, b) => a.start - b.start).map((b) => ({ tick: b.start, cells: () => betCells(b) })));

/** @param {SideBet} b */
function betCells(b) {
  const name = coin(b.coin), won = b.payout > 0;
  return [count(b.start), count(b.end), sum(b.stake, name), result(b, won, name)];
}

/** What a side bet came to; nothing before its time. @param {SideBet} b @param {boolean} won @param {string} name */
function result(b, won, name) {
  const due = computed(() => !hides.value || position.value >= Math.min(b.end, tape.value?.last ?? 0));
  const text = !b.settled ? 'not known' : won ? `+${money(b.payout - b.stake, name)}` : `−${money(b.stake, name)}`;
  const tip = !b.settled ? undefined : won ? `pays ${exactMoney(b.payout, name)}` : `loses ${exactMoney(b.stake, name)}`;
  return html`<${Due} due=${due} tone=${!b.settled ? '' : won ? 'up' : 'down'} text=${text} tip=${tip} />`;
}

/** @param {{due: Readable<boolean>, tone: string, text: string, tip?: string}} props */
function Due({ due, tone, text, tip }) {
  return due.value ? html`<span class=${tone} data-tip=${tip}>${text}</span>` : html`<span class="muted">open</span>`;
}

/** @type {Readable<Row[]>} */
const deals = computed(() => [...tradeList.value].sort((a, b) => a.tick - b.tick).map((d) => ({ tick: d.tick, cells: () => dealCells(d) })));

/** @param {Trade} d */
function dealCells(d) {
  const name = coin(d.coin), buy = d.side === 'buy';
  const side = html`<span class=${buy ? 'up' : 'down'}>${buy ? '↑ buy' : '↓ sell'}</span>`;
  return [count(d.tick), side, price(d.price), sum(d.amount, name)];
}

const pressList = computed(() => tape.value?.data.presses ?? []);

/** @type {Readable<Row[]>} */
const pressed = computed(() => pressList.value.map((p) => ({ tick: p.tick, cells: () => pressCells(p) })));

/** @param {Press} p */
function pressCells(p) {
  const tone = !isOrder(p) ? 'muted' : p.control === 'buy' ? 'up' : p.control === 'sell' ? 'down' : '';
  const came = p.outcome === 'confirmed' ? 'up' : p.outcome === 'refused' ? 'warn' : 'muted';
  const tip = tellPress(p), sum = pressSum(p);
  return [
    count(p.tick), html`<span class=${tone} data-tip=${tip}>${pressWord(p)}</span>`,
    html`<span data-tip=${p.amount === null ? undefined : exactMoney(p.amount, 'SOL')}>${sum}</span>`,
    html`<span class=${came} data-tip=${tip}>${pressResult(p)}</span>`,
  ];
}

/** How many rows have come at the cursor. @param {Readable<Row[]>} rows */
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
const pressedUntil = until(pressed);

/** Whether the tables go along with the cursor; a hand on them stops that. */
const going = signal(true);

/** @param {{name: string, test: string, kind?: string, head: string[], rows: Row[], until: Readable<number>}} props */
function Table({ name, test, kind = '', head, rows, until: come }) {
  const box = /** @type {{current: HTMLDivElement | null}} */ (useRef(null));
  const here = come.value;
  const shown = hides.value ? here : rows.length;
  useEffect(() => {
    const el = box.current;
    if (el && going.value) el.scrollTop = Math.max(0, here - Math.round((el.clientHeight / ROW) * 0.7)) * ROW;
  }, [here, shown]);
  if (rows.length === 0) return null;
  /** @param {number} i */
  const look = (i) => `event ${kind} ${i < here ? 'come' : 'ahead'} ${i === here - 1 ? 'now' : ''}`;
  const row = (/** @type {number} */ i) => html`
    <div key=${i} role="row" class=${look(i)} aria-rowindex=${i + 2} onClick=${() => seek(rows[i].tick)}>
      ${rows[i].cells().map((c) => html`<span role="cell">${c}</span>`)}
    </div>`;
  const hold = (/** @type {boolean} */ on) => () => (going.value = !on);
  return html`
    <section class="events" data-test=${test}>
      <h2 id=${'events-' + test}>${name} <span class="muted num">${hides.value ? count(shown) : `${count(here)} of ${count(rows.length)}`}</span></h2>
      <div role="table" aria-labelledby=${'events-' + test} aria-rowcount=${shown + 1}>
        <div role="row" class=${`event head ${kind}`} aria-rowindex="1">${head.map((h) => html`<span role="columnheader">${h}</span>`)}</div>
        <div class="events-body num" ref=${box} role="rowgroup" tabindex="0" aria-label=${name} onPointerEnter=${hold(true)} onPointerLeave=${hold(false)}>
          ${shown > 0 ? html`<${Windowed} own count=${shown} height=${ROW} row=${row} />`
            : html`<p class="muted" role="row"><span role="cell">None yet at this tick.</span></p>`}
        </div>
      </div>
    </section>`;
}
