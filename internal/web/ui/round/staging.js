/** What a desk puts on the page beside its panels, loaded with the first one. */
import { computed, effect, signal } from '@preact/signals';
import { desk } from '../desk/book.js';
import { sheets } from '../frame/sheets.js';
import { tellError } from '../store.js';

const stage = signal(/** @type {typeof import('../desk/stage.js') | null} */ (null));

effect(() => {
  if (!desk.value || stage.peek()) return;
  Promise.all([import('../desk/stage.js'), sheets('desk/desk')]).then(([m]) => (stage.value = m), tellError);
});

/** The parts of the page that an open desk has; null while there is none. */
export const staged = computed(() => (desk.value ? stage.value : null));
