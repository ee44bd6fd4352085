// The Node peer of `rugtape bench`: derives rounds by v3 with the official
// seedrandom on one core, prints one JSON line.
//   node derive.mjs [ROUNDS]      default 40000
import { derive } from './law.mjs';
import { roundOf, seedOf } from './made.mjs';

const rounds = Number(process.argv[2] ?? 40000);
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error('derive.mjs: ROUNDS must be a whole number above 0');
  process.exit(2);
}

// The seeds are made outside the measured time, as they are in Go's benchmarks.
const WARM = 2000;
const jobs = [];
for (let i = 0; i < rounds + WARM; i++) jobs.push([seedOf(i), roundOf(i)]);

for (let i = 0; i < WARM; i++) derive(...jobs[i], 'v3');
let ticks = 0;
const start = process.hrtime.bigint();
for (let i = WARM; i < jobs.length; i++) ticks += derive(...jobs[i], 'v3').rugTick;
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
console.log(JSON.stringify({
  rounds_per_s: Math.round(rounds / seconds),
  ticks_per_s: Math.round(ticks / seconds),
}));
