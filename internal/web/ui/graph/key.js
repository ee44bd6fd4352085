import { html } from '../html.js';

/**
 * What a mark of a graph stands for: its shape and its tone tell it, never the tone alone.
 *
 * @typedef {'line' | 'dash' | 'band' | 'dot' | 'ring' | 'bar' | 'whisker'} Shape
 * @typedef {{shape: Shape, tone: string, text: string}} Entry
 */

/** @param {{entries: Entry[]}} props */
export function Key({ entries }) {
  return html`<ul class="key" aria-hidden="true">${entries.map((e) => html`<li><${Swatch} ...${e} /> ${e.text}</li>`)}</ul>`;
}

/** @type {Record<Shape, () => any>} */
const shapes = {
  line: () => html`<path class="g-line" d="M0 6H18" />`,
  dash: () => html`<path class="g-line g-dash" d="M0 6H18" />`,
  band: () => html`<rect class="g-band" width="18" height="12" />`,
  bar: () => html`<rect class="g-bar" x="5" width="8" height="12" />`,
  dot: () => html`<circle class="g-dot" cx="9" cy="6" r="3.5" />`,
  ring: () => html`<circle class="g-ring" cx="9" cy="6" r="3.5" />`,
  whisker: () => html`<path class="g-whisker" d="M5 1h8M9 1V11M5 11h8" /><circle class="g-dot" cx="9" cy="6" r="3" />`,
};

/** @param {{shape: Shape, tone: string}} props */
export function Swatch({ shape, tone }) {
  return html`<svg class=${`swatch t-${tone}`} viewBox="0 0 18 12" width="18" height="12" aria-hidden="true">${shapes[shape]()}</svg>`;
}
