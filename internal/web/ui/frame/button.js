import { html } from '../html.js';
import { icons } from './icons.js';

/**
 * A control with its tooltip, which names the key.
 *
 * @param {{icon?: IconName, label: string, text?: any, keys?: string, on?: boolean, disabled?: boolean,
 *   class?: string, test?: string, tip?: string, onClick: (e: MouseEvent) => void}} props
 *   `text` is shown, `label` is what it is called; `on` makes it a switch
 */
export function Button({ icon, label, text, keys, on, disabled, class: name = '', test, tip, onClick }) {
  return html`
    <button type="button" class=${`button ${text === undefined ? 'square' : ''} ${name}`} aria-label=${text === label ? undefined : label}
      aria-pressed=${on} aria-keyshortcuts=${shortcut(keys)} disabled=${disabled} data-tip=${tip ?? label} data-keys=${keys} data-test=${test}
      onClick=${onClick}>
      ${icon && icons[icon]()}${text !== undefined && html`<span>${text}</span>`}
    </button>`;
}

/** The key in the words of the platform. @param {string | undefined} keys */
function shortcut(keys) {
  return keys?.replace('←', 'ArrowLeft').replace('→', 'ArrowRight');
}
