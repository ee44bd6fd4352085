/** Orders, books and controls in words. Pure text. */
import { money, percent, plural, sentence } from '../format.js';

/** @typedef {import('../feed/words.js').Word & {icon: IconName}} Word */

/** What an order is to do, `buy for 0.0050 SOL`. @param {HandsOrder} o */
export function orderWhat(o) {
  switch (o.action) {
    case 'BUY': return `buy for ${money(o.amount)}`;
    case 'SIDE': return `bet ${money(o.amount)}`;
    case 'SELL': return `sell ${percent(o.part, 0)}`;
  }
}

/** How much, in a column. @param {HandsOrder} o */
export const orderSum = (o) => (o.action === 'SELL' ? percent(o.part, 0) : money(o.amount));

/** Where an order is on its way. @param {HandsOrder} o @returns {Word} */
export function lifeWord(o) {
  switch (o.life) {
    case 'approved': return { tone: 'plain', icon: 'dot', text: 'let through' };
    case 'sent': return { tone: 'plain', icon: 'follow', text: o.pressed === 'maybe' ? 'perhaps pressed' : 'pressed' };
    case 'confirmed': return { tone: 'good', icon: 'check', text: 'done' };
    case 'refused': return { tone: 'warn', icon: 'close', text: o.pressed === 'no' ? 'not pressed' : 'refused' };
    case 'unknown': return { tone: 'bad', icon: 'help', text: 'not known' };
    case 'escalated': return { tone: 'bad', icon: 'warn', text: 'yours to say' };
  }
}

/** Whether nobody knows what became of it. @param {HandsOrder} o */
export const isUnknown = (o) => o.life === 'unknown' || o.life === 'escalated';

/** The stages of a life. @type {Record<string, string>} */
const STAGES = {
  approved: 'The guard let it through',
  pressing: 'About to press; from here on it may be done',
  pressed: 'Pressed',
  unpressed: 'Not pressed',
  confirmed: 'Done, by the server’s own word',
  refused: 'Not done, by the server’s own word',
  unknown: 'No word of the server in time',
  escalated: 'Still not known a round later: disarmed',
  closed: 'Closed by hand',
};

/** @param {HandsStage} s */
export const stageText = (s) => `${STAGES[s.stage] ?? s.stage}${s.by === 'watchdog' ? ', by the watchdog' : ''}`;

/** The fields of the books, by the server's names and ours. @type {Record<string, string>} */
const FIELDS = {
  cash: 'Cash', quantity: 'Position', positionQty: 'Position', avg_cost: 'Average cost', avgCost: 'Average cost', invested: 'Invested', totalInvested: 'Invested',
  pnl: 'Result of the round', pnlPercent: 'Result, in percent', regularPnl: 'Of trades', sidebetPnl: 'Of side bets', shortPnl: 'Of shorts', cumulativePnL: 'Result in all',
  hasActiveTrades: 'Something is held', shortPosition: 'A short is open', sidebetActive: 'A side bet is open', side_bet: 'Side bet',
  'sideBet.startedAtTick': 'Side bet from tick', 'sideBet.end': 'Side bet to tick', 'sideBet.betAmount': 'Side bet’s stake', 'sideBet.xPayout': 'Side bet pays times',
};

/** What a field is called; the leaderboard's row says much that the purse says too. @param {string} field */
export function fieldName(field) {
  const [, of = '', name] = /** @type {RegExpExecArray} */ (/^(?:(purse|row)\.)?(.*)$/.exec(field));
  return (FIELDS[name] ?? sentence(name.replaceAll('_', ' ')).slice(0, -1)) + (of === 'row' ? ', leaderboard' : '');
}

/** The page's controls. @param {string} control */
export const controlName = (control) => sentence(control.replaceAll('_', ' ')).slice(0, -1);

/** Whether a control can be pressed. @param {HandsControl} c @returns {Word} */
export function controlWord(c) {
  if (c.count === 0) return { tone: 'bad', icon: 'close', text: 'not found' };
  if (c.count > 1) return { tone: 'bad', icon: 'warn', text: `${plural(c.count, 'match', 'matches')}: none is pressed` };
  if (!c.visible) return { tone: 'warn', icon: 'hide', text: 'not in sight' };
  return c.enabled ? { tone: 'good', icon: 'check', text: 'found' } : { tone: 'warn', icon: 'minus', text: 'found, disabled now' };
}
