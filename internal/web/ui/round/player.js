/**
 * The page's side of its player. The server owns the position; what the user
 * asked for is shown at once and given up for what the server then says.
 */
import { batch, computed, effect, signal } from '@preact/signals';
import { desk, dropDesk } from '../desk/book.js';
import { whenKept } from '../desk/keep.js';
import { schedule } from '../frame/frames.js';
import { send } from '../socket.js';
import { dropPlayer, link, lost, player, say, session, watched } from '../store.js';
import { isRugged } from './tape.js';
import { count, price } from '../format.js';

/** The round on the page, once it is loaded. */
export const tape = signal(/** @type {Tape | null} */ (null));
/** The tick asked for and not yet confirmed. */
export const wanted = signal(/** @type {number | null} */ (null));
/** The player, as far as it plays the round on the page. */
export const mine = computed(() => (player.value && tape.value && player.value.id === tape.value.data.id ? player.value : null));

/** Where to stand until the server says it. */
const resting = signal(0);
/** The tick that all of the page shows. */
export const position = computed(() => {
  const tick = wanted.value ?? mine.value?.tick ?? resting.value;
  return tape.value ? Math.min(tick, tape.value.last) : tick;
});
export const playing = computed(() => link.value.state === 'open' && (mine.value?.playing ?? false));
/** The furthest tick that was shown of this round. */
export const seen = signal(0);

/** What the user set, for the next player too. */
let settings = { speed: 1, timing: 'recorded', follow: false };
/** What was asked for; `met` once the player plays it. @type {(Key & {play: boolean, join: string, met: boolean}) | null} */
let opened = null;
let dragging = false;
let askedAt = 0;

effect(() => {
  if (tape.value) seen.value = Math.max(seen.peek(), position.value);
});

effect(() => {
  const p = player.value;
  if (!p || !opened) return;
  settings = { speed: p.speed, timing: p.timing, follow: p.follow };
  opened.play = p.playing;
  opened.met ||= p.id === opened.id;
  const want = wanted.peek();
  if (want !== null && !dragging && confirms(p, want)) wanted.value = null;
});

/** @param {Player} p @param {number} want */
function confirms(p, want) {
  const drift = p.playing ? 8 + p.speed : 0;
  return p.tick === want || (p.tick > want && p.tick - want <= drift) || performance.now() - askedAt > 500;
}

// A new stream holds no player of ours: take one where we stand.
effect(() => {
  if (session.value + lost.value > 0) openAgain();
});

let ruggedSaid = '';
effect(() => {
  const t = tape.value;
  if (!t || !playing.value || !isRugged(t, position.value) || ruggedSaid === t.data.id) return;
  ruggedSaid = t.data.id;
  say(`Rugged at tick ${t.last}, price ${price(t.data.rug_price)}.`);
});

/**
 * @typedef {object} Wish
 * @property {number} tick
 * @property {boolean} play
 * @property {boolean} [exact] to be at the tick even if the player stands elsewhere
 * @property {string} [join] another's player to watch along with
 * @property {[number, number] | null} [loop]
 * @property {boolean} [anew] another player even if ours is of this round: the round has changed
 */

/** Asks for a player of one's own, or joins another's. @param {Key} key @param {Wish} wish */
export function openPlayer(key, wish) {
  const { tick, play, join = '' } = wish;
  const shared = opened !== null && opened.join !== '';
  const same = opened?.id === key.id && opened.source === key.source;
  const ours = { source: key.source, id: key.id, play, join, met: join !== '' };
  opened = ours;
  batch(() => {
    wanted.value = null;
    resting.value = tick;
    if (!same) seen.value = tick;
  });
  if (!join) return whenKept(() => opened === ours && (takeUp(key, wish) || askFor(key, wish, !shared)));
  watched.value = 'player';
  send({ do: 'join', player: join });
}

/** Goes on with the player that has our desk, if it plays this round. @param {Key} key @param {Wish} wish */
function takeUp(key, { tick, play, exact, anew }) {
  const p = player.peek();
  if (!opened || !p || !desk.peek() || anew || p.id !== key.id || p.source !== key.source) return false;
  opened.met = true;
  resting.value = p.tick;
  if (exact && p.tick !== tick) seek(tick);
  if (play && !p.playing) send({ do: 'play' });
  return true;
}

/** A player of one's own; our desk comes along, another's stays. @param {Key} key @param {Wish} wish @param {boolean} own */
function askFor(key, { tick, play, loop }, own) {
  const { speed, timing, follow } = settings;
  watched.value = 'player';
  if (!send({ do: 'open', source: key.source, id: key.id, tick, play, carry: own && desk.peek() !== null })) return;
  if (speed !== 1) send({ do: 'speed', speed });
  if (timing !== 'recorded') send({ do: 'timing', timing });
  if (follow) send({ do: 'follow', on: true });
  if (loop) send({ do: 'loop', from: loop[0], to: loop[1] });
}

