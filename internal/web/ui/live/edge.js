/**
 * The live edge as what moves the cursor of the page. The page goes along with
 * the round that runs until a hand goes back in it; what is looked at then stays,
 * even when the next round runs.
 */
import { batch, computed, effect, signal } from '@preact/signals';
import { desk, dropDesk, holdBook, takeDesk } from '../desk/book.js';
import { turnToLive } from '../desk/keep.js';
import { schedule } from '../frame/frames.js';
import { count, duration } from '../format.js';
import { go, route } from '../router.js';
import { isRugged } from '../round/tape.js';
import { zoom } from '../round/zoom.js';
import { send } from '../socket.js';
import { lost, session, takeMessages, watched } from '../store.js';
import { makeReel } from './reel.js';
import { tellTurn } from './turns.js';

/** The round that runs, as it was told last; what its lists held is on the tape. */
export const edge = signal(/** @type {LiveMessage | null} */ (null));
/** The round on the page. */
const tape = signal(/** @type {Tape | null} */ (null));
/** The tick that is looked at; null goes along with the edge. */
const at = signal(/** @type {number | null} */ (null));
const position = computed(() => Math.min(at.value ?? Infinity, tape.value?.last ?? 0));

/** Whether the page has gone back from the edge. */
export const back = computed(() => at.value !== null);
/** Whether another round is on the page than the one that runs. */
export const aside = computed(() => tape.value !== null && edge.value !== null && tape.value.data.id !== edge.value.id);

/** The reel of the round that runs, and of the one on the page. */
let reel = /** @type {Reel | null} */ (null), shown = reel;
/** @type {LiveMessage | null} */
let latest = null;

takeMessages('live', take);

/** @param {LiveMessage} m */
function take(m) {
  if (!reel || reel.epoch !== m.epoch || reel.data.id !== m.id) reel = makeReel(m);
  reel.take(m);
  turn(m);
  takeDesk({ player: 'live', source: m.source, id: m.id, desk: m.desk });
  const here = route.peek().screen === 'live';
  tellTurn(latest, m, reel.data.peak, { here, back: back.peek(), action: { label: 'Now', run: () => (here ? toNow() : go('/live')) } });
  latest = m;
  schedule(show);
}

/**
 * Goes on to the round that runs, unless the page is to stay: with a hand that
 * went back, and with the rug until the presale of the next round.
 *
 * @param {LiveMessage} m
 */
function turn(m) {
  const another = shown !== null && shown.data.id !== m.id && shown.data.source === m.source;
  const stays = another && (back.peek() || m.phase === 'cooldown');
  if (!stays) shown = reel;
  holdBook(stays);
}

function show() {
  if (!shown || !latest) return;
  const t = shown.data.id === '' ? null : shown.tape(); // no round is known yet
  batch(() => {
    if (tape.peek()?.data.id !== t?.data.id) zoom.value = null;
    edge.value = latest;
    tape.value = t;
  });
}

/** Goes along with the edge again. */
export function toNow() {
  at.value = null;
  if (!latest) return;
  turn(latest);
  schedule(show);
}

/** Holds the cursor where it is, or goes along with the edge again. */
export function holdOrGo() {
  if (back.peek()) toNow();
  else if (tape.peek()) at.value = position.peek();
}

/** @param {number} tick */
function seek(tick) {
  const t = tape.peek();
  if (!t) return;
  const to = Math.max(0, Math.min(t.last, Math.round(tick)));
  if (to === t.last && shown === reel) toNow();
  else at.value = to;
}

const phase = computed(() => {
  const t = tape.value, m = edge.value;
  if (!t || !m) return '';
  if (isRugged(t, position.value)) return 'RUGGED';
  if (back.value) return 'PAST';
  return { unknown: '', cooldown: 'COOLDOWN', presale: 'PRESALE', activation: 'LIVE', live: 'LIVE', rugged: 'RUGGED' }[m.phase];
});

/** An order is done at the edge: who looks back buys nothing by mistake, but can always sell. @param {Action} what */
function refusal(what) {
  const m = latest;
  if (!m) return 'There is no round to trade in yet.';
  if (back.peek() && what !== 'SELL') return `You look back, at tick ${count(position.peek())}. Go to now (End) before you order.`;
  if (m.phase === 'rugged') return `The round is over: it rugged at tick ${count(m.rug?.tick)}. Orders are taken again from the presale on.`;
  if (m.phase === 'cooldown') return `Nothing is taken before the presale: it begins in ${duration(m.cooldown_ms - PRESALE_MS)}.`;
  return '';
}

/** So long before a round starts the presale begins. */
export const PRESALE_MS = 10_000;

/** @type {Source} */
export const source = {
  live: true, tape, position, seen: computed(() => tape.value?.last ?? 0), phase,
  moving: computed(() => !back.value && edge.value?.phase === 'live'), loop: signal(null),
  seek, step: (n) => seek(position.peek() + n), drag: () => {}, refusal,
};

/** Watches the edge for as long as its screen stands; longer, while a desk trades there. */
export function startEdge() {
  if (watched.peek() !== 'live') {
    forget();
    turnToLive();
  }
  join();
  return () => {
    at.value = null;
    if (desk.peek() || watched.peek() !== 'live') return; // a desk trades on, or the next screen has begun
    send({ do: 'leave' });
    watched.value = '';
    dropDesk();
    forget();
  };
}

function join() {
  send({ do: 'live' });
}

// A new stream watches nothing yet, and the server may have let go.
effect(() => {
  if (session.value + lost.value > 0 && watched.peek() === 'live') join();
});

function forget() {
  reel = shown = latest = null;
  batch(() => {
    edge.value = null;
    tape.value = null;
    at.value = null;
  });
}
