/** The price of the round, drawn once a frame of the screen at most. */

const FEWEST_TICKS = 60; // across
const MARGIN = { left: 8, right: 58, top: 18, bottom: 22 };

const COLOURS = /** @type {const} */ (['text', 'muted', 'accent', 'up', 'down', 'grid', 'area', 'bg']);

/** @typedef {Record<typeof COLOURS[number], string>} Colours */

export class Chart {
  #canvas;
  #paint;
  #due = false;
  /** @type {Colours} */
  #colours;

  /** @param {HTMLCanvasElement} canvas @param {Game} game */
  constructor(canvas, game) {
    this.#canvas = canvas;
    this.#paint = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    this.game = game;
    this.#colours = colours();
    new ResizeObserver(() => this.draw()).observe(canvas);
    matchMedia('(prefers-color-scheme: light)').addEventListener('change', () => {
      this.#colours = colours();
      this.draw();
    });
  }

  /** Draws soon. */
  draw() {
    if (this.#due) return;
    this.#due = true;
    requestAnimationFrame(() => {
      this.#due = false;
      this.#drawNow();
    });
  }

  #drawNow() {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const fine = devicePixelRatio;
    if (this.#canvas.width !== Math.round(width * fine) || this.#canvas.height !== Math.round(height * fine)) {
      this.#canvas.width = Math.round(width * fine);
      this.#canvas.height = Math.round(height * fine);
    }
    const p = this.#paint;
    p.setTransform(fine, 0, 0, fine, 0, 0);
    p.clearRect(0, 0, width, height);
    p.font = `12px ${getComputedStyle(this.#canvas).fontFamily}`;
    const at = scales(this.game, width, height);
    this.#drawGrid(at, width);
    this.#drawBet(at, height);
    this.#drawLine(at, height);
    this.#drawHeld(at, width);
    this.#drawMarks(at);
    this.#drawNewest(at, width);
  }

