/**
 * The tape of a round that runs: arrays with room to spare, of which a Tape
 * shows what is known, so that a tick costs the same in a round of any length.
 */

const ROOM = 512;

/** @param {LiveMessage} first of the epoch @returns {Reel} */
export function makeReel(first) {
  const data = blank(first);
  let prices = new Float64Array(ROOM), high = new Float64Array(ROOM), low = new Float64Array(ROOM), peakAt = new Int32Array(ROOM);
  let presale = false;

  function grow() {
    const room = 2 * prices.length;
    const wider = (/** @type {Float64Array<ArrayBuffer>} */ old) => {
      const all = new Float64Array(room);
      all.set(old);
      return all;
    };
    [prices, high, low] = [wider(prices), wider(high), wider(low)];
    const all = new Int32Array(room);
    all.set(peakAt);
    peakAt = all;
  }

  /** Takes a tick, the next of the list. @param {number | null} price @param {number | null} ms since the start */
  function put(price, ms) {
    const t = data.prices.length;
    if (t + 1 >= prices.length) grow(); // and one for the rug
    data.prices.push(price);
    data.recv_ms.push(ms);
    prices[t] = price ?? NaN;
    const hi = t > 0 ? high[t - 1] : NaN, lo = t > 0 ? low[t - 1] : NaN;
    const rises = price !== null && !(price <= hi);
    high[t] = rises ? price : hi;
    low[t] = price !== null && !(price >= lo) ? price : lo;
    peakAt[t] = rises ? t : t > 0 ? peakAt[t - 1] : -1;
    if (price === null) miss(t);
    else data.seen++;
  }

  /** @param {number} t a tick that was not seen */
  function miss(t) {
    const last = data.gaps.at(-1);
    if (last && last[1] === t - 1) last[1] = t;
    else data.gaps.push([t, t]);
    data.missing++;
  }

  /** The list begins anew. */
  function rewind() {
    data.prices.length = data.recv_ms.length = data.gaps.length = 0;
    data.seen = data.missing = 0;
  }

  /** @param {LiveMessage} m */
  function take(m) {
    if (m.from === 0) rewind();
    m.prices.forEach((price, i) => put(price, m.recv_ms[i]));
    if (m.trades_from === 0 || m.trades.length > 0) data.trade_list = [...data.trade_list.slice(0, m.trades_from), ...m.trades];
    presale = m.phase === 'presale' || m.phase === 'activation';
    const { version, seed_hash, hash_seen_ns, started_ns, rug } = m, ticks = data.prices.length;
    Object.assign(data, { version, seed_hash, hash_seen_ns, started_ns, ticks, trades: data.trade_list.length, pinned: hash_seen_ns !== '0' && hash_seen_ns !== '' });
    data.peak = ticks > 0 ? high[ticks - 1] : NaN;
    data.peak_tick = ticks > 0 ? peakAt[ticks - 1] : -1;
    Object.assign(data, { rug_tick: rug?.tick ?? null, rug_price: rug?.price ?? null, rug_certain: rug?.certain ?? false, rug_ms: rug?.ms ?? null });
  }

  /** @returns {Tape} */
  function tape() {
    const live = data.prices.length, last = Math.max(0, data.rug_tick ?? live - 1);
    while (last >= prices.length) grow();
    // A round starts at exactly 1x: so much is known in the presale.
    if (live === 0) [prices[0], high[0], low[0], peakAt[0]] = presale ? [1, 1, 1, 0] : [NaN, NaN, NaN, -1];
    for (let t = Math.max(1, live); t <= last; t++) [prices[t], high[t], low[t], peakAt[t]] = [NaN, high[t - 1], low[t - 1], peakAt[t - 1]];
    if (data.rug_tick !== null) prices[last] = data.rug_price ?? NaN;
    const to = last + 1;
    return {
      data, open: data.rug_tick === null, edition: first.epoch, last,
      prices: prices.subarray(0, to), high: high.subarray(0, to), low: low.subarray(0, to), peakAt: peakAt.subarray(0, to),
    };
  }

  return { epoch: first.epoch, data, take, tape };
}

/** What is known of a round before anything is. @param {LiveMessage} m @returns {RoundDetail} */
function blank({ source, id }) {
  return {
    source, id, started_ns: '0', ticks: 0, seen: 0, peak: NaN, peak_tick: -1, rug_tick: null, rug_price: null, rug_certain: false, complete: false,
    missing: 0, repaired: 0, trades: 0, side_bets: 0, verdict: 'no-seed', law_consistent: null, seeded: false, pinned: false, quarantined: false,
    resumed: false, spark: [], version: '', seed: '', seed_hash: '', hash_seen_ns: '0', revision: 0, file_hash: '', prices: [], recv_ms: [], rug_ms: null,
    origins: [], gaps: [], repairs: [], trade_list: [], side_bet_list: [], presses: [], conflicts: [], prev: null, next: null,
  };
}
