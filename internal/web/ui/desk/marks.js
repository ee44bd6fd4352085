/**
 * The desk's own marks on the chart, up to the cursor. A letter says what was
 * done, where it stands tells it too: buys below the price, sales above it,
 * side bets at the foot. Filled is by hand, hollow by the bot.
 */
import { book, desk, isAside } from './book.js';
import { deeds, deedsUntil, tellAt } from './deeds.js';
import { drawGlyphs, isCrowded } from './glyphs.js';
import { makeHeld } from './held.js';

/** @param {HTMLElement} over @param {HTMLElement} host @returns {Layer} */
export function makeMarks(over, host) {
  const canvas = document.createElement('canvas');
  canvas.className = 'past';
  over.querySelector('.past')?.after(canvas);
  const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const held = makeHeld(over, host);
  /** How many deeds are on the canvas, what the last of them was, and on which scales. */
  let drawn = 0, last = '', key = '';

  /** @param {Canvas} outer in pixels of the chart's canvas */
  function draw(outer) {
    const { left, top } = outer.box;
    const width = Math.round(outer.box.width), height = Math.round(outer.box.height);
    /** @type {Canvas} */
    const c = { ...outer, ctx, box: { left: 0, top: 0, width, height }, x: (t) => outer.x(t) - left, y: (p) => outer.y(p) - top };
    held.move(c, top / outer.ratio, isAside() ? null : desk.peek());
    const all = deeds(), n = deedsUntil(all, c.view.tick), small = isCrowded(c, all, n);
    const now = `${outer.key} ${book.epoch} ${small} ${width} ${height} ${c.colours.bg}`;
    // The last one that was drawn may have come to something since.
    if (now === key && n >= drawn && last === (all[drawn - 1]?.state ?? '')) drawGlyphs(c, all, drawn, n, small);
    else {
      if (canvas.width !== width || canvas.height !== height) {
        [canvas.width, canvas.height] = [width, height];
        canvas.style.width = width / outer.ratio + 'px';
        canvas.style.height = height / outer.ratio + 'px';
      }
      ctx.clearRect(0, 0, width, height);
      drawGlyphs(c, all, 0, n, small);
    }
    [key, drawn, last] = [now, n, all[n - 1]?.state ?? ''];
  }

  return { canvas, draw, gone: held.gone };
}

const MOST_TOLD = 4;

/** What the desk did near a tick. @param {number} tick @param {number} reach */
export function tellMarks(tick, reach) {
  const all = deeds();
  const near = all.filter((d) => Math.abs(d.tick - tick) <= reach);
  if (near.length === 0) return [];
  const least = Math.min(...near.map((d) => Math.abs(d.tick - tick)));
  const told = near.filter((d) => Math.abs(d.tick - tick) === least);
  const lines = told.slice(0, MOST_TOLD).map(tellAt);
  return told.length > MOST_TOLD ? [...lines, `and ${told.length - MOST_TOLD} more`] : lines;
}
