import { useEffect, useRef } from 'preact/hooks';
import { html } from '../html.js';
import { Button } from '../frame/button.js';
import { Copy } from '../frame/copy.js';
import { useNow } from '../frame/now.js';
import { sentence } from '../format.js';
import { link, status } from '../store.js';
import { chromeCommand, portFault } from './command.js';
import { cancel, closeDialog, connect, dialog, form, refused, useDialog } from './connecting.js';
import { Steps } from './steps.js';
import { productName } from './sentences.js';

/** Connects a browser, shows each step, and goes when it has done with it. */
export function ConnectDialog() {
  const box = /** @type {{current: HTMLDialogElement | null}} */ (useRef(null));
  const open = dialog.value.phase !== 'closed';
  useEffect(() => {
    if (open) box.current?.showModal();
    else box.current?.close();
  }, [open]);
  return html`
    <dialog class="connect" ref=${box} aria-labelledby="connect-title" data-test="connect" data-phase=${dialog.value.phase} onClose=${closeDialog}
      onPointerDown=${useDialog} onKeyDown=${useDialog} onInput=${useDialog}>
      ${open && html`<${Inside} />`}
    </dialog>`;
}

function Inside() {
  const h = /** @type {Hands} */ (status.value?.hands), { phase } = dialog.value, working = phase === 'working';
  const { how, port } = form.value;
  /** @param {Event} e */
  const submit = (e) => {
    e.preventDefault();
    connect();
  };
  return html`
    <form class="connect-inside" onSubmit=${submit}>
      <header><h2 id="connect-title">Connect your browser</h2><${Button} icon="close" label=${working ? 'Cancel and close' : 'Close'} keys="Esc" class="quiet" test="connect-close" onClick=${closeDialog} /></header>
      <fieldset class="connect-form" disabled=${working || phase === 'done'}>
        <div class="connect-how" role="radiogroup" aria-label="Which browser">
          <${Way} way="launch" now=${how} name="Launch one" says="a Chrome with a profile of its own" />
          <${Way} way="attach" now=${how} name="Attach to one" says="a Chrome that you started with a debugging port" />
        </div>
        ${how === 'launch' ? html`<${Launch} hands=${h} />` : html`<${Attach} hands=${h} />`}
        <${Field} name="page" label="Page" placeholder=${h.offer.page || 'https://…'} says="opened where no tab shows its host; no other page is touched" />
      </fieldset>
      <${Outcome} hands=${h} />
      <div class="desk-row connect-end">
        <button type="submit" class="button strong" data-test="connect-go" disabled=${working || phase === 'done' || link.value.state !== 'open' || (how === 'attach' && portFault(port) !== '')}>
          ${working ? 'Connecting…' : phase === 'failed' ? 'Connect again' : 'Connect'}</button>
        ${working ? html`<button type="button" class="button" data-test="connect-cancel" onClick=${cancel}>Cancel</button>`
          : html`<button type="button" class="button" data-test="connect-leave" onClick=${closeDialog}>Close</button>`}
        <${Closing} />
      </div>
    </form>`;
}

/** @typedef {import('./connecting.js').Form} Form */

/** @param {{way: Form['how'], now: Form['how'], name: string, says: string}} props */
function Way({ way, now, name, says }) {
  return html`
    <label class=${way === now ? 'on' : ''}><input type="radio" name="connect-how" checked=${way === now} data-test=${`connect-${way}`} onChange=${() => (form.value = { ...form.peek(), how: way })} />
      <span>${name}<small class="muted">${says}</small></span></label>`;
}

/** @param {{name: 'port' | 'profile' | 'page', label: string, says: string, placeholder?: string, fault?: string}} props */
function Field({ name, label, says, placeholder, fault = '' }) {
  return html`
    <label class="unit-field"><span>${label}</span>
      <input class="field" value=${form.value[name]} placeholder=${placeholder} autocomplete="off" spellcheck="false" inputmode=${name === 'port' ? 'numeric' : undefined}
        aria-invalid=${fault !== ''} aria-describedby=${`connect-${name}-says`} data-test=${`connect-${name}`}
        onInput=${(/** @type {any} */ e) => (form.value = { ...form.peek(), [name]: e.currentTarget.value.trim() })} />
      <small id=${`connect-${name}-says`} class=${fault ? 'down' : 'muted'}>${fault || says}</small>
    </label>`;
}

/** @param {{hands: Hands}} props */
function Launch({ hands: h }) {
  return html`
    ${h.offer.program ? html`<p class="muted"><small>Found: <span class="mono">${h.offer.program}</span></small></p>`
      : html`<p class="sentence warn" data-test="connect-none">Chrome or Chromium was not found on this machine. Install one, or attach to one that runs.</p>`}
    <${Field} name="profile" label="Profile" placeholder=${h.offer.profile || 'rugtape’s own'} says="a directory; it stays, so you log in on the page once, by hand" />`;
}

/** @param {{hands: Hands}} props */
function Attach({ hands: h }) {
  const { port } = form.value, fault = portFault(port), command = chromeCommand(h.offer, fault ? '9222' : port, '');
  return html`
    <${Field} name="port" label="Debugging port" says="of a Chrome on this machine" fault=${fault} />
    <div><p class="muted"><small>Start it with exactly this. Chrome opens no such port for the profile of every day, hence a directory of its own; whoever reaches the port can do all that you can in that browser, so close it when you are done.</small></p>
      <div class="command"><code data-test="connect-command">${command}</code><${Copy} text=${command} what="Command" /></div></div>`;
}

/** What comes of it, as it comes. @param {{hands: Hands}} props */
function Outcome({ hands: h }) {
  const { phase, attempt } = dialog.value, ours = attempt > 0 && h.attempt === attempt;
  if (phase === 'asking') return null;
  const told = ours && h.steps.some((s) => s.state === 'failed' && s.detail === h.why); // by the step that failed
  const why = refused.value || (told ? '' : h.why) || 'It could not be connected';
  return html`
    <div class="connect-outcome" role="status" data-test="connect-outcome">
      ${ours && html`<${Steps} steps=${h.steps} />`}
      ${phase === 'done' && html`<p class="sentence good" data-test="connect-done"><strong>Connected.</strong> ${productName(h)} shows ${h.host}.</p>`}
      ${phase === 'failed' && html`<p class="sentence bad" role="alert" data-test="connect-fault"><strong>${sentence(why)}</strong> ${!refused.value && h.hint && sentence(h.hint)}</p>`}
    </div>`;
}

/** When it closes by itself, so that nobody is surprised. */
function Closing() {
  const now = useNow(250), { phase, closeAt } = dialog.value;
  if (phase !== 'failed' || closeAt === null || !now) return null;
  return html`<small class="muted num" data-test="connect-closing">closes in ${Math.max(0, Math.ceil((closeAt - performance.now()) / 1000))} s unless you use it</small>`;
}
