import { computed } from '@preact/signals';
import { html } from '../html.js';
import { Button } from '../frame/button.js';
import { desk } from './book.js';
import { LEAST, MOST, SOL, amountText, lamportsOf, mostOf, readAmount } from './lamports.js';
import { amount } from './prefs.js';

const now = computed(() => readAmount(amount.value));
const balance = computed(() => (desk.value ? lamportsOf(desk.value.balance) : 0n));

/** What is wrong with the amount, before it is tried. The gate has the last word. */
const fault = computed(() => {
  const n = now.value;
  if (n === null) return 'no amount: digits and a point, nine places at most';
  if (n === 0n) return '';
  if (n > balance.value) return `more than the balance of ${amountText(balance.value)} SOL`;
  if (n < LEAST) return `the site takes ${amountText(LEAST)} SOL or more`;
  return n > MOST ? `the site takes ${amountText(MOST)} SOL at most` : '';
});

/** @param {(n: bigint) => bigint} change */
const by = (change) => () => (amount.value = amountText(change(now.peek() ?? 0n)));

/** Added at a touch, in lamports. */
const ADDS = [SOL / 1000n, SOL / 100n, SOL / 10n, SOL];

/** The amount of the next order, built by touch or typed. */
export function Amount() {
  const wrong = fault.value;
  return html`
    <div class="desk-amount num">
      <label for="desk-amount">Amount</label>
      <small class=${wrong ? 'down' : 'muted'} id="desk-amount-says" data-test="amount-says" aria-live="polite">${wrong || 'of the next buy or side bet'}</small>
      <div class="amount-field">
        <input id="desk-amount" class="field" inputmode="decimal" autocomplete="off" spellcheck="false" placeholder="0" data-test="amount"
          value=${amount.value} aria-invalid=${wrong !== ''} aria-describedby="desk-amount-says"
          onInput=${(/** @type {any} */ e) => (amount.value = e.currentTarget.value)} onKeyDown=${leave} />
        <span aria-hidden="true">SOL</span>
        <${Button} label="Clear the amount" text="X" tip="Clear" test="amount-clear" onClick=${() => (amount.value = '')} />
      </div>
      <div class="joined amount-adds" role="group" aria-label="Add to the amount">
        ${ADDS.map((n) => html`<${Button} label=${`+${amountText(n)}`} text=${`+${amountText(n)}`} tip=${`Add ${amountText(n)} SOL`} test=${`add-${amountText(n)}`} onClick=${by((x) => x + n)} />`)}
      </div>
      <div class="joined amount-adds" role="group" aria-label="Change the amount">
        <${Button} label="Half" text="1/2" tip="Half of it, rounded down to a lamport" test="amount-half" onClick=${by((n) => n / 2n)} />
        <${Button} label="Double" text="X2" tip="Twice as much" test="amount-double" onClick=${by((n) => n * 2n)} />
        <${Button} label="Most" text="MAX" tip="The balance, but at most 1 SOL: the site takes no more in one order" test="amount-max" onClick=${by(() => mostOf(balance.peek()))} />
      </div>
    </div>`;
}

/** Enter and Esc give the keys back to the page. @param {KeyboardEvent} e */
function leave(e) {
  if (e.key === 'Enter' || e.key === 'Escape') /** @type {HTMLElement} */ (e.currentTarget).blur();
}
