// The law of a round as the site's own page computes it, on the official
// `seedrandom`: the peer that package fair is measured and tested against.
// Written from docs/game.md, kept plain on purpose.
import seedrandom from 'seedrandom';

export const VERSIONS = ['v1', 'v2', 'v3'];

/**
 * Derives one round.
 * @param {string} seed the server seed, hex text
 * @param {string} round the round's id
 * @param {'v1'|'v2'|'v3'} version
 * @returns {{rugTick: number, rugPrice: number, peak: number, prices: number[]}}
 *   prices: live prices of ticks 0..rugTick-1, then the rug price
 */
export function derive(seed, round, version) {
  const draw = seedrandom(seed + '-' + round);
  const prices = [1];
  let price = 1;
  let peak = 1;
  let low = 1;
  let rugTick = 5000;
  for (let tick = 0; tick < 5000; tick++) {
    if (draw() < 0.005) {
      rugTick = tick + 1;
      break;
    }
    if (tick === 4999) break; // tick 5000 is never live
    price = step(price, draw, version);
    if (price > peak) peak = price;
    if (price < low) low = price;
    prices.push(price);
  }
  const rugPrice = low * (1 - 0.98);
  prices.push(rugPrice);
  return { rugTick, rugPrice, peak, prices };
}

function step(price, draw, version) {
  if (version === 'v3' && draw() < 0.00001 && price <= 100) return price * 10;
  let change;
  if (draw() < 0.125) {
    const size = 0.15 + draw() * (0.25 - 0.15);
    change = draw() > 0.5 ? size : -size;
  } else {
    const drift = -0.02 + draw() * (0.03 - -0.02);
    const root = Math.sqrt(price);
    const volatility = 0.005 * (version === 'v1' ? root : Math.min(10, root));
    change = drift + volatility * (2 * draw() - 1);
  }
  const next = price * (1 + change);
  return next < 0 ? 0 : next;
}
