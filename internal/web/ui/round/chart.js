import { useEffect, useRef } from 'preact/hooks';
import { effect, signal } from '@preact/signals';
import { html } from '../html.js';
import { schedule, unschedule } from '../frame/frames.js';
import { candles, candleTicks, logScale } from '../prefs.js';
import { palette, shade } from '../theme.js';
import { count, price, timeOfDay, duration, msOf } from '../format.js';
import { hides, loop, moving, position, seek, seen, tape } from './cursor.js';
import { layer } from './layer.js';
import { makePlot } from './plot.js';
import { tellPresses } from './presses.js';
import { elapsed, isRugged, originOf } from './tape.js';
import { keepInSight, listenZoom, showTicks, zoom } from './zoom.js';

/** How near to a mark the pointer must be, in pixels. */
const REACH = 8;

/** The tick and the price under the pointer. */
export const pointed = signal(/** @type {{tick: number, price: number} | null} */ (null));

/** The chart that stands, for the picture of it. @type {ReturnType<typeof makePlot> | null} */
let standing = null;

/** The chart as it is now, on a canvas of its own. */
export const chartPicture = () => standing?.picture() ?? null;

/** @param {{children?: any}} props what stands over it */
export function Chart({ children }) {
  const host = /** @type {{current: HTMLDivElement | null}} */ (useRef(null));
  useEffect(() => (host.current ? stand(host.current) : undefined), []);
  return html`
    <div class="chart" data-test="chart">
      <div class="chart-canvas" ref=${host} role="img" aria-label=${chartLabel()}></div>
      <${Crosshair} />
      ${children}
      ${tape.value?.open === false && tape.value.data.seen === 0 && html`<p class="state chart-empty" data-test="no-ticks">No live tick of this round was recorded.</p>`}
    </div>`;
}

/** In a few words; it changes when the round does, not with every tick. */
function chartLabel() {
  const t = tape.value;
  return t ? `Price chart of round ${t.data.id}. The readout above and the Info panel give the figures.` : 'Price chart';
}

/** @param {HTMLElement} host */
function stand(host) {
  const plot = makePlot(host, palette(), {
    hover: (tick, p) => (pointed.value = tick === null ? null : { tick, price: p }),
    select: showTicks,
    click: seek,
  });
  standing = plot;
  let before = 0;
  const draw = () => {
    const t = tape.peek();
    if (!t) return;
    const tick = position.peek();
    if (moving.peek() || Math.abs(tick - before) <= 10) keepInSight(before, tick);
    before = tick;
    plot.draw({
      tape: t, tick, seen: seen.peek(), hide: (hides.peek() || (t.open && tick >= t.last)) && !isRugged(t, tick), log: logScale.peek(),
      candle: candles.peek() ? candleTicks.peek() : 0, zoom: zoom.peek(), loop: loop.peek(),
    });
  };
  const stops = [
    effect(() => {
      [tape.value, position.value, seen.value, hides.value, logScale.value, candles.value, candleTicks.value, zoom.value, loop.value, layer.value?.news.value];
      schedule(draw);
    }),
    effect(() => {
      shade.value;
      plot.recolour(palette());
      schedule(draw);
    }),
    listenZoom(host, plot),
  ];
  let font = palette().font;
  const size = new ResizeObserver(() => {
    const now = palette();
    if (now.font !== font) plot.recolour(now); // the text's size goes with the window's
    font = now.font;
    plot.resize();
    schedule(draw);
  });
  size.observe(host);
  return () => {
    for (const stop of stops) stop();
    size.disconnect();
    unschedule(draw);
    plot.destroy();
    standing = null;
    pointed.value = null;
  };
}

/** What lies under the pointer. */
function Crosshair() {
  const at = pointed.value;
  if (!at || !tape.value) return html`<div class="crosshair" data-test="crosshair"></div>`;
  const reach = REACH * (standing?.perPixel() ?? 0);
  const told = [
    ...tellPresses(tape.value.data.presses, at.tick, reach, hides.value ? position.value : Infinity),
    ...(layer.value?.tell(at.tick, reach) ?? []),
  ];
  return html`
    <div class="crosshair num" data-test="crosshair" aria-hidden="true">
      ${facts(tape.value, at).join('   ')}${told.map((line) => html`<p>${line}</p>`)}
    </div>`;
}

/** @type {Record<string, string>} */
const ORIGINS = {
  on_connect: 'repaired from the on-connect frame', partial: 'repaired from partial prices',
  history: 'from the server’s history', seed: 'from the seed',
};

/** @param {Tape} t @param {{tick: number, price: number}} at */
function facts(t, at) {
  const tick = Math.max(0, at.tick);
  const level = `level ${price(at.price)}`;
  if (hides.value && tick > position.value) return [`tick ${count(tick)}`, 'hidden', level];
  if (tick > t.last) return [level];
  const p = t.prices[tick];
  const all = [`tick ${count(tick)}`, Number.isNaN(p) ? 'missing' : price(p)];
  const ms = elapsed(t, tick);
  if (ms !== null) all.push(`+${duration(ms)}`, timeOfDay(msOf(t.data.started_ns) + ms));
  const origin = isRugged(t, tick) ? 'rug' : ORIGINS[originOf(t, tick)];
  if (origin) all.push(origin);
  return [...all, level];
}
