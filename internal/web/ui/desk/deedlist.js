import { useLayoutEffect, useRef } from 'preact/hooks';
import { signal } from '@preact/signals';
import { html } from '../html.js';
import { count, exactMoney, price } from '../format.js';
import { icons } from '../frame/icons.js';
import { Windowed } from '../frame/windowed.js';
import { position, seek } from '../round/cursor.js';
import { news } from './book.js';
import { deeds, deedsUntil, signed, sumOf, tellDeed, wordOf } from './deeds.js';

/** The height of a row in pixels: it goes with the text, which is larger on a large screen. */
const row = signal(rowHeight());
addEventListener('resize', () => (row.value = rowHeight()));

function rowHeight() {
  return Math.round(parseFloat(getComputedStyle(document.documentElement).fontSize) * 3.3);
}

/** What was done up to the cursor, the newest first. @param {{name: string, test: string, none: string}} props */
export function DeedList({ name, test, none }) {
  news.value;
  const all = deeds(), n = deedsUntil(all, position.value);
  const box = /** @type {{current: HTMLDivElement | null}} */ (useRef(null));
  const before = useRef(n);
  const scrolled = useRef(0); // to ask the element would have it laid out anew with every tick
  useLayoutEffect(() => {
    // Who has scrolled down goes on reading the same rows.
    if (box.current && scrolled.current > row.peek()) box.current.scrollTop = scrolled.current + (n - before.current) * row.peek();
    before.current = n;
  }, [n]);
  const height = row.value;
  const one = (/** @type {number} */ i) => html`<${Row} key=${i} deed=${all[n - 1 - i]} at=${i} />`;
  return html`
    <section class="deeds" data-test=${test} data-count=${n}>
      <h2 id=${'of-' + test}>${name} <span class="muted num">${count(n)}</span></h2>
      <div class="deeds-body num" ref=${box} role="list" aria-labelledby=${'of-' + test} tabindex="0"
        onScroll=${(/** @type {any} */ e) => (scrolled.current = e.currentTarget.scrollTop)}>
        ${n > 0 ? html`<${Windowed} own count=${n} height=${height} row=${one} attributes=${{ role: 'presentation' }} />` : html`<p class="muted" role="listitem">${none}</p>`}
      </div>
    </section>`;
}

/** @type {Record<string, IconName>} */
const ICONS = { BUY: 'up', SELL: 'down', SIDE: 'side' };

/** @param {{deed: Deed, at: number}} props */
function Row({ deed: d, at }) {
  const icon = d.state === 'refused' ? 'close' : d.entry === 'rugged' ? 'down' : ICONS[d.action ?? 'SIDE'];
  const tone = d.state === 'refused' ? 'warn' : d.profit === null || d.profit === 0 || d.entry === 'bought' || d.entry === 'bet_placed' ? '' : d.profit < 0 ? 'down' : 'up';
  const exact = !d.cash ? '' : `, ${exactMoney(Math.abs(d.cash))}`;
  const by = d.entry === 'rugged' || d.action === null ? 'the round' : d.hand ? 'by hand' : 'bot';
  return html`
    <div role="listitem"><button type="button" class=${`deed ${d.state} ${d.hand ? 'hand' : ''}`} data-test="deed" data-at=${at} style=${{ height: row.value + 'px' }} data-tip=${`Tick ${count(d.tick)}: ${tellDeed(d)}${exact}. Click: go there`}
      onClick=${() => seek(d.tick)}>
      <span class="deed-tick">${count(d.tick)}</span>
      ${icons[icon]()}
      <b>${wordOf(d)}</b><span class="deed-sum">${sumOf(d)}</span>
      <small class="muted">${by}${d.why && ` · ${d.why}`}</small>
      <small class=${`deed-result ${tone}`}>${tone === 'up' || tone === 'down' ? signed(d.profit ?? 0) : d.price ? price(d.price) : ''}</small>
    </button></div>`;
}
