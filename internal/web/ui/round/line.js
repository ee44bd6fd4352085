/** The price as a line. */
import { pricePath } from './path.js';
import { lastLive } from './tape.js';

/** What comes after the cursor too, faint. @param {Canvas} c */
export function drawGhostLine(c) {
  stroke(c, build(c, c.from, c.to).path, c.colours.ghost);
}

/** The line between two ticks, bright, with the ground under it. @param {Canvas} c @param {number} from @param {number} to */
export function drawLine(c, from, to) {
  const { path, area } = build(c, from, to);
  c.ctx.fillStyle = c.colours.area;
  c.ctx.fill(area);
  stroke(c, path, c.colours.accent);
}

/** @param {Canvas} c @param {Path2D} path @param {string} colour */
function stroke({ ctx, ratio }, path, colour) {
  ctx.lineWidth = 1.6 * ratio;
  ctx.lineJoin = 'round';
  ctx.strokeStyle = colour;
  ctx.stroke(path);
}

/** @param {Canvas} c @param {number} from @param {number} to */
function build({ box, view: { tape }, x, y }, from, to) {
  return pricePath(tape.prices, Math.max(0, Math.floor(from) - 2), Math.min(lastLive(tape), Math.ceil(to) + 2), x, y, box.top + box.height);
}
