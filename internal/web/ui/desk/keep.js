/**
 * Keeps hold of the player that has the desk: over a reload of the page, over
 * a stream that broke, and while other screens are shown. A balance must not
 * begin anew because somebody pressed F5. The desk on the live edge needs none of
 * this: it is the server's.
 */
import { batch, computed, effect, signal } from '@preact/signals';
import { money } from '../format.js';
import { route } from '../router.js';
import { send } from '../socket.js';
import { dropPlayer, player, takeMessages, tell, watched } from '../store.js';
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
  if (old.start !== start) gone();
  else if (route.peek().screen !== 'live' && watched.peek() !== 'live') ask(old);
});

/** Asks for the player of before. @param {Kept} old */
function ask(old) {
  watched.value = 'player';
  asking.value = send({ do: 'join', player: old.player });
}

takeMessages('error', () => {
  if (!asking.peek()) return false;
  gone();
  asking.value = false;
  return true;
});

takeMessages('ended', () => {
  if (watched.peek() === 'player' && kept()) gone();
});

function gone() {
  const stood = watched.peek() === 'player' ? desk.peek() : null;
  keep(null);
  if (watched.peek() === 'player') dropDesk();
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

/** Turns from the replay to the live edge; the player with the desk waits. */
export function turnToLive() {
  asking.value = false;
  if (watched.peek() === 'player' && player.peek()?.playing) send({ do: 'pause' });
  batch(() => {
    watched.value = 'live';
    dropPlayer();
    dropDesk();
  });
}

/** Turns back from the live edge, to the desk of before if it is still there. */
function turnBack() {
  dropDesk();
  const old = kept();
  if (old) ask(old);
}

/** Does a job as soon as it is known whether the desk of before is still there. @param {() => void} job */
export function whenKept(job) {
  if (watched.peek() === 'live') turnBack();
  if (!asking.peek()) return job();
  const stop = effect(() => {
    if (asking.value) return;
    queueMicrotask(() => {
      stop();
      job();
    });
  });
}
