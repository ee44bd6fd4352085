/** Brings the round of the address onto the page, with its player. */
import { batch, effect, signal } from '@preact/signals';
import { ApiError, getRound } from '../api.js';
import { go, rewrite, roundURL, route } from '../router.js';
import { player, revision, say, session, tell } from '../store.js';
import { closePlayer, followed, openAgain, openPlayer, playing, plays, position, tape, wentOn } from './player.js';
import { makeTape } from './tape.js';
import { zoom } from './zoom.js';

/** What stands between the page and its round. */
export const trouble = signal(/** @type {ApiError | null} */ (null));
export const loading = signal(false);
/** The round that was deleted while it was shown; '' if none was. */
export const deleted = signal('');

/** @type {AbortController | null} */
let asking = null;

/** Shows the round that the address names. */
async function enter() {
  const { id, params, state } = route.peek();
  const key = { source: params.get('source') ?? '', id };
  const join = params.get('player') ?? '';
  const at = params.get('t');
  const tick = Math.max(0, Math.trunc(Number(at)) || 0);
  const data = await load(key);
  if (data && (join || !plays(id))) openPlayer(data, { tick, play: state.play ?? at === null, join, exact: at !== null && state.play === undefined });
}

/** @param {Key} key @returns {Promise<Key | null>} the round, null if it did not come or another was asked for */
async function load(key) {
  asking?.abort();
  const ask = (asking = new AbortController());
  const old = tape.peek();
  if (old && old.data.id === key.id && (!key.source || old.data.source === key.source)) return old.data;
  loading.value = true;
  const before = revision.peek();
  try {
    const data = await getRound(key, ask.signal);
    batch(() => {
      tape.value = makeTape(data);
      zoom.value = null;
      trouble.value = null;
      loading.value = false;
      deleted.value = '';
    });
    if (before > 0 && before !== revision.peek()) renew();
    document.title = `${data.id} · rugtape`;
    say(`Round ${data.id}.`);
    return data;
  } catch (err) {
    if (ask.signal.aborted) return null;
    batch(() => {
      tape.value = null;
      loading.value = false;
      trouble.value = err instanceof ApiError ? err : new ApiError(0, String(err), '');
    });
    return null;
  }
}

let renewing = false;
let renewDue = false;

/** Takes the round again after the library changed; one question at a time. */
async function renew() {
  renewDue = true;
  if (renewing) return;
  renewing = true;
  while (renewDue) {
    renewDue = false;
    await takeAgain();
  }
  renewing = false;
}

async function takeAgain() {
  const old = tape.peek()?.data;
  if (!old) {
    if (trouble.peek()?.status === 404) await enter(); // it may be there now
    return;
  }
  try {
    const data = await getRound(old);
    if (tape.peek()?.data === old) replace(old, data);
  } catch (err) {
    if (err instanceof ApiError && err.status === 404 && tape.peek()?.data === old) leave(old.id, err);
  }
}

/** What may change of a round whose file stays: its neighbours, and what later rounds told of it. @param {RoundDetail} d */
const around = (d) => JSON.stringify([d.prev, d.next, d.verdict, d.law_consistent, d.pinned, d.quarantined]);

/** @param {RoundDetail} old @param {RoundDetail} data */
function replace(old, data) {
  const changed = data.file_hash !== old.file_hash || data.revision !== old.revision;
  if (!changed && around(old) === around(data)) return;
  tape.value = makeTape(data);
  if (!changed) return;
  openAgain(true);
  tell({ text: `This round has ${data.revision > old.revision ? 'grown' : 'changed'}: revision ${data.revision}.` });
}

/** The round in view is no more. @param {string} id @param {ApiError} err */
function leave(id, err) {
  batch(() => {
    closePlayer();
    deleted.value = id;
    trouble.value = err;
  });
  say(`Round ${id} was deleted.`);
}

export function retry() {
  trouble.value = null;
  enter();
}

/** Goes to the neighbour in time. @param {'prev' | 'next'} which */
export function goTo(which) {
  const t = tape.peek();
  const id = t?.data[which];
  if (t && id) go(roundURL({ source: t.data.source, id }), { state: { play: playing.peek() } });
}

/**
 * For as long as the round page stands: the address leads the page, the
 * player leads the address when it goes on to another round.
 *
 * @returns {() => void}
 */
export function startRound() {
  const stops = [
    effect(() => {
      if (route.value.screen === 'round') untracked(enter);
    }),
    effect(() => {
      const p = player.value;
      const on = route.peek();
      if (!p || on.screen !== 'round' || p.id === on.id || !wentOn(p)) return;
      followed(p);
      untracked(() => go(roundURL(p, undefined, on.params.get('player')), { replace: true, state: { play: true } }));
    }),
    keepAddress(),
    effect(() => {
      if (session.value > 1 || revision.value > 0) untracked(renew);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
    asking?.abort();
    closePlayer();
    trouble.value = null;
    deleted.value = '';
    document.title = 'rugtape';
  };
}

/** @param {() => void} job */
function untracked(job) {
  queueMicrotask(job);
}

const ADDRESS_EVERY_MS = 1_000;

/** Keeps the tick in the address, so that a reload comes back to it. */
function keepAddress() {
  let timer = 0;
  const write = () => {
    timer = 0;
    const t = tape.peek(), on = route.peek();
    if (!t || on.screen !== 'round' || on.id !== t.data.id || on.params.get('player')) return;
    rewrite(roundURL(t.data, position.peek()), { play: playing.peek() });
  };
  const stop = effect(() => {
    [position.value, playing.value, tape.value];
    if (!timer) timer = setTimeout(write, ADDRESS_EVERY_MS);
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}
