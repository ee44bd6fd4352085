import { html } from '../html.js';
import { icons } from '../frame/icons.js';
import { library } from './asked.js';

/** What is told among players and is wrong. */
export function Claims() {
  const all = library.value?.claims ?? [];
  if (all.length === 0) return null;
  return html`
    <section class="claims" aria-label="Claims that are wrong" data-test="claims">
      <h2>What is told, and what is so</h2>
      <div class="claims-grid">${all.map((c) => html`
        <article class="card" data-test="claim">
          <h3>${icons.close()}<span>“${c.claim}”</span></h3>
          <dl><div><dt>the law</dt><dd>${c.says}</dd></div><div><dt>the data</dt><dd class="num">${c.data || html`<span class="muted">no recorded round to ask yet</span>`}</dd></div></dl>
        </article>`)}
      </div>
    </section>`;
}
