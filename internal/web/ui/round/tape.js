/** A round made ready for drawing: what is known at each tick, and up to it. */

/** @param {RoundDetail} data @returns {Tape} */
export function makeTape(data) {
  const live = data.prices.length;
  const last = Math.max(0, data.rug_tick ?? live - 1);
  const prices = new Float64Array(last + 1).fill(NaN);
  const high = new Float64Array(last + 1);
  const low = new Float64Array(last + 1);
  const peakAt = new Int32Array(last + 1);
  let hi = NaN, lo = NaN, at = -1;
  for (let t = 0; t <= last; t++) {
    const p = t < live ? data.prices[t] : null;
    if (p !== null) {
      prices[t] = p;
      if (!(p <= hi)) [hi, at] = [p, t];
      if (!(p >= lo)) lo = p;
    }
    high[t] = hi;
    low[t] = lo;
    peakAt[t] = at;
  }
  if (data.rug_tick !== null && data.rug_price !== null) prices[last] = data.rug_price;
  return { data, open: false, edition: data.revision, last, prices, high, low, peakAt };
}

/** Whether the round is over at the tick. @param {Tape} tape @param {number} tick */
export function isRugged(tape, tick) {
  return tape.data.rug_tick !== null && tick >= tape.data.rug_tick;
}

/** The last tick that is live, the rug's left out. @param {Tape} tape */
export function lastLive(tape) {
  return tape.data.rug_tick !== null ? Math.max(0, tape.last - 1) : tape.last;
}

/** The newest known price before the tick, NaN if there is none. @param {Tape} tape @param {number} tick */
export function priceBefore(tape, tick) {
  for (let t = tick - 1; t >= 0; t--) {
    if (!Number.isNaN(tape.prices[t])) return tape.prices[t];
  }
  return NaN;
}

/** Milliseconds from the start to the tick, as recorded; null if not. @param {Tape} tape @param {number} tick */
export function elapsed(tape, tick) {
  return (isRugged(tape, tick) ? tape.data.rug_ms : tape.data.recv_ms[tick]) ?? null;
}

/** What the tick's price came from, in a word. @param {Tape} tape @param {number} tick */
export function originOf(tape, tick) {
  for (const [from, to, origin] of tape.data.origins) {
    if (tick >= from && tick <= to) return origin;
  }
  return '';
}
