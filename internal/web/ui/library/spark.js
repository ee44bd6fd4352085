import { html } from '../html.js';

const W = 120, H = 32;

/** The round's shape in a few points; a rug falls to the foot. @param {{round: RoundItem}} props */
export function Spark({ round }) {
  const rugged = round.rug_tick !== null && round.spark.length > 1;
  const live = rugged ? round.spark.slice(0, -1) : round.spark;
  if (live.length === 0) return html`<svg class="spark" viewBox=${`0 0 ${W} ${H}`} aria-hidden="true"></svg>`;
  let lo = Math.min(...live, 1), hi = Math.max(...live, 1);
  if (hi / lo < 1.2) [lo, hi] = [lo * 0.9, hi * 1.1];
  const last = round.spark.length - 1;
  const x = (/** @type {number} */ i) => ((i / Math.max(1, last)) * (W - 6) + 2).toFixed(1);
  const y = (/** @type {number} */ p) => (H - 4 - (Math.log(p / lo) / Math.log(hi / lo)) * (H - 7)).toFixed(1);
  const points = live.map((p, i) => `${x(i)} ${y(p)}`).join('L');
  return html`
    <svg class="spark" viewBox=${`0 0 ${W} ${H}`} preserveAspectRatio="none" aria-hidden="true">
      <path class="spark-one" d=${`M2 ${y(1)}H${W - 4}`} />
      <path class="spark-line" d=${'M' + points} />
      ${rugged && html`<path class="spark-rug" d=${`M${x(last - 1)} ${y(live[live.length - 1])}L${x(last)} ${H - 1}`} />`}
    </svg>`;
}
