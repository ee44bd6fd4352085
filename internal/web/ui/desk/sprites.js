/** The looks of the desk's marks, each drawn once and then stamped: a bot can leave thousands. */

/** Sizes in units. */
export const TAG = 15;
const TIP = 5;
const ARROW = 5;

/** A pixel of the screen where text has its usual size; more where it is larger. @param {{ratio: number, colours: Palette}} c */
export const unitOf = ({ ratio, colours }) => (ratio * parseFloat(colours.font)) / 12;

/** @typedef {'up' | 'down' | 'text' | 'warn'} Tint */
/**
 * @typedef {object} Look
 * @property {string} letter
 * @property {-1 | 0 | 1} points up, neither, or down; the tip is at the spot
 * @property {Tint} tint
 * @property {boolean} hand filled if by hand, hollow if by the bot
 */

/** @type {Map<string, HTMLCanvasElement>} */
const drawn = new Map();
let of = '';

/** Puts a look with its tip, or its middle, at a spot. @param {Canvas} c @param {Look} look @param {boolean} small @param {number} x @param {number} y */
export function stamp(c, look, small, x, y) {
  const { ctx, colours } = c, unit = unitOf(c);
  const now = `${unit} ${colours.bg} ${colours.font}`;
  if (now !== of) drawn.clear();
  of = now;
  const name = `${small ? look.points : look.letter} ${look.tint} ${look.hand}`;
  const sprite = drawn.get(name) ?? draw(look, small, unit, colours);
  drawn.set(name, sprite);
  const half = sprite.width / 2, left = Math.max(1 + (TAG / 2) * unit, x) - half; // whole at tick 0 too
  ctx.drawImage(sprite, Math.round(left), Math.round(y - half));
}

/** @param {Look} look @param {boolean} small @param {number} unit @param {Palette} colours */
function draw(look, small, unit, colours) {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = Math.ceil(2 * (TAG + TIP + 2) * unit);
  const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  ctx.translate(canvas.width / 2, canvas.height / 2);
  ctx.scale(unit, unit);
  ctx.lineJoin = 'round';
  ctx.lineWidth = 1.4;
  ctx.strokeStyle = colours[look.tint];
  ctx.fillStyle = look.hand ? colours[look.tint] : colours.bg;
  const path = small ? arrow(look.points) : tag(look.points);
  ctx.stroke(path);
  ctx.fill(path);
  if (small) return canvas;
  ctx.fillStyle = look.hand ? colours.bg : colours[look.tint];
  ctx.font = `700 10px ${colours.font.replace(/^[\d.]+px/, '')}`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillText(look.letter, 0, 0.5 - look.points * (TIP + TAG / 2));
  return canvas;
}

/** A box, or a disc, for a letter. @param {number} points */
function tag(points) {
  const path = new Path2D(), half = TAG / 2;
  if (points === 0) {
    path.arc(0, 0, half, 0, 2 * Math.PI);
    return path;
  }
  const edge = -points * TIP, middle = edge - points * half;
  path.roundRect(-half, middle - half, TAG, TAG, 3);
  path.moveTo(-TIP, edge);
  path.lineTo(0, 0);
  path.lineTo(TIP, edge);
  return path;
}

/** Where there is no room for letters. @param {number} points */
function arrow(points) {
  const path = new Path2D();
  if (points === 0) {
    path.rect(-ARROW / 2, -ARROW / 2, ARROW, ARROW);
    return path;
  }
  path.moveTo(0, 0);
  path.lineTo(-ARROW, -points * ARROW * 1.7);
  path.lineTo(ARROW, -points * ARROW * 1.7);
  path.closePath();
  return path;
}
