import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { html } from '../html.js';
import { schedule, unschedule } from './frames.js';

const SPARE = 8;

/**
 * A list of which only what is in sight exists. It scrolls with the window,
 * or with its own parent element where that scrolls.
 *
 * @param {{count: number, height: number, own?: boolean, row: (i: number) => any, inSight?: (from: number, to: number) => void,
 *   class?: string, attributes?: object}} props `height` of a row in pixels; `to` is exclusive
 */
export function Windowed({ count, height, own = false, row, inSight, class: name = '', attributes = {} }) {
  const box = /** @type {{current: HTMLDivElement | null}} */ (useRef(null));
  const span = useSignal(/** @type {[number, number]} */ ([0, 40]));
  const latest = useRef({ count, height, inSight, ask: () => {} });
  Object.assign(latest.current, { count, height, inSight });

  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const scroller = own ? /** @type {HTMLElement} */ (element.parentElement) : window;
    const look = () => {
      const now = latest.current;
      const top = element.getBoundingClientRect().top - (own ? /** @type {HTMLElement} */ (scroller).getBoundingClientRect().top : 0);
      const room = own ? /** @type {HTMLElement} */ (scroller).clientHeight : innerHeight;
      const from = Math.max(0, Math.floor(-top / now.height) - SPARE);
      const to = Math.max(from, Math.min(now.count, Math.ceil((room - top) / now.height) + SPARE));
      if (from !== span.peek()[0] || to !== span.peek()[1]) span.value = [from, to];
      now.inSight?.(from, to);
    };
    const ask = () => schedule(look);
    latest.current.ask = ask;
    look();
    scroller.addEventListener('scroll', ask, { passive: true });
    const size = new ResizeObserver(ask);
    size.observe(own ? /** @type {HTMLElement} */ (scroller) : document.documentElement);
    return () => {
      scroller.removeEventListener('scroll', ask);
      size.disconnect();
      unschedule(look);
    };
  }, [own]);

  useLayoutEffect(() => {
    if (box.current) box.current.style.height = count * height + 'px';
    latest.current.ask();
  }, [count, height]);

  const [from, to] = span.value;
  const rows = [];
  for (let i = from; i < Math.min(to, count); i++) rows.push(row(i));
  return html`
    <div ref=${box} class=${`windowed ${name}`} ...${attributes}>
      <div class="windowed-slice" role="presentation" style=${{ transform: `translateY(${from * height}px)` }}>${rows}</div>
    </div>`;
}
