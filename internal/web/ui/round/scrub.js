import { useEffect, useRef } from 'preact/hooks';
import { computed, effect } from '@preact/signals';
import { html } from '../html.js';
import { schedule, unschedule } from '../frame/frames.js';
import { logScale } from '../prefs.js';
import { palette, shade } from '../theme.js';
import { count, price } from '../format.js';
import { drag, hides, position, seek, seen, tape } from './cursor.js';
import { priceRange, spanUpTo } from './domain.js';
import { drawSilhouette } from './silhouette.js';
import { end, holdEnd, tickAt } from './span.js';
import { isRugged } from './tape.js';

/** The round in small, and the handle on it. @param {{children?: any}} props what else stands on the bar */
export function Scrub({ children }) {
  const future = /** @type {{current: HTMLCanvasElement | null}} */ (useRef(null));
  const past = /** @type {{current: HTMLCanvasElement | null}} */ (useRef(null));
  const head = /** @type {{current: HTMLDivElement | null}} */ (useRef(null));
  useEffect(() => (future.current && past.current && head.current ? draws(future.current, past.current, head.current) : undefined), []);
  return html`
    <div class="scrub">
      <div class="scrub-bar" data-hide=${hides} data-test="scrub" role="slider" tabindex="0" aria-label="Position"
        aria-valuemin="0" aria-valuemax=${end} aria-valuenow=${position} aria-valuetext=${valueText}
        onPointerDown=${grab}>
        <canvas ref=${future}></canvas>
        <canvas ref=${past}></canvas>
        <div class="scrub-head" ref=${head}></div>
      </div>
      ${children}
    </div>`;
}

const valueText = computed(() => {
  const t = tape.value;
  if (!t) return '';
  const of = hides.value && seen.value < t.last ? '' : ` of ${count(t.last)}`;
  const p = t.prices[position.value];
  return `tick ${count(position.value)}${of}, ${Number.isNaN(p) ? 'missing' : price(p)}`;
});

/** @param {PointerEvent} e */
function grab(e) {
  if (e.button !== 0) return;
  const bar = /** @type {HTMLElement} */ (e.currentTarget);
  const off = new AbortController();
  const move = (/** @type {PointerEvent} */ m) => seek(tickAt(bar, m.clientX));
  const drop = () => {
    off.abort();
    drag(false);
    holdEnd(false);
  };
  bar.setPointerCapture(e.pointerId);
  holdEnd(true);
  drag(true);
  move(e);
  bar.addEventListener('pointermove', move, { signal: off.signal });
  bar.addEventListener('pointerup', drop, { signal: off.signal });
  bar.addEventListener('pointercancel', drop, { signal: off.signal });
}

/** @param {HTMLCanvasElement} future @param {HTMLCanvasElement} past @param {HTMLElement} head */
function draws(future, past, head) {
  let colours = palette();
  let width = future.clientWidth;
  const draw = () => {
    const t = tape.peek();
    if (!t) return;
    const tick = position.peek();
    const hide = hides.peek() && !isRugged(t, tick);
    const known = hide ? seen.peek() : t.last, log = logScale.peek();
    drawSilhouette(future, past, { tape: t, end: end.peek(), range: priceRange(spanUpTo(t, known), log), hide, log, colours });
    const at = Math.min(width, Math.round((tick / end.peek()) * width));
    past.style.clipPath = `inset(0 ${width - at}px 0 0)`;
    head.style.transform = `translateX(${at}px)`;
  };
  const stops = [
    effect(() => {
      [tape.value, position.value, seen.value, end.value, hides.value, logScale.value];
      schedule(draw);
    }),
    effect(() => {
      shade.value;
      colours = palette();
      schedule(draw);
    }),
  ];
  const size = new ResizeObserver(() => {
    width = future.clientWidth;
    schedule(draw);
  });
  size.observe(future);
  return () => {
    for (const stop of stops) stop();
    size.disconnect();
    unschedule(draw);
  };
}
