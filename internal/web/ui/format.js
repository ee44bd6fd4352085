/** How numbers, times and names read. Nothing here touches the page. */

const whole = new Intl.NumberFormat('en-US');
const ago = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** What stands where a value is not known. */
export const NONE = '–';

/** A price, `2.4137x`. @param {number | null | undefined} p */
export function price(p) {
  return known(p) ? p.toFixed(4) + 'x' : NONE;
}

/** A price as received, with all its digits. @param {number | null | undefined} p */
export function exactPrice(p) {
  return known(p) ? p + 'x' : NONE;
}

/** A price rounded for a narrow column, `13.90x`. @param {number | null | undefined} p */
export function shortPrice(p) {
  if (!known(p)) return NONE;
  return (p >= 0.1 ? p.toFixed(2) : p.toFixed(4)) + 'x';
}

/** A price in a place for eight characters. @param {number | null | undefined} p */
export function tightPrice(p) {
  return known(p) && p >= 100 ? p.toFixed(p >= 1000 ? 1 : 2) + 'x' : price(p);
}

/** The server's words as a sentence of the page. @param {string} text */
export function sentence(text) {
  return text && text[0].toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.');
}

/** A count, `5,000`. @param {number | null | undefined} n */
export function count(n) {
  return known(n) ? whole.format(n) : NONE;
}

/** A count and its noun, `1 round`, `2 rounds`. @param {number} n @param {string} noun @param {string} [many] */
export function plural(n, noun, many = noun + 's') {
  return `${count(n)} ${n === 1 ? noun : many}`;
}

/** A fraction with its sign, `+1.25 %`. @param {number | null} f @param {number} [digits] */
export function change(f, digits = 2) {
  if (!known(f)) return NONE;
  const text = Math.abs(f * 100).toFixed(digits);
  return `${f < 0 ? '−' : '+'}${text} %`;
}

/** A fraction, `18.2 %`. @param {number} f @param {number} [digits] */
export function percent(f, digits = 1) {
  return (f * 100).toFixed(digits) + ' %';
}

/** An amount, `0.0050 SOL`; the amount is a number of SOL. @param {number} amount @param {string} [name] */
export function money(amount, name = 'SOL') {
  return `${amount.toFixed(4)} ${name}`;
}

/** The amount with all nine places. @param {number} amount @param {string} [name] */
export function exactMoney(amount, name = 'SOL') {
  return `${amount.toFixed(9)} ${name}`;
}

/** The coin in a word. @param {string} id */
export function coin(id) {
  if (id === '' || id === 'solana' || id.startsWith('So1111')) return 'SOL';
  return id.toLowerCase() === '0xpractice' ? 'practice' : id;
}

/** Milliseconds of a time in nanoseconds; NaN if it is not known. @param {string | null | undefined} ns */
export function msOf(ns) {
  return !ns || ns === '0' ? NaN : Number(BigInt(ns) / 1000n) / 1000;
}

/** @param {number} n @param {number} [width] */
const pad = (n, width = 2) => String(n).padStart(width, '0');

/** A day in this time zone, `2025-12-07`. @param {number} ms */
export function day(ms) {
  if (!known(ms)) return NONE;
  const d = new Date(ms);
  return `${d.getFullYear()}-${pad(d.getMonth() + 1)}-${pad(d.getDate())}`;
}

/** A time of day in this time zone with milliseconds. @param {number} ms */
export function timeOfDay(ms) {
  if (!known(ms)) return NONE;
  const d = new Date(ms);
  return `${pad(d.getHours())}:${pad(d.getMinutes())}:${pad(d.getSeconds())}.${pad(d.getMilliseconds(), 3)}`;
}

/** The exact time, here and in UTC. @param {number} ms */
export function exactTime(ms) {
  return known(ms) ? `${day(ms)} ${timeOfDay(ms)} here, ${new Date(ms).toISOString()}` : 'not recorded';
}

/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const units = [['year', 31536e6], ['month', 2628e6], ['week', 6048e5], ['day', 864e5], ['hour', 36e5], ['minute', 6e4]];

/** A time against now, `3 weeks ago`. @param {number} ms @param {number} [now] */
export function relative(ms, now = Date.now()) {
  if (!known(ms)) return NONE;
  for (const [unit, size] of units) {
    const n = (ms - now) / size;
    if (Math.abs(n) >= 1) return ago.format(Math.trunc(n), unit);
  }
  return 'just now';
}

/** A length of time, `34.3 s` or `2 min 05 s`. @param {number} ms */
export function duration(ms) {
  if (!known(ms)) return NONE;
  if (ms < 60_000) return (ms / 1000).toFixed(1) + ' s';
  const s = Math.round(ms / 1000);
  return `${Math.floor(s / 60)} min ${pad(s % 60)} s`;
}

/** An amount of data, `2.1 MB`. @param {number} n */
export function bytes(n) {
  if (n < 1000) return `${n} B`;
  const [size, unit] = n < 1e6 ? [1e3, 'kB'] : n < 1e9 ? [1e6, 'MB'] : [1e9, 'GB'];
  return `${(n / size).toFixed(1)} ${unit}`;
}

/** A speed, `1x`, `max`. @param {number} s */
export function speed(s) {
  return s === 0 ? 'max' : `${s}x`;
}

/** @param {number | null | undefined} n @returns {n is number} */
function known(n) {
  return n !== null && n !== undefined && Number.isFinite(n);
}
