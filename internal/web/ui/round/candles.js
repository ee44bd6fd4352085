/** The price as candles of so many ticks: rising ones hollow, falling ones filled. */
import { lastLive } from './tape.js';

/** @typedef {{open: number, close: number, high: number, low: number}} Candle */

/**
 * The candle of the ticks from..to, null if none of them is known.
 *
 * @param {Float64Array} prices @param {number} from @param {number} to @returns {Candle | null}
 */
function candleOf(prices, from, to) {
  let open = NaN, close = NaN, high = -Infinity, low = Infinity;
  for (let t = from; t <= to; t++) {
    const p = prices[t];
    if (Number.isNaN(p)) continue;
    if (Number.isNaN(open)) open = p;
    close = p;
    high = Math.max(high, p);
    low = Math.min(low, p);
  }
  return Number.isNaN(open) ? null : { open, close, high, low };
}

/** What comes after the cursor too, faint. @param {Canvas} c */
export function drawGhostCandles(c) {
  const p = collect(c, c.from, c.to, Infinity);
  ink(c, p, c.colours.ghost, c.colours.ghost);
}

/** The candles that hold the ticks from one to another, as far as the cursor. @param {Canvas} c @param {number} from @param {number} to */
export function drawCandles(c, from, to) {
  ink(c, collect(c, from, to, c.view.tick), c.colours.up, c.colours.down);
}

/** The pixels that the candles of two ticks span. @param {Canvas} c @param {number} a @param {number} b @returns {[number, number]} */
export function candleSpan(c, a, b) {
  const n = c.view.candle;
  return [Math.floor(c.x(Math.floor(Math.min(a, b) / n) * n - 0.5)), Math.ceil(c.x((Math.floor(Math.max(a, b) / n) + 1) * n - 0.5))];
}

/** @param {Canvas} c @param {number} from @param {number} to @param {number} until the last tick that may be seen */
function collect(c, from, to, until) {
  const { tape, candle: n } = c.view;
  const live = Math.min(lastLive(tape), until);
  const all = pens();
  for (let i = Math.max(0, Math.floor(from / n)); i * n <= Math.min(live, to); i++) {
    add(c, all, i, candleOf(tape.prices, i * n, Math.min(i * n + n - 1, live)));
  }
  return all;
}

function pens() {
  return { up: new Path2D(), down: new Path2D(), wicksUp: new Path2D(), wicksDown: new Path2D() };
}

/**
 * A candle opens where the one before it closed.
 *
 * @param {Canvas} c @param {ReturnType<typeof pens>} to @param {number} i @param {Candle | null} candle
 */
function add(c, to, i, candle) {
  if (!candle) return;
  const n = c.view.candle;
  const before = c.view.tape.prices[Math.max(0, i * n - 1)];
  const open = Number.isNaN(before) ? candle.open : before;
  const left = c.x(i * n - 0.5), right = c.x((i + 1) * n - 0.5);
  const width = Math.max(c.ratio, Math.floor((right - left) * 0.68));
  const x = Math.round((left + right) / 2);
  const [a, b] = [Math.round(c.y(open)), Math.round(c.y(candle.close))];
  const top = Math.min(a, b), height = Math.max(Math.abs(a - b), c.ratio);
  const high = c.y(Math.max(candle.high, open)), low = c.y(Math.min(candle.low, open));
  const rises = candle.close >= open;
  const wick = rises ? to.wicksUp : to.wicksDown;
  wick.moveTo(x, high);
  wick.lineTo(x, top);
  wick.moveTo(x, top + height);
  wick.lineTo(x, low);
  (rises ? to.up : to.down).rect(x - width / 2, top, width, height);
}

/** @param {Canvas} c @param {ReturnType<typeof pens>} p @param {string} up @param {string} down */
function ink(c, p, up, down) {
  const { ctx, ratio, colours } = c;
  ctx.lineWidth = ratio;
  ctx.strokeStyle = up;
  ctx.stroke(p.wicksUp);
  ctx.fillStyle = colours.bg;
  ctx.fill(p.up);
  ctx.stroke(p.up);
  ctx.strokeStyle = down;
  ctx.stroke(p.wicksDown);
  ctx.fillStyle = down;
  ctx.fill(p.down);
}
