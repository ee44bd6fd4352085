/** What stands on the chart beside the price: gaps, repairs, loop, peak, trades, rug, cursor. */
import { price } from '../format.js';
import { isRugged } from './tape.js';

/** What does not wait for the cursor, under the price. @param {Canvas} c */
export function drawGround(c) {
  if (!c.view.hide) flaws(c, 0, Infinity);
  if (c.view.loop) band(c, c.view.loop[0], c.view.loop[1]);
  opening(c);
}

/** What comes after the cursor too, faint. @param {Canvas} c */
export function drawGhostMarks(c) {
  c.ctx.globalAlpha = 0.4;
  trades(c, 0, Infinity);
  c.ctx.globalAlpha = 0.55;
  rug(c);
  c.ctx.globalAlpha = 1;
}

/** What the cursor has passed between two ticks. @param {Canvas} c @param {number} from @param {number} to */
export function drawPassed(c, from, to) {
  if (c.view.hide) flaws(c, from, to);
  trades(c, from, Math.min(to, c.view.tick));
  if (isRugged(c.view.tape, c.view.tick)) rug(c);
}

/** Gaps and repairs between two ticks. @param {Canvas} c @param {number} from @param {number} to */
function flaws(c, from, to) {
  for (const [a, b] of c.view.tape.data.gaps) {
    if (b + 1 >= from && a - 1 <= to) gap(c, a, b);
  }
  for (const [a, b] of c.view.tape.data.repairs) {
    if (b + 1 >= from && a - 1 <= to) repair(c, a, b);
  }
}

/** Missing ticks are hatched. @param {Canvas} c @param {number} from @param {number} to */
function gap(c, from, to) {
  const { ctx, box, ratio, colours } = c;
  const left = c.x(from - 0.5), width = Math.max(c.x(to + 0.5) - left, 2 * ratio), step = 9 * ratio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, box.top, width, box.height);
  ctx.clip();
  ctx.globalAlpha = 0.12;
  ctx.fillStyle = colours.warn;
  ctx.fill();
  ctx.globalAlpha = 0.5;
  ctx.strokeStyle = colours.warn;
  ctx.lineWidth = ratio;
  ctx.beginPath();
  for (let x = Math.floor((left - box.height) / step) * step; x < left + width; x += step) {
    ctx.moveTo(x, box.top + box.height);
    ctx.lineTo(x + box.height, box.top);
  }
  ctx.stroke();
  ctx.restore();
}

/** Repaired ticks have a dotted foot. @param {Canvas} c @param {number} from @param {number} to */
function repair(c, from, to) {
  const { ctx, box, ratio, colours } = c;
  ctx.fillStyle = colours.warn;
  for (let t = Math.max(from, Math.floor(c.from)); t <= Math.min(to, c.to); t++) {
    ctx.fillRect(c.x(t) - ratio, box.top + box.height - 7 * ratio, 2 * ratio, 7 * ratio);
  }
}

/** @param {Canvas} c @param {number} from @param {number} to */
function band(c, from, to) {
  const { ctx, box, colours } = c;
  ctx.fillStyle = colours.accent;
  ctx.globalAlpha = 0.07;
  ctx.fillRect(c.x(from), box.top, c.x(to) - c.x(from), box.height);
  ctx.globalAlpha = 1;
}

/** The opening price, 1x. @param {Canvas} c */
function opening(c) {
  const { ctx, box, ratio, colours } = c;
  const y = Math.round(c.y(1)) + 0.5;
  ctx.setLineDash([2 * ratio, 4 * ratio]);
  ctx.strokeStyle = colours.muted;
  ctx.lineWidth = ratio;
  ctx.globalAlpha = 0.6;
  ctx.beginPath();
  ctx.moveTo(box.left, y);
  ctx.lineTo(box.left + box.width, y);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.globalAlpha = 1;
}

/** Buys point up from below the price, sales down from above it. @param {Canvas} c @param {number} from @param {number} to */
function trades(c, from, to) {
  const { ctx, ratio, view, colours } = c;
  const size = 4 * ratio, away = 7 * ratio;
  for (const t of view.tape.data.trade_list) {
    if (t.tick < from || t.tick > to || t.tick < c.from || t.tick > c.to) continue;
    const p = view.tape.prices[t.tick];
    if (Number.isNaN(p)) continue;
    const buy = t.side === 'buy';
    const x = c.x(t.tick), y = c.y(p) + (buy ? away : -away), tip = buy ? -size : size;
    ctx.fillStyle = buy ? colours.up : colours.down;
    ctx.beginPath();
    ctx.moveTo(x, y + tip);
    ctx.lineTo(x - size, y - tip * 0.6);
    ctx.lineTo(x + size, y - tip * 0.6);
    ctx.fill();
  }
}

/** The tick of the peak that may be seen, -1 if there is none to mark. @param {View} view */
export function peakTick(view) {
  const at = view.tape.peakAt[view.hide ? view.tick : view.tape.last];
  return at < 1 ? -1 : at;
}

/** The fall to the rug price, mostly out of the chart, with its name at the foot. @param {Canvas} c */
function rug(c) {
  const { ctx, box, ratio, view, colours } = c;
  const { rug_tick: at, rug_price: p, rug_certain: certain } = view.tape.data;
  if (at === null || at < c.from || at > c.to + 1) return;
  const x = c.x(at), floor = box.top + box.height;
  const before = at > 0 ? view.tape.prices[at - 1] : NaN;
  ctx.strokeStyle = colours.down;
  ctx.lineWidth = 1.6 * ratio;
  ctx.lineJoin = 'round';
  ctx.beginPath();
  if (Number.isNaN(before)) ctx.moveTo(x, box.top);
  else ctx.moveTo(c.x(at - 1), c.y(before));
  ctx.lineTo(x, p === null ? floor : Math.min(c.y(p), floor - 12 * ratio));
  ctx.stroke();
  const tip = p === null ? floor : Math.min(c.y(p), floor - 4 * ratio);
  ctx.fillStyle = colours.down;
  ctx.beginPath();
  ctx.moveTo(x - 5 * ratio, tip - 8 * ratio);
  ctx.lineTo(x + 5 * ratio, tip - 8 * ratio);
  ctx.lineTo(x, tip);
  ctx.fill();
  const left = x > box.left + box.width * 0.5;
  label(c, `${certain ? 'rug' : 'rug by'} ${price(p)}`, x + (left ? -10 : 10) * ratio, floor - 30 * ratio, left ? 'right' : 'left');
}

/**
 * The rug's name, on a ground of its own, so that it is read over the line.
 *
 * @param {Canvas} c @param {string} text @param {number} x @param {number} y @param {CanvasTextAlign} align
 */
function label({ ctx, ratio, colours }, text, x, y, align) {
  ctx.font = colours.font.replace(/^[\d.]+/, (px) => String(parseFloat(px) * ratio)); // in canvas pixels
  ctx.textAlign = align;
  ctx.textBaseline = 'middle';
  ctx.lineWidth = 4 * ratio;
  ctx.lineJoin = 'round';
  ctx.strokeStyle = colours.bg;
  ctx.strokeText(text, x, y);
  ctx.fillStyle = colours.down;
  ctx.fillText(text, x, y);
}
