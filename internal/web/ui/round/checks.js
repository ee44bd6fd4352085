/** Each check of the proof with what it found. Pure text. */
import { count, exactPrice, exactTime, msOf } from '../format.js';

/**
 * @typedef {{name: string, title: string, text: string, state: 'ok' | 'failed' | 'open'}} Check
 * @param {boolean | null} ok
 * @returns {Check['state']}
 */
const state = (ok) => (ok === null ? 'open' : ok ? 'ok' : 'failed');

/**
 * @param {Proof} p
 * @param {RoundDetail} round
 * @param {boolean} veiled the round's length, peak and end must not be told yet
 * @param {boolean} ahead the tick that is impossible must not be told yet
 * @returns {Check[]}
 */
export function checksOf(p, round, veiled, ahead) {
  const later = 'Shown when the round is over.';
  const seeded = p.seed !== '';
  const none = 'Not checked: no seed is known.';
  /**
   * The text of a check of a figure.
   *
   * @param {boolean | null} ok @param {string} unknown why it was not made, with a seed @param {string} right @param {string} wrong
   */
  const figure = (ok, unknown, right, wrong) => (ok === null ? (seeded ? `Not checked: ${unknown}.` : none) : veiled ? later : ok ? right : wrong);
  const counted = seeded && p.prices_checked > 0;
  return [
    { name: 'pinned', title: 'Fixed before the round', state: p.pinned ? 'ok' : 'open', text: pinned(p) },
    {
      name: 'hash', title: 'Seed fits the fingerprint', state: state(p.hash_ok),
      text: p.hash_ok === null ? (seeded ? 'Not checked: no fingerprint is known.' : none)
        : `Its SHA-256 is ${p.hash_ok ? 'the published fingerprint' : 'another than the published fingerprint'}.`,
    },
    {
      name: 'prices', title: 'Prices', state: counted ? state(p.prices_equal === p.prices_checked) : 'open',
      text: seeded ? prices(p, veiled) : none,
    },
    {
      name: 'rug-tick', title: 'Tick of the rug', state: state(p.rug_tick_ok),
      text: figure(p.rug_tick_ok, 'the rug itself was not recorded', `The seed rugs at tick ${count(p.derived_rug_tick)}, as recorded.`,
        `The seed rugs at tick ${count(p.derived_rug_tick)}, recorded is ${count(round.rug_tick)}.`),
    },
    {
      name: 'peak', title: 'Peak', state: state(p.peak_ok),
      text: figure(p.peak_ok, 'the server’s word on it was not recorded', `${exactPrice(p.derived_peak)}, as published.`,
        `The seed makes ${exactPrice(p.derived_peak)}, another was published.`),
    },
    {
      name: 'rug-price', title: 'Rug price', state: state(p.rug_price_ok),
      text: figure(p.rug_price_ok, 'the rug itself was not recorded', `${exactPrice(round.rug_price)} is the lowest price × (1 − 0.98).`,
        `The seed makes ${exactPrice(p.derived_rug_price)}, recorded is ${exactPrice(round.rug_price)}.`),
    },
    { name: 'law', title: 'Nothing impossible', state: state(p.law_consistent), text: law(p, ahead) },
  ];
}

/** @param {Proof} p */
function pinned(p) {
  if (p.pinned) return `The fingerprint was seen ${exactTime(msOf(p.hash_seen_ns)).split(', ')[0]}, before the first tick.`;
  return p.seed_hash ? 'Not checked: the fingerprint was not recorded before the round.' : 'Not checked: no fingerprint was recorded.';
}

/** @param {Proof} p @param {boolean} veiled */
function prices(p, veiled) {
  if (p.prices_checked === 0) return 'Not checked: no price was recorded.';
  const all = p.prices_equal === p.prices_checked;
  if (veiled) return all ? 'All are equal, bit for bit.' : 'Some differ.';
  const equal = `${count(p.prices_equal)} of ${count(p.prices_checked)} are equal`;
  if (all) return `${equal}, bit for bit.`;
  if (p.first_mismatch === null) return `${equal}.`;
  return `${equal}. At tick ${count(p.first_mismatch)}, the first that differs, ${exactPrice(p.expected)} was expected and ${exactPrice(p.seen)} recorded.`;
}

/** @param {Proof} p @param {boolean} ahead */
function law(p, ahead) {
  if (p.law_consistent === null) return 'Not checked: too little was recorded.';
  if (p.law_consistent) return 'No step is outside what the law can make.';
  if (ahead) return 'A step later in the round is outside what the law can make.';
  return `${p.impossible_at === null ? '' : `Tick ${count(p.impossible_at)}: `}${p.why}`;
}
