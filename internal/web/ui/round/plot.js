/**
 * The chart. uPlot keeps the scales, axes and the hand's pointer, and its
 * canvas holds what does not change with the cursor: the ground and, where
 * it may be seen, the faint future. What the cursor has passed lies over it
 * (past.js), and the cursor itself is elements (pointer.js).
 */
import { drawGhostCandles } from './candles.js';
import { digitsAt, extent, inSight, linearTicks, logTicks, priceRange, spanUpTo } from './domain.js';
import { layer } from './layer.js';
import { drawGhostLine } from './line.js';
import { drawGhostMarks, drawGround } from './marks.js';
import { makePast } from './past.js';
import { makePointer } from './pointer.js';

/** @typedef {import('uplot')} Plot */

/** The small build is no module but a script. */
const UPlot = await new Promise((/** @type {(u: typeof import('uplot')) => void} */ done, fail) => {
  const script = document.createElement('script');
  script.src = '/ui/vendor/uplot/uPlot.iife.min.js';
  script.onload = () => done(/** @type {any} */ (globalThis).uPlot);
  script.onerror = () => fail(new Error('the chart could not be loaded'));
  document.head.append(script);
});

/** Free pixels at the left. */
export const LEFT = 8;
/** Width of the price axis, in sizes of its text. */
const Y_AXIS = 5.7;
/** @param {string} font */
export const axisWidth = (font) => Math.round(parseFloat(font) * Y_AXIS);
const X_AXIS = 26;
const TICK_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

/** @typedef {{hover: (tick: number | null, price: number) => void, select: (z: Zoom) => void, click: (tick: number) => void}} Events */

/**
 * @param {HTMLElement} parent
 * @param {Palette} colours
 * @param {Events} events
 */
