/** What was pressed on the game's page in the round, in words. */
import { count, duration, exactMoney, money, percent, price } from '../format.js';

/** @type {Record<Press['control'], string>} */
const VERBS = { buy: '↑ buy', sell: '↓ sell', side_bet: 'side bet', percent: 'part', amount: 'amount' };

/** Whether the server was asked for something. @param {Press} p */
export const isOrder = (p) => p.outcome !== 'none';

/** What it is, in a word. @param {Press} p */
export const pressWord = (p) => (isOrder(p) ? VERBS[p.control] : `key ${p.label}`);

/** How much of it. @param {Press} p */
export function pressSum(p) {
  if (p.control === 'sell' || p.control === 'percent') return p.part === null ? '' : percent(p.part, 0);
  return p.amount === null ? '' : money(p.amount);
}

/** What became of it; a sign goes with it. @param {Press} p */
export function pressResult(p) {
  switch (p.outcome) {
    case 'confirmed': return p.latency_ms === null ? '✓' : `✓ ${latency(p.latency_ms)}`;
    case 'refused': return '× refused';
    case 'unknown': return '? no answer';
  }
  return '';
}

/** @param {number} ms */
const latency = (ms) => (Math.abs(ms) < 10_000 ? `${count(Math.round(ms))} ms` : duration(ms));

/** @type {Record<Press['by'], (p: Press) => string>} */
const HANDS = {
  player: () => 'the player',
  rugtape: (p) => (p.order === null ? 'rugtape' : `rugtape, for its order ${count(p.order)},`),
  script: () => 'another program in the page',
};

/** @type {Record<string, string>} */
const WORDS = { ack: ' by its answer', purse: ' by what the player then had', standing: ' by the player’s own row' };

/** A press as a sentence. @param {Press} p */
export function tellPress(p) {
  const what = p.label || VERBS[p.control];
  const field = p.amount === null || p.control === 'sell' ? '' : `, ${exactMoney(p.amount)} in the field`;
  const part = p.part === null ? '' : `, ${percent(p.part, 0)} of the position`;
  const at = p.price === null ? '' : ` at ${price(p.price)}`;
  return `${HANDS[p.by](p)} pressed ${what}${at}${field}${part}${outcome(p)}`;
}

/** @param {Press} p */
function outcome(p) {
  const took = p.latency_ms === null ? '' : ` after ${latency(p.latency_ms)}`;
  const by = WORDS[p.evidence] ?? '';
  const done = p.done_price === null ? '' : `, at ${price(p.done_price)}`;
  switch (p.outcome) {
    case 'confirmed': return `; the server confirmed it${took}${by}${done}`;
    case 'refused': return `; the server refused it${took}${by}${p.why && `: ${p.why}`}`;
    case 'unknown': return '; the server did not say what became of it';
  }
  return '';
}

/** How many presses there are up to a tick. @param {Press[]} all @param {number} tick */
export function pressesUntil(all, tick) {
  let lo = 0, hi = all.length;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if (all[mid].tick <= tick) lo = mid + 1;
    else hi = mid;
  }
  return lo;
}

const MOST_TOLD = 3;

/** What was pressed near a tick, up to another. @param {Press[]} all @param {number} tick @param {number} reach @param {number} until */
export function tellPresses(all, tick, reach, until) {
  const near = all.filter((p) => p.tick <= until && Math.abs(p.tick - tick) <= reach);
  if (near.length === 0) return [];
  const least = Math.min(...near.map((p) => Math.abs(p.tick - tick)));
  const told = near.filter((p) => Math.abs(p.tick - tick) === least);
  const lines = told.slice(0, MOST_TOLD).map((p) => `tick ${count(p.tick)}: ${tellPress(p)}`);
  return told.length > MOST_TOLD ? [...lines, `and ${told.length - MOST_TOLD} more`] : lines;
}
