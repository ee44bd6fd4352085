/** The limits that live orders need, as fields. Pure. */
import { LEAST, amountText, readAmount } from '../desk/lamports.js';

/**
 * @typedef {{name: string, label: string, unit: string, initial: string, most: number, needed?: boolean, says: string}} LimitField
 * @typedef {Record<string, string>} Limits as they were typed, by the guard's names; `phases`, `minutes` beside them
 */

/** @param {string} name @param {string} label @param {string} initial @param {string} says @returns {LimitField} */
const sol = (name, label, initial, says) => ({ name, label, unit: 'SOL', initial, most: 1e6, needed: true, says });

/** @type {LimitField[]} */
export const FIELDS = [
  sol('stake_sol', 'One buy', '0.005', 'the most that one buy may cost'),
  sol('side_stake_sol', 'One side bet', '0.005', 'the most that one side bet may cost'),
  sol('exposure_sol', 'At risk at once', '0.01', 'held, bet and on its way, together'),
  sol('round_loss_sol', 'Loss in a round', '0.02', 'as if all that is open were lost'),
  sol('session_loss_sol', 'Loss of this arming', '0.05', 'the session’s; you type it again below'),
  sol('day_loss_sol', 'Loss in a day', '0.1', 'of UTC; a restart does not begin it anew'),
  { name: 'per_minute', label: 'Orders a minute', unit: '', initial: '10', most: 60, needed: true, says: 'more are refused' },
  { name: 'stale_after_s', label: 'Newest frame', unit: 's', initial: '2', most: 60, needed: true, says: 'nothing is bought by an older one' },
  { name: 'deviation', label: 'Price may move', unit: '%', initial: '5', most: 100, needed: true, says: 'from the decision to the press' },
  { name: 'losing_rounds', label: 'Losing rounds', unit: '', initial: '', most: 1e6, says: 'stop after so many in a row; empty: no limit' },
  { name: 'min_gap_s', label: 'Between orders', unit: 's', initial: '', most: 86400, says: 'the least time; empty: none' },
];

const WHOLE = new Set(['per_minute', 'losing_rounds', 'minutes']);

/** The longest arming. */
export const MOST_MINUTES = 720;

/** @type {LimitField} */
export const MINUTES = { name: 'minutes', label: 'For', unit: 'min', initial: '30', most: MOST_MINUTES, needed: true, says: `at most ${MOST_MINUTES}; then it disarms by itself` };

/** What is wrong with a field, '' if nothing is. @param {LimitField} f @param {string} text */
export function limitFault({ name, unit, most, needed }, text) {
  if (text === '') return needed ? 'live orders need this' : '';
  if (unit === 'SOL') {
    const n = readAmount(text);
    if (n === null || text.includes(',')) return 'digits and a point, nine places at most';
    if (n === 0n) return 'more than 0';
    return name.includes('stake') && n < LEAST ? `the site takes ${amountText(LEAST)} SOL or more` : '';
  }
  const n = Number(text);
  if (!(WHOLE.has(name) ? /^\d+$/ : /^\d*\.?\d+$/).test(text)) return WHOLE.has(name) ? 'a whole number' : 'a number';
  return n > 0 && n <= most ? '' : `more than 0, at most ${most}`;
}

/** What is typed at first: the limits of the last arming, where there was one. @param {HandsLimits | null} last @returns {Limits} */
export function firstLimits(last) {
  /** @type {Limits} */
  const typed = { minutes: MINUTES.initial, phases: !last || last.presale === last.live ? '' : last.presale ? 'presale' : 'live' };
  for (const { name, unit, initial } of FIELDS) {
    const value = Number(last?.[name] ?? 0);
    typed[name] = !last ? initial : value === 0 ? '' : unit === 'SOL' ? amountText(BigInt(Math.round(value * 1e9))) : String(unit === '%' ? Number((value * 100).toFixed(6)) : value);
  }
  return typed;
}

/** The limits as the guard names them. @param {Limits} typed @returns {Record<string, string>} */
export function limitsAsked(typed) {
  const asked = /** @type {Record<string, string>} */ ({});
  for (const { name, unit } of FIELDS) {
    if (typed[name]) asked[name] = unit === '%' ? String(Number((Number(typed[name]) / 100).toFixed(9))) : typed[name];
  }
  if (typed.phases) asked[typed.phases] = 'true';
  return asked;
}

/** Whether the loss limit was typed once more. @param {string} typed @param {Limits} limits */
export function isConfirmed(typed, limits) {
  const n = readAmount(typed);
  return typed.trim() !== '' && n !== null && n > 0n && n === readAmount(limits.session_loss_sol);
}

/** The limits in force, as they read. @param {HandsLimits} limits @returns {[label: string, text: string][]} */
export function shownLimits(limits) {
  const typed = firstLimits(limits);
  return FIELDS.filter(({ name }) => typed[name]).map(({ name, label, unit }) => [label, `${typed[name]}${unit && ' ' + unit}`]);
}
