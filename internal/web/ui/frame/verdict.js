import { html } from '../html.js';
import { icons } from './icons.js';

/**
 * What can be said of a round, in a word: never told by colour alone.
 *
 * @typedef {{word: string, says: string, icon: IconName, tone: Tone}} Saying
 * @param {{verdict: string, law_consistent: boolean | null, pinned?: boolean, fresh?: boolean}} round `fresh`: its seed is yet to be told
 * @returns {Saying}
 */
export function saying({ verdict, law_consistent: possible, pinned, fresh }) {
  switch (verdict) {
    case 'verified': {
      const from = pinned ? 'seed whose fingerprint was published before the round' : 'published seed';
      return { word: 'Proven', icon: 'check', tone: 'good', says: `Every price follows from the ${from}.` };
    }
    case 'mismatch':
      return { word: 'Mismatch', icon: 'close', tone: 'bad', says: 'What was recorded does not follow from the published seed.' };
    case 'partial':
      return { word: 'Proven in part', icon: 'half', tone: 'warn', says: 'Every recorded price follows from the seed, but not all was recorded.' };
  }
  if (fresh) return { word: 'Seed to come', icon: 'minus', tone: 'plain', says: 'The server tells the seed with a later frame; then every price is checked.' };
  switch (possible) {
    case true:
      return { word: 'Nothing impossible', icon: 'dot', tone: 'plain', says: 'No seed is known. No step is outside what the law can make: this is not a proof.' };
    case false:
      return { word: 'Impossible', icon: 'warn', tone: 'bad', says: 'No seed is known, and the recording holds what the law cannot make.' };
  }
  return { word: 'Not checked', icon: 'minus', tone: 'plain', says: 'No seed is known, and there is too little to check.' };
}

/** @param {{round: {verdict: string, law_consistent: boolean | null, pinned?: boolean, fresh?: boolean, quarantined?: boolean}}} props */
export function Verdict({ round }) {
  const s = saying(round);
  return html`
    <span class=${`verdict ${s.tone}`} data-tip=${s.says} data-verdict=${round.verdict} data-test="verdict">${icons[s.icon]()}<span>${s.word}</span></span>
    ${round.quarantined && html`
      <span class="verdict bad" data-tip="Its recordings contradict each other: it takes no part in statistics.">${icons.warn()}<span>Quarantined</span></span>`}`;
}
