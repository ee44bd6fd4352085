/** Each check of the proof with what it found. Pure text. */
import { count, exactPrice, exactTime, msOf } from '../format.js';

/**
 * @typedef {{name: string, title: string, text: string, state: 'ok' | 'failed' | 'open'}} Check
 * @param {boolean | null} ok
 * @returns {Check['state']}
 */
const state = (ok) => (ok === null ? 'open' : ok ? 'ok' : 'failed');

/**
 * @param {import('../api.js').Proof} p
 * @param {import('../api.js').RoundDetail} round
 * @param {boolean} veiled the round's length, peak and end must not be told yet
 * @returns {Check[]}
 */
export function checksOf(p, round, veiled) {
  const later = 'Shown when the round is over.';
  const seeded = p.seed !== '';
  const none = 'Not checked: no seed is known.';
  return [
    {
      name: 'pinned', title: 'Fixed before the round', state: p.pinned ? 'ok' : 'open',
      text: p.pinned ? `The fingerprint was seen ${exactTime(msOf(p.hash_seen_ns)).split(', ')[0]}, before the first tick.`
        : p.seed_hash ? 'Not checked: the fingerprint was not recorded before the round.' : 'Not checked: no fingerprint was recorded.',
    },
    {
      name: 'hash', title: 'Seed fits the fingerprint', state: state(p.hash_ok),
      text: p.hash_ok === null ? (seeded ? 'Not checked: no fingerprint is known.' : none) : p.hash_ok ? 'Its SHA-256 is the published fingerprint.' : 'Its SHA-256 is another than the published fingerprint.',
    },
    {
      name: 'prices', title: 'Prices', state: !seeded ? 'open' : p.prices_checked > 0 && p.prices_equal === p.prices_checked ? 'ok' : p.prices_checked > 0 ? 'failed' : 'open',
      text: !seeded ? none : prices(p, veiled),
    },
    {
      name: 'rug-tick', title: 'Tick of the rug', state: state(p.rug_tick_ok),
      text: p.rug_tick_ok === null ? (seeded ? 'Not checked: the rug itself was not recorded.' : none) : veiled ? later
        : p.rug_tick_ok ? `The seed rugs at tick ${count(p.derived_rug_tick)}, as recorded.` : `The seed rugs at tick ${count(p.derived_rug_tick)}, recorded is ${count(round.rug_tick)}.`,
    },
    {
      name: 'peak', title: 'Peak', state: state(p.peak_ok),
      text: p.peak_ok === null ? (seeded ? 'Not checked: no peak was published or some prices are missing.' : none) : veiled ? later
        : p.peak_ok ? `${exactPrice(p.derived_peak ?? round.peak)}, as published.` : `The seed makes ${exactPrice(p.derived_peak)}.`,
    },
    {
      name: 'rug-price', title: 'Rug price', state: state(p.rug_price_ok),
      text: p.rug_price_ok === null ? (seeded ? 'Not checked: the rug itself was not recorded.' : none) : veiled ? later
        : p.rug_price_ok ? `${exactPrice(round.rug_price)} is the lowest price × (1 − 0.98).` : `The seed makes ${exactPrice(p.derived_rug_price)}, recorded is ${exactPrice(round.rug_price)}.`,
    },
    {
      name: 'law', title: 'Nothing impossible', state: state(p.law_consistent),
      text: p.law_consistent === null ? 'Not checked: too little was recorded.' : p.law_consistent ? 'No step is outside what the law can make.'
        : `${p.impossible_at === null ? '' : `Tick ${count(p.impossible_at)}: `}${p.why}`,
    },
  ];
}

/** @param {import('../api.js').Proof} p @param {boolean} veiled */
function prices(p, veiled) {
  if (p.prices_checked === 0) return 'Not checked: no price was recorded.';
  if (p.prices_equal === p.prices_checked) return veiled ? 'All are equal, bit for bit.' : `${count(p.prices_equal)} of ${count(p.prices_checked)} are equal, bit for bit.`;
  const first = p.first_mismatch === null ? '' : ` The first that differs is at tick ${count(p.first_mismatch)}: ${exactPrice(p.expected)} expected, ${exactPrice(p.seen)} recorded.`;
  return (veiled ? 'Some differ.' : `${count(p.prices_equal)} of ${count(p.prices_checked)} are equal.`) + first;
}
