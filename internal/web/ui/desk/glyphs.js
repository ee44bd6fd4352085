/** Where the desk's marks stand on the chart, and as what. */
import { lastLive } from '../round/tape.js';
import { TAG, stamp, unitOf } from './sprites.js';
import { deedsUntil } from './deeds.js';

/** How far from the price a mark's tip is, in units. */
const AWAY = 9;
/** So many tags always have room. */
const FEW = 8;

/** Whether the first n deeds stand too close for letters, as far as they are in sight. @param {Canvas} c @param {Deed[]} all @param {number} n */
export function isCrowded(c, all, n) {
  const first = deedsUntil(all, c.from - 1), last = Math.min(n, deedsUntil(all, c.to + 1)) - 1, many = last - first + 1;
  return many > FEW && many * TAG * unitOf(c) > c.x(all[last].tick) - c.x(all[first].tick);
}

/** The deeds from..to (exclusive), as far as they are in sight. @param {Canvas} c @param {Deed[]} all @param {number} from @param {number} to @param {boolean} small */
export function drawGlyphs(c, all, from, to, small) {
  for (let i = from; i < to; i++) {
    const d = all[i];
    if (d.entry === 'bet_won' || d.entry === 'bet_lost') drawBetEnd(c, d);
    else if (d.tick >= c.from - 1 && d.tick <= c.to + 1) drawGlyph(c, d, small);
  }
}

/** @param {Canvas} c @param {Deed} d @param {boolean} small */
function drawGlyph(c, d, small) {
  const { tape } = c.view, { hand } = d;
  const p = tape.prices[Math.min(d.tick, lastLive(tape))];
  const x = c.x(d.tick), y = c.y(Number.isNaN(p) ? d.price ?? 1 : p), away = AWAY * unitOf(c);
  if (d.state === 'refused') stamp(c, { letter: '×', points: 0, tint: 'warn', hand }, small, x, y);
  else if (d.entry === 'rugged') stamp(c, { letter: 'R', points: 1, tint: 'down', hand }, small, x, y - away);
  else if (d.state !== 'booked') stamp(c, { letter: '…', points: 0, tint: 'text', hand }, small, x, y);
  else if (d.action === 'BUY') stamp(c, { letter: 'B', points: -1, tint: 'up', hand }, small, x, y + away);
  else if (d.action === 'SELL') stamp(c, { letter: 'S', points: 1, tint: 'down', hand }, small, x, y - away);
  else if (d.action === 'SIDE') stamp(c, { letter: 'D', points: 0, tint: 'text', hand }, small, x, betLine(c));
}

/** The foot of the chart, where side bets are. @param {Canvas} c */
const foot = (c) => c.box.top + c.box.height - 3 * unitOf(c);

/** @param {Canvas} c */
const betLine = (c) => foot(c) - (TAG / 2 + 4) * unitOf(c);

/** The window of a side bet that is over, at the foot, with its result's sign. @param {Canvas} c @param {Deed} d */
function drawBetEnd(c, d) {
  const { ctx, colours } = c, won = d.entry === 'bet_won', unit = unitOf(c);
  const to = c.x(d.tick), from = c.x(d.began ?? d.tick);
  if (to < c.box.left || from > c.box.left + c.box.width) return;
  ctx.strokeStyle = won ? colours.up : colours.down;
  ctx.lineWidth = 3 * unit;
  ctx.globalAlpha = 0.7;
  ctx.beginPath();
  ctx.moveTo(from, foot(c));
  ctx.lineTo(to, foot(c));
  ctx.stroke();
  ctx.globalAlpha = 1;
  // Between the letter of this bet and that of the next one.
  const size = 4 * unit, x = to - TAG * unit, y = betLine(c);
  if (to - from < 2.4 * TAG * unit) return;
  ctx.lineWidth = 2 * unit;
  ctx.beginPath();
  ctx.moveTo(x - size, y);
  ctx.lineTo(x + size, y);
  if (won) {
    ctx.moveTo(x, y - size);
    ctx.lineTo(x, y + size);
  }
  ctx.stroke();
}
