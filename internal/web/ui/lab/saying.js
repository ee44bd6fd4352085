/** What came of a run, in words that a player understands. Pure text. */
import { count, plural } from '../format.js';
import { digitsOf, outOf, plain, signed } from '../measure.js';

/** @typedef {{tone: Tone, head: string, text: string}} Saying `text` is the whole, `head` what it begins with */

/** From so many standard errors off the theory it is no longer said to agree. */
const OFF = 4;

/** @param {LabResult | SweepResult} r @returns {Saying} */
export function saying(r) {
  return 'cells' in r ? ofSweep(r) : ofOne(r);
}

/** @param {LabResult} r @returns {Saying} */
function ofOne(r) {
  const rounds = plural(r.rounds, 'round');
  if (r.bets === 0 || !r.staked) return put('warn', 'It never bet', ` in ${rounds}: there is nothing to judge.`);
  if (r.mean_per_round === null || r.stderr === null || !r.ci95) {
    return put('warn', `${r.net < 0 ? 'Lost' : 'Won'} ${plain(Math.abs(r.net), 4)} SOL in ${rounds}`, ', as one session: that alone has no error, so that it says nothing of the next.');
  }
  const { head, error } = headOf(r);
  if (r.theory_mean !== null) return beside(r, head, error);
  const [low, high] = r.ci95;
  if (high < 0) return put('bad', head, `, ${error}: that is more than bad luck. There is no edge here.`);
  if (low > 0) {
    return put('warn', head, `, ${error}. ${luck(r)} The law gives no strategy a positive mean, so expect it to go with more rounds.`);
  }
  return r.net > 0 ? put('warn', head, `, ${error}. ${luck(r)}`)
    : put('plain', head, `, ${error}: too little to tell from nothing at all. More rounds say more.`);
}

/** What was lost or won of each SOL staked. @param {LabResult} r */
function headOf(r) {
  const share = r.net / r.staked, width = halfWidth(r) * (r.rounds / r.staked);
  const digits = digitsOf(width, 6);
  const head = share === 0 ? 'Broke even' : `${share < 0 ? 'Lost' : 'Won'} ${plain(Math.abs(share), digits)} SOL per SOL staked`;
  return { head, error: `± ${width.toFixed(digits)}`, digits };
}

/** @param {LabResult} r @param {string} head @param {string} error @returns {Saying} */
function beside(r, head, error) {
  const exact = /** @type {number} */ (r.theory_mean) * (r.rounds / r.staked);
  const { digits } = headOf(r), z = Math.abs(r.theory_z ?? 0);
  const odds = exact < 0 ? `the odds say ${plain(-exact, Math.max(digits, 4))}` : exact > 0 ? `the odds say a gain of ${plain(exact, digits)}` : 'the odds say nothing lost and nothing won';
  if (z > OFF && r.source === 'drawn') return put('bad', head, `, ${error}, but ${odds}. So far off is no luck: what was bet is not what the odds are for.`);
  if (z > OFF) return put('bad', head, `, ${error}, but ${odds}. These rounds are not what the law draws, or not all of them are here.`);
  if (r.net > 0) return put('warn', head, `, ${error}, but the odds say ${exact < 0 ? `a loss of ${plain(-exact, Math.max(digits, 4))}` : 'none'}. The gain is luck: ${outOf(r.p_value ?? 1)} players without any edge do as well.`);
  return put('plain', head, `, ${error}: ${odds}. There is no edge here.`);
}

/** @param {LabResult} r */
const luck = (r) => `Luck does as well in ${outOf(r.p_value ?? 1)} players without any edge.`;

/** Half the 95 % interval of the mean per round. @param {LabResult} r */
export const halfWidth = (r) => (r.ci95 ? (r.ci95[1] - r.ci95[0]) / 2 : NaN);

/** The best trial by its mean. @param {SweepResult} s */
export function best(s) {
  return s.cells.reduce((a, b) => ((b.mean_per_round ?? -Infinity) > (a.mean_per_round ?? -Infinity) ? b : a));
}

/** @param {SweepResult} s @returns {Saying} */
function ofSweep(s) {
  const top = best(s), name = Object.entries(top.params).map(([k, v]) => `${k} = ${v}`).join(', ');
  const trials = plural(s.trials, 'trial');
  if (top.mean_per_round === null) return put('warn', `${trials}`, ': none has an error to state.');
  const digits = digitsOf(halfWidth(top));
  const mean = `${signed(top.mean_per_round, digits)} ± ${halfWidth(top).toFixed(digits)} SOL a round`;
  const head = `The best of ${trials} is ${name}`;
  if (top.ci95 && top.ci95[1] < 0) return put('plain', head, `: ${mean}. Even the best loses.`);
  const p = top.p_adjusted ?? 1;
  if (p > 0.05) return put('warn', head, `: ${mean}. The best of ${count(s.trials)} by luck does as well in ${outOf(p)} sweeps: it is no finding.`);
  return put('warn', head, `: ${mean}, and luck alone does that in ${outOf(p)} sweeps. Try it again on other rounds before you believe it.`);
}

/** @param {Tone} tone @param {string} head @param {string} rest @returns {Saying} */
const put = (tone, head, rest) => ({ tone, head, text: head + rest });
