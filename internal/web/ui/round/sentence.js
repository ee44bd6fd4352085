/** The proof in a sentence that a player understands. Pure text. */
import { count, exactPrice, plural } from '../format.js';

/** @typedef {{head: string, text: string, tone: Tone}} Sentence read as `head: text` */

/**
 * @param {Proof} proof
 * @param {Pick<RoundItem, 'source' | 'rug_tick' | 'rug_price'>} round
 * @param {boolean} veiled the round's length must not be told yet
 * @param {boolean} ahead the tick that the proof names must not be told yet
 * @returns {Sentence}
 */
export function sentence(proof, round, veiled, ahead) {
  switch (proof.verdict) {
    case 'verified': return round.source === 'sample' ? sample(proof, veiled) : proven(proof, veiled);
    case 'mismatch': return mismatch(proof, ahead);
    case 'partial': return part(proof, veiled);
  }
  switch (proof.law_consistent) {
    case true: return { head: 'Nothing impossible', tone: 'plain', text: `${possible(round)} No seed is known, so this is not a proof.` };
    case false: return impossible(proof, ahead);
  }
  return { head: 'Not checked', tone: 'plain', text: `no seed is known, and there is too little to check${proof.why && ': ' + proof.why}.` };
}

/** @param {Pick<RoundItem, 'rug_tick' | 'rug_price'>} round */
function possible({ rug_tick: tick, rug_price: price }) {
  const steps = 'every recorded step could have been made by the law';
  if (price !== null) return `${steps}, and the rug price fits the lowest one.`;
  return tick === null ? `${steps}; the recording ends before the rug.` : `${steps}; the rug price was not recorded.`;
}

/** @param {Proof} proof @param {boolean} ahead @returns {Sentence} */
function impossible({ impossible_at: at, why }, ahead) {
  const either = 'Either the recording is damaged, or the round was not made by this law.';
  if (ahead) return { head: 'Impossible later in the round', tone: 'bad', text: `the law cannot make what is recorded there. ${either}` };
  return {
    head: at === null ? 'Impossible' : `Impossible at tick ${count(at)}`, tone: 'bad',
    text: `the law cannot make this round: ${why}. ${either}`,
  };
}

/** @param {Proof} proof */
const published = ({ pinned }) => (pinned ? 'the seed whose fingerprint was published before the round' : 'the seed that was published after the round');

/** @param {Proof} proof @param {boolean} veiled @returns {Sentence} */
function proven(proof, veiled) {
  const prices = veiled ? 'every price follows' : `all ${count(proof.prices_checked)} prices follow`;
  const rest = proof.pinned
    ? 'Nobody could change the round once it had begun.'
    : 'The fingerprint was not recorded before the round, so that it was fixed beforehand is not shown here.';
  return { head: 'Proven', tone: 'good', text: `${prices} from ${published(proof)}. ${rest}` };
}

/** @param {Proof} proof @param {boolean} veiled @returns {Sentence} */
function sample(proof, veiled) {
  const prices = veiled ? 'every price follows' : `all ${count(proof.prices_checked)} prices follow`;
  return { head: 'Proven', tone: 'good', text: `${prices} from the seed of this sample, which anybody can draw again. A round of the site is checked in the same way.` };
}

/** @param {Proof} proof @param {boolean} ahead @returns {Sentence} */
function mismatch(proof, ahead) {
  if (proof.hash_ok === false) {
    return { head: 'Mismatch', tone: 'bad', text: 'the seed is not the one whose fingerprint was published: its SHA-256 is another.' };
  }
  const { first_mismatch: at, expected, seen } = proof;
  if (ahead) {
    return { head: 'Mismatch later in the round', tone: 'bad', text: 'the seed makes another price there than was recorded.' };
  }
  if (at !== null && expected !== null && seen !== null) {
    const text = `the seed makes ${exactPrice(expected)} there, and ${exactPrice(seen)} was recorded.`;
    return { head: `Mismatch at tick ${count(at)}`, tone: 'bad', text };
  }
  const wrong = [
    proof.rug_tick_ok === false && 'tick of the rug', proof.rug_price_ok === false && 'rug price', proof.peak_ok === false && 'peak',
  ].filter(Boolean);
  return { head: 'Mismatch', tone: 'bad', text: `the ${wrong.join(' and the ') || 'length'} does not follow from the seed.` };
}

/** @param {Proof} proof @param {boolean} veiled @returns {Sentence} */
function part(proof, veiled) {
  if (proof.prices_checked === 0) {
    return { head: 'Made from its seed', tone: 'warn', text: `the prices are those of ${published(proof)}. None of them was recorded, so there is nothing to hold against it.` };
  }
  const prices = veiled ? 'every recorded price follows' : `all ${plural(proof.prices_checked, 'recorded price')} follow`;
  const lack = proof.hash_ok === null ? 'no fingerprint is known to hold the seed against' : 'not all of the round was recorded';
  return { head: 'Proven in part', tone: 'warn', text: `${prices} from ${published(proof)}, but ${lack}.` };
}
