/**
 * The one time cursor that drives the page: on which tape it stands, and
 * where. What moves it is a source, the player of a recorded round or the live
 * edge; the chart, the readout and the desk do not ask which.
 */
import { computed, signal } from '@preact/signals';
import { hideFuture } from '../prefs.js';

const source = signal(/** @type {Source | null} */ (null));

/** Has a source move the cursor for as long as its screen stands. @param {Source} by @returns {() => void} */
export function moveBy(by) {
  source.value = by;
  return () => {
    if (source.peek() === by) source.value = null;
  };
}

/** The round on the page. */
export const tape = computed(() => source.value?.tape.value ?? null);
/** The tick that all of the page shows. */
export const position = computed(() => source.value?.position.value ?? 0);
/** The furthest tick that was shown of this round. */
export const seen = computed(() => source.value?.seen.value ?? 0);
/** Whether the cursor goes on by itself. */
export const moving = computed(() => source.value?.moving.value ?? false);
/** What the round is at, in a word. */
export const phase = computed(() => source.value?.phase.value ?? '');
export const loop = computed(() => source.value?.loop.value ?? null);
/** Whether the round happens now. */
export const live = computed(() => source.value?.live ?? false);
/** Whether what lies after the cursor is hidden. What is live has no such thing. */
export const hides = computed(() => hideFuture.value && !live.value);

/** Goes to a tick. @param {number} tick */
export const seek = (tick) => source.peek()?.seek(tick);
/** @param {number} n ticks, negative for back */
export const step = (n) => source.peek()?.step(n);
/** While a handle is dragged the page stays where the hand is. @param {boolean} on */
export const drag = (on) => source.peek()?.drag(on);
/** Why this cannot be ordered now; '' if it can. @param {Action} what */
export const refusal = (what) => source.peek()?.refusal(what) ?? '';
