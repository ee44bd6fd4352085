/** The guard's limits and the venue's manners, as fields. */

/**
 * @typedef {{name: string, label: string, unit: string, least: number, most: number, says: string}} Field
 */

/** @param {string} name @param {string} label @param {string} says @returns {Field} */
const sol = (name, label, says) => ({ name, label, unit: 'SOL', least: 0, most: 1e6, says });

/** What is left empty does not bind. @type {Field[]} */
export const LIMITS = [
  sol('stake_sol', 'One buy', 'the most that one buy may cost'),
  sol('side_stake_sol', 'One side bet', 'the most that one side bet may cost'),
  sol('exposure_sol', 'At risk at once', 'what is held, bet and on its way, together'),
  sol('round_loss_sol', 'Loss in a round', 'it stops for the round when that much could be lost'),
  sol('session_loss_sol', 'Loss in a session', 'it stops for the session when that much could be lost'),
  sol('day_loss_sol', 'Loss in a day', 'it stops for the day when that much could be lost'),
  { name: 'losing_rounds', label: 'Losing rounds', unit: 'count', least: 0, most: 1e6, says: 'it stops after so many in a row' },
  { name: 'per_minute', label: 'Orders a minute', unit: 'count', least: 0, most: 60, says: 'more are refused' },
  { name: 'min_gap_s', label: 'Between orders', unit: 's', least: 0, most: 86400, says: 'the least time from one order to the next' },
  { name: 'deviation', label: 'Price may move', unit: 'fraction', least: 0, most: 10, says: 'from the decision to the deed; 0.05 is 5 %' },
];

/** In which phases risk may be taken, as limits of the guard. @type {[name: string, text: string][]} */
export const PHASES = [['', 'presale and live'], ['presale', 'presale only'], ['live', 'live only']];

/** How orders fare on their way. @type {(Field & {name: 'delay' | 'jitter' | 'refuse'})[]} */
export const MANNERS = [
  { name: 'delay', label: 'Delay', unit: 'ticks', least: 0, most: 40, says: 'from a decision to its fill; a tick is 250 ms' },
  { name: 'jitter', label: 'Jitter', unit: 'ticks', least: 0, most: 40, says: 'up to so many ticks more, by dice' },
  { name: 'refuse', label: 'Refusals', unit: 'fraction', least: 0, most: 1, says: 'the chance that an order is refused; 0.02 is 2 %' },
];

/** The other fields. */
export const FIELDS = {
  count: { name: 'count', label: 'Rounds', unit: 'rounds', least: 1, most: 1e9, says: 'how many are drawn' },
  seed: { name: 'seed', label: 'Seed', unit: 'count', least: 0, most: Number.MAX_SAFE_INTEGER, says: 'the same seed draws the same rounds' },
  session: { name: 'session', label: 'Rounds a session', unit: 'rounds', least: 1, most: 1e7, says: 'each session begins anew with the same balance' },
  balance: { name: 'balance', label: 'Balance', unit: 'SOL', least: 1e-9, most: 1e6, says: 'that each session begins with' },
};
