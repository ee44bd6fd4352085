import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { html } from '../html.js';
import { entries } from '../keys.js';
import { Button } from './button.js';

export const helpOpen = signal(false);

/** @param {string} key */
const cap = (key) => (key === '…' ? ' … ' : html`<kbd>${key}</kbd>`);

/** The list of keys. */
export function Help() {
  const dialog = /** @type {{current: HTMLDialogElement | null}} */ (useRef(null));
  useEffect(() => {
    if (helpOpen.value) dialog.current?.showModal();
    else dialog.current?.close();
  }, [helpOpen.value]);
  const close = () => (helpOpen.value = false);
  /** @param {KeyboardEvent} e */
  const onKey = (e) => {
    if (e.key === '?') close();
  };
  return html`
    <dialog class="help" ref=${dialog} aria-labelledby="help-title" data-test="help" onClose=${close} onKeyDown=${onKey}
      onClick=${(/** @type {MouseEvent} */ e) => e.target === dialog.current && close()}>
      <div class="help-inside">
        <header><h2 id="help-title">Keys</h2><${Button} icon="close" label="Close" keys="Esc" class="quiet" onClick=${close} /></header>
        <div class="help-parts">
          ${['Round', 'Live', 'Library', 'Lab', 'Wire', 'Everywhere'].map((part) => html`
            <section><h3>${part}</h3><dl>
              ${entries.filter((e) => e.part === part).map((e) => html`<div><dt>${e.keys.split(' ').map(cap)}</dt><dd>${e.does}</dd></div>`)}
            </dl></section>`)}
        </div>
        <p class="muted">
          Keys rest while you type in a field. On the chart: the wheel zooms, a drag selects what to zoom to, Shift and a drag move it,
          a click goes to a tick, a double click shows all.
        </p>
      </div>
    </dialog>`;
}
