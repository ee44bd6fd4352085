/** The shapes of the desk's marks. */
import { lastLive } from '../round/tape.js';

/** Sizes in pixels of the screen. */
const TAG = 15;
const AWAY = 9;
const SMALL = 5;
/** So many tags always have room. */
const FEW = 8;

/** @typedef {'up' | 'down' | 'text' | 'warn'} Tint */
/** @typedef {{x: number, y: number, letter: string, points: number, tint: Tint, hand: boolean}} Glyph `points` is up (-1), down (1) or neither (0) */

/** The first n deeds, as far as they are in sight. @param {Canvas} c @param {Deed[]} all @param {number} n */
export function drawGlyphs(c, all, n) {
  /** @type {Glyph[]} */
  const glyphs = [];
  for (let i = 0; i < n; i++) {
    const d = all[i];
    if (d.entry === 'bet_won' || d.entry === 'bet_lost') drawBetEnd(c, d);
    const g = d.tick < c.from - 1 || d.tick > c.to + 1 ? null : glyphOf(c, d);
    if (g) glyphs.push(g);
  }
  const small = glyphs.length > FEW && glyphs.length * TAG * c.ratio > glyphs[glyphs.length - 1].x - glyphs[0].x;
  if (small) drawArrows(c, glyphs);
  else for (const g of glyphs) drawTag(c, g);
}

/** @param {Canvas} c @param {Deed} d @returns {Glyph | null} */
function glyphOf(c, d) {
  const { tape } = c.view;
  const live = Math.min(d.tick, lastLive(tape)), p = tape.prices[live];
  const x = c.x(d.tick), y = c.y(Number.isNaN(p) ? d.price ?? 1 : p), away = AWAY * c.ratio;
  if (d.state === 'refused') return { x, y, letter: '×', points: 0, tint: 'warn', hand: d.hand };
  if (d.entry === 'rugged') return { x, y: y - away, letter: 'R', points: 1, tint: 'down', hand: d.hand };
  if (d.state !== 'booked') return { x, y, letter: '…', points: 0, tint: 'text', hand: d.hand };
  switch (d.action) {
    case 'BUY': return { x, y: y + away, letter: 'B', points: -1, tint: 'up', hand: d.hand };
    case 'SELL': return { x, y: y - away, letter: 'S', points: 1, tint: 'down', hand: d.hand };
    case 'SIDE': return { x, y: foot(c) - (TAG / 2 + 4) * c.ratio, letter: 'D', points: 0, tint: 'text', hand: d.hand };
  }
  return null;
}

/** @param {Canvas} c */
const foot = (c) => c.box.top + c.box.height - 3 * c.ratio;

/** A tag with its letter, whose tip is at the price. @param {Canvas} c @param {Glyph} g */
function drawTag({ ctx, ratio, colours }, g) {
  const half = (TAG / 2) * ratio, tip = 5 * ratio, x = Math.max(g.x, half + ratio); // whole at tick 0 too
  // The tip is at the price; the box lies beyond it.
  const middle = g.points === 0 ? g.y : g.y - g.points * (tip + half);
  const edge = middle + g.points * half;
  const path = new Path2D();
  if (g.points === 0) path.arc(x, middle, half, 0, 2 * Math.PI);
  else {
    path.roundRect(x - half, middle - half, 2 * half, 2 * half, 3 * ratio);
    path.moveTo(x - tip, edge);
    path.lineTo(x, edge + g.points * tip);
    path.lineTo(x + tip, edge);
  }
  ink(ctx, ratio, g.hand ? colours[g.tint] : colours.bg, colours[g.tint], path);
  ctx.fillStyle = g.hand ? colours.bg : colours[g.tint];
  ctx.font = `700 ${10 * ratio}px ${colours.font.replace(/^[\d.]+px/, '')}`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillText(g.letter, x, middle + 0.5 * ratio);
}

/** Where there is no room for letters; all of a look in one stroke. @param {Canvas} c @param {Glyph[]} glyphs */
function drawArrows({ ctx, ratio, colours }, glyphs) {
  const size = SMALL * ratio;
  /** @type {Map<string, {of: Glyph, path: Path2D}>} */
  const looks = new Map();
  for (const g of glyphs) {
    const look = `${g.tint} ${g.hand}`, { path } = looks.get(look) ?? { path: new Path2D() };
    looks.set(look, { of: g, path });
    if (g.points === 0) path.rect(g.x - size / 2, g.y - size / 2, size, size);
    else {
      path.moveTo(g.x, g.y);
      path.lineTo(g.x - size, g.y - g.points * size * 1.7);
      path.lineTo(g.x + size, g.y - g.points * size * 1.7);
      path.closePath();
    }
  }
  for (const { of, path } of looks.values()) ink(ctx, ratio, of.hand ? colours[of.tint] : colours.bg, colours[of.tint], path);
}

/** @param {CanvasRenderingContext2D} ctx @param {number} ratio @param {string} fill @param {string} line @param {Path2D} path */
function ink(ctx, ratio, fill, line, path) {
  ctx.lineJoin = 'round';
  ctx.lineWidth = 1.4 * ratio;
  ctx.strokeStyle = line;
  ctx.stroke(path);
  ctx.fillStyle = fill;
  ctx.fill(path);
}

/** The window of a side bet that is over, at the foot, with its result's sign. @param {Canvas} c @param {Deed} d */
function drawBetEnd(c, d) {
  const { ctx, ratio, colours } = c, won = d.entry === 'bet_won';
  const to = c.x(d.tick), from = c.x(d.began ?? d.tick), y = foot(c);
  if (to < c.box.left || from > c.box.left + c.box.width) return;
  ctx.strokeStyle = won ? colours.up : colours.down;
  ctx.lineWidth = 3 * ratio;
  ctx.globalAlpha = 0.7;
  ctx.beginPath();
  ctx.moveTo(from, y);
  ctx.lineTo(to, y);
  ctx.stroke();
  ctx.globalAlpha = 1;
  const size = 4 * ratio, up = y - (TAG / 2 + 4) * ratio;
  ctx.lineWidth = 2 * ratio;
  ctx.beginPath();
  ctx.moveTo(to - size, up);
  ctx.lineTo(to + size, up);
  if (won) {
    ctx.moveTo(to, up - size);
    ctx.lineTo(to, up + size);
  }
  ctx.stroke();
}
