/** The proof in a sentence that a player understands. Pure text. */
import { count, exactPrice, plural } from '../format.js';

/**
 * @typedef {import('../api.js').Proof} Proof
 * @typedef {{head: string, text: string, tone: 'good' | 'bad' | 'warn' | 'plain'}} Sentence
 */

/**
 * @param {Proof} proof
 * @param {boolean} veiled the round's length must not be told yet
 * @returns {Sentence}
 */
export function sentence(proof, veiled) {
  switch (proof.verdict) {
    case 'verified': return proven(proof, veiled);
    case 'mismatch': return mismatch(proof);
    case 'partial': return part(proof, veiled);
  }
  if (proof.law_consistent === true) {
    return { head: 'Nothing impossible', tone: 'plain', text: 'Every step could have been made by the law, and the rug price fits the lowest one. No seed is known, so this is not a proof.' };
  }
  if (proof.law_consistent === false) {
    const at = proof.impossible_at === null ? '' : ` at tick ${count(proof.impossible_at)}`;
    return { head: `Impossible${at}`, tone: 'bad', text: `The law cannot make this round: ${proof.why || 'a step or the rug price does not fit'}. Either the recording is damaged, or the round was not made by this law.` };
  }
  return { head: 'Not checked', tone: 'plain', text: `No seed is known, and there is too little to check${proof.why ? ': ' + proof.why : ''}.` };
}

/** @param {Proof} proof */
const published = (proof) => (proof.pinned ? 'the seed whose fingerprint was published before the round' : 'the seed that was published after the round');

/** @param {Proof} proof @param {boolean} veiled @returns {Sentence} */
function proven(proof, veiled) {
  const prices = veiled ? 'every price follows' : proof.prices_checked === 1 ? 'its one price follows' : `all ${count(proof.prices_checked)} prices follow`;
  const rest = proof.pinned
    ? 'Nobody could change the round once it had begun.'
    : 'The fingerprint was not recorded before the round, so that it was fixed beforehand is not shown here.';
  return { head: 'Proven', tone: 'good', text: `Proven: ${prices} from ${published(proof)}. ${rest}` };
}

/** @param {Proof} proof @returns {Sentence} */
function mismatch(proof) {
  if (proof.hash_ok === false) {
    return { head: 'Mismatch', tone: 'bad', text: 'The seed is not the one whose fingerprint was published: its SHA-256 is another.' };
  }
  if (proof.first_mismatch !== null && proof.expected !== null && proof.seen !== null) {
    return { head: `Mismatch at tick ${count(proof.first_mismatch)}`, tone: 'bad', text: `The seed makes ${exactPrice(proof.expected)} at tick ${count(proof.first_mismatch)}; ${exactPrice(proof.seen)} was recorded.` };
  }
  const wrong = [[proof.rug_tick_ok, 'rug tick'], [proof.rug_price_ok, 'rug price'], [proof.peak_ok, 'peak']].filter(([ok]) => ok === false).map(([, name]) => name);
  return { head: 'Mismatch', tone: 'bad', text: `The prices follow from the seed, but the ${wrong.join(' and the ') || 'rest'} does not.` };
}

/** @param {Proof} proof @param {boolean} veiled @returns {Sentence} */
function part(proof, veiled) {
  const prices = veiled ? 'every recorded price follows' : `all ${plural(proof.prices_checked, 'recorded price')} follow`;
  return { head: 'Proven in part', tone: 'warn', text: `Proven in part: ${prices} from ${published(proof)}, but ${proof.hash_ok === null ? 'no fingerprint is known to hold the seed against' : 'not all of the round was recorded'}.` };
}
