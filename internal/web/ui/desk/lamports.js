/** Exact amounts: whole lamports of 1e-9 SOL, as BigInt. No double ever rounds one. */

const PLACES = 9;
export const SOL = 10n ** BigInt(PLACES);
/** What the site takes in one order. */
export const LEAST = SOL / 1000n;
export const MOST = SOL;

/** Reads what was typed; an empty text is 0, null is no amount. @param {string} text */
export function readAmount(text) {
  const found = /^(\d{0,9})(?:[.,](\d{0,9})0*)?$/.exec(text.trim());
  return found ? BigInt(found[1] || '0') * SOL + BigInt((found[2] ?? '').padEnd(PLACES, '0')) : null;
}

/** As short as it goes: `0.005`. @param {bigint} n */
export function amountText(n) {
  const places = String(n % SOL).padStart(PLACES, '0').replace(/0+$/, '');
  return `${n / SOL}${places && '.' + places}`;
}

/** The server's number of SOL, which has nine places at most. @param {number} sol */
export function lamportsOf(sol) {
  const n = BigInt(Math.abs(sol).toFixed(PLACES).replace('.', ''));
  return sol < 0 ? -n : n;
}

/** The whole balance, as far as one order may take it. @param {bigint} balance */
export function mostOf(balance) {
  return balance > MOST ? MOST : balance < 0n ? 0n : balance;
}
