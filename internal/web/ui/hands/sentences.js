/** How the browser and its arming are, in sentences. Pure text. */
import { msOf } from '../format.js';
import { brief } from '../feed/words.js';

/** @typedef {import('../feed/words.js').Word} Word */

/** Whether there is a page that is driven or looked for. @param {Hands} h */
export const isConnected = (h) => h.state !== 'off' && h.state !== 'failed' && h.state !== 'connecting';

/** `Chrome 156`. @param {Hands} h */
export const productName = ({ product }) => product.replace('/', ' ').replace(/( \d+)\..*/, '$1') || 'The browser';

/** How the browser is, as a sentence. @param {Hands} h @param {number} now @returns {Word} */
export function browserSentence(h, now) {
  const since = msOf(h.since_ns), long = Number.isNaN(since) ? '' : ` for ${brief(now - since)}`, why = h.why && `: ${h.why}`;
  switch (h.state) {
    case 'off': return { tone: 'plain', text: 'No browser is connected. What only your own page is told is not read, and nothing can be pressed.' };
    case 'connecting': return { tone: 'plain', text: 'Connecting…' };
    case 'ready': return { tone: 'good', text: `${productName(h)} shows ${h.host}${h.player ? `, logged in as ${h.player}` : ', and nobody is logged in'}.` };
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
