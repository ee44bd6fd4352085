import { useEffect } from 'preact/hooks';
import { signal } from '@preact/signals';
import { html } from '../html.js';
import { sheets } from '../frame/sheets.js';
import { isWorking } from '../keys.js';
import { TABS, tab } from '../prefs.js';
import { tellError } from '../store.js';

/** @typedef {import('../prefs.js').Tab} Tab */

/** @type {Record<Tab, string>} */
const NAMES = { trade: 'Trade', bot: 'Bot', proof: 'Proof', info: 'Info' };

/** What the desk's tabs hold, as far as it is loaded. */
const bodies = signal(/** @type {Partial<Record<Tab, () => any>>} */ ({}));

/** They are loaded when they are first shown. @type {Partial<Record<Tab, () => Promise<() => any>>>} */
const later = {
  trade: () => Promise.all([import('../desk/trade.js'), sheets('desk/desk')]).then(([m]) => m.TradePanel),
  bot: () => Promise.all([import('../desk/bot.js'), sheets('desk/desk')]).then(([m]) => m.BotPanel),
};

/** What is said and done beside the chart. @param {{proof: () => any, info: () => any}} props what holds the tabs that tell of the round */
export function Panel({ proof, info }) {
  const here = tab.value;
  const Body = here === 'proof' ? proof : here === 'info' ? info : bodies.value[here];
  useEffect(() => {
    if (!Body) later[here]?.().then((body) => (bodies.value = { ...bodies.peek(), [here]: body }), tellError);
  }, [here]);
  return html`
    <section class="panel" aria-label="Trade, bot, proof and facts" data-test="panel">
      <div class="tabs" role="tablist" onKeyDown=${onKey}>
        ${TABS.map((name) => html`
          <button type="button" role="tab" id=${`tab-${name}`} aria-selected=${here === name} aria-controls="panel-body"
            tabindex=${here === name ? 0 : -1} data-test=${`tab-${name}`} onClick=${() => (tab.value = name)}>${NAMES[name]}</button>`)}
      </div>
      <div class="panel-body" key=${here} id="panel-body" role="tabpanel" aria-labelledby=${`tab-${here}`} tabindex="0">
        ${Body ? html`<${Body} />` : html`<div class="waiting" aria-busy="true"><i></i><i></i><i></i></div>`}
      </div>
    </section>`;
}

/** @param {KeyboardEvent} e */
function onKey(e) {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
  if (!by || !isWorking(e)) return;
  e.preventDefault();
  tab.value = TABS[(TABS.indexOf(tab.value) + by + TABS.length) % TABS.length];
  /** @type {HTMLElement | null} */ (document.querySelector(`#tab-${tab.value}`))?.focus();
}
