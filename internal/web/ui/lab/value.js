/** What is typed into a field: a number with a unit and a range, or a list of them to sweep over. Pure. */
import { plural } from '../format.js';

/** @typedef {Pick<Param, 'unit' | 'least' | 'most'>} Bounds */

/** @type {Record<string, string>} */
export const UNITS = { SOL: 'SOL', price: 'x', fraction: '1 = 100 %', ticks: 'ticks', count: '', percent: '%', rounds: 'rounds', s: 's' };

const WHOLE = new Set(['ticks', 'count', 'rounds', 'whole']);

/** What is wrong with a value, or ''. @param {string} text @param {Bounds} p */
export function fault(text, { unit, least, most }) {
  const t = text.trim();
  if (unit === 'text') return '';
  if (unit === 'switch') return /^(True|False)$/.test(t) ? '' : 'Write True or False.';
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(t)) return `Write a number, ${range(least, most, unit)}.`;
  if (WHOLE.has(unit) && !/^[+-]?\d+$/.test(t)) return `Write a whole number, ${range(least, most, unit)}.`;
  if (unit === 'SOL' && (/\.\d{10,}$/.test(t) || /e/i.test(t))) return 'Write SOL with at most nine places.';
  return Number(t) < least || Number(t) > most ? `Out of range: ${range(least, most, unit)}.` : '';
}

/** @param {number} least @param {number} most @param {string} unit */
export function range(least, most, unit) {
  if (!(least > -Infinity)) return 'of any size';
  const end = { SOL: ' SOL', price: 'x', ticks: ' ticks', rounds: ' rounds', percent: ' %', s: ' s' }[unit] ?? '';
  if (!(most < Infinity)) return `${short(least)}${end} or more`;
  return `${short(least)} to ${short(most)}${end}`;
}

/** @param {number} n */
const short = (n) => (n >= 1e4 ? n.toLocaleString('en-US') : String(n));

/** No more values than this come out of one field. */
export const MOST_VALUES = 200;

/**
 * The values of a sweep: `1.5, 2, 3`, or `1 to 2 step 0.25`, which `1..2/0.25` is short for.
 *
 * @param {string} text @param {Bounds} p
 * @returns {{values: string[], fault: string}}
 */
export function sweepValues(text, p) {
  /** @type {string[]} */
  const values = [];
  for (const part of text.split(/[,;\s]*[,;][,;\s]*/).map((s) => s.trim()).filter(Boolean)) {
    const span = /^(\S+?)\s*(?:to|\.\.)\s*(\S+?)(?:\s*(?:step|by|\/)\s*(\S+))?$/.exec(part);
    if (!span) values.push(part);
    else {
      const all = spread(span[1], span[2], span[3], p.unit);
      if (typeof all === 'string') return { values: [], fault: all };
      values.push(...all);
    }
    if (values.length > MOST_VALUES) return { values: [], fault: `That is more than ${MOST_VALUES} values: take a larger step.` };
  }
  const all = [...new Set(values)];
  if (all.length === 0) return { values: all, fault: 'Write values, such as 1.5, 2, 3, or 1 to 2 step 0.25.' };
  const bad = all.find((v) => fault(v, p));
  return { values: all, fault: bad === undefined ? '' : `${bad}: ${fault(bad, p)}` };
}

/** @param {string} from @param {string} to @param {string | undefined} step @param {string} unit @returns {string[] | string} the values, or a fault */
function spread(from, to, step, unit) {
  const decimal = /^[+-]?(\d+\.?\d*|\.\d+)$/;
  if (![from, to, step ?? '1'].every((t) => decimal.test(t))) return 'Write a range as 1 to 2 step 0.25.';
  const [a, b] = [Number(from), Number(to)];
  const by = Number(step ?? defaultStep(a, b, unit));
  if (!(by > 0) || b < a) return 'The range must rise, by a step above 0.';
  // Counted in units of the last written place, so that no 0.30000000000000004 comes out.
  const places = Math.max(...[a, b, by].map((n) => n.toFixed(9).replace(/\.?0+$/, '').split('.')[1]?.length ?? 0));
  const unitOf = 10 ** places;
  const [lo, hi, d] = [a, b, by].map((n) => Math.round(n * unitOf));
  if ((hi - lo) / d > MOST_VALUES) return `That is more than ${MOST_VALUES} values: take a larger step.`;
  const all = [];
  for (let k = lo; k <= hi; k += d) all.push(String(Number((k / unitOf).toFixed(places))));
  return all;
}

/** A tenth of the range, on a round figure. @param {number} a @param {number} b @param {string} unit */
function defaultStep(a, b, unit) {
  const tenth = (b - a) / 10 || 1, power = 10 ** Math.floor(Math.log10(tenth));
  const step = Number(((tenth / power < 2 ? 1 : tenth / power < 5 ? 2 : 5) * power).toPrecision(3));
  return WHOLE.has(unit) ? Math.max(1, Math.round(step)) : step;
}

/** Trials of a sweep in words, `7 x 4 = 28 trials`. @param {number[]} sizes */
export function trialWords(sizes) {
  const n = sizes.reduce((a, b) => a * b, 1);
  return sizes.length > 1 ? `${sizes.join(' × ')} = ${plural(n, 'trial')}` : plural(n, 'trial');
}
