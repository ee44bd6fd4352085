/** What real pages do to who presses their buttons: they move and cover them. */
import { byID } from './dom.js';

const MOVE_EVERY_MS = 1_500;
const STRAY_PX = 24;

const ANSWERED = 'practice.cookies';

/** Lets the rows of buttons stray, and two neighbours change places. @param {HTMLElement} row BUY and SELL @param {HTMLElement} side */
export function startMoving(row, side) {
  const stray = () => `${Math.round((Math.random() - 0.5) * 2 * STRAY_PX)}px`;
  setInterval(() => {
    const focused = document.activeElement;
    row.append(/** @type {Node} */ (row.firstChild));
    if (focused instanceof HTMLElement && row.contains(focused)) focused.focus();
    for (const element of [row, side]) element.style.translate = `${stray()} ${stray()}`;
  }, MOVE_EVERY_MS);
}

/** Covers the buttons with a cookie banner, once a session. */
export function showBanner() {
  if (sessionStorage.getItem(ANSWERED)) return;
  const banner = byID('cookies', HTMLElement);
  banner.hidden = false;
  banner.addEventListener('click', (e) => {
    if (!(e.target instanceof HTMLButtonElement)) return;
    sessionStorage.setItem(ANSWERED, e.target.value);
    banner.hidden = true;
  });
}
