import { useSignal } from '@preact/signals';
import { html } from '../html.js';
import { exactTime, msOf, timeOfDay } from '../format.js';
import { ask, busy } from './act.js';
import { chosen } from './orderlist.js';
import { orderWhat } from './orderwords.js';

/** An order of which nobody knows what became of it; in the end only its owner can say. @param {{order: HandsOrder}} props */
export function Unsettled({ order: o }) {
  const sure = useSignal(/** @type {boolean | null} */ (null)), at = msOf(o.stages[0]?.at_ns), mine = o.life === 'escalated';
  const act = async () => {
    await ask('close', { key: o.key, done: sure.peek() });
    sure.value = null;
  };
  return html`
    <section class="sentence bad unsettled" aria-label=${`Order ${o.key} is not settled`} data-test="unsettled" data-key=${o.key}>
      <p><strong>Order ${o.key}: ${orderWhat(o)}</strong>, <span data-tip=${exactTime(at)}>${timeOfDay(at).slice(0, 8)}</span>. ${o.pressed === 'maybe' ? 'The browser did not say whether it pressed.' : 'It was pressed, and the server has not said what came of it.'}
        ${mine ? ' A round has passed, so only you can say: look at your account on the page.' : ' No new risk is taken meanwhile. The server may still tell; at the end of the next round it is yours to say.'}</p>
      ${sure.value === null ? html`
        <div class="desk-row">
          <button type="button" class="button small" data-test="close-done" onClick=${() => (sure.value = true)}>It was done…</button>
          <button type="button" class="button small" data-test="close-undone" onClick=${() => (sure.value = false)}>It was not done…</button>
          ${chosen.value !== o.key && html`<button type="button" class="button small quiet" onClick=${() => (chosen.value = o.key)}>Its record</button>`}
        </div>` : html`
        <div class="desk-row" role="alertdialog" aria-label="Sure?">
          <span>Book it as <b>${sure.value ? 'done' : 'not done'}</b>, for good?</span>
          <button type="button" class="button small strong" data-test="close-sure" disabled=${busy.value === 'close'} onClick=${act}>Yes, it was ${sure.value ? 'done' : 'not done'}</button>
          <button type="button" class="button small" onClick=${() => (sure.value = null)}>Back</button>
        </div>`}
    </section>`;
}
