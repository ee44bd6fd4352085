import { useSignal } from '@preact/signals';
import { html } from '../html.js';
import { NONE, exactTime, msOf } from '../format.js';
import { useNow } from '../frame/now.js';
import { icons } from '../frame/icons.js';
import { brief } from '../feed/words.js';
import { link, status } from '../store.js';
import { ask, busy } from './act.js';
import { fieldName } from './orderwords.js';
import { isConnected } from './sentences.js';

/** Our books beside the server's, field by field. */
export function BooksPart() {
  const now = useNow(), h = /** @type {Hands} */ (status.value?.hands), { fields, heard_ns } = h.books, heard = msOf(heard_ns);
  if (Number.isNaN(heard)) {
    return html`
      <div class="state" data-test="books-none"><h2>The server has told nothing of your account yet</h2>
        <p>${isConnected(h) ? 'It does as soon as you buy, sell or bet on the page, or at the next round. You must be logged in there.' : 'It tells your own page alone: connect the browser in which you are logged in.'}</p></div>`;
  }
  const drift = fields.filter((f) => f.drift).length, late = fields.filter((f) => !f.drift && msOf(f.since_ns) > 0).length;
  return html`
    <p class=${`sentence ${drift ? 'bad' : late ? 'warn' : 'good'}`} data-test="books-sentence">${sentenceOf(drift, late)}</p>
    <table class="hands-table books num" data-test="books">
      <thead><tr><th scope="col">Figure</th><th scope="col">Ours</th><th scope="col">Server’s</th><th scope="col">They</th></tr></thead>
      <tbody>${fields.map((f) => html`<${Row} key=${f.field} of=${f} now=${now} />`)}</tbody>
    </table>
    <p class="muted"><small data-tip=${exactTime(heard)}>The server told of the account last ${brief(now - heard)} ago. What is done at a tick shows there two ticks later: that is delay, not drift.</small></p>
    <${Adopt} hands=${h} differ=${drift + late > 0} />`;
}

/** @param {number} drift @param {number} late */
function sentenceOf(drift, late) {
  if (drift > 0) return html`<strong>The books have drifted apart.</strong> It cannot be the server’s delay any more. Nothing is armed while they differ.`;
  if (late > 0) return 'They differ for now, within the server’s known delay.';
  return html`<strong>Equal</strong> to the last place.`;
}

/** @param {{of: HandsField, now: number}} props */
function Row({ of: f, now }) {
  const since = msOf(f.since_ns), differs = since > 0;
  const [tone, icon, word, long] = /** @type {[Tone, IconName, string, string]} */ (f.drift ? ['bad', 'warn', 'drift for', brief(now - since)] : differs ? ['warn', 'half', 'delay,', brief(now - since)]
    : f.server === '' ? ['plain', 'minus', 'not told', ''] : ['good', 'check', 'agree', '']);
  return html`
    <tr class=${differs ? tone : ''} data-field=${f.field} data-drift=${f.drift}><th scope="row">${fieldName(f.field)}</th><td>${f.ours || NONE}</td><td>${f.server || NONE}</td>
      <td><span class=${`way-word ${tone}`} data-tip=${differs ? `Since ${exactTime(since)}` : undefined}>${icons[icon]()}<span class="books-word">${word}</span>${long}</span></td></tr>`;
}

/** The server's word in the place of ours: explicit, and recorded. @param {{hands: Hands, differ: boolean}} props */
function Adopt({ hands: h, differ }) {
  const sure = useSignal(false);
  const act = async () => {
    await ask('adopt');
    sure.value = false;
  };
  if (sure.value) {
    return html`
      <div class="sentence warn" role="alertdialog" aria-label="Adopt the server’s state?">
        <p>The server’s balance, position and side bet take the place of ours from now on. What we booked until now stays in the recording, and so does this act. It arms nothing.</p>
        <div class="desk-row"><button type="button" class="button strong" data-test="adopt-sure" disabled=${busy.value === 'adopt'} onClick=${act}>Adopt the server’s state</button>
          <button type="button" class="button" onClick=${() => (sure.value = false)}>No</button></div>
      </div>`;
  }
  return html`<div class="desk-row"><button type="button" class="button" data-test="adopt" disabled=${!differ || h.armed !== null || link.value.state !== 'open'}
    data-tip=${differ ? h.armed ? 'Disarm first' : 'After a drift that you understand' : 'They are the same'} onClick=${() => (sure.value = true)}>Adopt the server’s state…</button></div>`;
}
