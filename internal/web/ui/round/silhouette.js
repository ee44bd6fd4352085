/** The round's outline in the scrub bar, with what is known to lie on it. */
import { priceRange } from './domain.js';
import { lastLive } from './tape.js';

/**
 * @typedef {object} Outline
 * @property {import('./tape.js').Tape} tape
 * @property {number} tick
 * @property {number} end the tick at the right end
 * @property {number} seen
 * @property {boolean} hide
 * @property {boolean} log
 * @property {import('../theme.js').Palette} colours
 */

/** @type {{key: string, path: Path2D} | null} */
let cached = null;

/** @param {HTMLCanvasElement} canvas @param {Outline} o */
export function drawSilhouette(canvas, o) {
  const ratio = devicePixelRatio;
  const width = Math.round(canvas.clientWidth * ratio), height = Math.round(canvas.clientHeight * ratio);
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
  const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const { colours, tape } = o;
  const x = (/** @type {number} */ t) => (t / o.end) * width;
  const path = outline(o, x, width, height);
  const edge = x(o.tick);
  ctx.clearRect(0, 0, width, height);
  ctx.save();
  if (!o.hide) {
    ctx.beginPath();
    ctx.rect(edge, 0, width - edge, height);
    ctx.clip();
    ctx.fillStyle = colours.line;
    ctx.fill(path);
    ctx.restore();
    ctx.save();
  }
  ctx.beginPath();
  ctx.rect(0, 0, edge, height);
  ctx.clip();
  ctx.fillStyle = colours.bg;
  ctx.fillRect(0, 0, edge, height);
  ctx.globalAlpha = 0.55;
  ctx.fillStyle = colours.accent;
  ctx.fill(path);
  ctx.restore();
  flaws(ctx, o, x, height);
  const at = tape.data.rug_tick;
  if (at !== null && (!o.hide || o.tick >= at)) {
    ctx.fillStyle = colours.down;
    ctx.fillRect(Math.min(x(at), width) - 3 * ratio, 0, 3 * ratio, height);
  }
}

/** @param {CanvasRenderingContext2D} ctx @param {Outline} o @param {(t: number) => number} x @param {number} height */
function flaws(ctx, o, x, height) {
  const until = o.hide ? o.tick : o.tape.last;
  ctx.fillStyle = o.colours.warn;
  for (const [from, to] of o.tape.data.gaps) {
    if (from > until) continue;
    ctx.globalAlpha = 0.35;
    ctx.fillRect(x(from - 0.5), 0, Math.max(2, x(Math.min(to, until) + 0.5) - x(from - 0.5)), height);
  }
  ctx.globalAlpha = 1;
  for (const [from, to] of o.tape.data.repairs) {
    if (from > until) continue;
    ctx.fillRect(x(from - 0.5), height - 3 * devicePixelRatio, Math.max(2, x(Math.min(to, until) + 0.5) - x(from - 0.5)), 3 * devicePixelRatio);
  }
}

/** Built anew only when its scales change. @param {Outline} o @param {(t: number) => number} x @param {number} width @param {number} height */
function outline(o, x, width, height) {
  const { tape, end, log } = o;
  const known = Math.min(o.hide ? o.seen : tape.last, lastLive(tape));
  const key = `${tape.data.id} ${tape.data.source} ${end} ${known} ${log} ${width} ${height}`;
  if (cached?.key === key) return cached.path;
  const [lo, hi] = priceRange(Number.isNaN(tape.low[known]) ? null : [tape.low[known], tape.high[known]], log);
  const level = (/** @type {number} */ p) => (log ? Math.log(p / lo) / Math.log(hi / lo) : (p - lo) / (hi - lo));
  const path = new Path2D();
  const floor = height, room = height * 0.94;
  let pen = false, at = 0;
  const lift = () => {
    if (pen) path.lineTo(at, floor);
    pen = false;
  };
  for (let t = 0; t <= known; t++) {
    const p = tape.prices[t];
    if (Number.isNaN(p)) {
      lift();
      continue;
    }
    at = x(t);
    if (!pen) path.moveTo(at, floor);
    path.lineTo(at, floor - Math.max(0.02, level(p)) * room);
    pen = true;
  }
  lift();
  cached = { key, path };
  return path;
}
