/** The round's outline in the scrub bar, with what is known to lie on it. */
import { pricePath } from './path.js';
import { lastLive } from './tape.js';

/**
 * Draws the outline as it is after the cursor and as it is before it; which
 * part of which is seen is the style's business, so that a moving cursor
 * draws nothing.
 *
 * @param {HTMLCanvasElement} future @param {HTMLCanvasElement} past @param {Outline} o
 */
export function drawSilhouette(future, past, o) {
  const ratio = devicePixelRatio;
  const width = Math.round(future.clientWidth * ratio), height = Math.round(future.clientHeight * ratio);
  const key = `${o.tape.data.source} ${o.tape.data.id} ${o.tape.edition} ${o.tape.last} ${o.end} ${o.range} ${o.hide} ${o.log} ${width} ${height} ${o.colours.accent}`;
  if (future.dataset.key === key) return;
  future.dataset.key = key;
  const x = (/** @type {number} */ t) => (t / o.end) * width;
  const path = outline(o, x, height);
  for (const [canvas, colour] of /** @type {[HTMLCanvasElement, string][]} */ ([[future, o.colours.line], [past, o.colours.accent]])) {
    [canvas.width, canvas.height] = [width, height];
    if (canvas === future && o.hide) continue;
    const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    ctx.fillStyle = o.colours.bg;
    ctx.fillRect(0, 0, width, height);
    ctx.globalAlpha = canvas === past ? 0.55 : 1;
    ctx.fillStyle = colour;
    ctx.fill(path);
    flaws(ctx, o, x, height);
    const at = o.tape.data.rug_tick;
    if (at === null) continue;
    ctx.fillStyle = o.colours.down;
    ctx.fillRect(Math.min(x(at), width) - 3 * ratio, 0, 3 * ratio, height);
  }
}

/** @param {CanvasRenderingContext2D} ctx @param {Outline} o @param {(t: number) => number} x @param {number} height */
function flaws(ctx, o, x, height) {
  ctx.fillStyle = o.colours.warn;
  for (const [from, to] of o.tape.data.gaps) {
    ctx.globalAlpha = 0.35;
    ctx.fillRect(x(from - 0.5), 0, Math.max(2, x(to + 0.5) - x(from - 0.5)), height);
  }
  ctx.globalAlpha = 1;
  for (const [from, to] of o.tape.data.repairs) {
    ctx.fillRect(x(from - 0.5), height - 3 * devicePixelRatio, Math.max(2, x(to + 0.5) - x(from - 0.5)), 3 * devicePixelRatio);
  }
}

/**
 * The whole round's, as high as its scale says; what lies after the cursor is clipped.
 *
 * @param {Outline} o @param {(t: number) => number} x @param {number} floor
 */
function outline({ tape, range: [lo, hi], log }, x, floor) {
  const level = (/** @type {number} */ p) => (log ? Math.log(p / lo) / Math.log(hi / lo) : (p - lo) / (hi - lo));
  return pricePath(tape.prices, 0, lastLive(tape), x, (p) => floor * (1 - Math.max(0.02, level(p)) * 0.94), floor).area;
}
