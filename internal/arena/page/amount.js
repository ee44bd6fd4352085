/** Amounts of SOL as players type them, in lamports: whole numbers of 1e-9 SOL. */

const SOL = 1_000_000_000;

/** The bounds of a stake. */
export const LEAST = SOL / 1000;
export const MOST = SOL;

/** Reads a number of SOL, digit by digit; NaN where it is none. @param {string} text */
export function parseSOL(text) {
  const parts = /^\s*(\d{1,6})?(?:\.(\d{0,9})0*)?\s*$/.exec(text);
  if (!parts || (!parts[1] && !parts[2])) return text.trim() === '' ? 0 : NaN;
  return Number(parts[1] ?? 0) * SOL + Number((parts[2] ?? '').padEnd(9, '0'));
}

/** Writes lamports with three places, or as many as they need. @param {number} lamports */
export function writeSOL(lamports) {
  const whole = Math.trunc(lamports / SOL);
  const rest = String(lamports % SOL).padStart(9, '0').replace(/0{0,6}$/, '');
  return `${whole}.${rest}`;
}

/** What a key makes of an amount. @type {Record<string, (amount: number, cash: number) => number>} */
export const KEYS = {
  '+0.001': (amount) => amount + SOL / 1000,
  '+0.01': (amount) => amount + SOL / 100,
  '+0.1': (amount) => amount + SOL / 10,
  '+1': (amount) => amount + SOL,
  '1/2': (amount) => Math.floor(amount / 2),
  X2: (amount) => amount * 2,
  MAX: (_, cash) => Math.min(cash, MOST),
};

/** Lamports of a double that the server shows. @param {number} sol */
export const lamportsOf = (sol) => Math.round(sol * SOL);
