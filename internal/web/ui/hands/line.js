import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { html } from '../html.js';
import { sheets } from '../frame/sheets.js';
import { takeKeys } from '../keys.js';
import { status, tellError } from '../store.js';
import { handsWord } from './words.js';
import './news.js';

/** The sheet that says and does more, loaded when it is first opened. */
const sheet = signal(/** @type {(() => any) | null} */ (null));
export const handsOpen = signal(false);

/** @typedef {'browser' | 'arm' | 'books' | 'orders'} Part */
/** What the sheet shows. */
export const part = signal(/** @type {Part} */ ('browser'));

export const closeHands = () => (handsOpen.value = false);

/** Opens the sheet. @param {Part} [at] */
export function openHands(at = part.peek()) {
  part.value = at;
  handsOpen.value = true;
  if (sheet.peek()) return;
  Promise.all([import('./sheet.js'), sheets('desk/desk', 'hands/hands', 'hands/record')]).then(([m]) => (sheet.value = m.HandsSheet), (err) => {
    closeHands();
    tellError(err);
  });
}

const toggle = () => (handsOpen.peek() ? closeHands() : openHands());

/** How the hands are, on every screen. A click says more. */
export function HandsLine() {
  useEffect(() => takeKeys({ a: toggle }), []);
  const s = status.value;
  if (!s) return null;
  const { tone, text, short = text } = handsWord(s.hands);
  return html`
    <button type="button" class=${`hands-line ${s.hands?.armed ? 'armed' : ''}`} aria-expanded=${handsOpen.value} aria-haspopup="dialog" aria-keyshortcuts="A" data-keys="A" data-test="hands"
      data-state=${s.hands?.state ?? 'none'} data-armed=${s.hands?.armed ? 'true' : 'false'} aria-label=${`Hands: ${text}`}
      data-tip=${s.hands ? 'Your own browser: connect, arm, books and orders' : 'This rugtape was started without hands'} onClick=${toggle}>
      <span class="hands-name muted">hands</span><i class=${`lamp ${tone}`}></i><span class="wide">${text}</span><span class="narrow">${short}</span>
    </button>`;
}

/** Where the sheet stands, once it is loaded. */
export function HandsPlace() {
  const Sheet = handsOpen.value && sheet.value;
  return Sheet ? html`<${Sheet} />` : null;
}

const bar = signal(/** @type {(() => any) | null} */ (null));

/** While anything may be pressed, the whole app stands in a red frame. */
export function ArmedFrame() {
  const armed = (status.value?.hands?.armed ?? null) !== null, Bar = bar.value;
  useEffect(() => {
    if (armed && !bar.peek()) Promise.all([import('./armed.js'), sheets('hands/armed')]).then(([m]) => (bar.value = m.ArmedBar), tellError);
  }, [armed]);
  return armed && html`${Bar && html`<${Bar} />`}<div class="armed-frame" aria-hidden="true" data-test="armed-frame"></div>`;
}
