/** What of the hands is told on every page, in words. Pure text. */
import { count, money } from '../format.js';

/** @typedef {import('../feed/words.js').Word} Word */

/** What stands in the bar, and in a narrow one. @param {Hands | null} h @returns {Word & {short?: string}} */
export function handsWord(h) {
  if (!h) return { tone: 'plain', text: 'none' };
  if (h.armed) return { tone: 'bad', text: 'ARMED' };
  switch (h.state) {
    case 'off': return { tone: 'plain', text: 'off' };
    case 'connecting': return { tone: 'plain', text: 'connecting', short: 'opens' };
    case 'ready': return h.unknown > 0 ? { tone: 'warn', text: 'unknown order', short: 'order?' } : { tone: 'good', text: 'browser ready', short: 'ready' };
    case 'loading': return { tone: 'warn', text: 'page loads', short: 'loads' };
    case 'frozen': return { tone: 'warn', text: 'frozen' };
    case 'lost': return { tone: 'bad', text: 'lost' };
    case 'failed': return { tone: 'bad', text: 'failed' };
  }
}

/** Who presses, without its values. @param {HandsArming} a */
export const armedName = (a) => a.script || a.strategy.split(':')[0];

/** What the screen reader says of a change, '' for nothing. @param {Hands | null} was @param {Hands | null} is @returns {{text: string, grave: boolean}} */
export function handsNews(was, is) {
  if (!was || !is) return { text: '', grave: false };
  if (!was.armed && is.armed) return { text: `Armed on ${is.armed.host}: ${armedName(is.armed)} presses for you and may lose ${money(is.armed.loss_left_sol)}.`, grave: true };
  if (was.armed && !is.armed) return { text: `Disarmed${is.disarmed && `: ${is.disarmed}`}. What is held stays.`, grave: true };
  if (is.unknown > was.unknown) return { text: `It is not known what became of ${is.unknown === 1 ? 'an order' : `${count(is.unknown)} orders`}: no new risk until it is.`, grave: true };
  if (was.state === is.state || is.state === 'connecting') return { text: '', grave: false };
  const text = { off: 'The browser is disconnected.', ready: 'The browser is ready.', loading: '', frozen: 'The browser does not answer.', lost: 'The browser is gone.', failed: 'The browser could not be connected.' }[is.state];
  return { text, grave: false };
}
