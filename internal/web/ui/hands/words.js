/** How the browser and its arming are, in words. Pure text. */
import { count, money, msOf } from '../format.js';
import { brief } from '../feed/words.js';

/** @typedef {import('../feed/words.js').Word} Word */

/** Whether there is a page that is driven or looked for. @param {Hands} h */
export const isConnected = (h) => h.state !== 'off' && h.state !== 'failed' && h.state !== 'connecting';

/** What stands in the bar. @param {Hands | null} h @returns {Word} */
export function handsWord(h) {
  if (!h) return { tone: 'plain', text: 'none' };
  if (h.armed) return { tone: 'bad', text: 'ARMED' };
  switch (h.state) {
    case 'off': return { tone: 'plain', text: 'off' };
    case 'connecting': return { tone: 'plain', text: 'connecting' };
    case 'ready': return h.unknown > 0 ? { tone: 'warn', text: 'unknown order' } : { tone: 'good', text: 'browser ready' };
    case 'loading': return { tone: 'warn', text: 'page loads' };
    case 'frozen': return { tone: 'warn', text: 'frozen' };
    case 'lost': return { tone: 'bad', text: 'lost' };
    case 'failed': return { tone: 'bad', text: 'failed' };
  }
}

/** How the browser is, as a sentence. @param {Hands} h @param {number} now @returns {Word} */
export function browserSentence(h, now) {
  const since = msOf(h.since_ns), long = Number.isNaN(since) ? '' : ` for ${brief(now - since)}`, why = h.why && `: ${h.why}`;
  switch (h.state) {
    case 'off': return { tone: 'plain', text: 'No browser is connected. What only your own page is told is not read, and nothing can be pressed.' };
    case 'connecting': return { tone: 'plain', text: 'Connecting…' };
    case 'ready': return { tone: 'good', text: `${h.product || 'The browser'} shows ${h.host}${h.player ? `, logged in as ${h.player}` : ', and nobody is logged in'}.` };
    case 'loading': return { tone: 'warn', text: `The page of ${h.host} loads${long}${why}.` };
    case 'frozen': return { tone: 'warn', text: `The page has not answered${long}${why}. Nothing is pressed, and nothing waits for it.` };
    case 'lost': return { tone: 'bad', text: `The page is gone${long}${why}. It is looked for every second.` };
    case 'failed': return { tone: 'bad', text: `It could not be connected${why}.` };
  }
}

/** How long it may still press, `27 min 05 s`. @param {HandsArming} a @param {number} now */
export function timeLeft(a, now) {
  const s = Math.max(0, Math.ceil((msOf(a.until_ns) - now) / 1000)), min = Math.floor(s / 60);
  return min >= 60 ? `${Math.floor(min / 60)} h ${String(min % 60).padStart(2, '0')} min` : `${min} min ${String(s % 60).padStart(2, '0')} s`;
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
