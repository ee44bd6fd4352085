import { html } from '../html.js';
import { later } from '../frame/later.js';
import { sheets } from '../frame/sheets.js';
import { isWorking } from '../keys.js';
import { TABS, tab } from '../prefs.js';

/** @typedef {import('../prefs.js').Tab} Tab */

/** @type {Record<Tab, string>} */
const NAMES = { trade: 'Trade', bot: 'Bot', proof: 'Proof', info: 'Info' };

const TradePanel = later(() => Promise.all([import('../desk/trade.js'), sheets('desk/desk')]).then(([m]) => m.TradePanel));
const BotPanel = later(() => Promise.all([import('../desk/bot.js'), sheets('desk/desk')]).then(([m]) => m.BotPanel));

/** What is said and done beside the chart. @param {{proof: () => any, info: () => any}} props the tabs that tell of the round */
export function Panel({ proof, info }) {
  const here = tab.value, Body = { trade: TradePanel, bot: BotPanel, proof, info }[here];
  return html`
    <section class="panel" aria-label="Trade, bot, proof and facts" data-test="panel">
      <div class="tabs" role="tablist" onKeyDown=${onKey}>
        ${TABS.map((name) => html`
          <button type="button" role="tab" id=${`tab-${name}`} aria-selected=${here === name} aria-controls="panel-body"
            tabindex=${here === name ? 0 : -1} data-test=${`tab-${name}`} onClick=${() => (tab.value = name)}>${NAMES[name]}</button>`)}
      </div>
      <div class="panel-body" key=${here} id="panel-body" role="tabpanel" aria-labelledby=${`tab-${here}`} tabindex="0">
        <${Body} />
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
