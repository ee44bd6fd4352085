/** What is looked for on the wire: it stands in the address. */
import { computed } from '@preact/signals';
import { go, route } from '../router.js';

/** @typedef {{kind: string, text: string}} Filter */

export const filter = computed(() => ({ kind: route.value.params.get('kind') ?? '', text: route.value.params.get('text') ?? '' }));

/** As a query of the page and of the server alike. @param {Filter} f */
export function queryOf({ kind, text }) {
  const params = new URLSearchParams();
  if (kind) params.set('kind', kind);
  if (text) params.set('text', text);
  return String(params);
}

/** @param {Partial<Filter>} by */
export function change(by) {
  const query = queryOf({ ...filter.peek(), ...by });
  go('/wire' + (query && '?' + query), { replace: true });
}
