import { useSignal } from '@preact/signals';
import { html } from '../html.js';
import { count, plural, sentence } from '../format.js';
import { useNow } from '../frame/now.js';
import { inMs } from '../feed/words.js';
import { link, status } from '../store.js';
import { ask, busy } from './act.js';
import { openDialog } from './connecting.js';
import { Controls } from './controls.js';
import { Steps } from './steps.js';
import { browserSentence, isConnected } from './sentences.js';

/** The browser: how it is, what it shows, and the way to and from it. */
export function BrowserPart() {
  const now = useNow(), h = /** @type {Hands} */ (status.value?.hands);
  const { tone, text } = browserSentence(h, now), on = isConnected(h);
  return html`
    <p class=${`sentence ${tone}`} data-test="hands-sentence">${sentence(text)}${h.hint && html` <strong>${sentence(h.hint)}</strong>`}</p>
    ${!on && html`<${Ways} hands=${h} />`}
    ${on && html`<${Facts} hands=${h} /><${Controls} hands=${h} /><${Leave} hands=${h} />`}
    ${h.steps.length > 0 && html`
      <details class="fold" open=${h.state === 'failed'}>
        <summary data-test="hands-steps">The last connect, step by step</summary><${Steps} steps=${h.steps} />
      </details>`}`;
}

/** What to do while none is connected. @param {{hands: Hands}} props */
function Ways({ hands: h }) {
  return html`
    <div class="hands-ways">
      <button type="button" class="button strong" data-test="hands-connect" disabled=${link.value.state !== 'open'} onClick=${openDialog}>
        ${h.state === 'connecting' ? 'Show the steps…' : h.state === 'failed' ? 'Connect again…' : 'Connect a browser…'}
      </button>
      <p class="muted"><small>With your own logged-in Chrome connected, rugtape hears what the server tells that page alone, holds its books against it, and keeps what you press as
        demonstrations. It presses nothing unless you arm it, and it never holds a key or a password. On the practice feed all of it can be tried without money.</small></p>
    </div>`;
}

/** @param {{hands: Hands}} props */
function Facts({ hands: h }) {
  const game = h.source === 'page' ? 'this page tells the game' : h.source === 'feed' ? 'the feed tells the game' : '';
  return html`
    <dl class="facts num" data-test="hands-facts">
      <div><dt>Page</dt><dd class="mono">${h.url || h.host}${h.tabs > 1 && html`<small class="muted">one of ${plural(h.tabs, 'tab')} of this host; the others are left alone</small>`}</dd></div>
      <div><dt>Browser</dt><dd>${h.product}<small class="muted">${h.how === 'launch' ? `launched by rugtape${h.pid ? `, process ${h.pid}` : ''}` : `attached at port ${h.port}; it is left running`}</small></dd></div>
      ${h.profile && html`<div><dt>Profile</dt><dd class="mono">${h.profile}</dd></div>`}
      <div><dt>Logged in</dt><dd>${h.player || 'nobody, as far as the page tells'}</dd></div>
      <div><dt data-tip="How long the page took to answer last">Answers in</dt><dd>${inMs(h.beat_ms)}</dd></div>
      <div><dt>Heard</dt><dd>${plural(h.messages, 'message')}${h.dropped > 0 && html`<small class="warn-text">${count(h.dropped)} dropped: this machine was too busy</small>`}</dd></div>
      ${game && html`<div><dt>Source</dt><dd>${game}${h.source_why && html`<small class="muted">${h.source_why}</small>`}</dd></div>`}
      <div><dt data-tip="A second process that sells what is held if this one dies">Watchdog</dt><dd>${WATCHDOG[h.watchdog] ?? h.watchdog}</dd></div>
    </dl>`;
}

/** @type {Record<string, string>} */
const WATCHDOG = {
  '': 'rests until something is armed', off: 'rests until something is armed', starting: 'starts', watching: 'watches',
  blind: 'does not see the page: if that lasts, it disarms', gone: 'is gone: it disarms',
};

/** @param {{hands: Hands}} props */
function Leave({ hands: h }) {
  const sure = useSignal(false);
  const leave = () => {
    sure.value = false;
    ask('disconnect');
  };
  if (sure.value) {
    return html`
      <div class="sentence warn" role="alertdialog" aria-label="Disconnect?">
        <p>It disarms. What is held stays held: sell it on the page${h.how === 'launch' ? ' first, for the browser that rugtape launched is closed' : ''}.</p>
        <div class="desk-row">
          <button type="button" class="button strong" data-test="hands-leave-sure" onClick=${leave}>Disconnect</button>
          <button type="button" class="button" onClick=${() => (sure.value = false)}>Stay</button>
        </div>
      </div>`;
  }
  return html`
    <div class="desk-row">
      <button type="button" class="button" data-test="hands-leave" disabled=${busy.value === 'disconnect'} onClick=${() => (h.armed ? (sure.value = true) : leave())}>Disconnect</button>
      <small class="muted">${h.how === 'launch' ? 'It closes the browser that rugtape launched; its profile stays.' : 'Your browser goes on running.'}</small>
    </div>`;
}
