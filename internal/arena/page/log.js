/** What was pressed and ordered, for tests and for who wants to know: window.practice. */

const MOST = 10_000;

/** @template T @param {T[]} list @param {T} entry */
function keep(list, entry) {
  list.push(entry);
  if (list.length > MOST) list.shift();
}

export class Log {
  /** @type {Click[]} */
  clicks = [];
  /** @type {Ordered[]} */
  orders = [];
  /** How many events came, by name. @type {Record<string, number>} */
  heard = {};
  unreadable = 0;
  opens = 0; // connections

  /** @param {string} player @param {Knobs} knobs @param {Game} game */
  constructor(player, knobs, game) {
    this.player = player;
    this.knobs = knobs;
    this.game = game;
  }

  /** @param {Click} click */
  click(click) { keep(this.clicks, click); }

  /** @param {string} name @param {object} payload @returns {Ordered} */
  order(name, payload) {
    const order = { at: Date.now(), name, payload, acks: [], ackedAt: 0, why: '' };
    keep(this.orders, order);
    return order;
  }

  /** @param {string} event */
  hear(event) { this.heard[event] = (this.heard[event] ?? 0) + 1; }
}
