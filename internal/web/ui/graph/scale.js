/** A scale: values to pixels and back, with the figures that label it. */
import { linearTicks, logTicks } from '../round/domain.js';

/**
 * @typedef {{from: number, to: number, log?: boolean, labels?: number[], format: (v: number, all: number[]) => string}} Axis
 *   what an axis spans and how its figures read; `labels` are the figures where they are not to be chosen
 * @typedef {{at: (v: number) => number, of: (px: number) => number, labels: number[]}} Scale
 */

/**
 * @param {Axis} axis
 * @param {number} start the pixel of `from` @param {number} end the pixel of `to`
 * @param {number} room pixels that a label takes
 * @returns {Scale}
 */
export function scaleOf({ from, to, log, labels }, start, end, room) {
  const bend = log ? Math.log : (/** @type {number} */ v) => v;
  const straighten = log ? Math.exp : (/** @type {number} */ v) => v;
  const a = bend(from), b = bend(to);
  const span = b - a || 1;
  const most = Math.max(2, Math.abs(end - start) / room);
  return {
    at: (v) => start + ((bend(v) - a) / span) * (end - start),
    of: (px) => straighten(a + ((px - start) / (end - start)) * span),
    labels: labels ? thin(labels, most) : (log ? logTicks : linearTicks)(from, to, most),
  };
}

/** As many of the figures as there is room for. @param {number[]} all @param {number} most */
function thin(all, most) {
  const every = Math.ceil(all.length / Math.max(1, most));
  return all.filter((_, i) => i % every === 0);
}

/** The span of some values with a margin. @param {number[]} values @param {number} [margin] @returns {[number, number]} */
export function spanOf(values, margin = 0.06) {
  let lo = Infinity, hi = -Infinity;
  for (const v of values) {
    if (v < lo) lo = v;
    if (v > hi) hi = v;
  }
  if (!(lo <= hi)) return [0, 1];
  const pad = (hi - lo || Math.abs(hi) || 1) * margin;
  return [lo - pad, hi + pad];
}

/** Where in a rising list the value nearest to v is. @param {number[]} all @param {number} v */
export function nearest(all, v) {
  let lo = 0, hi = all.length - 1;
  while (hi - lo > 1) {
    const mid = (lo + hi) >> 1;
    if (all[mid] < v) lo = mid;
    else hi = mid;
  }
  return Math.abs(all[lo] - v) <= Math.abs(all[hi] - v) ? lo : hi;
}
