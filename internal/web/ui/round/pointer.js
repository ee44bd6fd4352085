/** The cursor's line, dot and price and the peak's mark: elements that are moved, not drawn. */
import { shortPrice, tightPrice } from '../format.js';
import { isRugged } from './tape.js';

/** Half of what the peak's label takes, in pixels. */
const HALF_LABEL = 42;

/** @param {HTMLElement} over the plotting area @param {HTMLElement} host the whole chart */
export function makePointer(over, host) {
  const [line, dot, peak, label] = ['at-line', 'at-dot', 'at-peak', 'at-label'].map((name) => put(over, name));
  const tag = put(host, 'at-tag num');

  /** @param {Canvas} c */
  function move(c) {
    const { view, ratio, box } = c;
    const x = (c.x(view.tick) - box.left) / ratio, width = box.width / ratio, height = box.height / ratio;
    const p = view.tape.prices[view.tick];
    const y = (c.y(p) - box.top) / ratio;
    const inside = x >= -1 && x <= width + 1, rugged = isRugged(view.tape, view.tick), known = !Number.isNaN(p);
    show(line, inside, x, 0);
    show(dot, inside && known && !rugged, x, y);
    tag.classList.toggle('down', rugged);
    if (known) tag.textContent = tightPrice(p);
    show(tag, known, 0, box.top / ratio + Math.max(10, Math.min(height - 10, y)));
    tag.style.width = c.gutter / ratio + 'px';
    const at = peakTick(view);
    const top = at < 0 ? NaN : view.tape.prices[at];
    const px = (c.x(at) - box.left) / ratio, py = (c.y(top) - box.top) / ratio;
    const seen = at >= 0 && px >= 0 && px <= width;
    show(peak, seen, px, py);
    show(label, seen, Math.max(HALF_LABEL, Math.min(width - HALF_LABEL, px)), Math.max(16, py));
    const text = `peak ${shortPrice(top)}`;
    if (seen && label.textContent !== text) label.textContent = text;
  }

  /** Draws the elements as they stand, for a picture. @param {Canvas} c */
  function draw({ ctx, ratio, colours }) {
    const origin = host.getBoundingClientRect();
    ctx.setTransform(ratio, 0, 0, ratio, -origin.left * ratio, -origin.top * ratio);
    ctx.font = colours.font;
    ctx.textBaseline = 'middle';
    for (const it of [line, dot, peak, label, tag]) {
      if (it.style.visibility === 'hidden') continue;
      const { left, top, width, height } = it.getBoundingClientRect(), look = getComputedStyle(it);
      ctx.globalAlpha = Number(look.opacity);
      ctx.fillStyle = look.backgroundColor;
      ctx.strokeStyle = look.borderColor;
      ctx.beginPath();
      if (look.borderRadius === '50%') ctx.arc(left + width / 2, top + height / 2, width / 2, 0, 2 * Math.PI);
      else ctx.rect(left, top, width, height);
      ctx.fill();
      if (parseFloat(look.borderWidth) > 0) ctx.stroke();
      ctx.fillStyle = look.color;
      ctx.fillText(it.textContent ?? '', left + parseFloat(look.paddingLeft), top + height / 2 + 1);
    }
  }

  return { move, draw, gone: () => tag.remove() };
}

/** The tick of the peak that may be seen, -1 if there is none to mark. @param {View} view */
function peakTick(view) {
  const at = view.tape.peakAt[view.hide ? view.tick : view.tape.last];
  return at < 1 ? -1 : at;
}

/** @param {HTMLElement} parent @param {string} name */
function put(parent, name) {
  const it = document.createElement('div');
  it.className = name;
  parent.append(it);
  return it;
}

/** @param {HTMLElement} it @param {boolean} on @param {number} x @param {number} y */
function show(it, on, x, y) {
  it.style.visibility = on ? 'visible' : 'hidden';
  if (on) it.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
}
