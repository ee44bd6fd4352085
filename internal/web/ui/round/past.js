/**
 * What the cursor has passed, on a canvas of its own over the chart's. Only
 * the stretch between the old place of the cursor and the new one is drawn
 * or wiped, so that playing costs the same in a round of any length.
 */
import { candleSpan, drawCandles } from './candles.js';
import { drawLine } from './line.js';
import { drawPassed } from './marks.js';
import { isRugged } from './tape.js';

/** @param {HTMLElement} over the plotting area */
export function makePast(over) {
  const canvas = document.createElement('canvas');
  canvas.className = 'past';
  over.prepend(canvas);
  const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  let key = '', before = 0;
  /** How many trades of the round were known when it was drawn: some come after their tick. */
  let told = 0;

  /** @param {Canvas} outer in pixels of the chart's canvas */
  function draw(outer) {
    const { view } = outer;
    const width = Math.round(outer.box.width), height = Math.round(outer.box.height);
    const { left, top } = outer.box, trades = view.tape.data.trade_list;
    /** @type {Canvas} */
    const c = { ...outer, ctx, box: { left: 0, top: 0, width, height }, x: (t) => outer.x(t) - left, y: (p) => outer.y(p) - top };
    const now = `${outer.key} ${view.candle} ${view.hide} ${isRugged(view.tape, view.tick)} ${width} ${height}`;
    if (now !== key) {
      if (canvas.width !== width || canvas.height !== height) {
        [canvas.width, canvas.height] = [width, height];
        canvas.style.width = width / outer.ratio + 'px';
        canvas.style.height = height / outer.ratio + 'px';
      }
      key = now;
      paint(c, 0, width);
    } else {
      const late = trades.slice(told).reduce((least, t) => Math.min(least, t.tick), Infinity);
      const from = Math.min(before, view.tick, late), to = Math.max(before, view.tick);
      if (from !== to || late === to) paint(c, ...(view.candle > 0 ? candleSpan(c, from, to) : stretch(c, from, to)));
    }
    before = view.tick;
    told = trades.length;
  }

  return { draw, canvas, forget: () => (key = '') };
}

/** Where the line ends at a tick, on a whole pixel. @param {Canvas} c @param {number} tick */
const edge = (c, tick) => Math.ceil(c.x(tick) + c.ratio);

/** @param {Canvas} c @param {number} a @param {number} b @returns {[number, number]} */
const stretch = (c, a, b) => [edge(c, Math.min(a, b)), edge(c, Math.max(a, b))];

/** Pixels beside its tick that a mark takes at most. */
const REACH = 6;

/** Draws the columns of pixels from..to anew. @param {Canvas} c @param {number} from @param {number} to */
function paint(c, from, to) {
  const { ctx, box, view } = c;
  from = Math.max(0, from - REACH * c.ratio);
  to = Math.min(box.width, to);
  if (to <= from) return;
  ctx.clearRect(from, 0, to - from, box.height);
  const end = view.candle > 0 || isRugged(view.tape, view.tick) ? to : Math.min(to, edge(c, view.tick));
  if (end <= from) return;
  ctx.save();
  ctx.beginPath();
  ctx.rect(from, 0, end - from, box.height);
  ctx.clip();
  const perPixel = (c.to - c.from) / box.width;
  const margin = 2 * REACH * c.ratio * perPixel;
  const first = c.from + from * perPixel - margin, last = c.from + end * perPixel + margin;
  if (view.candle > 0) drawCandles(c, first, last);
  else drawLine(c, first, last);
  drawPassed(c, first, last);
  ctx.restore();
}
