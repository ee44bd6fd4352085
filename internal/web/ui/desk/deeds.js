/**
 * What was done, in rows: the decision, the order and the booking of one act
 * are one row, for as long as they fall on the same tick.
 */
import { money, price as priceText, percent, count } from '../format.js';
import { book } from './book.js';

/** @type {Deed[]} */
let all = [];
/** How many marks are in `all`, and of which epoch. */
let read = 0, epoch = '';
/** When the open side bet was placed; there is one at a time. */
let placed = 0;

/** All deeds of the epoch, in the order of time. The array grows in place. */
export function deeds() {
  if (epoch !== book.epoch || read > book.marks.length) {
    all = [];
    read = 0;
    epoch = book.epoch;
  }
  for (; read < book.marks.length; read++) take(book.marks[read]);
  return all;
}

/** What a booking books for whom. @type {Partial<Record<Entry, Action>>} */
const DONE = { bought: 'BUY', sold: 'SELL', bet_placed: 'SIDE' };

/** What was not done as wanted, and why where the mark does not say. @type {Partial<Record<Mark['kind'], string>>} */
const REFUSED = { refusal: '', unknown: 'nobody knows yet whether it was done', escalation: 'nobody but you can tell whether it was done' };

/** @param {Mark} m */
function take(m) {
  if (m.kind === 'confirmation' && !m.code) return; // its booking tells
  const action = m.entry ? DONE[m.entry] ?? null : m.action ?? null;
  const before = all.findLast((d) => d.tick !== m.tick || (d.action === action && d.hand === (m.by_hand ?? false)));
  const open = before?.tick === m.tick && action !== null && (before.state === 'decided' || before.state === 'ordered');
  const deed = open ? /** @type {Deed} */ (before) : begin(m, action);
  deed.state = m.kind === 'booking' ? 'booked' : REFUSED[m.kind] !== undefined || m.code ? 'refused' : m.kind === 'order' ? 'ordered' : 'decided';
  deed.entry = m.entry ?? deed.entry;
  if (m.entry === 'bet_placed') placed = m.tick;
  if (m.entry === 'bet_won' || m.entry === 'bet_lost') deed.began = placed;
  deed.price = m.price ?? deed.price;
  deed.amount = m.amount ?? deed.amount;
  deed.part = m.part ?? deed.part;
  deed.cash = m.cash ?? deed.cash;
  deed.profit = m.profit ?? deed.profit;
  deed.why = m.text || m.code || REFUSED[m.kind] || m.why || deed.why;
}

/** @param {Mark} m @param {Action | null} action @returns {Deed} */
function begin(m, action) {
  /** @type {Deed} */
  const deed = {
    tick: m.tick, hand: m.by_hand ?? false, action, state: 'decided', entry: null, price: null,
    amount: null, part: null, cash: null, profit: null, why: '', began: null,
  };
  all.push(deed);
  return deed;
}

/** What a booking alone tells. @param {Mark} m @returns {Deed} */
export function deedOf(m) {
  const { entry = null, price = null, amount = null, part = null, cash = null, profit = null } = m;
  return {
    tick: m.tick, hand: m.by_hand ?? false, action: entry ? DONE[entry] ?? null : null, state: 'booked', entry, price, amount, part, cash, profit,
    why: '', began: null,
  };
}

/** How many deeds there are up to a tick. @param {Deed[]} list @param {number} tick */
export function deedsUntil(list, tick) {
  let lo = 0, hi = list.length;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if (list[mid].tick <= tick) lo = mid + 1;
    else hi = mid;
  }
  return lo;
}

/** What it is, in a word or two. @param {Deed} d */
export function wordOf(d) {
  switch (d.entry) {
    case 'bought': return 'bought';
    case 'sold': return 'sold';
    case 'rugged': return 'rugged';
    case 'bet_placed': return 'side bet';
    case 'bet_won': return 'bet won';
    case 'bet_lost': return 'bet lost';
  }
  const verb = { BUY: 'buy', SELL: 'sell', SIDE: 'side bet', WAIT: 'wait' }[d.action ?? 'WAIT'];
  return d.state === 'refused' ? `no ${verb}` : `${verb} sent`;
}

/** How much: what was paid or came in, else what was asked for. @param {Deed} d */
export function sumOf(d) {
  if (d.cash !== null && d.cash !== 0) return money(Math.abs(d.cash));
  if (d.action === 'SELL' && d.part !== null) return percent(d.part, 0);
  return d.amount === null ? '' : money(d.amount);
}

/** Money with its sign, `+0.0010 SOL`; what rounds to nothing has none. @param {number} sol @param {number} [places] */
export function signed(sol, places = 4) {
  const text = Math.abs(sol).toFixed(places);
  return `${Number(text) === 0 ? '' : sol < 0 ? '−' : '+'}${text} SOL`;
}

/** A deed as a sentence. @param {Deed} d */
export function tellDeed(d) {
  const who = d.hand ? 'you' : 'the bot', sum = sumOf(d), at = priceText(d.price), why = d.why && `: ${d.why}`;
  const result = d.profit === null ? '' : `, ${signed(d.profit)}`;
  switch (d.entry) {
    case 'bought': return `${who} bought for ${sum} at ${at}${why}`;
    case 'sold': return `${who} sold for ${sum} at ${at}${result}${why}`;
    case 'rugged': return `the rug sold all that was held at ${at} for ${sum || '0 SOL'}${result}`;
    case 'bet_placed': return `${who} bet ${sum} that it rugs within 40 ticks${why}`;
    case 'bet_won': return `the side bet won: it pays ${sum}${result}`;
    case 'bet_lost': return `the side bet lost${result}`;
  }
  const what = { BUY: `buy for ${sum}`, SELL: `sell ${sum}`, SIDE: `bet ${sum}`, WAIT: '' }[d.action ?? 'WAIT'];
  return d.state === 'refused' ? `${who === 'you' ? 'your' : 'the bot’s'} ${what} was refused${why}` : `${who} sent an order to ${what}${why}`;
}

/** With the tick it was done at. @param {Deed} d */
export const tellAt = (d) => `tick ${count(d.tick)}: ${tellDeed(d)}`;
