import { html } from '../html.js';

/** A key, a string, a number or a word of JSON. */
const TOKEN = /("(?:[^"\\]|\\.)*"?)(\s*:)?|(-?\d[\d.eE+-]*|true|false|null)/g;

/** A line of JSON with its parts told apart. @param {import('./pretty.js').Line} line */
export function inked({ text: line, goesOn }) {
  if (goesOn) return html`<span class="ink-text">${line}</span>`; // only a string is so long
  const parts = [];
  let at = 0;
  for (const m of line.matchAll(TOKEN)) {
    parts.push(line.slice(at, m.index));
    at = m.index + m[0].length;
    if (m[2]) parts.push(html`<span class="ink-key">${m[1]}</span>${m[2]}`);
    else parts.push(html`<span class=${m[1] ? 'ink-text' : 'ink-number'}>${m[0]}</span>`);
  }
  return [...parts, line.slice(at)];
}
