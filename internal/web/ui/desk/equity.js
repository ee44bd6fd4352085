import { useEffect, useRef } from 'preact/hooks';
import { computed, effect } from '@preact/signals';
import { html } from '../html.js';
import { count, exactMoney, money } from '../format.js';
import { schedule, unschedule } from '../frame/frames.js';
import { pointed } from '../round/chart.js';
import { hides, position, seek, seen, tape } from '../round/cursor.js';
import { inSight } from '../round/domain.js';
import { axisWidth, LEFT } from '../round/plot.js';
import { isRugged } from '../round/tape.js';
import { zoom } from '../round/zoom.js';
import { palette, shade } from '../theme.js';
import { book, desk, news } from './book.js';
import { drawCurve } from './curve.js';
import { signed } from './deeds.js';

/** The tick that is read: under the pointer as far as it is known, else the cursor. */
const read = computed(() => {
  const at = pointed.value?.tick ?? Infinity;
  return at >= 0 && at < position.value ? at : position.value;
});

const text = computed(() => {
  news.value;
  const d = desk.value, tick = read.value;
  if (!d || tick >= book.ticks) return null;
  const equity = tick === d.tick ? d.equity : book.equity[tick];
  return { tick, equity, gain: equity - d.start };
});

/** The equity by tick, under the price and under the same cursor. */
export function Equity() {
  const canvas = /** @type {{current: HTMLCanvasElement | null}} */ (useRef(null));
  useEffect(() => (canvas.current ? stand(canvas.current) : undefined), []);
  const t = text.value;
  return html`
    <figure class="equity num" data-test="equity-chart" data-ticks=${book.ticks}>
      <figcaption>
        <span class="muted">equity</span>
        ${t && html`
          <span data-test="equity-at" data-tip=${exactMoney(t.equity)}>${money(t.equity)}</span>
          <span class=${t.gain < 0 ? 'down' : t.gain > 0 ? 'up' : 'muted'} data-tip="Since the session began">${signed(t.gain)}</span>
          ${t.tick !== position.value && html`<span class="muted">at tick ${count(t.tick)}</span>`}`}
      </figcaption>
      <canvas ref=${canvas} role="img" aria-label="Equity of the desk by tick"></canvas>
    </figure>`;
}

/** @param {HTMLCanvasElement} canvas */
function stand(canvas) {
  let colours = palette();
  const draw = () => {
    const t = tape.peek(), d = desk.peek();
    if (!t || !d) return;
    const tick = position.peek();
    const hide = hides.peek() && !isRugged(t, tick);
    const until = Math.min(tick, book.ticks - 1);
    drawCurve(canvas, {
      equity: book.equity, until, last: until === d.tick ? d.equity : book.equity[until], base: d.start, x: inSight(t, seen.peek(), hide, zoom.peek()),
      tick, read: read.peek(), left: LEFT, right: axisWidth(colours.font), colours,
    });
  };
  const stops = [
    effect(() => {
      [tape.value, position.value, seen.value, hides.value, zoom.value, news.value, desk.value?.equity, read.value];
      schedule(draw);
    }),
    effect(() => {
      shade.value;
      colours = palette();
      schedule(draw);
    }),
  ];
  const size = new ResizeObserver(() => {
    colours = palette();
    schedule(draw);
  });
  size.observe(canvas);
  const off = new AbortController();
  listen(canvas, () => colours, off.signal);
  return () => {
    for (const stop of stops) stop();
    off.abort();
    size.disconnect();
    unschedule(draw);
  };
}

/** The pointer reads, a click goes there. @param {HTMLCanvasElement} canvas @param {() => Palette} colours @param {AbortSignal} stop */
function listen(canvas, colours, stop) {
  /** @param {PointerEvent | MouseEvent} e */
  const tickAt = (e) => {
    const t = tape.peek(), box = canvas.getBoundingClientRect();
    if (!t) return 0;
    const x = inSight(t, seen.peek(), hides.peek() && !isRugged(t, position.peek()), zoom.peek());
    const share = (e.clientX - box.left - LEFT) / Math.max(1, box.width - LEFT - axisWidth(colours().font));
    return Math.round(x.from + share * (x.to - x.from));
  };
  canvas.addEventListener('pointermove', (e) => {
    const tick = tickAt(e);
    pointed.value = { tick, price: tape.peek()?.prices[tick] ?? NaN };
  }, { signal: stop });
  canvas.addEventListener('pointerleave', () => (pointed.value = null), { signal: stop });
  canvas.addEventListener('click', (e) => seek(tickAt(e)), { signal: stop });
}
