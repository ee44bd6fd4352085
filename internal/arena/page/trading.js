/** From a press to an order, and from its answer to what the page says of it. */
import { LEAST, MOST, parseSOL, writeSOL } from './amount.js';
import { mark } from './game.js';

const BET_TICKS = 40;

/** An amount as a number on the wire: the double nearest to its nine places. @param {number} lamports */
const wireSOL = (lamports) => Number(writeSOL(lamports));

export class Trading {
  /** @param {Game} game @param {Link} link @param {import('./log.js').Log} log @param {(text: string, bad?: boolean) => void} tell @param {() => void} show */
  constructor(game, link, log, tell, show) {
    this.game = game;
    this.link = link;
    this.log = log;
    this.tell = tell;
    this.show = show;
  }

  /** @param {number} amount in lamports */
  buy(amount) {
    if (!this.#stake(amount)) return;
    this.#order('buyOrder', { amount: wireSOL(amount) }, (ack) => {
      mark(this.game, ack.executedPrice, true);
      return `Bought for ${writeSOL(amount)} SOL at ${price(ack)}.`;
    });
  }

  /** @param {number} part */
  sell(part) {
    const percentage = Math.round(part * 100);
    this.#order('sellOrder', { percentage }, (ack) => {
      mark(this.game, ack.executedPrice, false);
      return `Sold ${percentage} % at ${price(ack)}.`;
    });
  }

  /** @param {number} amount in lamports */
  bet(amount) {
    if (!this.#stake(amount)) return;
    this.#order('sidebet', { target: 10, betSize: wireSOL(amount) }, () => {
      const start = this.game.phase === 'live' ? this.game.tick : 0;
      this.game.bet ??= { start, end: start + BET_TICKS, stake: amount / parseSOL('1') };
      return `${writeSOL(amount)} SOL on a rug by tick ${start + BET_TICKS}.`;
    });
  }

  /** @param {number} amount */
  #stake(amount) {
    const good = amount >= LEAST && amount <= MOST;
    if (!good) this.tell(`Enter an amount from ${writeSOL(LEAST)} to ${writeSOL(MOST)} SOL first.`, true);
    return good;
  }

  /** @param {string} name @param {object} payload @param {(ack: any) => string} done */
  #order(name, payload, done) {
    const order = this.log.order(name, payload);
    this.link.emit(name, payload, (ack, why) => {
      if (order.acks.length > 0) {
        if (!why) order.acks.push(ack); // an ack that came twice changes nothing
        return;
      }
      if (why) {
        order.why = why;
        return this.tell(`Not known to be done: ${why}.`, true);
      }
      order.acks.push(ack);
      order.ackedAt = Date.now();
      order.why = '';
      if (ack?.success) this.tell(done(ack));
      else this.tell(`Refused: ${ack?.reason ?? 'no reason was given'}.`, true);
      this.show();
    });
  }
}

/** @param {any} ack */
const price = (ack) => `${Number(ack.executedPrice).toFixed(4)}x`;
