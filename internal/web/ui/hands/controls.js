import { useSignal } from '@preact/signals';
import { html } from '../html.js';
import { post } from '../api.js';
import { icons } from '../frame/icons.js';
import { faultText } from './act.js';
import { controlName, controlWord } from './orderwords.js';

/** What is found of the page's controls; nothing is pressed. @param {{hands: Hands}} props */
export function Controls({ hands: h }) {
  const found = useSignal(/** @type {HandsControl[] | null} */ (null)), outline = useSignal(false), looking = useSignal(false), fault = useSignal('');
  /** @param {boolean} on */
  const look = async (on) => {
    outline.value = on;
    looking.value = true;
    fault.value = '';
    try {
      found.value = (await post('/api/hands/check', { outline: on })).controls;
    } catch (err) {
      fault.value = faultText(err);
    } finally {
      looking.value = false;
    }
  };
  const missing = found.value?.filter((c) => c.count !== 1).length ?? 0;
  return html`
    <section class="hands-section" aria-label="The page’s controls">
      <header class="desk-row">
        <h2>The page’s controls</h2>
        <button type="button" class="button small" data-test="hands-check" disabled=${looking.value || h.state !== 'ready'} onClick=${() => look(outline.peek())}>${found.value ? 'Look again' : 'Look for them'}</button>
        ${found.value && html`<label class="hands-box"><input type="checkbox" checked=${outline.value} disabled=${looking.value} data-test="hands-outline"
          onChange=${(/** @type {any} */ e) => look(e.currentTarget.checked)} /> frame them in the page</label>`}
      </header>
      ${fault.value && html`<p class="sentence bad" role="alert" data-test="hands-check-fault">${fault.value}</p>`}
      ${found.value && html`
        <table class="hands-table" data-test="controls">
          <thead><tr><th scope="col">Control</th><th scope="col">It reads</th><th scope="col">State</th></tr></thead>
          <tbody>${found.value.map((c) => html`<${Row} key=${c.control} of=${c} />`)}</tbody>
        </table>
        <p class="muted"><small>${missing > 0 ? 'What is not found, or more than once, is never pressed. A page that has changed can be followed by a selectors file of your own.'
          : 'Each is found exactly once, by its role, its text and its place.'}</small></p>`}
    </section>`;
}

/** @param {{of: HandsControl}} props */
function Row({ of: c }) {
  const { tone, icon, text } = controlWord(c);
  return html`
    <tr><th scope="row">${controlName(c.control)}</th><td class="mono" data-tip=${c.rule && `By the rule ${c.rule}`}>${c.label || '–'}</td>
      <td><span class=${`way-word ${tone}`}>${icons[icon]()}${text}</span></td></tr>`;
}
