/** Pictures for buttons, drawn with the text's colour. */
import { html } from '../html.js';

/** @param {string} d a path in a box of 16 @param {boolean} [filled] */
const icon = (d, filled = false) => html`
  <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false"
    fill=${filled ? 'currentColor' : 'none'} stroke=${filled ? 'none' : 'currentColor'} stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"><path d=${d} /></svg>`;

export const icons = {
  play: () => icon('M4 2.5v11l9-5.5z', true),
  pause: () => icon('M4 3h3v10H4zM9 3h3v10H9z', true),
  first: () => icon('M3 3h2v10H3zM13 3v10L6 8z', true),
  back: () => icon('M10 3v10L3 8zM11.5 3h1.5v10h-1.5z', true),
  on: () => icon('M6 3v10l7-5zM3 3h1.5v10H3z', true),
  end: () => icon('M11 3h2v10h-2zM3 3v10l7-5z', true),
  loop: () => icon('M2.5 8A3.5 3.5 0 0 1 6 4.5h6.5M10.5 2.5l2 2-2 2M13.5 8a3.5 3.5 0 0 1-3.5 3.5H3.5M5.5 13.5l-2-2 2-2'),
  follow: () => icon('M2 8h8M7 4.5 10.5 8 7 11.5M13.5 3.5v9'),
  hide: () => icon('M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM2.5 13.5l11-11'),
  show: () => icon('M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM8 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4z'),
  line: () => icon('M1.5 12 5.5 7l3 3 6-7'),
  candles: () => icon('M4.5 2v2.5M4.5 11v3M3 4.5h3V11H3zM11.5 2v3.5M11.5 10v4M10 5.5h3V10h-3z'),
  plus: () => icon('M8 3v10M3 8h10'),
  minus: () => icon('M3 8h10'),
  whole: () => icon('M2.5 6V2.5H6M13.5 6V2.5H10M2.5 10v3.5H6M13.5 10v3.5H10'),
  up: () => icon('M8 13V3.5M4 7l4-4 4 4'),
  down: () => icon('M8 3v9.5M4 9l4 4 4-4'),
  left: () => icon('M10 3 5 8l5 5'),
  right: () => icon('m6 3 5 5-5 5'),
  side: () => icon('M8 2.5 13.5 8 8 13.5 2.5 8z'),
  close: () => icon('m4 4 8 8M12 4l-8 8'),
  search: () => icon('M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.5 10.5l3.5 3.5'),
  filter: () => icon('M2 4h12M4.5 8h7M7 12h2'),
  trash: () => icon('M3 4.5h10M6.5 4V2.5h3V4M4.5 4.5l.6 9h5.8l.6-9'),
  copy: () => icon('M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z'),
  check: () => icon('m3 8.5 3.5 3.5L13 4.5'),
  dot: () => icon('M8 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z'),
  half: () => icon('M8 2.5a5.5 5.5 0 0 0 0 11zM8 2.5a5.5 5.5 0 0 1 0 11'),
  warn: () => icon('M8 2.5 14.5 13.5h-13zM8 6.5v3.5M8 11.8v.1'),
  sun: () => icon('M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M3.4 12.6l.7-.7M11.9 4.1l.7-.7'),
  moon: () => icon('M13 9.6A5.5 5.5 0 0 1 6.4 3 5.5 5.5 0 1 0 13 9.6z'),
  help: () => icon('M6 6a2 2 0 1 1 3 1.7c-.7.4-1 .8-1 1.6M8 11.8v.1M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z'),
  more: () => icon('M3.5 8h.1M8 8h.1M12.4 8h.1'),
  stop: () => icon('M4 4h8v8H4z', true),
  range: () => icon('M2.5 4v8M13.5 4v8M4.5 8h7M6.5 6l-2 2 2 2M9.5 6l2 2-2 2'),
  dice: () => icon('M3 3h10v10H3zM6 6h.1M10 10h.1M10 6h.1M6 10h.1'),
  pin: () => icon('M5.5 2.5h5M6.5 2.5v4L4 9.5h8L9.5 6.5v-4M8 9.5v4.5'),
  save: () => icon('M8 2.5v7.5M4.5 7 8 10.5 11.5 7M2.5 13.5h11'),
};
