import { html } from '../html.js';
import { exactMoney, exactTime, money, msOf, relative, sentence } from '../format.js';
import { useNow } from '../frame/now.js';
import { status } from '../store.js';
import { ask, busy } from './act.js';
import { ArmForm } from './armform.js';
import { shownLimits } from './limits.js';
import { openHands } from './line.js';
import { Truth } from './truth.js';
import { isConnected, timeLeft } from './sentences.js';

/** Arming: off, until you say for what, where, how long and for how much. */
export function ArmPart() {
  const h = /** @type {Hands} */ (status.value?.hands);
  if (h.armed) return html`<${Armed} armed=${h.armed} />`;
  return html`
    ${h.stopped && html`<${Stopped} />`}
    <${Last} hands=${h} />
    <${Way} hands=${h} />`;
}

/** The next step. @param {{hands: Hands}} props */
function Way({ hands: h }) {
  if (!h.told) return html`<${Truth} />`;
  if (h.alarm) {
    const { text, hint, since_ns } = h.alarm;
    return html`<${Stand} test="arm-alarm" title="An alarm was not read" text=${`${sentence(text)} ${sentence(hint)}`} label="I have seen to it" act=${() => ask('acknowledge', { since_ns })} />`;
  }
  if (h.unknown > 0) {
    return html`<${Stand} test="arm-unknown" title="An order is not settled" text="Nobody knows yet what became of it. The server’s word may still tell; otherwise it is yours to say." label="To the orders" act=${() => openHands('orders')} />`;
  }
  if (h.state !== 'ready') {
    const text = isConnected(h) ? 'The browser is connected, but its page does not answer now. It can be armed once it does.' : 'Arming needs the page whose buttons are pressed.';
    return html`<${Stand} test="arm-browser" title=${isConnected(h) ? 'The page is not ready' : 'No browser is connected'} text=${text} label="To the browser" act=${() => openHands('browser')} />`;
  }
  return html`<${ArmForm} hands=${h} />`;
}

/** @param {{title: string, text: string, label: string, test: string, act: () => void}} props */
function Stand({ title, text, label, test, act }) {
  return html`<div class="state small" data-test=${test}><h2>${title}</h2><p>${text}</p><button type="button" class="button strong" onClick=${act}>${label}</button></div>`;
}

function Stopped() {
  return html`
    <div class="sentence warn hands-stopped" data-test="hands-stopped"><p><strong>STOP is on:</strong> nothing takes a new risk, and nothing can be armed.</p>
      <button type="button" class="button small" data-test="hands-resume" disabled=${busy.value === 'resume'} onClick=${() => ask('resume')}>Take STOP back</button></div>`;
}

/** Why it was disarmed last. @param {{hands: Hands}} props */
function Last({ hands: h }) {
  const now = useNow(), at = msOf(h.disarmed_ns);
  if (!h.disarmed) return null;
  return html`<p class="muted" data-test="disarmed" data-tip=${exactTime(at)}><small>Disarmed ${Number.isNaN(at) ? 'last' : relative(at, now)}: ${sentence(h.disarmed)}</small></p>`;
}

/** What is armed. @param {{armed: HandsArming}} props */
function Armed({ armed: a }) {
  const now = useNow(), [name, values = ''] = a.strategy.split(':');
  return html`
    <section class="hands-section" aria-label="Armed" data-test="armed">
      <p class="sentence bad"><strong>Armed.</strong> The buttons of this page are pressed for you, and nothing more asks you.</p>
      <p class="arm-host mono">${a.host}</p>
      <div class="desk-row"><button type="button" class="button strong danger" data-test="disarm" disabled=${busy.value === 'disarm'} onClick=${() => ask('disarm')}>Disarm</button>
        <small class="muted">Nothing more is pressed then. What is held stays: sell it on the page.</small></div>
      <dl class="facts armed-facts num">
        <div><dt>Strategy</dt><dd>${a.script || name}${values && html`<small class="muted">${values.replaceAll('=', ' ').replaceAll(',', ' · ')}</small>`}</dd></div>
        <div><dt>Time left</dt><dd data-tip=${`Until ${exactTime(msOf(a.until_ns))}`}>${timeLeft(a, now)}</dd></div>
        <div><dt>May lose</dt><dd data-tip=${exactMoney(a.loss_left_sol)}>${money(a.loss_left_sol)}<small class="muted">more, by the limit of the ${a.loss_of}</small></dd></div>
        ${shownLimits(a.limits).map(([label, text]) => html`<div><dt>${label}</dt><dd>${text}</dd></div>`)}
      </dl>
    </section>`;
}
