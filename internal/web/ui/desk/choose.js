import { useEffect } from 'preact/hooks';
import { computed, useSignal } from '@preact/signals';
import { html } from '../html.js';
import { link } from '../store.js';
import { desk } from './book.js';
import { signed } from './deeds.js';
import { hush, openDesk, reply } from './orders.js';
import { Picker, picked, pickedBot } from './picker.js';
import { choice, start } from './prefs.js';
import { StartField } from './session.js';

const delayWrong = computed(() => (/^\d{1,2}$/.test(choice.value.delay) && Number(choice.value.delay) <= 40 ? '' : 'use 0 to 40 ticks'));
const ready = computed(() => picked.value && delayWrong.value === '');

/** Which bot, with what. @param {{done?: () => void}} props */
export function Choose({ done }) {
  const sure = useSignal(false);
  useEffect(hush, []);
  const launch = () => {
    sure.value = false;
    openDesk({ ...pickedBot(), delay: Number(choice.peek().delay) });
    done?.();
  };
  /** @param {Event} e */
  const submit = (e) => {
    e.preventDefault();
    const d = desk.peek();
    if (!ready.peek()) reply('The bot cannot start yet: see what is marked.', 'bad');
    else if (d && d.bets > 0) sure.value = true;
    else launch();
  };
  return html`
    <form class="desk-choose" data-test="choose" onSubmit=${submit}>
      <${Picker}>
        <div class="desk-params">
          <${StartField} />
          <${Delay} />
        </div>
        ${sure.value ? html`<${Sure} yes=${launch} no=${() => (sure.value = false)} />` : html`
          <div class="desk-row desk-choose-end">
            <button type="submit" class="button strong" data-test="bot-start" disabled=${link.value.state !== 'open'}>Start the bot</button>
            ${done && html`<button type="button" class="button" onClick=${done}>Back</button>`}
          </div>`}
      </${Picker}>
    </form>`;
}

/** @param {{yes: () => void, no: () => void}} props */
function Sure({ yes, no }) {
  const d = /** @type {Desk} */ (desk.value);
  return html`
    <div class="sentence warn" role="alertdialog" aria-label="Sure?">
      <p>A bot begins a new session with ${start.value} SOL. The one of now ends at ${signed(d.equity - d.start)}.</p>
      <div class="desk-row">
        <button type="button" class="button strong" data-test="bot-sure" onClick=${yes}>Begin anew</button>
        <button type="button" class="button" onClick=${no}>Go on</button>
      </div>
    </div>`;
}

function Delay() {
  return html`
    <label class="unit-field"><span>Delay</span>
      <span class="unit-box num"><input class="field" inputmode="numeric" autocomplete="off" value=${choice.value.delay} data-test="bot-delay" aria-invalid=${delayWrong.value !== ''}
        aria-describedby="delay-says" onInput=${(/** @type {any} */ e) => (choice.value = { ...choice.value, delay: e.currentTarget.value.trim() })} /><span>ticks</span></span>
      <small id="delay-says" class=${delayWrong.value ? 'down' : 'muted'}>${delayWrong.value || 'from a decision to the deed'}</small>
    </label>`;
}
