import { useEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { html } from '../html.js';
import { takeKeysOver } from '../keys.js';
import { Button } from './button.js';

/**
 * A button that opens a small sheet; a click beside it or Esc closes it.
 *
 * @param {{icon: IconName, label: string, text?: string, keys?: string, test?: string, class?: string, children: any}} props
 */
export function Menu({ icon, label, text, keys, test, class: name = '', children }) {
  const open = useSignal(false);
  const root = /** @type {{current: HTMLDivElement | null}} */ (useRef(null));
  useEffect(() => {
    if (!open.value) return undefined;
    const close = (/** @type {boolean} */ focus) => {
      open.value = false;
      if (focus) root.current?.querySelector('button')?.focus();
    };
    const outside = (/** @type {Event} */ e) => !root.current?.contains(/** @type {Node} */ (e.target)) && close(false);
    document.addEventListener('pointerdown', outside);
    const giveBack = takeKeysOver({ Escape: () => close(true) });
    return () => {
      document.removeEventListener('pointerdown', outside);
      giveBack();
    };
  }, [open.value]);
  const chosen = (/** @type {MouseEvent} */ e) => {
    if (e.target instanceof Element && e.target.closest('a, button') && !e.target.closest('[data-stay]')) open.value = false;
  };
  return html`
    <div class=${`menu ${name}`} ref=${root} data-open=${open.value}>
      <${Button} icon=${icon} label=${label} text=${text} keys=${keys} test=${test} onClick=${() => (open.value = !open.value)} />
      ${open.value && html`<div class="menu-sheet" onClick=${chosen}>${children}</div>`}
    </div>`;
}
