/** What stands on the chart beside the price: gaps, repairs, loop, peak, trades, rug, cursor. */
import { price, shortPrice, tightPrice } from '../format.js';
import { isRugged } from './tape.js';

/** @typedef {import('./plot.js').Canvas} Canvas */

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

/** What stands at the cursor, for a picture of the chart. @param {Canvas} c */
export function drawCursor(c) {
  peak(c);
  cursor(c);
  tag(c);
}

/** Gaps and repairs between two ticks. @param {Canvas} c @param {number} from @param {number} to */
function flaws(c, from, to) {
  const until = c.view.hide ? c.view.tick : Infinity;
  for (const [a, b] of c.view.tape.data.gaps) {
    if (b + 1 >= from && a - 1 <= to && a <= until) gap(c, a, Math.min(b, until));
  }
  for (const [a, b] of c.view.tape.data.repairs) {
    if (b + 1 >= from && a - 1 <= to) repair(c, a, Math.min(b, until));
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

/** The tick of the peak that may be seen, -1 if there is none to mark. @param {import('./plot.js').View} view */
export function peakTick(view) {
  const at = view.tape.peakAt[view.hide ? view.tick : view.tape.last];
  return at < 1 ? -1 : at;
}

/** @param {Canvas} c */
function peak(c) {
  const { ctx, ratio, view, colours } = c;
  const at = peakTick(view);
  if (at < 0 || at < c.from || at > c.to) return;
  const p = view.tape.prices[at];
  const x = c.x(at), y = c.y(p);
  ctx.strokeStyle = colours.text;
  ctx.fillStyle = colours.bg;
  ctx.lineWidth = 1.4 * ratio;
  ctx.beginPath();
  ctx.arc(x, y, 3.2 * ratio, 0, 2 * Math.PI);
  ctx.fill();
  ctx.stroke();
  label(c, `peak ${shortPrice(p)}`, x, y - 10 * ratio, colours.text, 'center');
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
  label(c, `${certain ? 'rug' : 'rug by'} ${price(p)}`, x + (left ? -10 : 10) * ratio, floor - 10 * ratio, colours.down, left ? 'right' : 'left');
}

/** A text on a ground of its own, so that it is read over the line. @param {Canvas} c @param {string} text @param {number} x @param {number} y @param {string} colour @param {CanvasTextAlign} align */
function label(c, text, x, y, colour, align) {
  const { ctx, box, ratio, colours } = c;
  ctx.font = fontOf(c);
  const half = align === 'center' ? ctx.measureText(text).width / 2 + 4 * ratio : 0;
  x = Math.max(box.left + half, Math.min(box.left + box.width - half, x));
  ctx.textAlign = align;
  ctx.textBaseline = 'middle';
  ctx.lineWidth = 4 * ratio;
  ctx.lineJoin = 'round';
  ctx.strokeStyle = colours.bg;
  ctx.strokeText(text, x, y);
  ctx.fillStyle = colour;
  ctx.fillText(text, x, y);
}

/** The style sheet's font, in canvas pixels. @param {Canvas} c */
function fontOf(c) {
  return c.colours.font.replace(/^[\d.]+/, (px) => String(parseFloat(px) * c.ratio));
}

/** @param {Canvas} c */
function cursor(c) {
  const { ctx, box, ratio, view, colours } = c;
  const x = c.x(view.tick);
  if (x < box.left - 1 || x > box.left + box.width + 1) return;
  ctx.strokeStyle = colours.text;
  ctx.globalAlpha = 0.7;
  ctx.lineWidth = ratio;
  ctx.beginPath();
  ctx.moveTo(Math.round(x) + 0.5, box.top);
  ctx.lineTo(Math.round(x) + 0.5, box.top + box.height);
  ctx.stroke();
  ctx.globalAlpha = 1;
  const p = view.tape.prices[view.tick];
  const y = c.y(p);
  if (Number.isNaN(p) || isRugged(view.tape, view.tick)) return;
  ctx.fillStyle = colours.accent;
  ctx.strokeStyle = colours.bg;
  ctx.lineWidth = 2 * ratio;
  ctx.beginPath();
  ctx.arc(x, y, 4.5 * ratio, 0, 2 * Math.PI);
  ctx.fill();
  ctx.stroke();
}

/** The price at the cursor, on the price axis. @param {Canvas} c */
function tag(c) {
  const { ctx, box, ratio, view, colours } = c;
  const p = view.tape.prices[view.tick];
  if (Number.isNaN(p)) return;
  const rugged = isRugged(view.tape, view.tick);
  const half = 10 * ratio;
  const y = Math.max(box.top + half, Math.min(box.top + box.height - half, c.y(p)));
  const left = box.left + box.width;
  ctx.fillStyle = rugged ? colours.down : colours.accent;
  ctx.beginPath();
  ctx.moveTo(left + 1 * ratio, y);
  ctx.lineTo(left + 7 * ratio, y - half);
  ctx.lineTo(left + c.gutter, y - half);
  ctx.lineTo(left + c.gutter, y + half);
  ctx.lineTo(left + 7 * ratio, y + half);
  ctx.fill();
  ctx.fillStyle = colours.onAccent;
  ctx.font = fontOf(c);
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  ctx.fillText(tightPrice(p), left + 9 * ratio, y + ratio);
}
