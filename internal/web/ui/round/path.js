/** The price as a path, and the ground under it. */

/**
 * A missing tick breaks the path.
 *
 * @param {Float64Array} prices @param {number} from @param {number} to both included
 * @param {(tick: number) => number} x @param {(price: number) => number} y @param {number} floor
 */
export function pricePath(prices, from, to, x, y, floor) {
  const path = new Path2D(), area = new Path2D();
  let pen = false, at = 0;
  const lift = () => {
    if (pen) area.lineTo(at, floor);
    pen = false;
  };
  for (let t = from; t <= to; t++) {
    const p = prices[t];
    if (Number.isNaN(p)) {
      lift();
      continue;
    }
    at = x(t);
    const high = y(p);
    if (!pen) {
      // A tick between two gaps is a dot: a stroke of no length is not seen.
      path.moveTo(at - 0.5, high);
      area.moveTo(at, floor);
    }
    path.lineTo(at, high);
    area.lineTo(at, high);
    pen = true;
  }
  lift();
  return { path, area };
}
