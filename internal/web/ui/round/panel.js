import { html } from '../html.js';
import { isWorking } from '../keys.js';
import { tab } from '../prefs.js';
import { InfoPanel } from './info.js';
import { ProofPanel } from './proof.js';

/** @type {[import('../prefs.js').Tab, string][]} */
const TABS = [['proof', 'Proof'], ['info', 'Info']];

/** What is said about the round, beside the chart. */
export function Panel() {
  /** @param {KeyboardEvent} e */
  const onKey = (e) => {
    if ((e.key !== 'ArrowLeft' && e.key !== 'ArrowRight') || !isWorking(e)) return;
    e.preventDefault();
    tab.value = tab.value === 'proof' ? 'info' : 'proof';
    /** @type {HTMLElement | null} */ (document.querySelector(`#tab-${tab.value}`))?.focus();
  };
  return html`
    <section class="panel" aria-label="About the round" data-test="panel">
      <div class="tabs" role="tablist" onKeyDown=${onKey}>
        ${TABS.map(([name, text]) => html`
          <button type="button" role="tab" id=${`tab-${name}`} aria-selected=${tab.value === name} aria-controls="panel-body"
            tabindex=${tab.value === name ? 0 : -1} data-test=${`tab-${name}`} onClick=${() => (tab.value = name)}>${text}</button>`)}
      </div>
      <div class="panel-body" id="panel-body" role="tabpanel" aria-labelledby=${`tab-${tab.value}`} tabindex="0">
        ${tab.value === 'proof' ? html`<${ProofPanel} />` : html`<${InfoPanel} />`}
      </div>
    </section>`;
}
