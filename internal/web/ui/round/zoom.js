/** Which part of the round the chart shows, and the hands that change it. */
import { signal } from '@preact/signals';
import { hides, seen, tape } from './cursor.js';
import { horizon } from './domain.js';

/** @typedef {ReturnType<typeof import('./plot.js').makePlot>} Chart */

/** null shows the whole round, as far as it may be seen. */
export const zoom = signal(/** @type {Zoom | null} */ (null));

const LEAST_TICKS = 8;

function whole() {
  const t = tape.peek();
  return { from: 0, to: t ? horizon(t, seen.peek(), hides.peek()) * 1.02 : 100 };
}

/** @param {Zoom} z */
export function showTicks(z) {
  const all = whole();
  const width = Math.max(LEAST_TICKS, z.to - z.from);
  if (width >= all.to - all.from) {
    zoom.value = null;
    return;
  }
  const from = Math.max(all.from - width * 0.5, Math.min(z.from, all.to - width * 0.5));
  zoom.value = { from, to: from + width };
}

export function showAll() {
  zoom.value = null;
}

/** Zooms about a tick; a factor below 1 comes nearer. @param {number} factor @param {number} [about] */
export function zoomBy(factor, about) {
  const now = zoom.peek() ?? whole();
  const at = about ?? (now.from + now.to) / 2;
  showTicks({ from: at - (at - now.from) * factor, to: at + (now.to - at) * factor });
}

/** @param {number} ticks */
function panBy(ticks) {
  const now = zoom.peek();
  if (now) showTicks({ from: now.from + ticks, to: now.to + ticks });
}

const EDGE = 0.9;

/** Keeps a moving cursor in sight; a user who looked elsewhere is left there. @param {number} before @param {number} tick */
export function keepInSight(before, tick) {
  const z = zoom.peek();
  if (!z || before === tick) return;
  const width = z.to - z.from, edge = z.from + width * EDGE;
  const wasSeen = before >= z.from && before <= z.to;
  if (wasSeen && tick > edge && tick - before < width) zoom.value = { from: tick - width * EDGE, to: tick + width * (1 - EDGE) };
  else if (wasSeen && (tick < z.from || tick > z.to)) zoom.value = { from: tick - width / 2, to: tick + width / 2 };
}

/**
 * Wheel, Shift-drag and fingers on the chart.
 *
 * @param {HTMLElement} host
 * @param {Chart} plot
 * @returns {() => void} stops listening
 */
export function listenZoom(host, plot) {
  const off = new AbortController();
  const { signal: stop } = off;
  host.addEventListener('wheel', (e) => {
    // Where the page itself scrolls, a bare wheel is the page's.
    if (!e.ctrlKey && document.documentElement.scrollHeight > innerHeight + 1) return;
    e.preventDefault();
    const scale = e.deltaMode === 1 ? 16 : 1;
    if (e.shiftKey || Math.abs(e.deltaX) > Math.abs(e.deltaY)) panBy((e.deltaX || e.deltaY) * scale * plot.perPixel());
    else zoomBy(Math.exp(e.deltaY * scale * 0.0016), plot.tickAt(e.clientX));
  }, { passive: false, signal: stop });
  host.addEventListener('dblclick', showAll, { signal: stop });
  listenPan(host, plot, stop);
  listenPinch(host, plot, stop);
  return () => off.abort();
}

/** @param {HTMLElement} host @param {Chart} plot @param {AbortSignal} stop */
function listenPan(host, plot, stop) {
  let last = 0;
  /** @param {PointerEvent} e */
  const move = (e) => {
    panBy((last - e.clientX) * plot.perPixel());
    last = e.clientX;
  };
  host.addEventListener('pointerdown', (e) => {
    if (e.pointerType !== 'mouse' || !((e.button === 0 && e.shiftKey) || e.button === 1)) return;
    e.preventDefault();
    last = e.clientX;
    host.setPointerCapture(e.pointerId);
    host.addEventListener('pointermove', move, { signal: stop });
  }, { signal: stop });
  for (const end of /** @type {const} */ (['pointerup', 'pointercancel'])) {
    host.addEventListener(end, () => host.removeEventListener('pointermove', move), { signal: stop });
  }
}

/** One finger pans, two zoom. @param {HTMLElement} host @param {Chart} plot @param {AbortSignal} stop */
function listenPinch(host, plot, stop) {
  /** @type {{x: number, gap: number} | null} */
  let last = null;
  /** @param {TouchList} t */
  const read = (t) => ({
    x: t.length > 1 ? (t[0].clientX + t[1].clientX) / 2 : t[0].clientX,
    gap: t.length > 1 ? Math.max(10, Math.abs(t[0].clientX - t[1].clientX)) : 0,
  });
  host.addEventListener('touchstart', (e) => (last = read(e.touches)), { passive: true, signal: stop });
  host.addEventListener('touchmove', (e) => {
    const now = read(e.touches);
    if (last) {
      if (now.gap && last.gap) zoomBy(last.gap / now.gap, plot.tickAt(now.x));
      if (zoom.peek()) panBy((last.x - now.x) * plot.perPixel());
      if (now.gap) e.preventDefault();
    }
    last = now;
  }, { passive: false, signal: stop });
  host.addEventListener('touchend', () => (last = null), { passive: true, signal: stop });
}
