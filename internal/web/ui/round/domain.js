/**
 * Which ticks and prices the chart and the scrub bar span. While the future
 * is hidden, or has not happened, the spans follow from what was seen, and grow
 * in steps so that little moves.
 */
import { lastLive } from './tape.js';

const FIRST_HORIZON = 80;
const HORIZON_STEP = 1.5;

/** The last tick to make room for. @param {Tape} tape @param {number} seen the furthest tick shown @param {boolean} hide */
export function horizon(tape, seen, hide) {
  if (!tape.open && (!hide || seen >= tape.last)) return Math.max(tape.last, 10);
  const known = tape.open ? tape.last : seen;
  let end = FIRST_HORIZON;
  while (end < known * 1.08 + 4) end = Math.ceil(end * HORIZON_STEP);
  return end;
}

/** The ticks that the chart shows. @param {Tape} tape @param {number} seen @param {boolean} hide @param {Zoom | null} zoom @returns {Zoom} */
export function inSight(tape, seen, hide, zoom) {
  return zoom ?? { from: 0, to: horizon(tape, seen, hide) * 1.02 };
}

/** The span of live prices from the start to a tick. @param {Tape} tape @param {number} tick @returns {[number, number] | null} */
export function spanUpTo(tape, tick) {
  const at = Math.min(tick, lastLive(tape));
  return Number.isNaN(tape.low[at]) ? null : [tape.low[at], tape.high[at]];
}

/**
 * The span of prices between two ticks, both included.
 *
 * @param {Tape} tape @param {number} from @param {number} to
 * @returns {[number, number] | null}
 */
export function extent(tape, from, to) {
  const end = Math.min(to, lastLive(tape));
  let lo = Infinity, hi = -Infinity;
  for (let t = Math.max(0, from); t <= end; t++) {
    const p = tape.prices[t];
    if (p < lo) lo = p;
    if (p > hi) hi = p;
  }
  return lo <= hi ? [lo, hi] : null;
}

const LEAST_SPREAD = 0.1;

/**
 * Prices to show for a span of them, ending on round figures.
 *
 * @param {[number, number] | null} span @param {boolean} log @returns {[number, number]}
 */
export function priceRange(span, log) {
  let [lo, hi] = span ?? [1, 1];
  lo = Math.min(lo, Math.max(lo * (1 - LEAST_SPREAD), 1 - LEAST_SPREAD));
  hi = Math.max(hi, Math.min(hi * (1 + LEAST_SPREAD), 1 + LEAST_SPREAD));
  if (log) {
    const [a, b] = snap(Math.log10(Math.max(lo, 1e-6)), Math.log10(hi));
    return [10 ** a, 10 ** b];
  }
  const [a, b] = snap(lo, hi);
  return [Math.max(0, a), b];
}

/** @param {number} lo @param {number} hi @returns {[number, number]} */
function snap(lo, hi) {
  const pad = Math.max((hi - lo) * 0.06, 1e-9);
  const step = roundStep((hi - lo + 2 * pad) / 24);
  return [Math.floor((lo - pad) / step) * step, Math.ceil((hi + pad) / step) * step];
}

/** The smallest 1, 2 or 5 times a power of ten that is not below. @param {number} least */
function roundStep(least) {
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5].find((m) => m * power >= least * (1 - 1e-9)) ?? 10;
  return step * power;
}

/** Round figures within a linear range, about n of them. @param {number} lo @param {number} hi @param {number} n */
export function linearTicks(lo, hi, n) {
  const step = roundStep((hi - lo) / Math.max(1, n));
  const all = [];
  for (let k = Math.ceil(lo / step - 1e-9); k * step <= hi + step * 1e-9; k++) all.push(Number((k * step).toPrecision(12)));
  return all;
}

/** The figures of a decade, from many to few. */
const DECADES = [[1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8], [1, 1.5, 2, 3, 5, 7], [1, 2, 5], [1, 3], [1]];

/** Round figures within a logarithmic range, about n of them. @param {number} lo @param {number} hi @param {number} n */
export function logTicks(lo, hi, n) {
  if (hi / lo < 1.8) return linearTicks(lo, hi, n);
  const decades = Math.log10(hi / lo);
  const marks = DECADES.find((d) => decades * d.length <= n * 1.25) ?? [1];
  const all = [];
  for (let d = Math.floor(Math.log10(lo)); d <= Math.log10(hi); d++) {
    for (const m of marks) {
      const v = Number((m * 10 ** d).toPrecision(6));
      if (v >= lo * (1 - 1e-9) && v <= hi * (1 + 1e-9)) all.push(v);
    }
  }
  return all;
}

/** Digits after the point that tell a figure from its neighbours. @param {number[]} values @param {number} i */
export function digitsAt(values, i) {
  const least = Math.min(values[i] - (values[i - 1] ?? -Infinity), (values[i + 1] ?? Infinity) - values[i]);
  if (!Number.isFinite(least)) return 2;
  return Math.min(6, Math.max(values[i] >= 100 ? 0 : 2, -Math.floor(Math.log10(least) + 1e-9)));
}
