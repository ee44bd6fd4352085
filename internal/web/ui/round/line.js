/** The price as a line. */

/** @typedef {import('./plot.js').Canvas} Canvas */

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

/** A missing tick breaks the line. @param {Canvas} c @param {number} from @param {number} to */
function build(c, from, to) {
  const { tape } = c.view;
  const path = new Path2D(), area = new Path2D();
  const last = tape.data.rug_tick !== null ? tape.last - 1 : tape.last;
  const end = Math.min(last, Math.ceil(to) + 2);
  const floor = c.box.top + c.box.height;
  let pen = false, x = 0;
  const lift = () => {
    if (pen) area.lineTo(x, floor);
    pen = false;
  };
  for (let t = Math.max(0, Math.floor(from) - 2); t <= end; t++) {
    const p = tape.prices[t];
    if (Number.isNaN(p)) {
      lift();
      continue;
    }
    x = c.x(t);
    const y = c.y(p);
    if (!pen) {
      // A tick between two gaps is a dot: a stroke of no length is not seen.
      path.moveTo(x - 0.5, y);
      area.moveTo(x, floor);
    }
    path.lineTo(x, y);
    area.lineTo(x, y);
    pen = true;
  }
  lift();
  return { path, area };
}