  /** @param {Scales} at @param {number} width */
  #drawGrid(at, width) {
    const p = this.#paint;
    p.strokeStyle = this.#colours.grid;
    p.fillStyle = this.#colours.muted;
    p.textBaseline = 'middle';
    p.textAlign = 'left';
    for (const price of steps(at.low, at.high)) {
      const y = Math.round(at.y(price)) + 0.5;
      stroke(p, [[0, y], [width - MARGIN.right, y]]);
      p.fillText(`${price.toFixed(price < 10 ? 2 : 0)}x`, width - MARGIN.right + 8, y);
    }
    p.textBaseline = 'alphabetic';
    p.textAlign = 'center';
    for (const tick of steps(0, at.last)) {
      if (tick > 0) p.fillText(String(tick), at.x(tick), at.bottom + 16);
    }
  }

  /** The window in which a rug wins the side bet. @param {Scales} at @param {number} height */
  #drawBet(at, height) {
    const bet = this.game.bet;
    if (!bet) return;
    this.#paint.fillStyle = this.#colours.area;
    this.#paint.fillRect(at.x(bet.start), MARGIN.top, at.x(Math.min(bet.end, at.last)) - at.x(bet.start), height - MARGIN.top - MARGIN.bottom);
  }

  /** @param {Scales} at @param {number} height */
  #drawLine(at, height) {
    const p = this.#paint;
    const points = /** @type {[number, number][]} */ (this.game.prices.map((price, tick) => [at.x(tick), at.y(price)]));
    const rugged = this.game.phase === 'rugged';
    p.strokeStyle = rugged ? this.#colours.down : this.#colours.accent;
    p.lineWidth = 2;
    p.lineJoin = 'round';
    stroke(p, points);
    p.lineTo(points[points.length - 1][0], height - MARGIN.bottom);
    p.lineTo(points[0][0], height - MARGIN.bottom);
    p.fillStyle = this.#colours.area;
    if (!rugged) p.fill();
    p.lineWidth = 1;
  }

  /** The average price of what is held. @param {Scales} at @param {number} width */
  #drawHeld(at, width) {
    const held = this.game.purse;
    if (!held?.positionQty) return;
    const y = Math.round(at.y(held.avgCost)) + 0.5;
    const p = this.#paint;
    p.strokeStyle = p.fillStyle = this.#colours.muted;
    p.setLineDash([4, 4]);
    stroke(p, [[0, y], [width - MARGIN.right, y]]);
    p.setLineDash([]);
    p.textAlign = 'right';
    p.fillText('bought at', width - MARGIN.right - 4, y - 5);
  }

  /** Up and down: the shape tells as well as the colour. @param {Scales} at */
  #drawMarks(at) {
    const p = this.#paint;
    for (const m of this.game.marks) {
      if (m.round !== this.game.round) continue;
      const [x, y] = [at.x(m.tick), at.y(m.price)];
      const tip = m.buy ? 7 : -7;
      p.fillStyle = m.buy ? this.#colours.up : this.#colours.down;
      p.strokeStyle = this.#colours.bg;
      p.lineWidth = 2;
      p.beginPath();
      p.moveTo(x, y + tip * 0.4);
      p.lineTo(x - 6, y + tip * 2);
      p.lineTo(x + 6, y + tip * 2);
      p.closePath();
      p.stroke();
      p.fill();
      p.lineWidth = 1;
    }
  }

  /** @param {Scales} at @param {number} width */
  #drawNewest(at, width) {
    const { price, prices, phase } = this.game;
    const p = this.#paint;
    const [x, y] = [at.x(prices.length - 1), at.y(price)];
    p.fillStyle = phase === 'rugged' ? this.#colours.down : this.#colours.accent;
    p.beginPath();
    p.arc(x, y, 4, 0, 2 * Math.PI);
    p.fill();
    p.beginPath();
    p.roundRect(width - MARGIN.right + 3, y - 10, MARGIN.right - 5, 20, 4);
    p.fill();
    p.fillStyle = this.#colours.bg;
    p.textAlign = 'left';
    p.textBaseline = 'middle';
    p.fillText(`${price.toFixed(price < 100 ? 2 : 0)}x`, width - MARGIN.right + 8, y);
    p.textBaseline = 'alphabetic';
  }
}

/** @typedef {{low: number, high: number, last: number, bottom: number, x: (tick: number) => number, y: (price: number) => number}} Scales */

/** Where ticks and prices lie. @param {Game} g @param {number} width @param {number} height @returns {Scales} */
function scales(g, width, height) {
  const shown = g.purse?.positionQty ? [...g.prices, g.purse.avgCost] : g.prices;
  let low = shown.reduce((a, b) => Math.min(a, b), 1);
  let high = shown.reduce((a, b) => Math.max(a, b), 1);
  const room = Math.max((high - low) * 0.12, 0.02);
  low = Math.max(0, low - room);
  high += room;
  const last = Math.max(FEWEST_TICKS, Math.ceil(g.prices.length * 1.08));
  const bottom = height - MARGIN.bottom;
  return {
    low, high, last, bottom,
    x: (tick) => MARGIN.left + (tick / last) * (width - MARGIN.left - MARGIN.right),
    y: (price) => bottom - ((price - low) / (high - low)) * (bottom - MARGIN.top),
  };
}

/** Round numbers between two, about five. @param {number} low @param {number} high */
function steps(low, high) {
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5].find((n) => n * power >= rough) ?? 10) * power;
  const all = [];
  for (let n = Math.ceil(low / step); n * step <= high; n++) all.push(n * step);
  return all;
}

/** @param {CanvasRenderingContext2D} p @param {[number, number][]} points */
function stroke(p, points) {
  p.beginPath();
  for (const [x, y] of points) p.lineTo(x, y);
  p.stroke();
}

/** The style sheet's colours, as a canvas takes them. @returns {Colours} */
function colours() {
  const probe = document.body.appendChild(document.createElement('i'));
  const entries = COLOURS.map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, getComputedStyle(probe).color];
  });
  probe.remove();
  return /** @type {Colours} */ (Object.fromEntries(entries));
}
