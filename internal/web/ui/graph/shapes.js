/** Outlines of what a graph draws, as SVG paths in its space. */

/** @typedef {{x: (v: number) => number, y: (v: number) => number, width: number, height: number}} Space */

/** @param {number} px */
const round = (px) => Math.round(px * 10) / 10;

/** @param {Space} s @param {ArrayLike<number>} xs @param {ArrayLike<number>} ys */
export function line(s, xs, ys) {
  let d = '';
  for (let i = 0; i < xs.length; i++) d += `${d ? 'L' : 'M'}${round(s.x(xs[i]))} ${round(s.y(ys[i]))}`;
  return d;
}

/** A line that keeps each value until the next. @param {Space} s @param {ArrayLike<number>} xs @param {ArrayLike<number>} ys */
export function steps(s, xs, ys) {
  let d = '';
  for (let i = 0; i < xs.length; i++) d += d ? `H${round(s.x(xs[i]))}V${round(s.y(ys[i]))}` : `M${round(s.x(xs[i]))} ${round(s.y(ys[i]))}`;
  return d;
}

/** The ground between two lines. @param {Space} s @param {number[]} xs @param {number[]} lows @param {number[]} highs */
export function band(s, xs, lows, highs) {
  if (xs.length === 0) return '';
  return `${line(s, xs, highs)}L${line(s, [...xs].reverse(), [...lows].reverse()).slice(1)}Z`;
}

/** An interval as an upright with two ends. @param {Space} s @param {number} x @param {number} low @param {number} high @param {number} [half] */
export function whisker(s, x, low, high, half = 4) {
  const [at, a, b] = [round(s.x(x)), round(s.y(low)), round(s.y(high))];
  return `M${at - half} ${a}h${half * 2}M${at} ${a}V${b}M${at - half} ${b}h${half * 2}`;
}
