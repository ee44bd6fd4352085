import { html } from '../html.js';
import { change } from '../format.js';
import { HOLD_MEAN, SIDE_MEAN } from '../round/law.js';
import { ask, busy } from './act.js';

/** What must be known before anything is armed for the first time. */
export function Truth() {
  return html`
    <section class="truth" aria-label="Before you arm for the first time" data-test="truth-arm">
      <h2>Before you arm for the first time</h2>
      <${Points} />
      <button type="button" class="button strong" data-test="told" disabled=${busy.value === 'told'} onClick=${() => ask('told')}>I have read this</button>
    </section>`;
}

/** The plain truth; docs/live.md says it at length. */
export function Points() {
  return html`
    <ul class="truth-points">
      <li><b>No strategy wins in the long run.</b> Each tick held brings ${change(HOLD_MEAN, 3)} in the mean, a side bet ${change(SIDE_MEAN, 1)} of its stake. A run of wins is luck; what you arm loses faster than you would.</li>
      <li><b>On the site it is real money.</b> What is pressed is bought. Nobody can take an order back. You can lose all that your limits allow, each day anew, and what is held when this machine, its network or the site fails.</li>
      <li><b>Automated play may break the site’s terms.</b> It may close your account and keep what is on it. rugtape does not hide that a program presses.</li>
      <li><b>rugtape cannot know everything:</b> what the page does with a press, whether the site’s figures are right, what you or another program press meanwhile, and whether what worked today works tomorrow.</li>
      <li><b>The limits bind rugtape alone.</b> What you press by hand is not held back by them.</li>
    </ul>`;
}
