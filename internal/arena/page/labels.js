/** What stands on the buttons that grow with the amount. */
import { writeSOL } from './amount.js';

/**
 * The word of a button and what follows it; of the two forms the second is for
 * ?labels=2.
 * @param {Knobs['labels']} form @param {'BUY' | 'SELL' | 'SIDEBET'} control @param {number} lamports
 */
export function label(form, control, lamports) {
  const amount = lamports > 0 ? `${writeSOL(lamports)} SOL` : '';
  if (form === 1) return [control, amount && `+${amount}`];
  return [control === 'SIDEBET' ? 'SIDE BET' : control, ` ${amount || 'NOW'}`];
}

/** The cross that clears the field. @param {Knobs['labels']} form */
export const cross = (form) => (form === 1 ? 'X' : '✕');

/** What opens the panel of side bets. @param {Knobs['labels']} form */
export const opener = (form) => (form === 1 ? 'OPEN' : 'Open side bets');
