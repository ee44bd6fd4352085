/** Hot reload: an edit that is sound runs by itself, on few rounds. */
import { effect, signal } from '@preact/signals';
import { tellError } from '../store.js';
import { draft, params, values } from './draft.js';
import { orderOf } from './request.js';
import { begin, cancel, isOver, remove, runs, show } from './runs.js';
import { check, saved } from './scripts.js';

/** Whether an edit runs by itself. */
export const hot = signal(false);
/** Rounds of such a run. */
export const QUICK = 5_000;

/** The quick run of before, which the next one replaces. */
let last = '';
let ran = '';

/** Runs each sound edit for as long as the page stands. */
export function startHot() {
  return effect(() => {
    const { state, source } = check.value;
    if (!hot.value || draft.value.by !== 'script' || state !== 'ok') return;
    const key = source + JSON.stringify(values.value);
    if (key === ran) return;
    const first = ran === '';
    ran = key;
    if (!first) runQuick();
  });
}

/** Switches it; what stands there is not run, only what is edited from now on. @param {boolean} on */
export function setHot(on) {
  ran = on ? check.peek().source + JSON.stringify(values.peek()) : '';
  hot.value = on;
}

async function runQuick() {
  const d = draft.peek();
  const few = { ...d, sweeps: {}, count: String(Math.min(QUICK, Number(d.count) || QUICK)), exact: false, session: String(Math.min(50, Number(d.session) || 1)) };
  const { request, faults } = orderOf(few, params.peek(), values.peek(), saved.peek());
  if (Object.keys(faults).length > 0) return;
  const before = last;
  try {
    last = await begin(request);
    show(last, undefined, true);
    const old = runs.peek()?.find((r) => r.id === before);
    if (old && !isOver(old)) cancel(before);
    if (old) await remove(before);
  } catch (err) {
    tellError(err);
  }
}
