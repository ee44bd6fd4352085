import { effect, signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { html } from '../html.js';

const DELAY_MS = 350;

/** What is pointed at. */
const shown = signal(/** @type {Element | null} */ (null));
let timer = 0;

/** @param {Element | null} to @param {number} delay */
function point(to, delay) {
  clearTimeout(timer);
  if (to === shown.peek()) return;
  if (!to) shown.value = null;
  else timer = setTimeout(() => (shown.value = to.isConnected ? to : null), shown.peek() ? 0 : delay);
}

/** @param {Event} e */
const tipped = (e) => (e.target instanceof Element ? e.target.closest('[data-tip]') : null);

/** One tooltip for the whole page: of what is pointed at, or has the focus by keyboard. */
export function startTooltips() {
  document.addEventListener('pointerover', (e) => e.pointerType === 'mouse' && point(tipped(e), DELAY_MS));
  document.addEventListener('pointerdown', () => point(null, 0));
  // Who closes something with Esc gets the focus back, and wants to see what was under it.
  let escaped = -Infinity;
  document.addEventListener('keydown', (e) => e.key === 'Escape' && (escaped = e.timeStamp), { capture: true });
  document.addEventListener('focusin', (e) => {
    if (e.timeStamp - escaped > DELAY_MS && e.target instanceof Element && e.target.matches(':focus-visible')) point(tipped(e), DELAY_MS);
  });
  document.addEventListener('focusout', () => point(null, 0));
  document.addEventListener('scroll', () => point(null, 0), { passive: true, capture: true });
  document.addEventListener('keydown', (e) => e.key === 'Escape' && point(null, 0));
}

export function Tooltip() {
  const box = /** @type {{current: HTMLDivElement | null}} */ (useRef(null));
  useEffect(() => effect(() => {
    if (shown.value && box.current) place(box.current, shown.value);
  }), []);
  const of = shown.value;
  const tip = of?.getAttribute('data-tip'), keys = of?.getAttribute('data-keys');
  return html`<div class="tooltip" ref=${box} role="tooltip" hidden=${!tip}>${tip}${keys && html` <kbd>${keys}</kbd>`}</div>`;
}

/** Above or below, inside the window. @param {HTMLElement} box @param {Element} of */
function place(box, of) {
  // The text has to be in before its size is known.
  requestAnimationFrame(() => {
    const at = of.getBoundingClientRect();
    const { offsetWidth: w, offsetHeight: h } = box;
    const left = Math.max(6, Math.min(innerWidth - w - 6, at.left + at.width / 2 - w / 2));
    const top = at.top > h + 12 && at.top > innerHeight / 2 ? at.top - h - 8 : at.bottom + 8;
    box.style.transform = `translate(${Math.round(left)}px, ${Math.round(Math.min(top, innerHeight - h - 6))}px)`;
  });
}
