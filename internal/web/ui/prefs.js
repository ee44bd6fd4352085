/** What the user chose on this machine, kept by the browser. */
import { effect, signal } from '@preact/signals';

const PREFIX = 'rugtape.';

/** @param {string} name @returns {any} */
function stored(name) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name) ?? 'null');
  } catch {
    return null; // storage is off, or holds something foreign
  }
}

/**
 * A signal that survives a reload.
 *
 * @template T
 * @param {string} name
 * @param {T} initial
 * @param {(value: any) => boolean} valid
 * @returns {import('@preact/signals').Signal<T>}
 */
export function kept(name, initial, valid) {
  const old = stored(name);
  const value = signal(old !== null && valid(old) ? /** @type {T} */ (old) : initial);
  let first = true;
  effect(() => {
    const text = JSON.stringify(value.value);
    if (first) {
      first = false;
      return;
    }
    try {
      localStorage.setItem(PREFIX + name, text);
    } catch {
      // storage is off: the choice lasts as long as the page
    }
  });
  return value;
}

/** @param {any[]} all */
const oneOf = (all) => (/** @type {any} */ v) => all.includes(v);
const truth = oneOf([true, false]);

/** @typedef {'auto' | 'dark' | 'light'} Theme */
export const theme = kept('theme', /** @type {Theme} */ ('auto'), oneOf(['auto', 'dark', 'light']));
/** Whether what lies after the cursor is hidden. */
export const hideFuture = kept('hide', true, truth);
export const logScale = kept('log', false, truth);
export const candles = kept('candles', false, truth);
/** Ticks in one candle. */
export const CANDLE_TICKS = [5, 10, 20];
export const candleTicks = kept('candle-ticks', 5, oneOf(CANDLE_TICKS));
/** @typedef {'trade' | 'bot' | 'proof' | 'info'} Tab */
/** The tabs beside the chart, in their order. @type {Tab[]} */
export const TABS = ['trade', 'bot', 'proof', 'info'];
export const tab = kept('tab', /** @type {Tab} */ ('proof'), oneOf(TABS));
