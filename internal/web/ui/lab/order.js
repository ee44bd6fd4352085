/** What would be run, as the form stands, and what is wrong with it. */
import { computed, signal } from '@preact/signals';
import { home } from '../store.js';
import { draft, params, values } from './draft.js';
import { orderOf } from './request.js';
import { begin, show } from './runs.js';
import { check, saved } from './scripts.js';

export const order = computed(() => orderOf(draft.value, params.value, values.value, saved.value));
export const faults = computed(() => order.value.faults);

/** Why the server did not take the last order. */
export const refusal = signal(/** @type {{text: string, hint: string} | null} */ (null));
export const sending = signal(false);

/** Whether recorded rounds are asked for and there are none. */
export const nothingRecorded = computed(() => draft.value.rounds === 'recorded' && home.value !== null && (home.value.samples || home.value.rounds === 0));

/** What stands in the way of a run, in a sentence; '' for nothing. */
export const obstacle = computed(() => {
  const n = Object.keys(faults.value).length;
  if (nothingRecorded.value) return 'There is no recorded round to play.';
  if (faults.value.sweep) return faults.value.sweep;
  if (n > 0) return n === 1 ? 'One field needs a look.' : `${n} fields need a look.`;
  if (draft.value.by === 'script' && check.value.state === 'bad') return 'The script has an error.';
  if (draft.value.by === 'script' && !draft.value.source.trim()) return 'The script is empty.';
  return '';
});

/** Runs what is set up; goes to what stands in the way of it instead. */
export async function run() {
  if (sending.peek()) return;
  if (obstacle.peek()) {
    const first = /** @type {HTMLElement | null} */ (document.querySelector('.number.wrong input, .editor textarea[aria-invalid=true]'));
    first?.focus();
    return;
  }
  sending.value = true;
  try {
    refusal.value = null;
    show(await begin(order.peek().request));
  } catch (err) {
    refusal.value = { text: err instanceof Error ? err.message : String(err), hint: err instanceof Error && 'hint' in err ? String(err.hint) : '' };
  } finally {
    sending.value = false;
  }
}
