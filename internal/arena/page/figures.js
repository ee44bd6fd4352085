/** The figures of the page: price, phase, balance, position, the rounds before. */
import { byID, make, say } from './dom.js';

/** @param {number} sol @param {number} places */
const sol = (sol, places = 4) => `${sol.toFixed(places)} SOL`;

/** With its sign, a true minus. @param {number} x @param {number} places */
const signed = (x, places) => (x < 0 ? '−' : '+') + Math.abs(x).toFixed(places);

/** @param {Game} g */
function phaseText(g) {
  const seconds = (g.timer / 1000).toFixed(1);
  switch (g.phase) {
    case 'cooldown': return `next round in ${seconds} s`;
    case 'presale': return `presale: buy at 1x, ${seconds} s`;
    case 'live': return `live, tick ${g.tick}`;
    case 'rugged': return `rugged at tick ${g.tick}`;
  }
  return 'waiting for the game';
}

export class Figures {
  #price = byID('price', HTMLElement);
  #phase = byID('phase', HTMLElement);
  #peak = byID('peak', HTMLElement);
  #round = byID('round', HTMLElement);
  #balance = byID('balance', HTMLElement);
  #position = byID('position', HTMLElement);
  #gain = byID('gain', HTMLElement);
  #total = byID('total', HTMLElement);
  #past = byID('past', HTMLElement);
  /** @type {Past[]} */
  #shown = [];

  /** @param {Game} g */
  show(g) {
    say(this.#price, g.phase === 'unknown' ? '–' : `${g.price.toFixed(4)}x`);
    this.#price.dataset.phase = g.phase;
    say(this.#phase, phaseText(g));
    say(this.#peak, `${g.peak.toFixed(2)}x`);
    say(this.#round, g.round ? g.round.slice(-8) : '–');
    this.#round.title = g.hash ? `round ${g.round}, fingerprint of its seed ${g.hash}` : '';
    this.#showPurse(g);
    if (g.past !== this.#shown) this.#showPast(g.past);
  }

  /** @param {Game} g */
  #showPurse({ purse, price }) {
    if (!purse) return;
    const { cash, cumulativePnL, positionQty, avgCost } = purse;
    say(this.#balance, sol(cash));
    this.#balance.title = sol(cash, 9);
    say(this.#total, `${signed(cumulativePnL, 4)} SOL`);
    this.#total.dataset.sign = String(Math.sign(cumulativePnL));
    if (!positionQty) {
      say(this.#position, 'nothing');
      this.#position.title = '';
      say(this.#gain, '–');
      this.#gain.dataset.sign = '0';
      return;
    }
    const gain = price / avgCost - 1;
    say(this.#position, `${positionQty.toFixed(4)} at ${avgCost.toFixed(2)}x`);
    this.#position.title = `${positionQty} bought at ${avgCost}x on average`;
    say(this.#gain, `${sol(positionQty * price)} ${signed(gain * 100, 1)} %`);
    this.#gain.dataset.sign = String(Math.sign(gain));
  }

  /** @param {Past[]} past */
  #showPast(past) {
    this.#shown = past;
    this.#past.replaceChildren(...past.slice(0, 10).map((round) =>
      make('li', { title: `round ${round.id}, rugged at tick ${round.ticks}`, 'data-high': String(round.peak >= 2) }, `${round.peak.toFixed(2)}x`)));
  }
}
