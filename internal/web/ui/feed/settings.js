import { html } from '../html.js';
import { KINDS, setSound, setToast, soundsFor, toastsFor } from './notices.js';

/** What is told of what happens, and how. */
export function NoticeSettings() {
  const kinds = /** @type {[Kind, string][]} */ (Object.entries(KINDS));
  return html`
    <section>
      <h2>Toasts and sounds</h2>
      <table class="notices" data-test="notices">
        <thead><tr><th scope="col"><span class="sr">What happens</span></th><th scope="col">Toast</th><th scope="col">Sound</th></tr></thead>
        <tbody>
          ${kinds.map(([kind, name]) => html`
            <tr>
              <th scope="row">${name}</th>
              <td>${kind === 'alarm' ? html`<small class="muted">always</small>` : html`
                <${Box} name=${`Toast: ${name}`} test=${`toast-${kind}`} on=${toastsFor.value[kind]} set=${(/** @type {boolean} */ on) => setToast(kind, on)} />`}</td>
              <td><${Box} name=${`Sound: ${name}`} test=${`sound-${kind}`} on=${soundsFor.value[kind]} set=${(/** @type {boolean} */ on) => setSound(kind, on)} /></td>
            </tr>`)}
        </tbody>
      </table>
      <p class="muted"><small>What the page shows already gets no toast. A screen reader is told all of it.</small></p>
    </section>`;
}

/** @param {{name: string, test: string, on: boolean, set: (on: boolean) => void}} props */
function Box({ name, test, on, set }) {
  return html`<input type="checkbox" aria-label=${name} checked=${on} data-test=${test} onChange=${(/** @type {any} */ e) => set(e.currentTarget.checked)} />`;
}
