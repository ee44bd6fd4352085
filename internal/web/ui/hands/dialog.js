/**
 * What the connection dialog does and when, as a fold over what happens to it. It reads
 * no clock and touches no page.
 */

/** A connect that has succeeded is seen for so long. */
export const DONE_STAYS_MS = 1_500;
/** One that has failed, unless the dialog is used. */
export const FAILED_STAYS_MS = 30_000;

/** @type {Dialog} */
export const CLOSED = Object.freeze({ phase: 'closed', attempt: 0, closeAt: null });

/**
 * @typedef {{kind: 'open'} | {kind: 'close'} | {kind: 'use'} | {kind: 'time'} | {kind: 'connect'} | {kind: 'refused'} | {kind: 'cancel'}
 *   | {kind: 'taken', attempt: number} | {kind: 'state', state: HandsState, attempt: number}} Happening
 *   `connect` is asked for by hand, then `taken` or `refused` by rugtape; `state` is what its status tells; `use` is any touch of the dialog
 */

/** @param {Dialog} d @param {Happening} e @param {number} now in milliseconds @returns {Dialog} */
export function step(d, e, now) {
  switch (e.kind) {
    case 'close': return CLOSED;
    case 'open': return d.phase === 'closed' ? { phase: 'asking', attempt: 0, closeAt: null } : d;
  }
  if (d.phase === 'closed') return d;
  switch (e.kind) {
    case 'connect': return d.phase === 'working' || d.phase === 'done' ? d : { phase: 'working', attempt: 0, closeAt: null };
    case 'taken': return d.phase === 'working' ? { ...d, attempt: e.attempt } : d;
    case 'refused': return d.phase === 'working' ? failed(d, now) : d;
    case 'cancel': return d.phase === 'working' ? { phase: 'asking', attempt: 0, closeAt: null } : d;
    case 'use': return d.phase === 'failed' ? { ...d, closeAt: null } : d;
    case 'time': return d.closeAt !== null && now >= d.closeAt ? CLOSED : d;
    case 'state': return d.phase === 'working' ? seen(d, e, now) : d;
  }
}

/** What the status says of our connect; that of another is none of ours. @param {Dialog} d @param {{state: HandsState, attempt: number}} e @param {number} now @returns {Dialog} */
function seen(d, { state, attempt }, now) {
  if (d.attempt === 0 || attempt < d.attempt) return d;
  if (state === 'failed') return failed(d, now);
  if (state === 'off') return { phase: 'asking', attempt: 0, closeAt: null }; // cancelled elsewhere
  if (state === 'connecting') return d;
  return { ...d, phase: 'done', closeAt: now + DONE_STAYS_MS };
}

/** @param {Dialog} d @param {number} now @returns {Dialog} */
const failed = (d, now) => ({ ...d, phase: 'failed', closeAt: now + FAILED_STAYS_MS });
