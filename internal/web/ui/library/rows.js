/** The rounds that the list shows: pages of the server's answer, asked for when they come in sight. */
import { batch, signal } from '@preact/signals';
import { ApiError, getRounds } from '../api.js';

const PAGE = 100;
const PAGES_KEPT = 40;

/** How many rounds there are; null until that is known. */
export const total = signal(/** @type {number | null} */ (null));
export const fault = signal(/** @type {ApiError | null} */ (null));
/** Rises when rows came in. */
export const arrived = signal(0);

/** @type {Map<number, RoundItem[]>} */
let pages = new Map();
/** @type {Map<number, AbortController>} */
const asking = new Map();
let query = '';
let known = '';
/** @type {[number, number]} */
let sight = [0, 30];

/** The round in a row, if it has come. @param {number} i @returns {RoundItem | undefined} */
export function rowAt(i) {
  return pages.get(Math.floor(i / PAGE))?.[i % PAGE];
}

/** Asks another question. Old rows stay until the first new ones come. @param {string} next @param {number} revision of the catalogue */
export function ask(next, revision) {
  const key = `${next} ${revision}`;
  if (key === known) return;
  const same = next === query;
  [query, known] = [next, key];
  for (const a of asking.values()) a.abort();
  asking.clear();
  if (!same) sight = [0, 30];
  const from = Math.floor(sight[0] / PAGE), to = Math.floor(Math.max(0, sight[1] - 1) / PAGE);
  for (let page = from; page <= to; page++) fetchPage(page, true);
}

/** Asks again what failed. */
export function askAgain() {
  const was = query;
  known = '';
  ask(was, -1);
}

/** Tells which rows are in sight. @param {number} from @param {number} to */
export function inSight(from, to) {
  sight = [from, to];
  if (total.peek() === null) return;
  for (let page = Math.floor(from / PAGE); page * PAGE < to; page++) {
    if (!pages.has(page)) fetchPage(page, false);
  }
}

/** @param {number} page @param {boolean} afresh the answer replaces what other questions brought */
async function fetchPage(page, afresh) {
  if (asking.has(page)) return;
  const stop = new AbortController();
  const mine = known;
  asking.set(page, stop);
  try {
    const answer = await getRounds(`${query}&offset=${page * PAGE}&limit=${PAGE}`, stop.signal);
    if (mine !== known) return;
    batch(() => {
      if (afresh && owner !== mine) {
        pages = new Map();
        owner = mine;
      }
      pages.delete(page);
      pages.set(page, answer.rounds);
      for (const old of pages.keys()) {
        if (pages.size <= PAGES_KEPT) break;
        pages.delete(old);
      }
      total.value = answer.total;
      fault.value = null;
      arrived.value++;
    });
  } catch (err) {
    if (stop.signal.aborted) return;
    fault.value = err instanceof ApiError ? err : new ApiError(0, String(err), '');
  } finally {
    if (asking.get(page) === stop) asking.delete(page);
  }
}

/** The question that the pages answer. */
let owner = '';

/** Every round that the question finds. @param {number} most @returns {Promise<RoundItem[]>} */
export async function allRows(most) {
  const all = [];
  for (let offset = 0; offset < Math.min(most, total.peek() ?? 0); offset += 200) {
    all.push(...(await getRounds(`${query}&offset=${offset}&limit=200`)).rounds);
  }
  return all;
}
