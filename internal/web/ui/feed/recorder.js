import { signal, useSignal } from '@preact/signals';
import { html } from '../html.js';
import { post } from '../api.js';
import { status, tellError } from '../store.js';

const busy = signal(false);

/** @param {boolean} on @param {boolean} raw */
async function record(on, raw) {
  busy.value = true;
  try {
    await post('/api/recorder', { on, raw });
  } catch (err) {
    tellError(err);
  } finally {
    busy.value = false;
  }
}

/** Turns the recorder on and off, and what it leaves out. */
export function RecorderSwitch() {
  const sure = useSignal(false);
  const r = /** @type {Status} */ (status.value).recorder, on = r.state === 'recording';
  if (sure.value) {
    return html`
      <div class="sentence warn" role="alertdialog" aria-label="Record everything?">
        <p>Everything as received includes the names and the chat of other players. Keep such a journal to yourself.</p>
        <div class="rec-row">
          <button type="button" class="button strong" data-test="raw-sure" onClick=${() => { sure.value = false; record(true, true); }}>Record everything</button>
          <button type="button" class="button" onClick=${() => (sure.value = false)}>No</button>
        </div>
      </div>`;
  }
  return html`
    <div class="rec-row">
      <button type="button" class="button" aria-pressed=${on} disabled=${busy.value} data-test="rec-switch" onClick=${() => record(!on, false)}>
        ${on ? 'Stop recording' : r.state === 'halted' ? 'Try to record again' : 'Record'}
      </button>
      <label class="rec-raw" data-tip="Otherwise names are replaced, chat and credentials are blank">
        <input type="checkbox" checked=${r.raw} disabled=${busy.value} data-test="rec-raw"
          onChange=${(/** @type {any} */ e) => { e.currentTarget.checked = r.raw; r.raw ? record(on, false) : (sure.value = true); }} />
        everything as received
      </label>
    </div>`;
}
