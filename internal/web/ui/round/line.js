/** The price as a line: bright up to the cursor, faint after it. */

/** @typedef {import('./plot.js').Canvas} Canvas */

/** @type {{key: string, path: Path2D, area: Path2D} | null} */
let cached = null;

/** @param {Canvas} c */
export function drawLine(c) {
  const { ctx, box, ratio, colours, view } = c;
  const { path, area } = pathsOf(c);
  const edge = c.x(view.tick) + ratio;
  ctx.lineWidth = 1.6 * ratio;
  ctx.lineJoin = 'round';
  if (!view.hide) {
    clipped(ctx, edge, box.top, box.left + box.width - edge, box.height, () => {
      ctx.strokeStyle = colours.ghost;
      ctx.stroke(path);
    });
  }
  clipped(ctx, box.left, box.top, edge - box.left, box.height, () => {
    ctx.fillStyle = colours.area;
    ctx.fill(area);
    ctx.strokeStyle = colours.accent;
    ctx.stroke(path);
  });
}

/** @param {CanvasRenderingContext2D} ctx @param {number} x @param {number} y @param {number} w @param {number} h @param {() => void} draw */
function clipped(ctx, x, y, w, h, draw) {
  if (w <= 0) return;
  ctx.save();
  ctx.beginPath();
  ctx.rect(x, y, w, h);
  ctx.clip();
  draw();
  ctx.restore();
}

/** The line of what is in sight, built anew only when the scales change. @param {Canvas} c */
function pathsOf(c) {
  if (cached?.key === c.key) return cached;
  const { tape } = c.view;
  const path = new Path2D(), area = new Path2D();
  const end = Math.min(tape.last, Math.ceil(c.to) + 1);
  const stop = tape.data.rug_tick !== null ? Math.min(end, tape.last - 1) : end;
  const floor = c.box.top + c.box.height;
  let pen = false, x = 0;
  const lift = () => {
    if (pen) area.lineTo(x, floor);
    pen = false;
  };
  for (let t = Math.max(0, Math.floor(c.from) - 1); t <= stop; t++) {
    const p = tape.prices[t];
    if (Number.isNaN(p)) {
      lift();
      continue;
    }
    x = c.x(t);
    const y = c.y(p);
    if (pen) {
      path.lineTo(x, y);
      area.lineTo(x, y);
    } else {
      // A tick between two gaps is a dot: a stroke of no length is not seen.
      path.moveTo(x - 0.5, y);
      path.lineTo(x, y);
      area.moveTo(x, floor);
      area.lineTo(x, y);
    }
    pen = true;
  }
  lift();
  cached = { key: c.key, path, area };
  return cached;
}
