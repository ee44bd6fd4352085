/**
 * What is told of what happens live: a screen reader always says it; whether a
 * toast shows and a sound is heard is the user's choice, kept on this machine.
 */
import { kept } from '../prefs.js';
import { say, tell, tellError } from '../store.js';

/** @type {Record<Kind, string>} */
export const KINDS = { round: 'A round starts', rug: 'The rug', fill: 'A buy, sale or bet is done', alarm: 'An alarm' };

/** @typedef {Record<Kind, boolean>} Choice */

/** @param {any} v */
const isChoice = (v) => typeof v === 'object' && v !== null && Object.keys(KINDS).every((k) => typeof v[k] === 'boolean');

export const toastsFor = kept('notices.toasts', /** @type {Choice} */ ({ round: true, rug: true, fill: true, alarm: true }), isChoice);
export const soundsFor = kept('notices.sounds', /** @type {Choice} */ ({ round: false, rug: false, fill: false, alarm: false }), isChoice);

/** @param {Kind} kind @param {boolean} on */
export const setToast = (kind, on) => (toastsFor.value = { ...toastsFor.peek(), [kind]: on });

/** @param {Kind} kind @param {boolean} on */
export function setSound(kind, on) {
  soundsFor.value = { ...soundsFor.peek(), [kind]: on };
  if (on) sound(kind);
}

/** A fast arena ends many rounds in a second: of the same kind no more is told than can be taken in. */
const APART_MS = 1_000;
/** @type {Partial<Record<Kind, number>>} */
const told = {};

/** @typedef {{seen?: boolean, tone?: Toast['tone'], action?: Toast['action']}} How `seen`: the page shows it already, no toast is needed */

/** @param {Kind} kind @param {string} text @param {How} [how] */
export function notify(kind, text, { seen = false, tone, action } = {}) {
  const now = performance.now();
  if (now - (told[kind] ?? -Infinity) < APART_MS) return;
  told[kind] = now;
  say(text);
  if (soundsFor.peek()[kind]) sound(kind);
  // An alarm has its banner.
  if (toastsFor.peek()[kind] && !seen && kind !== 'alarm') tell({ text, tone, action, about: kind });
}

/** @param {Kind} kind */
function sound(kind) {
  import('./sounds.js').then((m) => m.play(kind), tellError);
}
