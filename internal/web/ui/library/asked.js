/** What the address asks of the library. */
import { computed } from '@preact/signals';
import { go, route } from '../router.js';
import { queryURL, readQuery } from './query.js';

export const query = computed(() => readQuery(route.value.params));

/** Asks for something else. @param {Partial<Query>} part */
export function change(part) {
  go(queryURL({ ...query.peek(), ...part }), { replace: true });
}
