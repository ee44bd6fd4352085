/** The connection dialog at work: its form, its timings, and what it asks of rugtape. */
import { effect, signal, untracked } from '@preact/signals';
import { post } from '../api.js';
import { kept } from '../prefs.js';
import { session, status } from '../store.js';
import { faultText } from './act.js';
import { portFault } from './command.js';
import { CLOSED, step } from './dialog.js';

/** @typedef {{how: 'attach' | 'launch', port: string, profile: string, page: string}} Form */

/** @param {any} v */
const isForm = (v) => typeof v === 'object' && v !== null && (v.how === 'attach' || v.how === 'launch') && ['port', 'profile', 'page'].every((k) => typeof v[k] === 'string');

/** Which browser, as it was chosen last; no more is kept of a connect. */
export const form = kept('hands.connect', /** @type {Form} */ ({ how: 'launch', port: '9222', profile: '', page: '' }), isForm);
export const dialog = signal(CLOSED);
/** Why rugtape did not even begin to connect. */
export const refused = signal('');

/** The stream over which the connect under way was asked for. */
let begun = 0;

/** @param {import('./dialog.js').Happening} e @param {number} [now] */
const happen = (e, now = performance.now()) => (dialog.value = step(dialog.peek(), e, now));

export const openDialog = () => happen({ kind: 'open' });
export const useDialog = () => happen({ kind: 'use' });

/** Closes it; a connect under way is given up. */
export function closeDialog() {
  if (dialog.peek().phase === 'working') cancel();
  happen({ kind: 'close' });
}

export async function connect() {
  const { how, port, profile, page } = form.peek();
  if (dialog.peek().phase === 'working' || (how === 'attach' && portFault(port))) return;
  refused.value = '';
  begun = session.peek();
  happen({ kind: 'connect' });
  try {
    const { attempt } = /** @type {Hands} */ (await post('/api/hands/connect', { how, port: how === 'attach' ? Number(port) : 0, profile: how === 'launch' ? profile : '', page }));
    happen({ kind: 'taken', attempt });
    look();
  } catch (err) {
    refuse(faultText(err));
  }
}

/** @param {string} why */
function refuse(why) {
  refused.value = why;
  happen({ kind: 'refused' });
}

/** Gives the connect under way up. */
export function cancel() {
  happen({ kind: 'cancel' });
  post('/api/hands/cancel', {}).catch((err) => refuse(faultText(err)));
}

function look() {
  const h = status.peek()?.hands, { phase, attempt } = dialog.peek();
  if (!h || phase !== 'working') return;
  if (h.attempt < attempt && session.peek() !== begun) refuse('rugtape was started anew in the meantime. Connect again.');
  else happen({ kind: 'state', state: h.state, attempt: h.attempt });
}

effect(() => {
  status.value;
  untracked(look);
});

// It closes by itself, on time.
effect(() => {
  const { closeAt } = dialog.value;
  if (closeAt === null) return undefined;
  const timer = setTimeout(() => happen({ kind: 'time' }, closeAt), Math.max(0, closeAt - performance.now()));
  return () => clearTimeout(timer);
});
