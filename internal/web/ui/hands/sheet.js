import { useEffect, useRef } from 'preact/hooks';
import { html } from '../html.js';
import { Button } from '../frame/button.js';
import { isWorking, takeKeysOver } from '../keys.js';
import { status } from '../store.js';
import { ArmPart } from './arm.js';
import { BooksPart } from './books.js';
import { BrowserPart } from './browser.js';
import { ConnectDialog } from './connect.js';
import { closeHands, part } from './line.js';
import { chosen } from './orderlist.js';
import { OrdersPart } from './orders.js';

/** @typedef {import('./line.js').Part} Part */

/** @type {[Part, string, () => any][]} */
const PARTS = [['browser', 'Browser', BrowserPart], ['arm', 'Arming', ArmPart], ['books', 'Books', BooksPart], ['orders', 'Orders', OrdersPart]];

/** All about the user's own browser. It stands beside the page, so that STOP and the chart stay in sight. */
export function HandsSheet() {
  const box = /** @type {{current: HTMLElement | null}} */ (useRef(null));
  const close = () => {
    closeHands();
    /** @type {HTMLElement | null} */ (document.querySelector('[data-test=hands]'))?.focus();
  };
  useEffect(() => {
    box.current?.focus();
    const giveBack = takeKeysOver({ Escape: close });
    return () => {
      giveBack();
      chosen.value = 0;
    };
  }, []);
  const h = status.value?.hands;
  const [, , Body] = PARTS.find(([id]) => id === part.value) ?? PARTS[0];
  return html`
    <aside class="hands-sheet" role="dialog" aria-label="Hands: your own browser" tabindex="-1" ref=${box} data-test="hands-sheet">
      <header>
        <div class="tabs" role="tablist" aria-label="Hands" onKeyDown=${onKey}>
          ${PARTS.map(([id, name]) => html`
            <button type="button" role="tab" id=${`hands-${id}`} aria-selected=${part.value === id} aria-controls="hands-body" tabindex=${part.value === id ? 0 : -1}
              data-test=${`hands-${id}`} onClick=${() => show(id)}>${name}${h && html`<${Mark} of=${id} hands=${h} />`}</button>`)}
        </div>
        <${Button} icon="close" label="Close" keys="Esc" class="quiet" test="hands-close" onClick=${close} />
      </header>
      <div class="hands-body" id="hands-body" role="tabpanel" aria-labelledby=${`hands-${part.value}`} key=${part.value}>
        ${h ? html`<${Body} />` : html`<${None} />`}
      </div>
    </aside>
    <${ConnectDialog} />`;
}

/** A tab shows its part from the begin: the list, where a record was open. @param {Part} id */
function show(id) {
  part.value = id;
  chosen.value = 0;
}

function None() {
  return html`
    <div class="state" data-test="hands-none">
      <h2>This rugtape has no hands</h2>
      <p>It was started without them: it reads, records and trades on paper, and can press nothing. The app has them: <code class="mono">rugtape app</code>.</p>
    </div>`;
}

/** What waits behind a tab. @param {{of: Part, hands: Hands}} props */
function Mark({ of, hands: h }) {
  const n = of === 'orders' ? h.unknown : of === 'books' ? h.books.fields.filter((f) => f.drift).length : 0;
  return n > 0 && html`<b class="hands-mark" data-tip=${of === 'orders' ? 'not known' : 'differ'}>${n}</b>`;
}

/** @param {KeyboardEvent} e */
function onKey(e) {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
  if (!by || !isWorking(e)) return;
  e.preventDefault();
  const at = PARTS.findIndex(([id]) => id === part.peek());
  part.value = PARTS[(at + by + PARTS.length) % PARTS.length][0];
  /** @type {HTMLElement | null} */ (document.querySelector(`#hands-${part.value}`))?.focus();
}
