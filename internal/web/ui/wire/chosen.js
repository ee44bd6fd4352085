/** The event that is looked at, whole. */
import { batch, signal } from '@preact/signals';
import { ApiError, ask } from '../api.js';
import { events, follow } from './events.js';

/** Its number; 0 is none. */
export const chosen = signal(0);
/** It, once it has come. */
export const event = signal(/** @type {WireEvent | null} */ (null));
export const fault = signal(/** @type {ApiError | null} */ (null));

/** Looks at an event; the list holds still for it. @param {number} seq */
export async function choose(seq) {
  follow(false);
  batch(() => {
    chosen.value = seq;
    event.value = null;
    fault.value = null;
  });
  try {
    const whole = await ask(`/api/wire/${seq}`);
    if (chosen.peek() === seq) event.value = whole;
  } catch (err) {
    if (chosen.peek() === seq) fault.value = err instanceof ApiError ? err : new ApiError(0, String(err), '');
  }
}

export function chooseNone() {
  chosen.value = 0;
  event.value = null;
}

/** Goes along the list. @param {number} by rows, negative for up */
export function chooseNext(by) {
  const list = events.peek();
  if (list.length === 0) return;
  const here = list.findIndex((e) => e.seq === chosen.peek());
  const to = here < 0 ? list.length - 1 : Math.max(0, Math.min(list.length - 1, here + by));
  choose(list[to].seq);
}
