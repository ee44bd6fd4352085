import { computed, useSignal } from '@preact/signals';
import { html } from '../html.js';
import { speed as speedText } from '../format.js';
import { Button } from '../frame/button.js';
import { SPEED_KEYS } from '../keys.js';
import { link } from '../store.js';
import { clearLoop, mine, playOrPause, playing, position, seek, setSpeed, setTiming, step, tape, toggleFollow } from './player.js';
import { loopInSight } from './loop.js';
import { Scrub } from './scrub.js';

const speedNow = computed(() => mine.value?.speed ?? 1);
const atStart = computed(() => position.value === 0);
const atEnd = computed(() => tape.value !== null && position.value >= tape.value.last);

export const toggleLoop = () => (mine.peek()?.loop ? clearLoop() : loopInSight());
export const toggleTiming = () => setTiming(mine.peek()?.timing === 'even' ? 'recorded' : 'even');

/** What moves the cursor. */
export function Transport() {
  const more = useSignal(false);
  const off = link.value.state !== 'open' || !mine.value;
  return html`
    <section class="transport" aria-label="Transport">
      <div class="deck" role="group" aria-label="Position">
        <${Button} icon="first" label="First tick" keys="Home" test="first" disabled=${atStart.value} onClick=${() => seek(0)} />
        <${Button} icon="back" label="One tick back" keys="←" test="back" disabled=${atStart.value} onClick=${() => step(-1)} />
        <${Button} icon=${playing.value ? 'pause' : 'play'} label=${playing.value ? 'Pause' : atEnd.value ? 'Play again' : 'Play'} keys="Space" test="play" class="play" disabled=${off} onClick=${playOrPause} />
        <${Button} icon="on" label="One tick on" keys="→" test="on" disabled=${atEnd.value} onClick=${() => step(1)} />
        <${Button} icon="end" label="Last tick" keys="End" test="end" disabled=${atEnd.value} onClick=${() => seek(tape.peek()?.last ?? 0)} />
        <${Button} icon="more" label="Speed, timing, loop" class="more" on=${more.value} test="more-ways" onClick=${() => (more.value = !more.value)} />
      </div>
      <${Scrub} />
      <div class="ways" data-open=${more.value} role="group" aria-label="Playback">
        <${Speed} off=${off} />
        <${Button} label="As fast as it goes" text="max" keys="0" test="max" on=${speedNow.value === 0} disabled=${off} onClick=${() => setSpeed(speedNow.peek() === 0 ? 1 : 0)} />
        <${Button} label="Even timing" text=${mine.value?.timing === 'even' ? 'even' : 'recorded'} keys="T" test="timing" disabled=${off} class="timing"
          tip=${mine.value?.timing === 'even' ? 'Every tick takes 250 ms. Play with the recorded timing' : 'Ticks take the time they took. Play them evenly, 250 ms each'} onClick=${toggleTiming} />
        <${Button} icon="loop" label="Loop" keys="[ ] \\" test="loop" on=${Boolean(mine.value?.loop)} disabled=${off}
          tip=${mine.value?.loop ? 'Play on without the loop' : 'Loop what is in sight, or set its ends here'} onClick=${toggleLoop} />
        <${Button} icon="follow" label="Follow on to the next round" keys="F" test="follow" on=${mine.value?.follow ?? false} disabled=${off} onClick=${toggleFollow} />
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
    <select class="select num speed" aria-label="Speed" data-tip="Speed" data-keys="1 … 9" data-test="speed" value=${speedNow.value} disabled=${off} onChange=${pick}>
      ${SPEED_KEYS.slice(1).map((s) => html`<option value=${s}>${speedText(s)}</option>`)}
      <option value=${0}>max</option>
      ${!known && html`<option value=${speedNow.value}>${speedText(speedNow.value)}</option>`}
    </select>`;
}