export function makePlot(parent, colours, events) {
  /** @type {Plot | null} */
  let plot = null;
  let log = false;
  /** @type {View | null} */
  let view = null;
  /** @type {ReturnType<typeof makePast> | null} */
  let past = null;
  /** Of a round in which something was pressed; few are. @type {ReturnType<typeof import('./pins.js').makePins> | null} */
  let pins = null;
  /** @type {ReturnType<typeof makePointer> | null} */
  let pointer = null;
  /** @type {Layer | null} */
  let top = null;
  /** What made `top`. @type {import('./layer.js').Layering | null} */
  let topmost = null;
  let spans = '', ground = '';

  /** @param {boolean} logScale */
  function build(logScale) {
    undress();
    plot?.destroy();
    log = logScale;
    spans = ground = '';
    plot = new UPlot(options(), [[0, 1], [1, 1]], parent);
    past = makePast(plot.over);
    pins = null;
    pointer = makePointer(plot.over, parent);
  }

  /** @param {Plot} on the plot that is there now, or was by the time this is loaded */
  async function pin(on) {
    const { makePins } = await import('./pins.js');
    if (plot !== on || pins) return;
    pins = makePins(on.over);
    if (view) draw(view);
  }

  function undress() {
    pointer?.gone();
    top?.gone();
    top = topmost = null;
  }

  /** Puts on what is to be drawn on top, once it has come. @param {Plot} u */
  function dress(u) {
    if (layer.peek() === topmost) return;
    top?.gone();
    topmost = layer.peek();
    top = topmost?.make(u.over, parent) ?? null;
  }

  /** @returns {import('uplot').Options} */
  function options() {
    const off = { show: false };
    const axis = { stroke: colours.muted, font: colours.font, grid: { stroke: colours.grid, width: 1 }, ticks: off, border: off };
    return {
      width: Math.max(100, parent.clientWidth), height: Math.max(80, parent.clientHeight),
      padding: [10, 0, 0, LEFT],
      legend: { show: false },
      scales: { x: { time: false, auto: false }, y: { auto: false, distr: log ? 3 : 1 } },
      series: [{}, { paths: () => null, points: { show: false } }],
      axes: [
        { ...axis, size: X_AXIS, gap: 6, space: 70, incrs: TICK_STEPS, values: (_, v) => v.map(String) },
        {
          ...axis, scale: 'y', side: 1, size: axisWidth(colours.font), gap: 8,
          splits: (u, _, lo, hi) => (log ? logTicks : linearTicks)(lo, hi, u.height / 56),
          filter: (_, v) => v,
          values: (_, v) => v.map((p, i) => p.toFixed(digitsAt(v, i)) + 'x'),
        },
      ],
      cursor: {
        x: true, y: true, points: { show: false },
        drag: { x: true, y: false, setScale: false, dist: 6 },
        move: (u, left, top) => [left < 0 ? left : u.valToPos(Math.round(u.posToVal(left, 'x')), 'x'), top],
        bind: { mousedown: (_, __, handler) => (e) => (e.button === 0 && !e.shiftKey ? handler(e) : null), dblclick: () => null },
      },
      hooks: {
        drawAxes: [(u) => inBox(u, drawGround)],
        draw: [(u) => inBox(u, drawFuture)],
        setCursor: [(u) => {
          const { left = -1, top = -1 } = u.cursor;
          events.hover(left < 0 ? null : Math.round(u.posToVal(left, 'x')), u.posToVal(top, 'y'));
        }],
        setSelect: [(u) => {
          if (u.select.width > 4) events.select({ from: u.posToVal(u.select.left, 'x'), to: u.posToVal(u.select.left + u.select.width, 'x') });
          u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        }],
        ready: [(u) => listenClicks(u, events)],
      },
    };
  }

  /** @param {Plot} u @param {(c: Canvas) => void} draw */
  function inBox(u, draw) {
    if (!view) return;
    const c = canvasOf(u, view);
    const { ctx, box } = c;
    ctx.save();
    ctx.beginPath();
    ctx.rect(box.left, box.top, box.width, box.height);
    ctx.clip();
    draw(c);
    ctx.restore();
  }

  /** @param {Canvas} c */
  function drawFuture(c) {
    if (c.view.hide) return;
    if (c.view.candle > 0) drawGhostCandles(c);
    else drawGhostLine(c);
    drawGhostMarks(c);
  }

  /** @param {Plot} u @param {View} v @returns {Canvas} */
  function canvasOf(u, v) {
    const { left, top, width, height } = u.bbox;
    const { min: from = 0, max: to = 1 } = u.scales.x;
    const { min: lo = 0, max: hi = 1 } = u.scales.y;
    const xs = width / (to - from);
    const base = log ? Math.log(lo) : lo;
    const ys = height / ((log ? Math.log(hi) : hi) - base);
    return {
      ctx: u.ctx, box: { left, top, width, height }, ratio: devicePixelRatio, gutter: axisWidth(colours.font) * devicePixelRatio, from, to,
      x: (t) => left + (t - from) * xs,
      y: log ? (p) => top + height - (Math.log(Math.max(p, 1e-9)) - base) * ys : (p) => top + height - (p - base) * ys,
      key: `${spans} ${left} ${top} ${width} ${height}`, colours, view: v,
    };
  }

  /** @param {View} v */
  function draw(v) {
    view = v;
    if (!plot || v.log !== log) build(v.log);
    const u = /** @type {Plot} */ (plot);
    const x = inSight(v.tape, v.seen, v.hide, v.zoom);
    dress(u);
    const y = priceRange(pricesInSight(v, x), v.log);
    const now = `${v.tape.data.source} ${v.tape.data.id} ${v.tape.edition} ${x.from} ${x.to} ${y} ${log}`;
    const under = `${v.hide} ${v.candle} ${v.loop} ${v.hide ? '' : v.tape.last}`;
    if (now !== spans) {
      u.batch(() => {
        u.setScale('x', { min: x.from, max: x.to });
        u.setScale('y', { min: y[0], max: y[1] });
      });
    } else if (under !== ground) {
      u.batch(() => u.redraw(false, false));
    }
    [spans, ground] = [now, under];
    const c = canvasOf(u, v);
    past?.draw(c);
    if (pins) pins.draw(c);
    else if (v.tape.data.presses.length > 0) void pin(u);
    top?.draw(c);
    pointer?.move(c);
  }

  return {
    draw,
    /** @param {Palette} to */
    recolour(to) {
      colours = to;
      build(log);
    },
    resize() {
      const width = Math.max(100, parent.clientWidth), height = Math.max(80, parent.clientHeight);
      if (!plot || (plot.width === width && plot.height === height)) return;
      plot.setSize({ width, height });
      past?.forget();
    },
    /** The tick under a point of the screen. @param {number} clientX */
    tickAt(clientX) {
      return plot ? plot.posToVal(clientX - plot.rect.left, 'x') : 0;
    },
    /** Ticks in a pixel. */
    perPixel() {
      const { min = 0, max = 1 } = plot?.scales.x ?? {};
      return (max - min) / Math.max(1, plot?.over.clientWidth ?? 1);
    },
    /** A copy of all that is seen. */
    picture() {
      if (!plot || !view || !past) return null;
      const { canvas } = plot.ctx;
      const copy = document.createElement('canvas');
      [copy.width, copy.height] = [canvas.width, canvas.height];
      const ctx = /** @type {CanvasRenderingContext2D} */ (copy.getContext('2d'));
      const c = { ...canvasOf(plot, view), ctx };
      ctx.drawImage(canvas, 0, 0);
      ctx.drawImage(past.canvas, c.box.left, c.box.top);
      const pinned = pins?.picture();
      if (pinned) ctx.drawImage(pinned, c.box.left, c.box.top);
      if (top) ctx.drawImage(top.canvas, c.box.left, c.box.top);
      pointer?.draw(c);
      return copy;
    },
    destroy() {
      undress();
      plot?.destroy();
      plot = null;
    },
  };
}

/** @param {View} v @param {Zoom} x */
function pricesInSight(v, x) {
  const known = v.hide ? Math.max(v.tick, v.zoom ? 0 : v.seen) : v.tape.last;
  const from = Math.floor(x.from), to = Math.min(Math.ceil(x.to), known);
  return v.zoom ? extent(v.tape, from, to) : spanUpTo(v.tape, to);
}

/** A click that is no drag goes to its tick. @param {Plot} u @param {Events} events */
function listenClicks(u, events) {
  let x = NaN, y = 0;
  u.over.addEventListener('pointerdown', (e) => ([x, y] = [e.isPrimary ? e.clientX : NaN, e.clientY]));
  u.over.addEventListener('pointerup', (e) => {
    if (e.button !== 0 || e.shiftKey || !(Math.hypot(e.clientX - x, e.clientY - y) <= 5)) return;
    events.click(Math.round(u.posToVal(e.clientX - u.rect.left, 'x')));
  });
}
