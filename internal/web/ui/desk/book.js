/**
 * What the desk has told of the round: its marks, and the equity by tick. The
 * server tells both in parts, so that each of its messages is taken in as it
 * comes; the page sees the sum of them in its next frame.
 */
import { batch, signal } from '@preact/signals';
import { schedule } from '../frame/frames.js';
import { takeMessages } from '../store.js';

/** The desk at the cursor, null while none is open. */
export const desk = signal(/** @type {Desk | null} */ (null));
/** Rises when the marks or the equity have changed. */
export const news = signal(0);
/** How many orders by hand a step back has taken back. */
export const taken = signal({ n: 0, times: 0 });

/** Grows in place; `epoch` tells a new one from one that has grown. */
export let book = makeBook('', '');

/** @param {string} epoch @param {string} of player, round and session that the marks are of */
function makeBook(epoch, of) {
  return {
    epoch, of,
    marks: /** @type {Mark[]} */ ([]),
    equity: new Float64Array(512),
    ticks: 0, // how many of equity are known
  };
}

/** While the page shows a round that is over, the book of the one that runs is kept aside. */
let held = false, next = /** @type {typeof book | null} */ (null);

/** What has come since the last frame and was not told before. @type {Mark[]} */
export let fresh = [];

/** @type {Desk | null} */
let latest = null;
let arrived = /** @type {Mark[]} */ ([]);
let changed = false, back = 0;

takeMessages('player', takeDesk);

/** Takes in what a message says of the desk. @param {{player: string, source: string, id: string, desk?: Desk | null}} m */
export function takeDesk(m) {
  schedule(showDesk);
  latest = m.desk ?? null;
  if (!latest) return forget();
  const epoch = `${m.player} ${latest.epoch}`, of = `${m.player} ${m.source} ${m.id} ${latest.session}`;
  const known = epoch === (next ?? book).epoch;
  const orders = !known && of === book.of ? countOrders() : 0;
  if (!known && held) next = makeBook(epoch, of);
  else if (!known) book = makeBook(epoch, of);
  const into = next ?? book;
  into.marks.length = Math.min(into.marks.length, latest.marks_from);
  for (const mark of latest.marks) into.marks.push(mark);
  if (known) arrived.push(...latest.marks);
  else if (!next) back += Math.max(0, orders - countOrders());
  takeEquity(into, latest);
  changed ||= !known || latest.marks.length > 0 || latest.equities.length > 0;
}

/** Orders by hand. */
function countOrders() {
  return book.marks.reduce((n, m) => n + (m.kind === 'order' && m.by_hand ? 1 : 0), 0);
}

/** Holds the book of the round that is shown, whatever comes, or goes on to the one that runs. @param {boolean} on */
export function holdBook(on) {
  held = on;
  if (on || !next) return;
  book = next;
  next = null;
  changed = true;
  schedule(showDesk);
}

/** Whether what comes is not of the round that is shown. */
export const isAside = () => next !== null;

function forget() {
  next = null;
  if (book.epoch === '') return;
  book = makeBook('', '');
  changed = true;
}

/** @param {typeof book} into @param {Desk} d */
function takeEquity(into, { equity_from: from, equities }) {
  if (equities.length === 0) return;
  const ticks = from + equities.length;
  if (ticks > into.equity.length) {
    const room = new Float64Array(2 * ticks);
    room.set(into.equity);
    into.equity = room;
  }
  into.equity.set(equities, from);
  into.ticks = ticks;
}

/** Shows what was taken in. */
function showDesk() {
  fresh = arrived;
  arrived = [];
  batch(() => {
    desk.value = latest;
    if (changed) news.value++;
    if (back > 0) taken.value = { n: back, times: taken.peek().times + 1 };
  });
  changed = false;
  back = 0;
}

/** No player is watched any more. */
export function dropDesk() {
  latest = null;
  arrived = [];
  held = false;
  forget();
  showDesk();
}
