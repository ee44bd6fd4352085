import { computed, useSignal } from '@preact/signals';
import { html } from '../html.js';
import { speed as speedText } from '../format.js';
import { Button } from '../frame/button.js';
import { SPEED_KEYS } from '../keys.js';
import { link } from '../store.js';
import { clearLoop, mine, playOrPause, playing, position, seek, setSpeed, setTiming, step, tape, toggleFollow } from './player.js';
import { LoopHandles, loopInSight } from './loop.js';
import { Scrub } from './scrub.js';

const speedNow = computed(() => mine.value?.speed ?? 1);
const atStart = computed(() => !tape.value || position.value === 0);
const atEnd = computed(() => !tape.value || position.value >= tape.value.last);

const toggleLoop = () => (mine.peek()?.loop ? clearLoop() : loopInSight());
export const toggleTiming = () => setTiming(mine.peek()?.timing === 'even' ? 'recorded' : 'even');

/** What moves the cursor. @param {{children?: any}} props what else stays in reach on a narrow screen */
export function Transport({ children }) {
  const more = useSignal(false);
  const off = link.value.state !== 'open' || !mine.value;
  const plays = playing.value, even = mine.value?.timing === 'even', loops = Boolean(mine.value?.loop);
  const wide = (/** @type {string} */ text) => html`<span class="wide">${text}</span>`;
  return html`
    <section class="transport" aria-label="Transport">
      ${children}
      <div class="deck" role="group" aria-label="Position">
        <${Button} icon="first" label="First tick" keys="Home" test="first" disabled=${atStart.value} onClick=${() => seek(0)} />
        <${Button} icon="back" label="One tick back" keys="←" test="back" disabled=${atStart.value} onClick=${() => step(-1)} />
        <${Button} icon=${plays ? 'pause' : 'play'} label=${plays ? 'Pause' : atEnd.value ? 'Play again' : 'Play'} keys="Space" test="play" class="play"
          disabled=${off} onClick=${playOrPause} />
        <${Button} icon="on" label="One tick on" keys="→" test="on" disabled=${atEnd.value} onClick=${() => step(1)} />
        <${Button} icon="end" label="Last tick" keys="End" test="end" disabled=${atEnd.value} onClick=${() => seek(tape.peek()?.last ?? 0)} />
        <${Button} icon="more" label="Speed, timing, loop" test="more-ways" class="more" on=${more.value} onClick=${() => (more.value = !more.value)} />
      </div>
      <${Scrub}><${LoopHandles} /></${Scrub}>
      <div class="ways" data-open=${more.value} role="group" aria-label="Playback">
        <${Speed} off=${off} />
        <${Button} label="max speed" text="max" keys="0" test="max" tip="As fast as it goes" on=${speedNow.value === 0} disabled=${off}
          onClick=${() => setSpeed(speedNow.peek() === 0 ? 1 : 0)} />
        <${Button} label=${even ? 'even timing' : 'recorded timing'} text=${even ? 'even' : 'recorded'} keys="T" test="timing" class="timing"
          tip=${even ? 'Every tick takes 250 ms. Play with the recorded timing' : 'Ticks take the time they took. Play them evenly, 250 ms each'}
          disabled=${off} onClick=${toggleTiming} />
        <${Button} icon="loop" label="loop" text=${wide('loop')} keys="[ ] \\" test="loop" on=${loops}
          tip=${loops ? 'Play on without the loop' : 'Loop what is in sight, or set its ends here'} disabled=${off} onClick=${toggleLoop} />
        <${Button} icon="follow" label="follow" text=${wide('follow')} keys="F" test="follow" on=${mine.value?.follow ?? false}
          tip="Follow on to the next round" disabled=${off} onClick=${toggleFollow} />
      </div>
    </section>`;
}

/** @param {{off: boolean}} props */
function Speed({ off }) {
  const known = SPEED_KEYS.includes(speedNow.value);
  /** @param {Event} e */
  const pick = (e) => {
    const select = /** @type {HTMLSelectElement} */ (e.currentTarget);
    setSpeed(Number(select.value));
    select.blur();
  };
  return html`
    <select class="select num speed" aria-label="Speed" data-tip="Speed" data-keys="1 … 9" data-test="speed"
      value=${speedNow.value} disabled=${off} onChange=${pick}>
      ${SPEED_KEYS.slice(1).map((s) => html`<option value=${s}>${speedText(s)}</option>`)}
      <option value=${0}>max</option>
      ${!known && html`<option value=${speedNow.value}>${speedText(speedNow.value)}</option>`}
    </select>`;
}
