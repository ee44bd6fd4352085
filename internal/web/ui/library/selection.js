/** Which rounds are selected, and what can be done with them. */
import { computed, signal } from '@preact/signals';
import { deleteRounds, restoreRounds } from '../api.js';
import { plural } from '../format.js';
import { say, tell, tellError } from '../store.js';
import { allRows, rowAt, total } from './rows.js';

/** @param {Key} key */
const name = (key) => `${key.source} ${key.id}`;

export const selected = signal(/** @type {ReadonlyMap<string, Key>} */ (new Map()));
export const selectedCount = computed(() => selected.value.size);
let anchor = -1;

/** @param {Key} key */
export const isSelected = (key) => selected.value.has(name(key));

/** Selects a row or not; with `through`, all from the last one to it. @param {number} i @param {boolean} through */
export function toggle(i, through) {
  const row = rowAt(i);
  if (!row) return;
  const next = new Map(selected.peek());
  const on = !next.has(name(row));
  const from = through && anchor >= 0 ? Math.min(anchor, i) : i, to = through && anchor >= 0 ? Math.max(anchor, i) : i;
  for (let k = from; k <= to; k++) {
    const r = rowAt(k);
    if (!r) continue;
    if (on || through) next.set(name(r), { source: r.source, id: r.id });
    else next.delete(name(r));
  }
  anchor = i;
  selected.value = next;
}

/** More than this are not selected at once. */
const MOST = 5_000;

export async function selectAll() {
  if (selected.peek().size > 0) return clear();
  if ((total.peek() ?? 0) > MOST) {
    tell({ text: `No more than ${plural(MOST, 'round')} are selected at once.`, hint: 'Narrow the list with a filter.' });
    return;
  }
  try {
    const rows = await allRows(MOST);
    selected.value = new Map(rows.map((r) => [name(r), { source: r.source, id: r.id }]));
    say(`${plural(rows.length, 'round')} selected.`);
  } catch (err) {
    tellError(err);
  }
}

export function clear() {
  anchor = -1;
  selected.value = new Map();
}

export async function deleteSelected() {
  const keys = [...selected.peek().values()];
  if (keys.length === 0) return;
  try {
    const { undo, deleted } = await deleteRounds(keys);
    clear();
    tell({ text: `${plural(deleted, 'round')} deleted.`, action: { label: 'Undo', run: () => restore(undo) } });
  } catch (err) {
    tellError(err);
  }
}

/** @param {string} undo */
async function restore(undo) {
  try {
    const { restored } = await restoreRounds(undo);
    tell({ text: `${plural(restored, 'round')} back in the library.` });
  } catch (err) {
    tellError(err);
  }
}
