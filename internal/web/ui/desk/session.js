import { useSignal } from '@preact/signals';
import { html } from '../html.js';
import { count, plural } from '../format.js';
import { live } from '../round/cursor.js';
import { desk } from './book.js';
import { signed } from './deeds.js';
import { closeDesk, openDesk } from './orders.js';
import { start } from './prefs.js';

/** What a session begins with, and its end: an act of its own, asked twice. */
export function Session() {
  const asked = useSignal('');
  const d = /** @type {Desk} */ (desk.value);
  const act = () => {
    if (asked.peek() === 'close') closeDesk();
    else openDesk();
    asked.value = '';
  };
  return html`
    <details class="fold desk-session">
      <summary data-test="session">Session ${count(d.session)}: ${plural(d.rounds, 'round')}, ${plural(d.bets, 'buy or bet', 'buys and bets')}, ${count(d.refused)} refused</summary>
      <p class="muted">The balance goes on from round to round and begins anew only here.${!live.value && ' Stepping back takes back what was done after the tick.'}</p>
      ${asked.value ? html`
        <div class="sentence warn" role="alertdialog" aria-label="Sure?">
          <p>This session ends at ${signed(d.equity - d.start)}${asked.value === 'close' ? ', and its marks go' : `; the next begins with ${start.value} SOL`}.</p>
          <div class="desk-row">
            <button type="button" class="button strong" data-test="session-sure" onClick=${act}>${asked.value === 'close' ? 'Close the desk' : 'Begin anew'}</button>
            <button type="button" class="button" onClick=${() => (asked.value = '')}>Go on</button>
          </div>
        </div>` : html`
        <div class="desk-row">
          <${StartField} />
          <button type="button" class="button" data-test="session-new" onClick=${() => (asked.value = 'new')}>New session…</button>
          <button type="button" class="button quiet" data-test="desk-close" onClick=${() => (asked.value = 'close')}>Close…</button>
        </div>`}
    </details>`;
}

/** What a session begins with. */
export function StartField() {
  return html`
    <label class="unit-field"><span>Start balance</span>
      <span class="unit-box num"><input class="field" inputmode="decimal" autocomplete="off" data-test="start-balance" value=${start.value}
        onInput=${(/** @type {any} */ e) => (start.value = e.currentTarget.value)} /><span>SOL</span></span>
    </label>`;
}
