/** What a hand does at the desk, and what came of it in words. */
import { effect, signal, untracked } from '@preact/signals';
import { count, plural } from '../format.js';
import { tab } from '../prefs.js';
import { notify } from '../feed/notices.js';
import { live, position, refusal } from '../round/cursor.js';
import { send } from '../socket.js';
import { player, say, tell, watched } from '../store.js';
import { desk, fresh, isAside, news, taken } from './book.js';
import { deedOf, deeds, deedsUntil, tellDeed } from './deeds.js';
import { amountText, readAmount } from './lamports.js';
import { amount, start } from './prefs.js';

/** What is told where the hand is. */
export const answer = signal(/** @type {Answer} */ ({ tone: 'plain', text: '', n: 0 }));

/** @param {string} text @param {Tone} [tone] */
export function reply(text, tone = 'plain') {
  note(text, tone);
  say(text);
  if (tab.peek() !== 'trade' && tab.peek() !== 'bot') tell({ text, tone: tone === 'bad' ? 'bad' : 'plain' });
}

/** @param {string} text @param {Tone} [tone] */
function note(text, tone = 'plain') {
  answer.value = { text, tone, n: answer.peek().n + 1 };
}

export const buy = () => withAmount('buy', 'BUY');
export const bet = () => withAmount('side', 'SIDE');
export const sellAll = () => sell(1);

/** @param {number} part of the position */
export const sell = (part) => place('SELL', { action: 'sell', part });

/** @param {string} action @param {Action} what */
function withAmount(action, what) {
  const n = readAmount(amount.peek());
  if (desk.peek() && !n) {
    reply(n === null ? `“${amount.peek()}” is no amount of SOL.` : `Set an amount first: how much to ${what === 'BUY' ? 'buy for' : 'bet'}.`, 'bad');
    /** @type {HTMLElement | null} */ (document.querySelector('#desk-amount'))?.focus();
    return;
  }
  place(what, { action, amount: amountText(n ?? 0n) });
}

/** @param {Action} what @param {object} order */
function place(what, order) {
  if (!desk.peek()) return void (tab.value = 'trade');
  const why = refusal(what);
  if (why) return reply(why, 'bad');
  if (!send({ do: 'order', ...order })) reply('Not sent: rugtape does not answer. The page connects again by itself.', 'bad');
}

/** Opens a desk, or begins a new session on it. @param {object} [bot] */
export function openDesk(bot = { strategy: '' }) {
  const n = readAmount(start.peek());
  if (!n) return reply('The start balance must be more than 0 SOL.', 'bad');
  if (!send({ do: 'desk', balance: amountText(n), ...bot })) return reply('Not sent: rugtape does not answer.', 'bad');
  hush();
}

/** What was told is over. */
export const hush = () => note('');

export const closeDesk = () => send({ do: 'desk_off' });
export const resume = () => send({ do: 'resume' });

/** Faster than this, what the bot did is not said. */
const SAID_UP_TO = 5;

// What came of orders, of the rug and of a side bet.
effect(() => {
  news.value;
  if (fresh.length > 0) untracked(() => tellLast(fresh[0].tick));
});

// And of a step back.
effect(() => {
  const { n } = taken.value;
  if (n > 0) untracked(() => reply(`Stepped back: ${plural(n, 'order')} of yours after tick ${count(position.peek())} ${n === 1 ? 'is' : 'are'} taken back.`));
});

/** What was done since a tick. @param {number} since */
function done(since) {
  if (isAside()) return fresh.filter((m) => m.kind === 'booking').map(deedOf);
  return deeds().slice(deedsUntil(deeds(), since - 1)).filter((d) => d.state !== 'decided');
}

/** Tells the last that was done since a tick; what a hand did comes first. @param {number} since */
function tellLast(since) {
  const all = done(since), last = all.findLast((d) => d.hand) ?? all.at(-1);
  if (!last) return;
  const text = capital(tellDeed(last)), speed = player.peek()?.speed ?? 1;
  if (live.peek() || watched.peek() === 'live') return tellLive(last, text);
  if (last.hand) return reply(text, toneOf(last));
  const calm = speed > 0 && speed <= SAID_UP_TO;
  if (last.action === null) note(text, toneOf(last));
  if (calm || last.entry === 'rugged') say(text);
}

/** What happens live is told wherever the page is. @param {Deed} last @param {string} text */
function tellLive(last, text) {
  if (last.hand || last.action === null) note(text, toneOf(last));
  if (last.state !== 'booked' && !last.hand) return;
  const shown = live.peek() && (tab.peek() === 'trade' || tab.peek() === 'bot');
  notify('fill', text, { seen: shown, tone: toneOf(last) === 'bad' ? 'bad' : 'plain' });
}

/** @param {Deed} d @returns {Tone} */
function toneOf(d) {
  if (d.state === 'refused') return 'bad';
  if (d.profit === null || d.entry === 'bought' || d.entry === 'bet_placed') return 'plain';
  return d.profit < 0 ? 'bad' : 'good';
}

/** @param {string} text */
const capital = (text) => text[0].toUpperCase() + text.slice(1) + '.';
