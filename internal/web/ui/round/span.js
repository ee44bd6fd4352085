/** Which ticks the scrub bar spans. */
import { computed, signal } from '@preact/signals';
import { hides, seen, tape } from './cursor.js';
import { horizon } from './domain.js';

/** The span is held while a hand is on the bar: it would run away. */
const held = signal(/** @type {number | null} */ (null));

/** The tick at the right end. */
export const end = computed(() => held.value ?? (tape.value ? horizon(tape.value, seen.value, hides.value) : 100));

/** @param {boolean} on */
export function holdEnd(on) {
  held.value = on ? end.peek() : null;
}

/** The tick at a point of the screen. @param {Element} bar @param {number} clientX */
export function tickAt(bar, clientX) {
  const box = bar.getBoundingClientRect();
  return Math.round(Math.max(0, Math.min(1, (clientX - box.left) / box.width)) * end.peek());
}
