/** Figures with their errors: as many digits as the error leaves meaning to. Nothing here touches the page. */
import { NONE } from './format.js';

const MINUS = '−';

/** Digits after the point at which an error has two figures. @param {number} error @param {number} [most] */
export function digitsOf(error, most = 9) {
  if (!(error > 0) || !Number.isFinite(error)) return Math.min(4, most);
  return Math.max(0, Math.min(most, 1 - Math.floor(Math.log10(error))));
}

/** A number with a true minus. @param {number} x @param {number} digits */
export function plain(x, digits) {
  const text = Math.abs(x).toFixed(digits);
  return x < 0 && Number(text) !== 0 ? MINUS + text : text;
}

/** A number with its sign; none where nothing but zeros would show. @param {number} x @param {number} digits */
export function signed(x, digits) {
  const text = plain(x, digits);
  return x > 0 && Number(text) !== 0 ? '+' + text : text;
}

/** An amount and its error, `+0.0012 ± 0.0003 SOL`. @param {number} x @param {number} error */
export function solWithin(x, error) {
  if (!Number.isFinite(x)) return NONE;
  const digits = digitsOf(error);
  return `${signed(x, digits)} ± ${error.toFixed(digits)} SOL`;
}

/** A fraction and its error, `−4.93 % ± 0.03`. @param {number} f @param {number} error */
export function percentWithin(f, error) {
  if (!Number.isFinite(f)) return NONE;
  const digits = digitsOf(error * 100, 4);
  return `${signed(f * 100, digits)} % ± ${(error * 100).toFixed(digits)}`;
}

/** A share and its interval, `17.3 % [13.7, 21.3]`. @param {number} f @param {number} low @param {number} high */
export function shareWithin(f, low, high) {
  const digits = digitsOf((high - low) * 50, 3);
  return `${(f * 100).toFixed(digits)} % [${plain(low * 100, digits)}, ${plain(high * 100, digits)}]`;
}

/** An amount with four figures that mean something, `−0.0004932 SOL`. @param {number} x */
export function sol(x) {
  return signed(x, fourFigures(x)) + ' SOL';
}

/** How much, whichever way, `0.0004932 SOL`. @param {number} x */
export function howMuch(x) {
  return Math.abs(x).toFixed(fourFigures(x)) + ' SOL';
}

/** @param {number} x */
const fourFigures = (x) => (x === 0 ? 0 : Math.min(9, Math.max(4, 3 - Math.floor(Math.log10(Math.abs(x))))));

/** A chance in words that a player counts with, `23 of 100`, `1 of 1,200`. @param {number} p */
export function outOf(p) {
  if (!(p > 1e-9)) return 'fewer than 1 of a billion';
  if (p >= 0.995) return 'practically all';
  if (p >= 0.1) return `${Math.round(p * 100)} of 100`;
  if (p >= 0.001) return `${Math.round(p * 1000)} of 1,000`;
  const n = Number((1 / p).toPrecision(2));
  return `1 of ${new Intl.NumberFormat('en-US').format(n)}`;
}

/** Labels of an axis: no more digits than tell them apart. @param {number[]} all */
export function axisDigits(all) {
  const steps = all.slice(1).map((v, i) => v - all[i]).filter((d) => d > 0);
  if (steps.length === 0) return 2;
  const least = Math.min(...steps);
  for (let d = 0; d < 9; d++) {
    if (all.every((v) => Math.abs(v - Number(v.toFixed(d))) < least * 1e-3)) return d;
  }
  return 9;
}
