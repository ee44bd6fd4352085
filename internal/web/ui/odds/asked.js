/** What is asked of the odds: the figures in the calculator, in the address too. */
import { computed, effect, signal } from '@preact/signals';
import { ask } from '../api.js';
import { rewrite, route } from '../router.js';
import { revision, session } from '../store.js';
import { fault } from '../lab/value.js';

/** @typedef {{stake: string, m: string, n: string, within: string}} Asked as it was typed */

export const FIELDS = {
  stake: { unit: 'SOL', least: 0.001, most: 1 },
  m: { unit: 'price', least: 1.001, most: 10_000 },
  n: { unit: 'ticks', least: 1, most: 5_000 },
  within: { unit: 'ticks', least: 1, most: 1_000 },
};

export const asked = signal(/** @type {Asked} */ ({ stake: '0.01', m: '2', n: '50', within: '40' }));
export const faults = computed(() => Object.fromEntries(Object.entries(FIELDS).map(([name, bounds]) => [name, fault(asked.value[/** @type {keyof Asked} */ (name)], bounds)])));

/** The exact odds of what is asked; the last ones while the next are on their way. */
export const answer = signal(/** @type {Odds | null} */ (null));
export const curves = signal(/** @type {OddsCurves | null} */ (null));
/** Where the recorded rounds that lie beside the law come from. */
export const source = signal('site');
export const library = signal(/** @type {OddsLibrary | null} */ (null));
/** Why there are no curves, and why no answer. */
export const trouble = signal(/** @type {Error | null} */ (null));
export const answerTrouble = signal(/** @type {Error | null} */ (null));
/** Why the recorded figures are missing. */
export const libraryTrouble = signal(/** @type {Error | null} */ (null));

/** @param {Partial<Asked>} part */
export function change(part) {
  asked.value = { ...asked.peek(), ...part };
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(asked.peek())) if (!faults.peek()[name]) params.set(name, value.trim());
  rewrite('/odds?' + params, history.state ?? {});
}

const PAUSE_MS = 120;

/** Keeps all of it up to date for as long as the page stands. */
export function startOdds() {
  const stops = [effect(readAddress), effect(askCurves), effect(askAnswer), effect(askLibrary)];
  return () => stops.forEach((stop) => stop());
}

function readAddress() {
  const { params } = route.value, given = /** @type {Partial<Asked>} */ ({});
  for (const name of /** @type {(keyof Asked)[]} */ (Object.keys(FIELDS))) {
    const value = params.get(name);
    if (value !== null && !fault(value, FIELDS[name])) given[name] = value;
  }
  asked.value = { ...asked.peek(), ...given };
}

/** Rises when all is to be asked for again. */
const turn = signal(0);

export function askAgain() {
  turn.value++;
}

function askCurves() {
  turn.value;
  if (session.value === 0 || curves.peek()) return;
  ask('/api/odds/curves').then((c) => {
    curves.value = c;
    trouble.value = null;
  }, (err) => (trouble.value = err));
}

let timer = 0, last = 0;

function askAnswer() {
  const { m, n, stake } = asked.value, wrong = faults.value;
  if (session.value === 0 || wrong.m || wrong.n || wrong.stake) return;
  const query = new URLSearchParams({ target: m.trim(), hold: n.trim(), side_bet: '1', stake: stake.trim() });
  const mine = ++last;
  const take = (/** @type {Odds} */ a) => {
    if (mine !== last) return;
    answer.value = a;
    answerTrouble.value = null;
  };
  clearTimeout(timer);
  timer = setTimeout(() => ask('/api/odds?' + query).then(take, (err) => (answerTrouble.value = err)), answer.peek() ? PAUSE_MS : 0);
}

function askLibrary() {
  [revision.value, turn.value];
  const from = source.value;
  if (session.value === 0) return;
  ask('/api/odds/library?source=' + from).then((l) => {
    if (source.peek() !== from) return;
    library.value = l;
    libraryTrouble.value = null;
  }, (err) => (libraryTrouble.value = err));
}