/** A player anew for the same round, as the one before stands. @param {boolean} [anew] */
export function openAgain(anew = false) {
  if (!opened) return;
  const last = tape.peek()?.last ?? Infinity, loop = mine.peek()?.loop ?? null;
  const { play, join } = opened;
  openPlayer(opened, { tick: position.peek(), play, join, loop: loop && loop[1] <= last ? loop : null, anew });
}

/** The player went on to this round by itself. @param {Key} key */
export function followed(key) {
  opened = { source: key.source, id: key.id, play: true, join: opened?.join ?? '', met: true };
  batch(() => {
    wanted.value = null;
    resting.value = 0;
    seen.value = 0;
  });
}

/**
 * Leaves the player; one with a desk only pauses, so that its balance is there for the next round. The next
 * screen may have begun before this one is told to go: what it watches by then is not ours to leave.
 */
export function closePlayer() {
  const ours = watched.peek() !== 'live';
  const holds = ours && desk.peek() !== null && !opened?.join;
  opened = null;
  if (ours) send({ do: holds ? 'pause' : 'leave' });
  batch(() => {
    tape.value = null;
    wanted.value = null;
    resting.value = 0;
    if (holds || !ours) return;
    watched.value = '';
    dropPlayer();
    dropDesk();
  });
}

/** Whether the player has gone on from the round that it was opened for. @param {Key} key what it plays */
export function wentOn(key) {
  return opened !== null && opened.met && key.id !== opened.id;
}

/** Whether the player already plays the round. @param {string} id */
export function plays(id) {
  return opened !== null && player.peek()?.id === id;
}

/** @param {number} tick */
function clamp(tick) {
  return Math.max(0, Math.min(tape.peek()?.last ?? 0, Math.round(tick)));
}

/** Shows a tick at once. @param {number} tick */
function want(tick) {
  askedAt = performance.now();
  wanted.value = tick;
  setTimeout(giveUp, 600);
}

/** Without a stream nobody confirms it: the next one starts there. */
function giveUp() {
  if (!dragging && link.peek().state === 'open' && performance.now() - askedAt > 500) wanted.value = null;
}

/** Goes to a tick; many calls in a frame send one. @param {number} tick */
export function seek(tick) {
  want(clamp(tick));
  schedule(sendSeek);
}

function sendSeek() {
  if (wanted.value !== null) send({ do: 'seek', tick: wanted.value });
}

/** While a handle is dragged the page stays where the hand is. @param {boolean} on */
export function drag(on) {
  dragging = on;
  if (!on) setTimeout(giveUp, 600);
}

/** @param {number} n ticks, negative for back */
export function step(n) {
  const to = clamp(position.peek() + n);
  if (to === position.peek()) return;
  want(to);
  send({ do: 'step', n });
}

export function playOrPause() {
  const t = tape.peek();
  if (!t) return;
  if (playing.peek()) {
    send({ do: 'pause' });
    return;
  }
  if (position.peek() >= t.last && !mine.peek()?.loop) send({ do: 'seek', tick: 0 });
  send({ do: 'play' });
}

/** @param {number} speed 0 is as fast as it goes */
export const setSpeed = (speed) => send({ do: 'speed', speed });

/** @param {'recorded' | 'even'} timing */
export const setTiming = (timing) => send({ do: 'timing', timing });

export const toggleFollow = () => send({ do: 'follow', on: !mine.peek()?.follow });

/** @param {number} from @param {number} to */
export function setLoop(from, to) {
  const [a, b] = [clamp(Math.min(from, to)), clamp(Math.max(from, to))];
  if (b > a) send({ do: 'loop', from: a, to: b });
}

export const clearLoop = () => send({ do: 'unloop' });

/** The loop starts at the cursor. */
export function loopFromHere() {
  const at = position.peek();
  const end = mine.peek()?.loop?.[1] ?? Infinity;
  setLoop(at, end > at ? Math.min(end, tape.peek()?.last ?? at) : tape.peek()?.last ?? at);
}

/** The loop ends at the cursor. */
export function loopToHere() {
  const at = position.peek();
  const from = mine.peek()?.loop?.[0] ?? 0;
  setLoop(from < at ? from : 0, at);
}

const phase = computed(() => {
  const t = tape.value;
  return !t?.data.seen ? '' : isRugged(t, position.value) ? 'RUGGED' : 'LIVE';
});

/** Nothing can be ordered once the rug is in view. */
function refusal() {
  const t = tape.peek();
  if (!t || !isRugged(t, position.peek())) return '';
  return `The round is over: it rugged at tick ${count(t.data.rug_tick)}. Step back, or go on to the next round.`;
}

/** The player as what moves the cursor of the page. @type {Source} */
export const replay = {
  live: false, tape, position, seen, moving: playing, phase, loop: computed(() => mine.value?.loop ?? null), seek, step, drag, refusal,
};
