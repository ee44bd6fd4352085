// Writes the test vectors of internal/fair: draws and rounds by the official
// seedrandom from made seeds, chosen for what is rare in them.
//   node vectors.mjs > ../internal/fair/testdata/vectors.json
import { createHash } from 'node:crypto';
import seedrandom from 'seedrandom';
import { VERSIONS, derive } from './law.mjs';
import { roundOf, seedOf } from './made.mjs';

const SHORT = 60; // rounds up to this tick are written out, longer ones hashed

/** Draws number from..from+count-1 of a key. */
function draws(key, from = 0, count = 5) {
  const draw = seedrandom(key);
  for (let i = 0; i < from; i++) draw();
  return { key, from, draws: Array.from({ length: count }, () => draw()) };
}

/** Where the draws of the keys "long 0", "long 1", ... first fall below a bound. */
function longDraw(below) {
  for (let k = 0; ; k++) {
    const draw = seedrandom(`long ${k}`);
    for (let i = 0; i < 100_000; i++) {
      if (draw() < below) return draws(`long ${k}`, i - 2);
    }
  }
}

/** The hash of the prices as doubles of eight bytes, lowest byte first. */
function hashOf(prices) {
  const bytes = Buffer.alloc(8 * prices.length);
  prices.forEach((price, i) => bytes.writeDoubleLE(price, 8 * i));
  return createHash('sha256').update(bytes).digest('hex');
}

function vector(i, law) {
  const { rugTick, rugPrice, peak, prices } = derive(seedOf(i), roundOf(i), law);
  const shown = rugTick <= SHORT ? { prices } : { prices_sha256: hashOf(prices) };
  return { law, seed: seedOf(i), round: roundOf(i), rug_tick: rugTick, rug_price: rugPrice, peak, ...shown };
}

/** The first made seed whose round is as wanted. */
function first(wanted, law = 'v3') {
  for (let i = 0; ; i++) if (wanted(derive(seedOf(i), roundOf(i), law))) return i;
}

const god = ({ prices }) => prices.some((price, t) => price === 10 * prices[t - 1]);
const longAbove100 = ({ prices }) => prices.filter((price) => price > 100).length > 50;
const seeds = [
  0, 1, 2, 3,
  first((r) => r.rugTick === 1),
  first((r) => r.rugTick <= SHORT && god(r)),
  first(longAbove100), // the root's cap binds, and there are no god candles
  first(longAbove100, 'v2'), // v1 and v2 differ
  first((r) => r.rugTick > 1500),
];

console.log(JSON.stringify({
  source: 'seedrandom 3.0.5 in Node, bench/vectors.mjs',
  draws: [
    ...['', 'hello.', 'ü', '日本', '🜚', 'x'.repeat(256), 'rugtape '.repeat(40)].map((key) => draws(key)),
    ...[4, 12, 20].map((bits) => longDraw(2 ** -bits)), // draws of 8, 9 and 10 bytes
  ],
  rounds: seeds.flatMap((i) => VERSIONS.map((law) => vector(i, law))),
}, null, 1).replace(/\n {4,}/g, ' ').replace(/\n {3}([\]}])/g, ' $1'));
