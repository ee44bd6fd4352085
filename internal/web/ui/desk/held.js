/** What is open now: the average cost as a line while something is held, a side bet's window as a band. */
import { tightPrice } from '../format.js';

/** What a tag on the axis takes, in pixels. */
const TAG = 20;

/** @param {HTMLElement} over the plotting area @param {HTMLElement} host the whole chart */
export function makeHeld(over, host) {
  const [line, band] = ['held-line', 'held-band'].map((name) => put(over, name));
  const tag = put(host, 'held-tag num');

  /** @param {Canvas} c in pixels of the plotting area @param {number} top of it in the chart @param {Desk | null} d */
  function move(c, top, d) {
    const { ratio, box, view } = c, width = box.width / ratio, height = box.height / ratio;
    const at = (/** @type {number} */ tick) => Math.max(0, Math.min(width, c.x(tick) / ratio));
    const p = d?.position, bet = d?.bet, holds = p && p.since <= view.tick;
    const y = holds ? c.y(p.avg_cost) / ratio : NaN;
    const inside = y >= 0 && y <= height;
    span(line, Boolean(holds && inside), at(p?.since ?? 0), at(view.tick), y);
    tag.style.visibility = inside ? 'visible' : 'hidden';
    if (inside && p) {
      // Beside the price's own tag, never over it.
      const price = c.y(view.tape.prices[view.tick]) / ratio;
      const clear = Math.abs(price - y) < TAG ? price + (y < price ? -TAG : TAG) : y;
      const text = `⌀ ${tightPrice(p.avg_cost)}`;
      if (tag.textContent !== text) tag.textContent = text;
      tag.style.width = c.gutter / ratio + 'px';
      tag.style.transform = `translateY(${(top + clear).toFixed(1)}px)`;
    }
    span(band, Boolean(bet && bet.start <= view.tick), at(bet?.start ?? 0), at(bet?.end ?? 0), 0);
  }

  return { move, gone: () => tag.remove() };
}

/** @param {HTMLElement} it @param {boolean} on @param {number} from @param {number} to @param {number} y */
function span(it, on, from, to, y) {
  on &&= to > from;
  it.style.visibility = on ? 'visible' : 'hidden';
  if (!on) return;
  it.style.width = (to - from).toFixed(1) + 'px';
  it.style.transform = `translate(${from.toFixed(1)}px, ${y.toFixed(1)}px)`;
}

/** @param {HTMLElement} parent @param {string} name */
function put(parent, name) {
  const it = document.createElement('div');
  it.className = name;
  parent.append(it);
  return it;
}
