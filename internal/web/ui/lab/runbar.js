import { html } from '../html.js';
import { Button } from '../frame/button.js';
import { copy } from '../frame/copy.js';
import { icons } from '../frame/icons.js';
import { count, plural, sentence } from '../format.js';
import { link, tell } from '../store.js';
import { obstacle, order, refusal, run, sending } from './order.js';
import { commandOf, limitsFile } from './request.js';
import { trialWords } from './value.js';

/** What would be run, and the button that does. */
export function RunBar() {
  const { sizes, trials, rounds } = order.value;
  const off = link.value.state !== 'open';
  const size = sizes.length === 0 ? (rounds === null ? 'all recorded rounds' : plural(rounds, 'round'))
    : `${trialWords(sizes)}, ${rounds === null ? 'each on all recorded rounds' : `${count(trials * rounds)} rounds in all`}`;
  return html`
    <div class="runbar">
      ${refusal.value && html`
        <p class="warning bad" role="alert" data-test="refusal">${icons.warn()}<span>${sentence(refusal.value.text)} ${refusal.value.hint && html`<small>${sentence(refusal.value.hint)}</small>`}</span></p>`}
      <div class="runbar-row">
        <p class=${`num ${obstacle.value ? 'fault' : 'muted'}`} aria-live="polite" data-test="size">${off ? 'rugtape does not answer' : obstacle.value || size}</p>
        <${Button} icon="copy" label="Copy the command that does the same" class="quiet" test="copy-command" onClick=${() => copyCommand(order.peek().request)} />
        <${Button} icon="play" label="Run" text="Run" keys="R" class="strong" test="run" disabled=${off || sending.value} onClick=${run} />
      </div>
    </div>`;
}

/** @param {LabRequest} r */
export async function copyCommand(r) {
  const command = commandOf(r), limits = limitsFile(r);
  if (await copy(command, 'Command')) {
    tell({ text: `Copied: ${command}`, hint: limits && `Its limits.toml: ${limits.replaceAll('\n', ', ')}` });
  }
}
