import { signal } from '@preact/signals';
import { html } from '../html.js';
import { count } from '../format.js';
import { mine, position, setLoop, tape } from './player.js';
import { end, holdEnd, tickAt } from './span.js';
import { zoom } from './zoom.js';

/** The loop under the hand, before the server has it. */
const moving = signal(/** @type {[number, number] | null} */ (null));

/** The band of the loop and its two ends. */
export function LoopHandles() {
  const loop = moving.value ?? mine.value?.loop;
  if (!loop || !tape.value) return null;
  const share = (/** @type {number} */ t) => Math.min(100, (t / end.value) * 100);
  return html`
    <div class="loop">
      <div class="loop-band" style=${{ left: share(loop[0]) + '%', right: 100 - share(loop[1]) + '%' }}></div>
      <${Handle} side=${0} loop=${loop} at=${share(loop[0])} />
      <${Handle} side=${1} loop=${loop} at=${share(loop[1])} />
    </div>`;
}

/** @param {{side: 0 | 1, loop: [number, number], at: number}} props */
function Handle({ side, loop, at }) {
  const name = side === 0 ? 'Loop start' : 'Loop end';
  /** @param {number} tick @returns {[number, number]} */
  const moved = (tick) => (side === 0 ? [Math.min(tick, loop[1] - 1), loop[1]] : [loop[0], Math.max(tick, loop[0] + 1)]);
  /** @param {KeyboardEvent} e */
  const onKey = (e) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
    if (!by) return;
    e.preventDefault();
    e.stopPropagation();
    setLoop(...moved(loop[side] + by * (e.shiftKey ? 10 : 1)));
  };
  return html`
    <button type="button" class="loop-handle" role="slider" style=${{ left: at + '%' }} data-test=${side === 0 ? 'loop-from' : 'loop-to'}
      aria-label=${name} aria-valuemin="0" aria-valuemax=${tape.value?.last} aria-valuenow=${loop[side]}
      aria-valuetext=${`tick ${count(loop[side])}`}
      data-tip=${`${name}: tick ${count(loop[side])}`} data-keys=${side === 0 ? '[' : ']'} onKeyDown=${onKey}
      onPointerDown=${(/** @type {PointerEvent} */ e) => grab(e, moved)}></button>`;
}

/** @param {PointerEvent} e @param {(tick: number) => [number, number]} moved */
function grab(e, moved) {
  const handle = /** @type {HTMLElement} */ (e.currentTarget);
  const bar = handle.closest('.scrub')?.querySelector('.scrub-bar');
  if (e.button !== 0 || !bar) return;
  const off = new AbortController();
  const drop = () => {
    off.abort();
    if (moving.value) setLoop(...moving.value);
    holdEnd(false);
    setTimeout(() => (moving.value = null), 200); // by then the server has it
  };
  handle.setPointerCapture(e.pointerId);
  holdEnd(true);
  handle.addEventListener('pointermove', (m) => (moving.value = moved(tickAt(bar, m.clientX))), { signal: off.signal });
  handle.addEventListener('pointerup', drop, { signal: off.signal });
  handle.addEventListener('pointercancel', drop, { signal: off.signal });
}

/** Loops what the chart is zoomed to, else the last ticks up to the cursor. */
export function loopInSight() {
  const t = tape.peek();
  if (!t) return;
  const at = position.peek();
  const { from, to } = zoom.peek() ?? { from: at - 40, to: Math.max(at, 10) };
  setLoop(Math.max(0, from), Math.min(t.last, to));
}
