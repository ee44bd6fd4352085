/** What the user chose for trading, kept by the browser. */
import { kept } from '../prefs.js';
import { readAmount } from './lamports.js';

/** @param {any} v */
const isAmount = (v) => typeof v === 'string' && readAmount(v) !== null;

/** The amount of the next order, as it was typed. */
export const amount = kept('desk.amount', '0.005', isAmount);
/** What a session begins with. */
export const start = kept('desk.start', '1', isAmount);

/**
 * The bot that was chosen last: `kind` is a strategy's name, or `script:`
 * and that of a script. The values are by kind, as they were typed.
 *
 * @typedef {{kind: string, values: Record<string, Record<string, string>>, delay: string}} Choice
 */
export const choice = kept('desk.bot', /** @type {Choice} */ ({ kind: 'target', values: {}, delay: '0' }), isChoice);

/** @param {any} v */
function isChoice(v) {
  return typeof v === 'object' && typeof v.kind === 'string' && typeof v.delay === 'string' && typeof v.values === 'object' && v.values !== null;
}
