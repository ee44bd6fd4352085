/**
 * Keeps hold of the player that has the desk: over a reload of the page, over
 * a stream that broke, and while other screens are shown. A balance must not
 * begin anew because somebody pressed F5.
 */
import { computed, effect, signal } from '@preact/signals';
import { money } from '../format.js';
import { route } from '../router.js';
import { send } from '../socket.js';
import { player, takeMessages, tell } from '../store.js';
import { desk, dropDesk } from './book.js';

const NAME = 'rugtape.desk';

/** Whether a new stream waits to hear if the player of before is still there. */
const asking = signal(false);
/** The start of the server that serves us. */
let start = '';

/** @typedef {{start: string, player: string}} Kept */

/** @returns {Kept | null} */
function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(NAME) ?? 'null');
  } catch {
    return null;
  }
}

/** @param {Kept | null} what */
function keep(what) {
  try {
    if (what) sessionStorage.setItem(NAME, JSON.stringify(what));
    else sessionStorage.removeItem(NAME);
  } catch {
    // storage is off: a reload then loses the desk
  }
}

takeMessages('hello', (m) => {
  start = m.start;
  const old = kept();
  if (!old) return;
  if (old.start === start) asking.value = send({ do: 'join', player: old.player });
  else gone();
});

takeMessages('error', () => {
  if (!asking.peek()) return false;
  gone();
  asking.value = false;
  return true;
});

takeMessages('ended', () => {
  if (kept()) gone();
});

function gone() {
  const stood = desk.peek();
  keep(null);
  dropDesk();
  tell({
    text: `The paper desk has ended with its player${stood ? `; it stood at ${money(stood.equity)}` : ''}.`,
    hint: 'rugtape was stopped, or nobody watched for ten minutes. Begin a new session where you like.',
  });
}

effect(() => {
  if (player.value) asking.value = false;
});

const own = computed(() => (desk.value && player.value ? player.value.player : ''));
effect(() => {
  const id = own.value;
  if (asking.peek() || route.peek().params.has('player')) return; // another's is not ours to keep
  if (id) keep({ start, player: id });
  else if (player.peek()) keep(null);
});

/** Does a job as soon as it is known whether the desk of before is still there. @param {() => void} job */
export function whenKept(job) {
  if (!asking.peek()) return job();
  const stop = effect(() => {
    if (asking.value) return;
    queueMicrotask(() => {
      stop();
      job();
    });
  });
}
