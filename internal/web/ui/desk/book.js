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
export const book = {
  epoch: '',
  marks: /** @type {Mark[]} */ ([]),
  equity: new Float64Array(512),
  ticks: 0, // how many of equity are known
};

/** What has come since the last frame and was not told before. @type {Mark[]} */
export let fresh = [];

/** @type {Desk | null} */
let latest = null;
let arrived = /** @type {Mark[]} */ ([]);
/** Player, round and session that the marks are of. */
let course = '';
let changed = false, back = 0;

takeMessages('player', takeDesk);

/** Takes in what a message says of the desk. @param {{player: string, source: string, id: string, desk?: Desk | null}} m */
function takeDesk(m) {
  schedule(showDesk);
  latest = m.desk ?? null;
  if (!latest) return forget();
  const { epoch, session, marks, marks_from: from } = latest;
  const now = `${m.player} ${epoch}`, same = now === book.epoch;
  const on = `${m.player} ${m.source} ${m.id} ${session}`;
  const orders = !same && on === course ? countOrders() : 0;
  if (!same) begin(now, on);
  book.marks.length = Math.min(book.marks.length, from);
  for (const mark of marks) book.marks.push(mark);
  if (same) arrived.push(...marks);
  else back += Math.max(0, orders - countOrders());
  takeEquity(latest);
  changed ||= !same || marks.length > 0 || latest.equities.length > 0;
}

/** Orders by hand. */
function countOrders() {
  return book.marks.reduce((n, m) => n + (m.kind === 'order' && m.by_hand ? 1 : 0), 0);
}

/** @param {string} epoch @param {string} of */
function begin(epoch, of) {
  book.epoch = epoch;
  course = of;
  book.marks = [];
  book.ticks = 0;
}

function forget() {
  if (book.epoch === '') return;
  begin('', '');
  changed = true;
}

/** @param {Desk} d */
function takeEquity({ equity_from: from, equities }) {
  if (equities.length === 0) return;
  const ticks = from + equities.length;
  if (ticks > book.equity.length) {
    const room = new Float64Array(2 * ticks);
    room.set(book.equity);
    book.equity = room;
  }
  book.equity.set(equities, from);
  book.ticks = ticks;
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
  forget();
  showDesk();
}
