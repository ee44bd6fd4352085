/** Tells when a round starts and when it rugs. */
import { notify } from '../feed/notices.js';
import { count, price, shortPrice } from '../format.js';

/**
 * Where the page is: `here` on the live screen, `back` from the edge.
 *
 * @typedef {{here: boolean, back: boolean, action: Toast['action']}} Page
 */

/** @param {LiveMessage | null} m */
const runs = (m) => m !== null && (m.phase === 'activation' || m.phase === 'live' || m.phase === 'rugged');

/**
 * Compares what is told with what was told before.
 *
 * @param {LiveMessage | null} before @param {LiveMessage} m @param {number} peak of the round so far @param {Page} page
 */
export function tellTurn(before, m, peak, { here, back, action }) {
  if (!before) return; // what there is on arriving is no news
  const same = before.id === m.id;
  if (runs(m) && !m.rug && !(same && runs(before))) notify('round', 'A round starts.', { seen: here, action });
  if (m.rug && !(same && before.rug)) notify('rug', `Rugged at tick ${count(m.rug.tick)}, ${price(m.rug.price)}; the peak was ${shortPrice(peak)}.`, { seen: here && !back, action });
}
