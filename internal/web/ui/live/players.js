import { computed } from '@preact/signals';
import { html } from '../html.js';
import { coin, count, exactMoney, money } from '../format.js';
import { Windowed } from '../frame/windowed.js';
import { tape } from '../round/cursor.js';

/** @typedef {{player: string, coin: string, trades: number, bought: number, sold: number}} Seen what a player was seen to do in one coin */

const ROW = 28;

const trades = computed(() => tape.value?.data.trade_list ?? []);

/** Those who were seen to trade, who did most first. @type {Readable<Seen[]>} */
const players = computed(() => {
  const all = new Map();
  for (const t of trades.value) {
    const key = `${t.player} ${t.coin}`;
    const p = all.get(key) ?? { player: t.player, coin: coin(t.coin), trades: 0, bought: 0, sold: 0 };
    p.trades++;
    if (t.side === 'buy') p.bought += t.amount;
    else p.sold += t.amount;
    all.set(key, p);
  }
  return [...all.values()].sort((a, b) => b.bought + b.sold - (a.bought + a.sold));
});

/** The players of the round, by the names that stand for theirs. */
export function Players() {
  const all = players.value;
  if (all.length === 0) return null;
  const sum = (/** @type {Seen} */ p, /** @type {number} */ n) => html`<span role="cell" data-tip=${exactMoney(n, p.coin)}>${n > 0 ? money(n, p.coin) : '–'}</span>`;
  const row = (/** @type {number} */ i) => html`
    <div key=${i} role="row" class="event player" aria-rowindex=${i + 2}>
      <span role="cell" class="mono" data-tip=${all[i].player}>${all[i].player}</span><span role="cell">${count(all[i].trades)}</span>${sum(all[i], all[i].bought)}${sum(all[i], all[i].sold)}
    </div>`;
  return html`
    <section class="events" data-test="players-list">
      <h2 id="events-players">Players <span class="muted num">${count(all.length)}</span></h2>
      <div role="table" aria-labelledby="events-players" aria-rowcount=${all.length + 1}>
        <div role="row" class="event head player" aria-rowindex="1">${['player', 'trades', 'bought', 'sold'].map((h) => html`<span role="columnheader">${h}</span>`)}</div>
        <div class="events-body num" role="rowgroup" tabindex="0" aria-label="Players"><${Windowed} own count=${all.length} height=${ROW} row=${row} /></div>
      </div>
    </section>`;
}
