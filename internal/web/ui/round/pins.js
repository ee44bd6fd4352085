/**
 * What was pressed on the game's page, as pins on the price: a letter on a
 * stem, so that they are told from the marks of a desk, which have none. Buys
 * hang below the price, sales stand above it, side bets too. Filled is
 * by the player, hollow by a program. Keys that only change the amount are
 * dots at the foot.
 */
import { TAG, stamp, unitOf } from '../desk/sprites.js';
import { isOrder, pressesUntil } from './presses.js';
import { lastLive } from './tape.js';

/** How far from the price the tip is, in units. */
const STEM = 26;
/** So many tags always have room. */
const FEW = 6;

/** @typedef {import('../desk/sprites.js').Look} Look */

/** @param {HTMLElement} over the plotting area */
export function makePins(over) {
  /** Most rounds have no presses, and no canvas for them. @type {HTMLCanvasElement | null} */
  let canvas = null;
  let key = '';

  /** @param {Canvas} outer in pixels of the chart's canvas */
  function draw(outer) {
    const { view } = outer, all = view.tape.data.presses;
    if (all.length === 0 && !canvas) return;
    if (!canvas) {
      canvas = document.createElement('canvas');
      canvas.className = 'past';
      over.querySelector('.past')?.after(canvas);
    }
    const { left, top } = outer.box;
    const width = Math.round(outer.box.width), height = Math.round(outer.box.height);
    const n = pressesUntil(all, view.tick), shown = view.hide ? n : all.length;
    const now = `${view.tape.data.id} ${view.tape.edition} ${outer.key} ${n} ${shown} ${width} ${height} ${outer.colours.bg}`;
    if (now === key) return;
    key = now;
    if (canvas.width !== width || canvas.height !== height) {
      [canvas.width, canvas.height] = [width, height];
      canvas.style.width = width / outer.ratio + 'px';
      canvas.style.height = height / outer.ratio + 'px';
    }
    const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    ctx.clearRect(0, 0, width, height);
    /** @type {Canvas} */
    const c = { ...outer, ctx, box: { left: 0, top: 0, width, height }, x: (t) => outer.x(t) - left, y: (p) => outer.y(p) - top };
    const sight = all.slice(0, shown).filter((p) => p.tick >= c.from - 1 && p.tick <= c.to + 1);
    const small = isCrowded(c, sight.filter(isOrder));
    for (const p of sight) {
      ctx.globalAlpha = p.tick > view.tick ? 0.4 : 1;
      if (isOrder(p)) drawPin(c, p, small);
      else drawKey(c, p);
    }
  }

  return { draw, picture: () => canvas };
}

/** Whether the pins stand too close for letters. @param {Canvas} c @param {Press[]} orders */
function isCrowded(c, orders) {
  return orders.length > FEW && orders.length * TAG * unitOf(c) > c.x(orders[orders.length - 1].tick) - c.x(orders[0].tick);
}

/** @type {Record<string, Look>} */
const LOOKS = {
  buy: { letter: 'B', points: -1, tint: 'up', hand: true },
  sell: { letter: 'S', points: 1, tint: 'down', hand: true },
  side_bet: { letter: 'D', points: 1, tint: 'text', hand: true },
};

/** @param {Canvas} c @param {Press} p */
function drawPin(c, p, small = false) {
  const { ctx, box, colours } = c, unit = unitOf(c);
  const look = { ...LOOKS[p.control], hand: p.by === 'player' };
  if (p.outcome === 'refused') Object.assign(look, { letter: '×', tint: 'warn' });
  else if (p.outcome === 'unknown') Object.assign(look, { letter: '?', tint: 'text' });
  const at = priceAt(c.view.tape, p), x = c.x(p.tick), y = c.y(at);
  const room = (TAG + 8) * unit; // that a tag takes beyond its tip
  const tip = Math.min(box.height - room, Math.max(room, y - look.points * STEM * unit));
  ctx.strokeStyle = colours[look.tint];
  ctx.lineWidth = unit;
  ctx.beginPath();
  ctx.moveTo(x, y);
  ctx.lineTo(x, tip);
  ctx.stroke();
  stamp(c, look, small, x, tip);
}

/** The price that was in view; where nothing is known of it, the opening's. @param {Tape} tape @param {Press} p */
function priceAt(tape, p) {
  const known = tape.prices[Math.min(p.tick, lastLive(tape))];
  return known === undefined || Number.isNaN(known) ? p.price ?? 1 : known;
}

/** @param {Canvas} c @param {Press} p */
function drawKey(c, p) {
  const { ctx, box, colours } = c, unit = unitOf(c);
  ctx.fillStyle = colours.muted;
  ctx.beginPath();
  ctx.arc(Math.max(c.x(p.tick), 3 * unit), box.height - 6 * unit, 2.5 * unit, 0, 2 * Math.PI);
  ctx.fill();
}
