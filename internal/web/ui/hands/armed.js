import { html } from '../html.js';
import { exactMoney, exactTime, money, msOf } from '../format.js';
import { useNow } from '../frame/now.js';
import { link, status } from '../store.js';
import { ask, busy } from './act.js';
import { openHands } from './line.js';
import { timeLeft } from './sentences.js';
import { armedName } from './words.js';

/** What the red frame is for: where, for how long, for how much, and the way out. */
export function ArmedBar() {
  const now = useNow(), armed = status.value?.hands?.armed;
  if (!armed) return null;
  const until = msOf(armed.until_ns);
  return html`
    <section class="armed-bar num" aria-label="Armed" data-test="armed-bar">
      <b>ARMED</b>
      <span class="armed-host" data-test="armed-host" data-tip=${`Its buttons are pressed for you: ${armed.host}`}>${armed.host}</span>
      <span class="wide armed-name" data-tip=${armed.strategy}>${armedName(armed)}</span>
      <span data-tip=${`Until ${exactTime(until)}`} data-test="armed-left">${timeLeft(armed, now)}<span class="wide"> left</span>${link.value.state !== 'open' && ', as last heard'}</span>
      <span data-tip=${`${exactMoney(armed.loss_left_sol)} may still be lost, by the limit of the ${armed.loss_of}`} data-test="armed-loss">
        <span class="wide">may lose </span><span class="narrow" aria-hidden="true">−</span>${money(armed.loss_left_sol)}</span>
      <span class="armed-ways">
        <button type="button" class="button small" data-test="armed-show" onClick=${() => openHands('arm')}>Show</button>
        <button type="button" class="button small" data-test="armed-disarm" disabled=${busy.value === 'disarm'} onClick=${() => ask('disarm')}>Disarm</button>
      </span>
    </section>`;
}
