import { html } from '../html.js';
import { Verdict } from '../frame/verdict.js';
import { count, shortPrice } from '../format.js';
import { roundURL } from '../router.js';
import { edge } from './edge.js';

/** The round before, in a line; it keeps its place before there is one. */
export function Before() {
  const b = edge.value?.before;
  if (!b) return html`<aside class="before" data-test="before"><p class="muted">The round before shows here once one has ended while rugtape watched.</p></aside>`;
  const end = b.rug_tick === null ? 'its end was not seen' : `rugged at tick ${count(b.rug_tick)}`;
  return html`
    <aside class="before num" data-test="before" data-round=${b.id} aria-label="The round before">
      <p><span class="muted">Before: </span><a href=${roundURL(b)} class="mono" data-test="before-link">${b.id}</a> <span class="before-end">${end}, peak ${shortPrice(b.peak)}</span></p>
      <${Verdict} round=${{ ...b, law_consistent: null, fresh: true }} />
      ${b.pinned && html`<span class="before-pin muted" data-test="before-pinned">pinned before it began</span>`}
    </aside>`;
}
