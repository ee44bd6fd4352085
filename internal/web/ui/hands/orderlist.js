/** The orders that the sheet lists, as many of them as were asked for. */
import { effect, signal, untracked } from '@preact/signals';
import { ask } from '../api.js';
import { status } from '../store.js';
import { faultText } from './act.js';

/** How many are fetched at a time. */
const PAGE = 50;
/** The server gives no more at once. */
const MOST = 200;

/** Newest first; null before the first answer. */
export const orders = signal(/** @type {HandsOrder[] | null} */ (null));
export const fault = signal('');
/** Whether there may be older ones. */
export const more = signal(false);
/** The order whose record is shown, 0 for none. */
export const chosen = signal(0);

let asking = false, again = false;

/** Fetches the newest anew; the older ones that were fetched stay. */
export async function refresh() {
  if (asking) return void (again = true);
  asking = true;
  try {
    const known = orders.peek() ?? [], limit = Math.min(MOST, Math.max(PAGE, known.length));
    const newest = /** @type {HandsOrder[]} */ ((await ask(`/api/hands/orders?limit=${limit}`)).orders), last = newest.at(-1)?.key ?? 0;
    orders.value = [...newest, ...known.filter((o) => o.key < last)];
    if (known.length <= newest.length) more.value = newest.length === limit;
    fault.value = '';
  } catch (err) {
    fault.value = faultText(err);
  } finally {
    asking = false;
  }
  if (again) {
    again = false;
    refresh();
  }
}

/** Fetches those before the last. */
export async function older() {
  const known = orders.peek() ?? [], last = known.at(-1)?.key ?? 0;
  try {
    const page = /** @type {HandsOrder[]} */ ((await ask(`/api/hands/orders?before=${last}&limit=${PAGE}`)).orders);
    orders.value = [...known, ...page];
    more.value = page.length === PAGE;
  } catch (err) {
    fault.value = faultText(err);
  }
}

/** Keeps the list fresh for as long as it stands. @returns {() => void} */
export function followOrders() {
  let revision = -1;
  return effect(() => {
    const now = status.value?.hands?.revision ?? 0;
    if (now === revision) return;
    revision = now;
    untracked(refresh);
  });
}
