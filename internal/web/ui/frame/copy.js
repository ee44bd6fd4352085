import { useSignal } from '@preact/signals';
import { html } from '../html.js';
import { say, tell } from '../store.js';
import { Button } from './button.js';

/** Puts a text on the clipboard. @param {string} text @param {string} what */
export async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    tell({ text: `The browser does not let the page copy. ${what}: ${text}` });
    return false;
  }
  say(`${what} copied.`);
  return true;
}

/** @param {{text: string, what: string}} props */
export function Copy({ text, what }) {
  const done = useSignal(false);
  const act = async () => {
    done.value = await copy(text, what);
    setTimeout(() => (done.value = false), 1500);
  };
  return html`<${Button} icon=${done.value ? 'check' : 'copy'} label=${`Copy ${what.toLowerCase()}`} class="quiet small" onClick=${act} />`;
}
