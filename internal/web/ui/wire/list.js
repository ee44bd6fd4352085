import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { signal } from '@preact/signals';
import { html } from '../html.js';
import { bytes, exactTime, msOf, timeOfDay } from '../format.js';
import { Windowed } from '../frame/windowed.js';
import { choose, chosen } from './chosen.js';
import { events, fetchOlder, follow, follows } from './events.js';

/** The height of a row in pixels: it goes with the text. */
const row = signal(rowHeight());
addEventListener('resize', () => (row.value = rowHeight()));

function rowHeight() {
  return Math.round(parseFloat(getComputedStyle(document.documentElement).fontSize) * (matchMedia('(max-width: 760px)').matches ? 3.2 : 2));
}

/** The events, the newest at the foot. */
export function WireList() {
  const box = /** @type {{current: HTMLDivElement | null}} */ (useRef(null));
  const list = events.value, height = row.value;
  const before = useRef({ first: 0, n: 0 });
  useLayoutEffect(() => {
    const el = box.current, was = before.current;
    before.current = { first: list[0]?.seq ?? 0, n: list.length };
    if (!el) return;
    if (follows.peek()) el.scrollTop = el.scrollHeight;
    else if (list[0]?.seq !== was.first && was.n > 0) el.scrollTop += Math.max(0, list.findIndex((e) => e.seq === was.first)) * height; // older ones came above
  }, [list, follows.value]);
  useEffect(() => keepInView(box.current, height), [chosen.value]);
  const one = (/** @type {number} */ i) => html`<${Row} key=${list[i].seq} item=${list[i]} on=${list[i].seq === chosen.value} />`;
  return html`
    <div class="wire-list num" ref=${box} role="listbox" aria-label="Events" tabindex="0" aria-activedescendant=${chosen.value ? `wire-${chosen.value}` : undefined}
      data-test="wire-list" data-count=${list.length} data-first=${list[0]?.seq} data-last=${list.at(-1)?.seq} onScroll=${onScroll}>
      <${Windowed} own count=${list.length} height=${height} row=${one} attributes=${{ role: 'presentation' }} />
    </div>`;
}

/** Who scrolls up reads: the list holds still. At its head older ones are fetched. @param {Event} e */
function onScroll(e) {
  const el = /** @type {HTMLElement} */ (e.currentTarget);
  if (follows.peek() && el.scrollHeight - el.clientHeight - el.scrollTop > 2 * row.peek()) follow(false);
  if (!follows.peek() && el.scrollTop < 20 * row.peek()) fetchOlder();
}

/** @param {HTMLElement | null} el @param {number} height */
function keepInView(el, height) {
  const i = events.peek().findIndex((e) => e.seq === chosen.peek());
  if (!el || i < 0) return;
  const top = i * height;
  if (top < el.scrollTop) el.scrollTop = top;
  else if (top + height > el.scrollTop + el.clientHeight) el.scrollTop = top + height - el.clientHeight;
}

/** @type {Record<WireItem['dir'], [sign: string, says: string]>} */
const WAYS = { in: ['↓', 'came in'], out: ['↑', 'was sent'], note: ['•', 'a note of rugtape’s own'] };

/** @param {{item: WireItem, on: boolean}} props */
function Row({ item: e, on }) {
  const ms = msOf(e.recv_ns), [sign, says] = WAYS[e.dir];
  return html`
    <div class=${`wire-row ${on ? 'on' : ''} ${e.dir}`} id=${`wire-${e.seq}`} role="option" aria-selected=${on} style=${{ height: row.value + 'px' }} data-test="wire-row" data-seq=${e.seq} data-kind=${e.kind}
      onClick=${() => choose(e.seq)}>
      <span class="wire-time" data-tip=${exactTime(ms)}>${timeOfDay(ms)}</span>
      <span class="wire-way" data-tip=${says}>${sign}</span>
      <b>${e.kind}</b>
      <span class="wire-bytes">${bytes(e.bytes)}</span>
      <span class="wire-text mono">${withoutName(e)}</span>
    </div>`;
}

/** What it says beside its name, which stands there already. @param {WireItem} e */
function withoutName({ head, kind }) {
  const at = head.indexOf(`["${kind}",`);
  return at < 0 || at > MOST_DIGITS ? head : head.slice(at + kind.length + 4);
}

/** The packet's digits before an event. */
const MOST_DIGITS = 12;
