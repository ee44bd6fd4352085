/**
 * The events that are listed: parts of the server's log, the newest at the end,
 * and no more of them than can be looked through. What leaves the list here can be
 * fetched again for as long as the server holds it.
 */
import { batch, effect, signal } from '@preact/signals';
import { ApiError, ask } from '../api.js';
import { send } from '../socket.js';
import { session, takeMessages } from '../store.js';
import { filter, queryOf } from './asked.js';

/** Events in a part, and in the list at most. */
const PART = 200, MOST = 1_000, KEPT = 5_000;

export const events = signal(/** @type {WireItem[]} */ ([]));
/** What the server holds; null until it is known. */
export const span = signal(/** @type {WireSpan | null} */ (null));
export const kinds = signal(/** @type {Record<string, number>} */ ({}));
/** Whether the list goes along with what passes. */
export const follows = signal(true);
export const fault = signal(/** @type {ApiError | null} */ (null));
/** The question has its first answer. */
export const answered = signal(false);

/** The question, and what it has been asked up to. */
let query = '', upTo = 0;
let asking = /** @type {AbortController | null} */ (null);
let open = false, due = false;

takeMessages('wire', (/** @type {WireSpan} */ m) => {
  span.value = m;
  if (open && follows.peek()) fetchNewer();
});

/** @param {string} more @returns {Promise<WireAnswer | null>} null where it is no longer wanted */
async function fetchPart(more) {
  const mine = (asking = new AbortController());
  try {
    const answer = /** @type {WireAnswer} */ (await ask(`/api/wire?${query}${query && '&'}${more}`, { signal: mine.signal }));
    if (mine !== asking) return null;
    fault.value = null;
    return answer;
  } catch (err) {
    if (!mine.signal.aborted) fault.value = err instanceof ApiError ? err : new ApiError(0, String(err), '');
    return null;
  } finally {
    if (mine === asking) asking = null;
  }
}

/** Takes what came since it was asked last; one question at a time. */
async function fetchNewer() {
  due = true;
  while (due && !asking && open) {
    due = false;
    const first = upTo === 0, limit = first ? PART : MOST;
    const answer = await fetchPart(`after=${upTo}&limit=${limit}`);
    if (!answer) return;
    // As many as could be asked for: there may be others between, so the list begins anew.
    const whole = first || answer.events.length < limit;
    upTo = Math.max(answer.newest, answer.events.at(-1)?.seq ?? 0);
    batch(() => {
      events.value = [...(whole ? events.peek() : []), ...answer.events].slice(-KEPT);
      told(answer);
      answered.value = true;
    });
  }
}

/** @param {WireAnswer} answer */
function told({ oldest, newest, held, bytes, kinds: counts }) {
  span.value = { oldest, newest, held, bytes };
  kinds.value = counts;
}

/** Takes what came before the first of the list. */
export async function fetchOlder() {
  const first = events.peek()[0]?.seq ?? 0;
  if (asking || first <= (span.peek()?.oldest ?? 0)) return;
  const answer = await fetchPart(`before=${first}&limit=${PART}`);
  if (!answer || answer.events.length === 0) return;
  batch(() => {
    events.value = [...answer.events, ...events.peek()].slice(0, KEPT);
    told(answer);
  });
  if (events.peek().length === KEPT) upTo = 0; // the newest have left the list
}

/** Goes along with what passes, or stops to. @param {boolean} on */
export function follow(on) {
  follows.value = on;
  if (!on) return;
  if (upTo === 0) events.value = [];
  fetchNewer();
}

/** Asks another question. */
function askAnew() {
  asking?.abort();
  asking = null;
  query = queryOf(filter.peek());
  upTo = 0;
  batch(() => {
    events.value = [];
    answered.value = false;
  });
  fetchNewer();
}

export const retry = () => (answered.peek() ? fetchNewer() : askAnew());

/** Watches the wire for as long as its screen stands. @returns {() => void} */
export function watchWire() {
  open = true;
  const stops = [
    effect(() => {
      filter.value.kind + filter.value.text;
      queueMicrotask(askAnew);
    }),
    effect(() => {
      if (session.value === 0) return;
      send({ do: 'wire', on: true });
      if (session.value > 1) queueMicrotask(askAnew); // another server counts anew
    }),
  ];
  return () => {
    open = false;
    for (const stop of stops) stop();
    asking?.abort();
    asking = null;
    send({ do: 'wire', on: false });
    follows.value = true;
  };
}
