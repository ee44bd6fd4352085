/** The line of the equity, on the ticks of the price above it. */
import { digitsAt, linearTicks } from '../round/domain.js';

/**
 * @typedef {object} Curve
 * @property {Float64Array} equity by tick
 * @property {number} until the last tick that is known and may be seen
 * @property {number} last the equity at that tick after what was done at it
 * @property {number} base what the session began with
 * @property {Zoom} x the ticks in sight
 * @property {number} tick the cursor's
 * @property {number} read the one that is read
 * @property {number} left free pixels @property {number} right width of the axis
 * @property {Palette} colours
 */

const TOP = 22;
const FOOT = 5;

/** @param {HTMLCanvasElement} canvas @param {Curve} v */
export function drawCurve(canvas, v) {
  const ratio = devicePixelRatio, width = canvas.clientWidth, height = canvas.clientHeight;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
  }
  const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.clearRect(0, 0, width, height);
  const from = Math.max(0, Math.floor(v.x.from)), to = Math.min(v.until, Math.ceil(v.x.to));
  const [lo, hi] = range(v, from, to);
  const inside = width - v.left - v.right, tall = height - TOP - FOOT;
  const x = (/** @type {number} */ t) => v.left + ((t - v.x.from) / (v.x.to - v.x.from)) * inside;
  const y = (/** @type {number} */ e) => TOP + ((hi - e) / (hi - lo)) * tall;
  axis(ctx, v, lo, hi, y, width);
  ctx.save();
  ctx.beginPath();
  ctx.rect(v.left, 0, inside, height);
  ctx.clip();
  line(ctx, v, x, y, from, to);
  cursor(ctx, v, x, y, height);
  ctx.restore();
}

/** @param {Curve} v @param {number} from @param {number} to @returns {[number, number]} */
function range({ equity, base, last }, from, to) {
  let lo = Math.min(base, last), hi = Math.max(base, last);
  for (let t = from; t <= to; t++) {
    if (equity[t] < lo) lo = equity[t];
    if (equity[t] > hi) hi = equity[t];
  }
  const pad = Math.max((hi - lo) * 0.08, base * 1e-4, 1e-9);
  return [lo - pad, hi + pad];
}

/** @param {CanvasRenderingContext2D} ctx @param {Curve} v @param {number} lo @param {number} hi @param {(e: number) => number} y @param {number} width */
function axis(ctx, { colours, base, left, right }, lo, hi, y, width) {
  const ticks = linearTicks(lo, hi, 3.5);
  ctx.font = colours.font;
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  ctx.lineWidth = 1;
  ticks.forEach((e, i) => {
    const at = Math.round(y(e)) + 0.5;
    ctx.strokeStyle = colours.grid;
    stroke(ctx, left, width - right, at);
    ctx.fillStyle = colours.muted;
    ctx.fillText(e.toFixed(Math.max(2, digitsAt(ticks, i))), width - right + 8, at);
  });
  ctx.setLineDash([2, 4]);
  ctx.strokeStyle = colours.muted;
  stroke(ctx, left, width - right, Math.round(y(base)) + 0.5);
  ctx.setLineDash([]);
}

/** @param {CanvasRenderingContext2D} ctx @param {number} from @param {number} to @param {number} y */
function stroke(ctx, from, to, y) {
  ctx.beginPath();
  ctx.moveTo(from, y);
  ctx.lineTo(to, y);
  ctx.stroke();
}

/**
 * Steps and slopes as they are; of many ticks in a pixel the outermost are kept.
 *
 * @param {CanvasRenderingContext2D} ctx @param {Curve} v @param {(t: number) => number} x @param {(e: number) => number} y
 * @param {number} from @param {number} to
 */
function line(ctx, { equity, until, last, base, colours }, x, y, from, to) {
  if (to < from) return;
  const path = new Path2D();
  path.moveTo(x(from), y(equity[from]));
  let column = Math.round(x(from)), lo = equity[from], hi = lo;
  for (let t = from; t <= to; t++) {
    const at = Math.round(x(t)), e = equity[t];
    if (at !== column) {
      if (hi > lo) {
        path.lineTo(column, y(lo));
        path.lineTo(column, y(hi));
      }
      [column, lo, hi] = [at, e, e];
    } else {
      if (e < lo) lo = e;
      if (e > hi) hi = e;
    }
    path.lineTo(x(t), y(e));
  }
  if (to === until) path.lineTo(x(to), y(last));
  const area = new Path2D(path);
  area.lineTo(x(to), y(base));
  area.lineTo(x(from), y(base));
  ctx.fillStyle = colours.area;
  ctx.fill(area);
  ctx.strokeStyle = colours.text;
  ctx.lineWidth = 1.4;
  ctx.lineJoin = 'round';
  ctx.stroke(path);
}

/** @param {CanvasRenderingContext2D} ctx @param {Curve} v @param {(t: number) => number} x @param {(e: number) => number} y @param {number} height */
function cursor(ctx, v, x, y, height) {
  const at = Math.round(x(v.tick)) + 0.5;
  ctx.strokeStyle = v.colours.text;
  ctx.globalAlpha = 0.7;
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(at, 0);
  ctx.lineTo(at, height);
  ctx.stroke();
  ctx.globalAlpha = 1;
  if (v.read > v.until) return;
  ctx.fillStyle = v.colours.text;
  ctx.strokeStyle = v.colours.bg;
  ctx.lineWidth = 2;
  ctx.beginPath();
  ctx.arc(x(v.read), y(v.read === v.until ? v.last : v.equity[v.read]), 4, 0, 2 * Math.PI);
  ctx.stroke();
  ctx.fill();
}
